//! `/desk/{insurer}/costs…`: files of 医療費 and the other statements, and the release calendar. A file is sent, its columns are settled, what
//! it would change is looked at; then it takes effect, or waits for a second person. What all rooms share that take files is in
//! `desk::uploads`. No page here shows anything about a person: counts, months, lines and columns only.

mod calendar;
mod deciding;
mod download;
mod errand;
mod import;
pub(crate) mod line;
mod list;
mod release;
mod send;
mod task;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;

use madoguchi_rules::{staff::Role, statements::StatementKind};

use crate::{
    text::DeskStatements,
    web::{Declaration, DeskVisit, Principal, Purpose, Routes},
};

const READING: Declaration = Declaration::new(Principal::Staff(Role::Viewer), Purpose::Desk);
const LOADING: Declaration = Declaration::new(Principal::Staff(Role::Clerk), Purpose::Desk);

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/desk/{insurer}/costs", READING, list::screen)
        .get("/desk/{insurer}/costs/new", LOADING, send::screen)
        .post("/desk/{insurer}/costs/new", LOADING.taking_file(), send::send)
        .get("/desk/{insurer}/costs/calendar", READING, calendar::screen)
        .get("/desk/{insurer}/costs/calendar/{kind}/{month}/{version}", LOADING, release::screen)
        .post("/desk/{insurer}/costs/calendar/{kind}/{month}/{version}", LOADING, release::change)
        .get("/desk/{insurer}/costs/tasks/{task}", LOADING, task::screen)
        .get("/desk/{insurer}/costs/tasks/{task}/state", LOADING.by_script(), task::state)
        .post("/desk/{insurer}/costs/tasks/{task}/columns", LOADING, task::choose)
        .get("/desk/{insurer}/costs/{import}", READING, import::screen)
        .post("/desk/{insurer}/costs/{import}/apply", LOADING, deciding::apply)
        .post("/desk/{insurer}/costs/{import}/hand-in", LOADING, deciding::hand_in)
        .post("/desk/{insurer}/costs/{import}/discard", LOADING, deciding::discard)
        .post("/desk/{insurer}/costs/{import}/approve", LOADING, deciding::approve)
        .post("/desk/{insurer}/costs/{import}/decline", LOADING, deciding::decline)
        .post("/desk/{insurer}/costs/{import}/export", LOADING, download::export)
}

/// The texts of these pages.
fn texts(visit: &DeskVisit) -> &'static DeskStatements {
    &visit.texts().desk_statements
}

/// A kind in words.
fn kind_in_words(visit: &DeskVisit, kind: StatementKind) -> &'static str {
    let texts = texts(visit);
    match kind {
        StatementKind::Costs => texts.costs,
        StatementKind::Savings => texts.savings,
        StatementKind::Advice => texts.advice,
        StatementKind::Benefits => texts.benefits,
    }
}

/// A kind, by the name that a record has, in words.
fn named_kind(visit: &DeskVisit, name: &str) -> &'static str {
    name.parse().map_or("", |kind| kind_in_words(visit, kind))
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    let visit = &crate::testing::samples::at_the_desk(visit);
    [calendar::samples(visit), import::samples(visit), list::samples(visit), release::samples(visit), send::samples(visit)]
        .into_iter()
        .flatten()
        .collect()
}
