//! What becomes of a file: it takes effect, is handed in, approved, declined or thrown away.

use axum::{extract::Path, response::Response};

use super::{
    errand::{self, Deciding},
    import,
};
use crate::{
    desk::uploads::{
        Room,
        decide::{actor, note},
        errand::{Outcome, reason},
        texts,
    },
    imports::{
        roster::{Approver, KeptError},
        statements,
    },
    web::{Answer, DeskVisit, Fields, FormState, Refusal, done::Done, page},
};

type Which = Path<(String, i64)>;

/// Lets it take effect.
pub(super) async fn apply(visit: DeskVisit, Path((_, id)): Which) -> Answer {
    take_effect(&visit, id, Deciding::Alone).await
}

/// The same as the second person.
pub(super) async fn approve(visit: DeskVisit, Path((_, id)): Which, fields: Fields) -> Answer {
    if !visit.seat.approves() {
        return Err(Refusal::NotFound);
    }
    let approver = Approver { staff_id: visit.staff.id };
    take_effect(&visit, id, Deciding::Second(approver, note(&fields, "approve_note"))).await
}

async fn take_effect(visit: &DeskVisit, id: i64, deciding: Deciding) -> Answer {
    let preview = import::find(visit, id).await?;
    match errand::begin_to_take_effect(visit, &preview.file_name, id, deciding).await? {
        (task_id, None) => Ok(page::see_other(&Room::Costs.address(visit, format!("tasks/{task_id}")))),
        (_, Some(Outcome::Problem(problem))) => import::refuse(visit, id, FormState::default(), Some(problem)).await,
        (_, Some(_)) => Ok(Done::StatementsApplied.tell(visit, back(visit, id))),
    }
}

/// Asks for a second person.
pub(super) async fn hand_in(visit: DeskVisit, Path((_, id)): Which) -> Answer {
    let done = statements::hand_in(&visit.portal.import_site(), (visit.insurer_id(), id), &actor(&visit)).await;
    answer(&visit, id, done, Done::StatementsHandedIn).await
}

/// Throws it away.
pub(super) async fn discard(visit: DeskVisit, Path((_, id)): Which) -> Answer {
    let done = statements::discard(&visit.portal.import_site(), (visit.insurer_id(), id), &actor(&visit)).await;
    answer(&visit, id, done, Done::StatementsDiscarded).await
}

/// A second person says no, with a reason; or who handed it in takes it back.
pub(super) async fn decline(visit: DeskVisit, Path((_, id)): Which, fields: Fields) -> Answer {
    let preview = import::find(&visit, id).await?;
    let is_own = preview.handed_in_by.as_ref() == Some(&visit.actor());
    if !is_own && !visit.seat.approves() {
        return Err(Refusal::NotFound);
    }
    let note = note(&fields, "note");
    if note.is_empty() && !is_own {
        let mut form = FormState::of(&fields);
        form.refuse("note", texts(&visit).decline_note_missing);
        return import::refuse(&visit, id, form, None).await;
    }
    let done = statements::decline(&visit.portal.import_site(), (visit.insurer_id(), id), &actor(&visit), &note).await;
    answer(&visit, id, done, if is_own { Done::StatementsDiscarded } else { Done::StatementsDeclined }).await
}

async fn answer(visit: &DeskVisit, id: i64, done: Result<(), KeptError>, said: Done) -> Answer {
    match done {
        Ok(()) => Ok(said.tell(visit, back(visit, id))),
        Err(KeptError::NotWaiting) if import::find(visit, id).await.is_err() => Err(Refusal::NotFound),
        Err(error) => import::refuse(visit, id, FormState::default(), Some(reason(&error))).await,
    }
}

fn back(visit: &DeskVisit, id: i64) -> Response {
    page::see_other(&Room::Costs.address(visit, id))
}
