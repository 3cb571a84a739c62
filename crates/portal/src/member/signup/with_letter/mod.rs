//! `/portal/signup/with-letter`: the five items and the code of a letter together, at any insurer: for people whom the items alone cannot
//! tell apart (twins), and for those whose number was guessed at until its tries were used up. Nobody who lacks the letter learns anything
//! here: whatever is wrong, the answer is the one page of every failed identification.

use askama::Template;
use madoguchi_rules::{identifiers::InsurerCodeOrNumber, paper_codes::PaperCode, settings::InsurerSettings};
use madoguchi_store::{StoreError, Work, insurers::Insurer};

use super::{
    flow::ACCOUNT_STEP,
    identity::{
        FlowKind, failure,
        finding::{self, Cause, Finding},
        form::{self, Typed, Unreadable},
        lead_on, not_open_yet, open_flow, opens_later, tell_that_it_exists, unconfirmed,
    },
    tries,
};
use crate::{
    insurer::facts,
    letters::codes::{self, Verdict},
    limits::{
        self,
        identification::{self, Gate, Reservation},
    },
    web::{Answer, Chrome, Fields, FormState, Visit, page, session},
};

#[cfg(test)]
mod tests;

const PATH: &str = "/portal/signup/with-letter";

#[derive(Template)]
#[template(path = "member/signup/with_letter/screen.html")]
struct Screen {
    chrome: Chrome,
}

/// The page with all six fields.
pub async fn screen(visit: Visit) -> Answer {
    let code = visit.asked("insurer").unwrap_or_default();
    let insurer = match InsurerCodeOrNumber::parse(&code) {
        Ok(named) => {
            let named = &named;
            visit.portal.store.read(|work| async move { crate::insurer::find(&work, named).await }).await?
        }
        Err(_) => None,
    };
    match insurer {
        Some((insurer, settings)) if opens_later(&visit, &settings).is_some() => page::show(&not_open_yet(&visit, &insurer, &settings)),
        Some((insurer, settings)) => {
            let form = FormState::prefilled([("insurer_code", &insurer.code)]);
            page::show(&page_of(&visit, Some(&(insurer, settings)), form))
        }
        None => page::show(&page_of(&visit, None, FormState::default())),
    }
}

/// Looks for the person whose letter it is, and opens their flow past the letter.
pub async fn identify(visit: Visit, fields: Fields) -> Answer {
    let code = PaperCode::parse(fields.get("letter_code"));
    let (typed, code) = match (form::read(&visit, &fields).await?, code) {
        (Ok(typed), Ok(code)) => (typed, code),
        (read, code) => return unreadable(&visit, &fields, read, code),
    };
    if opens_later(&visit, &typed.settings).is_some() {
        return page::refuse(&not_open_yet(&visit, &typed.insurer, &typed.settings));
    }
    let insurer = facts(&typed.insurer, &typed.settings);
    let reservation = match identification::reserve(&visit, &typed.attempt(&fields, Some(&code))).await? {
        Gate::Open(reservation) => reservation,
        Gate::UsedUp { until } | Gate::Closed { until } => return limits::pages::letters_used_up_page(&visit, insurer, until),
        Gate::ProofOfWork(challenge) => return limits::pages::proof_of_work_page(&visit, insurer, challenge, &fields, PATH),
    };
    let token = &session::new_token(&visit.portal);
    let (seen, asked, letter, reserved) = (&visit, &typed, &code, &reservation);
    match visit.portal.store.write(|work| async move { settle(seen, &work, asked, letter, reserved, token).await }).await? {
        true => Ok(lead_on(&visit, token, ACCOUNT_STEP)),
        false => unconfirmed(&visit, &typed, &fields),
    }
}

/// One unit of work, as in the first step; answers whether the person is confirmed.
async fn settle(
    visit: &Visit,
    work: &Work,
    typed: &Typed,
    code: &PaperCode,
    reservation: &Reservation,
    token: &str,
) -> Result<bool, StoreError> {
    let finding = finding::find(work, typed, visit.today()).await?;
    let verdict = codes::judge(&visit.portal, work, typed.insurer.id, finding.people(), code, visit.now).await?;
    let cause = match (finding, verdict) {
        (_, Verdict::Right { person, batch_id }) => {
            open_flow(visit, work, &person, FlowKind::OfLetter { batch_id }, token).await?;
            reservation.give_back(work).await?;
            return Ok(true);
        }
        (Finding::Registered(account), _) => {
            tell_that_it_exists(visit, work, &account).await?;
            Cause::Registered
        }
        (Finding::Unconfirmed(cause), _) => cause,
        (_, Verdict::Over) => Cause::LetterOver,
        (_, Verdict::Wrong) => Cause::WrongLetter,
    };
    work.record(&failure(visit, &typed.insurer, cause)).await?;
    tries::keep(visit, work, typed, cause).await?;
    Ok(false)
}

/// The form once more, with everything that cannot be read pointed at.
fn unreadable<E>(visit: &Visit, fields: &Fields, read: Result<Typed, Unreadable>, code: Result<PaperCode, E>) -> Answer
where
    E: std::fmt::Display + madoguchi_rules::english::InEnglish,
{
    let (mut form, insurer) = match read {
        Ok(typed) => (FormState::of(fields), Some((typed.insurer, typed.settings))),
        Err(Unreadable { form, insurer }) => (form, insurer),
    };
    form.take("letter_code", code, |error| visit.language.sentence(&error));
    page::refuse(&page_of(visit, insurer.as_ref(), form))
}

fn page_of(visit: &Visit, insurer: Option<&(Insurer, InsurerSettings)>, form: FormState) -> Screen {
    let chrome = visit.chrome(visit.texts().signup.letter.with_title).with_form(form);
    Screen {
        chrome: match insurer {
            Some((insurer, settings)) => chrome.of_insurer(facts(insurer, settings)),
            None => chrome,
        },
    }
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{self, refused_form, sample};
    let insurer = (samples::insurer(), InsurerSettings::default());
    vec![
        sample("member/signup/with_letter/screen.html", &page_of(visit, None, FormState::default())),
        sample("member/signup/with_letter/screen.html", &page_of(visit, Some(&insurer), refused_form("letter_code"))),
    ]
}
