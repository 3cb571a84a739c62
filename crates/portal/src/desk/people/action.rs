//! The page of one action: what it does, the reason, and whether a second person must approve it.

use askama::Template;
use axum::extract::Path;
use madoguchi_rules::desk_actions::{APPROVAL_LIFETIME, DeskAction};
use madoguchi_store::{At, StoreError, Work, person_actions::PersonAction};

use super::{
    card::{card, texts},
    doing::{Input, Performed, perform, prepare},
    list::shown_name,
    subject::Subject,
};
use crate::{
    imports::roster::Actor,
    letters::{self, OneError},
    text::ActionWords,
    web::{Answer, Chrome, DeskVisit, Fields, FormState, Refusal, done::Done, page},
};

/// Characters of a reason or a proof.
pub const MOST_REASON: usize = 500;

#[derive(Template)]
#[template(path = "desk/people/action.html")]
struct Screen {
    chrome: Chrome,
    /// The person's page.
    back: String,
    action: DeskAction,
    words: ActionWords,
    person: String,
    takes_two: bool,
}

/// What came of an action's form.
enum Outcome {
    Done,
    Asked,
    Refused(&'static str, String),
    Gone,
}

/// The form.
pub async fn screen(visit: DeskVisit, Path((_, person_id, action)): Path<(String, i64, String)>) -> Answer {
    let action: DeskAction = action.parse().map_err(|_| Refusal::NotFound)?;
    let subject = read(&visit, person_id).await?;
    if !subject.offers(action) {
        return Ok(page::see_other(&visit.address(&format!("people/{person_id}"))));
    }
    let form = FormState::prefilled([("kind", "support")]);
    page::show(&of(&visit, &subject, action, form))
}

/// Does it, or asks a second person.
pub async fn submit(visit: DeskVisit, Path((_, person_id, action)): Path<(String, i64, String)>, fields: Fields) -> Answer {
    let action: DeskAction = action.parse().map_err(|_| Refusal::NotFound)?;
    let subject = read(&visit, person_id).await?;
    let mut form = FormState::of(&fields);
    let input = &input(&visit, action, &fields, &mut form);
    if !form.is_right() {
        return page::refuse(&of(&visit, &subject, action, form));
    }
    if action == DeskAction::Letter {
        return letter(&visit, &subject, form, &input.reason).await;
    }
    prepare(&visit, action).await?;
    let seen = &visit;
    let settled = visit.portal.store.write(|work| async move { settle(seen, &work, person_id, action, input).await }).await?;
    let back = page::see_other(&visit.address(&format!("people/{person_id}")));
    match settled {
        Outcome::Done => Ok(Done::Person(action).tell(&visit, back)),
        Outcome::Asked => Ok(Done::ActionAsked.tell(&visit, back)),
        Outcome::Gone => Err(Refusal::NotFound),
        Outcome::Refused(field, why) => {
            form.refuse(field, why);
            page::refuse(&of(&visit, &subject, action, form))
        }
    }
}

/// The letter as a file to print; its issue is in the trail with the reason.
async fn letter(visit: &DeskVisit, subject: &Subject, mut form: FormState, reason: &str) -> Answer {
    if subject.caution.is_some() && !visit.seat.approves() {
        form.refuse("reason", texts(visit).letter_of_marked);
        return page::refuse(&of(visit, subject, DeskAction::Letter, form));
    }
    let by = Actor { kind: "staff", name: visit.actor() };
    match letters::issue_one(&visit.portal, visit.insurer_id(), subject.person.person_id, &by, reason).await {
        Ok(letter) => Ok(page::pdf(letter.pdf, "attachment; filename=\"letter.pdf\"")),
        Err(why @ (OneError::Unknown | OneError::NotEntitled | OneError::Registered)) => {
            form.refuse("reason", why.to_string());
            page::refuse(&of(visit, subject, DeskAction::Letter, form))
        }
        Err(OneError::Store(error)) => Err(error.into()),
        Err(error) => Err(Refusal::broken(error)),
    }
}

async fn read(visit: &DeskVisit, person_id: i64) -> Result<Subject, Refusal> {
    let read = |work: Work| async move { Subject::read(visit, &work, person_id).await };
    visit.portal.store.read(read).await?.ok_or(Refusal::NotFound)
}

fn input(visit: &DeskVisit, action: DeskAction, fields: &Fields, form: &mut FormState) -> Input {
    let texts = texts(visit);
    let typed = |field: &str| fields.get(field).trim().to_owned();
    let mut needed = vec![("reason", texts.reason)];
    match action {
        DeskAction::Release | DeskAction::Factors => needed.push(("proof", texts.proof)),
        DeskAction::Address | DeskAction::Roster => needed.extend([("proof", texts.proof), ("email", texts.new_email)]),
        DeskAction::Move => needed.push(("number", texts.new_number)),
        _ => {}
    }
    for (field, label) in needed {
        match typed(field).chars().count() {
            0 => form.refuse(field, (visit.texts().common.please_enter)(label)),
            count if count > MOST_REASON => form.refuse(field, (texts.too_long)(MOST_REASON)),
            _ => {}
        }
    }
    Input {
        reason: typed("reason"),
        proof: typed("proof"),
        email: typed("email"),
        kind: typed("kind"),
        symbol: typed("symbol"),
        number: typed("number"),
        branch: typed("branch"),
    }
}

/// One unit of work. The account's row is held, so that of two openings at the same time the later one sees the earlier.
async fn settle(visit: &DeskVisit, work: &Work, person_id: i64, action: DeskAction, input: &Input) -> Result<Outcome, StoreError> {
    if let Some(account) = work.latest_account_of_person(visit.insurer_id(), person_id).await? {
        work.hold_account(account.insurer_id, account.id).await?;
    }
    let Some(subject) = Subject::read(visit, work, person_id).await? else { return Ok(Outcome::Gone) };
    if !subject.offers(action) {
        return Ok(Outcome::Refused("reason", texts(visit).not_now.to_owned()));
    }
    if subject.takes_two(visit, action) {
        work.note_person_action(&note(visit, &subject, action, Some(input))?).await?;
        let mut event = visit.event(&format!("desk.{action}.asked"), subject.named());
        event.detail = serde_json::json!({ "person": person_id.to_string(), "reason": input.reason }).to_string();
        work.record(&event).await?;
        return Ok(Outcome::Asked);
    }
    match perform(visit, work, &subject, action, input).await? {
        Performed::Refused(field, why) => Ok(Outcome::Refused(field, why)),
        Performed::Done => {
            if action.opens_the_account() {
                work.note_person_action(&note(visit, &subject, action, None).map(|note| with_reason(note, input))?).await?;
            }
            Ok(Outcome::Done)
        }
    }
}

fn with_reason(note: PersonAction, input: &Input) -> PersonAction {
    PersonAction { reason: input.reason.clone(), ..note }
}

/// The row of an action: asked with what was typed, or done.
fn note(visit: &DeskVisit, subject: &Subject, action: DeskAction, asked: Option<&Input>) -> Result<PersonAction, StoreError> {
    let (portal, id) = (&visit.portal, visit.portal.random.id(visit.now));
    let unreadable = |error: serde_json::Error| StoreError::Unreadable { column: "person_actions.sealed", problem: error.to_string() };
    let plain = asked.map(serde_json::to_vec).transpose().map_err(unreadable)?;
    Ok(PersonAction {
        insurer_id: visit.insurer_id(),
        id,
        person_id: subject.person.person_id,
        account_id: subject.account.as_ref().map(|account| account.id),
        action: action.to_string(),
        state: if asked.is_some() { "asked" } else { "done" }.to_owned(),
        reason: asked.map(|input| input.reason.clone()).unwrap_or_default(),
        sealed: plain.map(|plain| portal.keys.desk.seal(portal.random, &seal_context(visit.insurer_id(), id), &plain)),
        asked_at: At::from(visit.now),
        asked_by: visit.actor(),
        expires_at: At::from(visit.now + APPROVAL_LIFETIME),
        decided_at: None,
        decided_by: None,
    })
}

/// What was typed for an action opens only in its own row.
pub fn seal_context(insurer_id: i64, id: i64) -> Vec<u8> {
    [b"person action ".as_slice(), &insurer_id.to_be_bytes(), &id.to_be_bytes()].concat()
}

fn of(visit: &DeskVisit, subject: &Subject, action: DeskAction, form: FormState) -> Screen {
    let (words, person) = ((texts(visit).action)(action), &subject.person);
    Screen {
        chrome: visit.chrome(words.name).with_form(form),
        back: visit.address(&format!("people/{}", person.person_id)),
        takes_two: subject.takes_two(visit, action),
        person: format!("{}（{}）", shown_name(person), card(&person.symbol, &person.number, person.branch.as_deref())),
        action,
        words,
    }
}

#[cfg(test)]
pub(crate) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let screen = |action: DeskAction, form: FormState| {
        let words = (texts(visit).action)(action);
        Screen {
            chrome: visit.chrome(words.name).with_form(form),
            back: "/desk/sakura/people/1".to_owned(),
            action,
            words,
            person: HOSTILE.to_owned(),
            takes_two: action.opens_the_account(),
        }
    };
    let fresh = DeskAction::ALL.iter().map(|action| screen(*action, FormState::default()));
    let refused = DeskAction::ALL.iter().map(|action| screen(*action, refused_form("reason")));
    fresh.chain(refused).map(|page| sample("desk/people/action.html", &page)).collect()
}
