//! What becomes of an import: moves are confirmed, it takes effect, is handed in, approved, declined or thrown away.

use axum::{extract::Path, response::Response};
use madoguchi_store::{Work, audit::AuditEvent};
use serde_json::json;

use super::{
    errand::{self, Deciding, Options},
    import,
};
use crate::{
    desk::uploads::{
        Room,
        decide::{actor, note},
        errand::{Outcome, reason},
        texts,
    },
    imports::roster::{self, Approver, KeptError},
    web::{Answer, DeskVisit, Fields, FormState, Refusal, done::Done, page},
};

type Which = Path<(String, i64)>;

/// Lets it take effect.
pub(super) async fn apply(visit: DeskVisit, Path((_, import_id)): Which) -> Answer {
    take_effect(&visit, import_id, Deciding::Alone).await
}

/// The same as the second person.
pub(super) async fn approve(visit: DeskVisit, Path((_, import_id)): Which, fields: Fields) -> Answer {
    if !visit.seat.approves() {
        return Err(Refusal::NotFound);
    }
    let approver = Approver { staff_id: visit.staff.id };
    take_effect(&visit, import_id, Deciding::Second(approver, note(&fields, "approve_note"))).await
}

async fn take_effect(visit: &DeskVisit, import_id: i64, deciding: Deciding) -> Answer {
    let insurer_id = visit.insurer_id();
    let found = visit.portal.store.read(|work: Work| async move { work.roster_import(insurer_id, import_id).await });
    let import = found.await?.ok_or(Refusal::NotFound)?;
    let mut task = errand::task(visit, "effect", &import.file_name, &Options::default());
    task.import_id = Some(import_id);
    let task_id = task.id;
    match errand::begin_to_take_effect(visit, task, import_id, deciding).await? {
        None => Ok(page::see_other(&Room::Roster.address(visit, format!("tasks/{task_id}")))),
        Some(Outcome::Problem(problem)) => import::refuse(visit, import_id, FormState::default(), Some(problem)).await,
        Some(_) => Ok(Done::RosterApplied.tell(visit, back(visit, import_id))),
    }
}

/// Asks for a second person.
pub(super) async fn hand_in(visit: DeskVisit, Path((_, import_id)): Which) -> Answer {
    let done = roster::hand_in(&visit.portal.import_site(), visit.insurer_id(), import_id, &actor(&visit)).await;
    answer(&visit, import_id, done, Done::RosterHandedIn).await
}

/// Throws a preview away.
pub(super) async fn discard(visit: DeskVisit, Path((_, import_id)): Which) -> Answer {
    let done = roster::discard(&visit.portal.import_site(), visit.insurer_id(), import_id, &actor(&visit)).await;
    answer(&visit, import_id, done, Done::RosterDiscarded).await
}

/// A second person says no, with a reason; or who handed it in takes it back.
pub(super) async fn decline(visit: DeskVisit, Path((_, import_id)): Which, fields: Fields) -> Answer {
    let insurer_id = visit.insurer_id();
    let found = visit.portal.store.read(|work: Work| async move { work.roster_import(insurer_id, import_id).await });
    let import = found.await?.ok_or(Refusal::NotFound)?;
    let is_own = import.handed_in_by.as_ref() == Some(&visit.actor());
    if !is_own && !visit.seat.approves() {
        return Err(Refusal::NotFound);
    }
    let note = note(&fields, "note");
    if note.is_empty() && !is_own {
        let mut form = FormState::of(&fields);
        form.refuse("note", texts(&visit).decline_note_missing);
        return import::refuse(&visit, import_id, form, None).await;
    }
    let done = roster::decline(&visit.portal.import_site(), insurer_id, import_id, &actor(&visit), &note).await;
    answer(&visit, import_id, done, if is_own { Done::RosterDiscarded } else { Done::RosterDeclined }).await
}

/// Confirms that an old and a new person are one, takes that back, or confirms all that nothing speaks against.
pub(super) async fn confirm_moves(visit: DeskVisit, Path((_, import_id)): Which, fields: Fields) -> Answer {
    let (insurer_id, line) = (visit.insurer_id(), fields.get("line").parse::<i64>().ok());
    let is_confirmed = fields.get("confirmed") == "yes";
    let detail = match line {
        Some(line) => json!({ "line": line, "confirmed": is_confirmed }),
        None => json!({ "all": true }),
    };
    let event = visit.event("roster.move_confirmed", format!("roster_import:{import_id}"));
    let event = &AuditEvent { detail: detail.to_string(), ..event };
    let confirm = |work: Work| async move {
        let import = work.roster_import(insurer_id, import_id).await?;
        if import.is_none_or(|import| import.state != "previewed") {
            return Ok(false);
        }
        match line {
            Some(line) => drop(work.confirm_planned_move(insurer_id, import_id, line, is_confirmed).await?),
            None => drop(work.confirm_sure_moves(insurer_id, import_id).await?),
        }
        work.record(event).await?;
        Ok(true)
    };
    if !visit.portal.store.write(confirm).await? {
        return import::refuse(&visit, import_id, FormState::default(), Some("not_waiting")).await;
    }
    let after = fields.get("after").parse::<i64>().unwrap_or_default();
    let address = visit.address(&format!("roster/{import_id}?list=moves&after={after}#list"));
    Ok(Done::MovesConfirmed.tell(&visit, page::see_other(&address)))
}

async fn answer(visit: &DeskVisit, import_id: i64, done: Result<(), KeptError>, said: Done) -> Answer {
    match done {
        Ok(()) => Ok(said.tell(visit, back(visit, import_id))),
        Err(error) => import::refuse(visit, import_id, FormState::default(), Some(reason(&error))).await,
    }
}

fn back(visit: &DeskVisit, import_id: i64) -> Response {
    page::see_other(&Room::Roster.address(visit, import_id))
}
