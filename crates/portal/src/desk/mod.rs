//! The desk's side, a room per task: each holds its handlers, forms, templates and tests. Handlers take a
//! [`DeskVisit`](crate::web::DeskVisit), whose `seat` is the place of who asks at the insurer of the path.

pub mod account;
pub mod choice;
pub mod costs;
pub mod drafts;
pub mod export;
pub mod frame;
pub mod invitation;
pub mod letters;
pub mod login;
pub mod notices;
pub mod numbers;
pub mod people;
pub mod roster;
pub mod service;
pub mod settings;
pub mod staff;
pub mod terms;
#[cfg(test)]
mod tests;
pub mod today;
pub mod trail;
pub(crate) mod uploads;

use crate::{
    factors,
    web::{Routes, Side},
};

/// What stands where an insurer's code stands in the addresses of the desk: no insurer can have one of these.
pub const RESERVED: [&str; 8] = ["account", "draft", "factor", "invitation", "login", "logout", "service", "session"];

/// Adds every task to the table.
pub fn routes(routes: Routes) -> Routes {
    let routes = login::routes(routes);
    let routes = invitation::routes(routes);
    let routes = factors::pages::routes(routes, Side::Desk);
    let routes = account::routes(routes);
    let routes = drafts::routes(routes);
    let routes = choice::routes(routes);
    let routes = settings::routes(routes);
    let routes = terms::routes(routes);
    let routes = service::routes(routes);
    let routes = people::routes(routes);
    let routes = roster::routes(routes);
    let routes = costs::routes(routes);
    let routes = staff::routes(routes);
    let routes = notices::routes(routes);
    let routes = letters::routes(routes);
    let routes = numbers::routes(routes);
    let routes = trail::routes(routes);
    today::routes(routes)
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    [
        choice::samples(visit),
        costs::samples(visit),
        export::samples(visit),
        invitation::samples(visit),
        letters::samples(visit),
        login::samples(visit),
        notices::samples(visit),
        numbers::samples(visit),
        people::samples(visit),
        roster::samples(visit),
        service::samples(visit),
        settings::samples(visit),
        terms::samples(visit),
        account::samples(visit),
        staff::samples(visit),
        factors::page::samples(visit),
        factors::pages::samples(visit),
        today::samples(visit),
        trail::samples(visit),
        uploads::samples(visit),
    ]
    .into_iter()
    .flatten()
    .collect()
}
