//! The member's side, a room per journey: each holds its handlers, forms, templates and tests.

pub mod advice;
pub mod before_file;
pub mod benefits;
pub mod costs;
pub mod drawn_paper;
pub mod eligibility_notice;
pub mod home;
pub mod information;
pub mod login;
pub mod mail_code;
pub mod new_password;
pub mod notices;
pub mod recovery;
pub mod savings;
pub mod settings;
pub mod sharing;
pub mod signup;
pub mod statements;
pub mod terms;
pub mod unsubscribe;

use crate::{
    factors,
    web::{Routes, Side},
};

/// Adds every journey to the table.
pub fn routes(routes: Routes) -> Routes {
    let routes = login::routes(routes);
    let routes = signup::routes(routes);
    let routes = terms::routes(routes);
    let routes = home::routes(routes);
    let routes = costs::routes(routes);
    let routes = savings::routes(routes);
    let routes = advice::routes(routes);
    let routes = sharing::routes(routes);
    let routes = benefits::routes(routes);
    let routes = eligibility_notice::routes(routes);
    let routes = recovery::routes(routes);
    let routes = settings::routes(routes);
    let routes = unsubscribe::routes(routes);
    let routes = factors::pages::routes(routes, Side::Member);
    information::routes(routes)
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    [
        advice::samples(visit),
        before_file::samples(visit),
        benefits::samples(visit),
        costs::samples(visit),
        eligibility_notice::samples(visit),
        home::samples(visit),
        information::samples(visit),
        login::samples(visit),
        recovery::samples(visit),
        savings::samples(visit),
        settings::samples(visit),
        sharing::samples(visit),
        signup::samples(visit),
        terms::samples(visit),
        unsubscribe::samples(visit),
    ]
    .into_iter()
    .flatten()
    .collect()
}
