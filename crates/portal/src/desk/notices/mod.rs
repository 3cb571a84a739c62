//! `/desk/{insurer}/notices` and, for operators, `/desk/service/notices`: お知らせ, written with a preview, by mail and on paper. The two
//! are the same pages: a notice of an insurer goes to its people, one of the service to those of all.

mod add;
mod draft;
mod list;
mod notice;
mod place;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use draft::audience;
use madoguchi_rules::{audience::Audience, staff::Role};

use crate::{
    text::DeskNotices,
    web::{Declaration, Principal, Purpose, Routes},
};

const READING: Declaration = Declaration::new(Principal::Staff(Role::Viewer), Purpose::Desk);
const WRITING: Declaration = Declaration::new(Principal::Staff(Role::Clerk), Purpose::Desk);
const OF_SERVICE: Declaration = Declaration::new(Principal::Operator, Purpose::Service);

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    let routes = at(routes, "/desk/{insurer}/notices", READING, WRITING);
    at(routes, "/desk/service/notices", OF_SERVICE, OF_SERVICE).post("/desk/{insurer}/notices/{id}/paper", WRITING, notice::paper)
}

fn at(routes: Routes, path: &str, reading: Declaration, writing: Declaration) -> Routes {
    let below = |name: &str| format!("{path}/{name}");
    routes
        .get(path, reading, list::screen)
        .get(&below("new"), writing, add::screen)
        .post(&below("new"), writing, add::preview)
        .post(&below("add"), writing, add::add)
        .get(&below("{id}"), reading, notice::screen)
        .post(&below("{id}/mail"), writing, notice::mail)
        .post(&below("{id}/remove"), writing, notice::remove)
}

/// An audience in words.
pub fn in_words(texts: &DeskNotices, audience: &Audience) -> String {
    match audience {
        Audience::All => texts.all.to_owned(),
        Audience::Registered => texts.registered.to_owned(),
        Audience::NotRegistered => texts.not_registered.to_owned(),
        Audience::Symbols(symbols) => (texts.symbols_are)(&symbols.join(texts.comma)),
        Audience::Ages { from, until: Some(until) } => (texts.ages_between)(&from.to_string(), &until.to_string()),
        Audience::Ages { from, until: None } => (texts.ages_from)(&from.to_string()),
        Audience::NeverLoggedIn => texts.never_logged_in.to_owned(),
    }
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    [add::samples(visit), list::samples(visit), notice::samples(visit)].into_iter().flatten().collect()
}
