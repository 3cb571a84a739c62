//! `/desk/{insurer}/roster…`: 加入者データの取込. A file is sent, its columns are settled, what it would change is looked at; then it takes effect,
//! or waits for a second person. How a file comes and what waits for whom is the rooms' own that all take files (`desk::uploads`).

mod deciding;
mod download;
mod errand;
mod import;
mod list;
mod rows;
mod send;
mod task;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
mod values;

use madoguchi_rules::staff::Role;

use crate::{
    text::DeskRoster,
    web::{Declaration, DeskVisit, Principal, Purpose, Routes},
};

const READING: Declaration = Declaration::new(Principal::Staff(Role::Viewer), Purpose::Desk);
const LOADING: Declaration = Declaration::new(Principal::Staff(Role::Clerk), Purpose::Desk);

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/desk/{insurer}/roster", READING, list::screen)
        .get("/desk/{insurer}/roster/new", LOADING, send::screen)
        .post("/desk/{insurer}/roster/new", LOADING.taking_file(), send::send)
        .get("/desk/{insurer}/roster/tasks/{task}", LOADING, task::screen)
        .get("/desk/{insurer}/roster/tasks/{task}/state", LOADING.by_script(), task::state)
        .post("/desk/{insurer}/roster/tasks/{task}/columns", LOADING, task::choose)
        .get("/desk/{insurer}/roster/{import}", READING, import::screen)
        .post("/desk/{insurer}/roster/{import}/moves", LOADING, deciding::confirm_moves)
        .post("/desk/{insurer}/roster/{import}/apply", LOADING, deciding::apply)
        .post("/desk/{insurer}/roster/{import}/hand-in", LOADING, deciding::hand_in)
        .post("/desk/{insurer}/roster/{import}/discard", LOADING, deciding::discard)
        .post("/desk/{insurer}/roster/{import}/approve", LOADING, deciding::approve)
        .post("/desk/{insurer}/roster/{import}/decline", LOADING, deciding::decline)
        .post("/desk/{insurer}/roster/{import}/export", LOADING, download::export)
}

/// The texts of these pages.
fn texts(visit: &DeskVisit) -> &'static DeskRoster {
    &visit.texts().desk_roster
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    let visit = &crate::testing::samples::at_the_desk(visit);
    [import::samples(visit), list::samples(visit), send::samples(visit)].into_iter().flatten().collect()
}
