//! `/portal/savings/stop`: the member does not want the notice about themselves, or wants it again.

use madoguchi_rules::statements::StatementKind;
use madoguchi_store::{At, StoreError, Work, statements::Choice};
use serde_json::json;

use super::{PATH, require_service};
use crate::web::{Answer, Fields, Refusal, Visit, done::Done, page};

const STOPPED: Choice = Choice::Stopped(StatementKind::Savings);

/// Whether the member stopped it.
///
/// # Errors
/// [`Refusal`] when the database fails.
pub async fn is_stopped(visit: &Visit) -> Result<bool, Refusal> {
    let member = visit.member()?;
    let (insurer_id, person_id) = (member.insurer_id, member.person_id);
    let read = |work: Work| async move { Ok(work.statement_choices(insurer_id, person_id).await?.contains(&STOPPED)) };
    Ok(visit.portal.store.read(read).await?)
}

/// Notes the wish; it holds from the next page on that anybody opens.
pub async fn change(visit: Visit, fields: Fields) -> Answer {
    require_service(&visit)?;
    let member = visit.member()?;
    let (insurer_id, person_id, is_stopped) = (member.insurer_id, member.person_id, fields.get("wanted") == "no");
    let (at, by) = (At::from(visit.now), &format!("account:{}", member.account_id));
    let mut event = visit.event("savings.wish_changed", insurer_id, format!("person:{person_id}"));
    event.detail = json!({ "stopped": is_stopped }).to_string();
    let event = &event;
    let change = |work: Work| async move {
        match is_stopped {
            true => work.choose_for_statements(insurer_id, person_id, STOPPED, at, by).await?,
            false => work.take_back_for_statements(insurer_id, person_id, STOPPED).await?,
        }
        work.record(event).await?;
        Ok::<(), StoreError>(())
    };
    visit.portal.store.write(change).await?;
    Ok(Done::SavingsWishChanged.tell(&visit, page::see_other(PATH)))
}
