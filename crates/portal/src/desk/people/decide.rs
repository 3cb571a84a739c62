//! What one person at the desk asked and another decides: a manager or a deputy, never who asked.

use axum::extract::Path;
use madoguchi_rules::desk_actions::DeskAction;
use madoguchi_store::{At, StoreError, Work, person_actions::PersonAction};
use serde_json::json;

use super::{
    action::seal_context,
    doing::{Input, Performed, perform, prepare},
    subject::Subject,
};
use crate::web::{Answer, DeskVisit, Fields, Refusal, done::Done, page};

/// What came of a decision.
enum Outcome {
    Done,
    Declined,
    /// It was decided or ran out meanwhile, is one's own, or cannot be done any more.
    NotOpen,
}

/// Approves, and does it; or declines.
pub async fn decide(visit: DeskVisit, Path((_, person_id, asked_id)): Path<(String, i64, i64)>, fields: Fields) -> Answer {
    if !visit.seat.approves() {
        return Err(Refusal::NotFound);
    }
    prepare(&visit, DeskAction::Roster).await?;
    let (seen, approves) = (&visit, fields.has("approve"));
    let settle = |work: Work| async move { settle(seen, &work, person_id, asked_id, approves).await };
    let back = page::see_other(&visit.address(&format!("people/{person_id}")));
    match visit.portal.store.write(settle).await? {
        Outcome::Done => Ok(Done::ActionApproved.tell(&visit, back)),
        Outcome::Declined => Ok(Done::ActionDeclined.tell(&visit, back)),
        Outcome::NotOpen => Err(Refusal::NotFound),
    }
}

async fn settle(visit: &DeskVisit, work: &Work, person_id: i64, asked_id: i64, approves: bool) -> Result<Outcome, StoreError> {
    let (insurer_id, by, at) = (visit.insurer_id(), visit.actor(), At::from(visit.now));
    let asked = work.person_action(insurer_id, asked_id).await?;
    let Some(asked) = asked.filter(|asked| asked.person_id == person_id) else { return Ok(Outcome::NotOpen) };
    if let Some(account_id) = asked.account_id {
        work.hold_account(insurer_id, account_id).await?;
    }
    // Read once more: whoever held the account before may have decided.
    let Some(asked) = work.person_action(insurer_id, asked_id).await? else { return Ok(Outcome::NotOpen) };
    if !approves {
        if !work.decide_person_action(insurer_id, asked_id, "declined", &by, at).await? {
            return Ok(Outcome::NotOpen);
        }
        record(visit, work, &asked, "declined").await?;
        return Ok(Outcome::Declined);
    }
    let is_open = asked.state == "asked" && asked.asked_by != by && visit.now < asked.expires_at.timestamp();
    let (Some(subject), Ok(action), true) = (Subject::read(visit, work, person_id).await?, asked.action.parse(), is_open) else {
        return Ok(Outcome::NotOpen);
    };
    let input = open(visit, &asked)?;
    match perform(visit, work, &subject, action, &input).await? {
        Performed::Refused(..) => return Ok(Outcome::NotOpen),
        Performed::Done if !work.decide_person_action(insurer_id, asked_id, "approved", &by, at).await? => {
            // Somebody else decided a moment ago: what was just done is undone with the unit of work.
            return Err(StoreError::LeaseLost);
        }
        Performed::Done => record(visit, work, &asked, "approved").await?,
    }
    Ok(Outcome::Done)
}

fn open(visit: &DeskVisit, asked: &PersonAction) -> Result<Input, StoreError> {
    let unreadable = |problem: &str| StoreError::Unreadable { column: "person_actions.sealed", problem: problem.to_owned() };
    let sealed = asked.sealed.as_deref().unwrap_or_default();
    let plain = visit.portal.keys.desk.open(&seal_context(asked.insurer_id, asked.id), sealed);
    let plain = plain.ok_or_else(|| unreadable("it opens under another key or in another row only"))?;
    serde_json::from_slice(&plain).map_err(|_| unreadable("nothing that was typed for an action"))
}

async fn record(visit: &DeskVisit, work: &Work, asked: &PersonAction, what: &str) -> Result<(), StoreError> {
    let mut event = visit.event(&format!("desk.{}.{what}", asked.action), format!("person:{}", asked.person_id));
    event.detail = json!({ "asked_by": asked.asked_by, "reason": asked.reason }).to_string();
    work.record(&event).await
}
