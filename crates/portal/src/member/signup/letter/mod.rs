//! `/portal/signup/letter`: 初回登録コード, where the insurer asks for it. It comes after the five items, tells which of several people it
//! is where those cannot, and is used up only when the account is made: who is interrupted needs no second letter.

use askama::Template;
use madoguchi_rules::{limits::LETTER_TRIES, paper_codes::PaperCode};
use madoguchi_store::{At, StoreError, Work, audit::AuditEvent};

use super::{
    ended::ended,
    flow::{self, ACCOUNT_STEP, LiveFlow, Standing, needs_letter},
    identity::finding::{Cause, alike},
};
use crate::{
    insurer::facts,
    letters::codes::{self, Verdict},
    limits::{
        self,
        letters::{Gate, Reservation},
    },
    web::{Answer, Chrome, Fields, FormState, Refusal, Visit, page},
};

#[cfg(test)]
mod tests;

#[derive(Template)]
#[template(path = "member/signup/letter/screen.html")]
struct Screen {
    chrome: Chrome,
}

/// What a try came to.
enum Outcome {
    Right,
    Over { left: i64 },
    Wrong { left: i64 },
    TriesUsedUp,
    FlowOver,
}

/// The page with the field for the code.
pub async fn screen(visit: Visit) -> Answer {
    match at_this_step(&visit).await? {
        Ok(flow) => page::show(&page_of(&visit, &flow, FormState::default())),
        Err(elsewhere) => flow::elsewhere(&visit, elsewhere),
    }
}

/// Tries the code.
pub async fn verify(visit: Visit, fields: Fields) -> Answer {
    let flow = match at_this_step(&visit).await? {
        Ok(flow) => flow,
        Err(elsewhere) => return flow::elsewhere(&visit, elsewhere),
    };
    let mut form = FormState::of(&fields);
    let Some(code) = form.take("letter_code", PaperCode::parse(fields.get("letter_code")), |error| visit.language.sentence(&error)) else {
        return page::refuse(&page_of(&visit, &flow, form));
    };
    let (symbol, number) = (&flow.person.symbol_loose, &flow.person.number_loose);
    let reservation = match limits::letters::reserve(&visit, flow.insurer.id, symbol, number).await? {
        Gate::Open(reservation) => reservation,
        Gate::UsedUp { until } => return limits::pages::letters_used_up_page(&visit, facts(&flow.insurer, &flow.settings), until),
    };
    let (seen, live, typed, reserved) = (&visit, &flow, &code, &reservation);
    let outcome = visit.portal.store.write(|work| async move { try_code(seen, &work, live, typed, reserved).await }).await?;
    let texts = &visit.texts().signup;
    let why = match outcome {
        Outcome::Right => return Ok(page::see_other(ACCOUNT_STEP)),
        Outcome::TriesUsedUp => return ended(&visit, &flow, texts.ended.letter_tries_used_up),
        Outcome::FlowOver => return flow::elsewhere(&visit, flow::standing(&visit).await?),
        Outcome::Over { left } => (texts.letter.over)(left),
        Outcome::Wrong { left } => (texts.letter.wrong)(left),
    };
    form.refuse("letter_code", why);
    page::refuse(&page_of(&visit, &flow, form))
}

/// One unit of work: the try is taken, then compared; when it is right the flow is that person's.
async fn try_code(visit: &Visit, work: &Work, flow: &LiveFlow, typed: &PaperCode, reserved: &Reservation) -> Result<Outcome, StoreError> {
    let (row, now) = (&flow.row, At::from(visit.now));
    let most = i64::from(LETTER_TRIES);
    let Some(tries) = work.take_letter_try(row.id, most, now).await? else { return Ok(Outcome::FlowOver) };
    let left = most - tries;
    let people = alike(work, &flow.person, &flow.settings, visit.today()).await?;
    match codes::judge(&visit.portal, work, row.insurer_id, &people, typed, visit.now).await? {
        Verdict::Right { person, batch_id } => {
            work.bind_signup_flow(row, person.person_id, batch_id, now).await?;
            reserved.give_back(work).await?;
            work.record(&visit.event("signup.letter_confirmed", row.insurer_id, format!("person:{}", person.person_id))).await?;
            Ok(Outcome::Right)
        }
        Verdict::Over => refused(visit, work, flow, Cause::LetterOver, left).await,
        Verdict::Wrong => refused(visit, work, flow, Cause::WrongLetter, left).await,
    }
}

/// Writes to the trail what was wrong; after the last try the flow ends.
async fn refused(visit: &Visit, work: &Work, flow: &LiveFlow, cause: Cause, left: i64) -> Result<Outcome, StoreError> {
    let row = &flow.row;
    let subject = if row.is_ambiguous { format!("insurer:{}", row.insurer_id) } else { format!("person:{}", row.person_id) };
    let event = visit.event("signup.letter_refused", row.insurer_id, subject);
    work.record(&AuditEvent { detail: format!(r#"{{"cause":"{}"}}"#, cause.name()), ..event }).await?;
    if left == 0 {
        work.end_signup_flow(row.id, None, At::from(visit.now)).await?;
        return Ok(Outcome::TriesUsedUp);
    }
    Ok(if cause == Cause::LetterOver { Outcome::Over { left } } else { Outcome::Wrong { left } })
}

/// The flow, if the visitor is at this step; otherwise where they are.
async fn at_this_step(visit: &Visit) -> Result<Result<Box<LiveFlow>, Standing>, Refusal> {
    Ok(match flow::standing(visit).await? {
        Standing::Live(flow) if needs_letter(&flow.row, &flow.settings) => Ok(flow),
        other => Err(other),
    })
}

fn page_of(visit: &Visit, flow: &LiveFlow, form: FormState) -> Screen {
    Screen { chrome: flow.chrome(visit, visit.texts().signup.letter.title).with_form(form) }
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{self, refused_form, sample};
    let insurer = facts(&samples::insurer(), &madoguchi_rules::settings::InsurerSettings::default());
    let chrome = visit.chrome(visit.texts().signup.letter.title).of_insurer(insurer);
    vec![sample("member/signup/letter/screen.html", &Screen { chrome: chrome.with_form(refused_form("letter_code")) })]
}
