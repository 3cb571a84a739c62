//! `/desk/{insurer}/people`: finding a member who calls (`list`), their page (`person`), the note of the call (`call`), what the desk
//! does for them (`action`, `doing`), and what waits for a second person (`decide`).

use madoguchi_rules::staff::Role;
use madoguchi_store::{StoreError, Work};

use crate::web::{Declaration, Principal, Purpose, Routes};

pub mod action;
pub mod call;
pub mod card;
pub mod decide;
pub mod doing;
pub mod health;
pub mod list;
pub mod person;
pub mod query;
pub mod spelling;
pub mod subject;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

const LOOK: Declaration = Declaration::new(Principal::Staff(Role::Viewer), Purpose::Desk);
const ACT: Declaration = Declaration::new(Principal::Staff(Role::Clerk), Purpose::Desk);

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/desk/{insurer}/people", LOOK, list::screen)
        .post("/desk/{insurer}/people", LOOK, list::search)
        .get("/desk/{insurer}/people/{person_id}", LOOK, person::screen)
        .post("/desk/{insurer}/people/{person_id}/call", ACT, call::begin)
        .post("/desk/{insurer}/people/{person_id}/call/{call_id}", ACT, call::note)
        .get("/desk/{insurer}/people/{person_id}/costs", ACT, health::ask_costs)
        .post("/desk/{insurer}/people/{person_id}/costs", ACT, health::open_costs)
        .get("/desk/{insurer}/people/{person_id}/costs/shown", ACT, health::year)
        .get("/desk/{insurer}/people/{person_id}/costs/shown/{month}", ACT, health::month)
        .get("/desk/{insurer}/people/{person_id}/savings", ACT, health::ask_savings)
        .post("/desk/{insurer}/people/{person_id}/savings", ACT, health::open_savings)
        .get("/desk/{insurer}/people/{person_id}/savings/shown", ACT, health::savings)
        .get("/desk/{insurer}/people/{person_id}/advice", ACT, health::ask_advice)
        .post("/desk/{insurer}/people/{person_id}/advice", ACT, health::open_advice)
        .get("/desk/{insurer}/people/{person_id}/advice/shown", ACT, health::advice)
        .get("/desk/{insurer}/people/{person_id}/benefits", ACT, health::ask_benefits)
        .post("/desk/{insurer}/people/{person_id}/benefits", ACT, health::open_benefits)
        .get("/desk/{insurer}/people/{person_id}/benefits/shown", ACT, health::decisions)
        .get("/desk/{insurer}/people/{person_id}/do/{action}", ACT, action::screen)
        .post("/desk/{insurer}/people/{person_id}/do/{action}", ACT, action::submit)
        .post("/desk/{insurer}/people/{person_id}/asked/{asked_id}", ACT, decide::decide)
}

/// Who an actor of the trail (`staff:ID`) is, as colleagues know them.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn name_of(work: &Work, actor: &str) -> Result<String, StoreError> {
    let id = actor.strip_prefix("staff:").and_then(|id| id.parse().ok());
    let Some(id) = id else { return Ok(actor.to_owned()) };
    let found = work.staff_member(id).await?;
    let name = found.map(|staff| if staff.name.is_empty() { staff.email } else { staff.name });
    Ok(name.unwrap_or_else(|| actor.to_owned()))
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    let visit = &crate::testing::samples::at_the_desk(visit);
    [list::samples(visit), person::samples(visit), action::samples(visit), health::samples(visit)].into_iter().flatten().collect()
}
