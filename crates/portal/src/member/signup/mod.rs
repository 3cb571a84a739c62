//! 初回登録: who someone is (`identity/`), what they choose (`account/`), the code by mail (`code/`), and then there is an account.
//!
//! What binds the steps is a flow ([`flow`]): a cookie and a row. A step out of order leads to the first open one.

use crate::web::{Budget, Declaration, Principal, Purpose, Routes};

pub mod account;
pub mod code;
pub mod completed;
pub mod flow;
pub mod identity;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
pub(crate) mod story;
#[cfg(test)]
mod tests;

const ANYONE: Declaration = Declaration::new(Principal::Anyone, Purpose::SignUp);
const FLOW: Declaration = Declaration::new(Principal::SignupFlow, Purpose::SignUp);

/// Adds the journey to the table, with the addresses of an earlier portal's leaflets.
pub fn routes(routes: Routes) -> Routes {
    let aliases = routes.portal().map(|portal| portal.config.signup_aliases.clone()).unwrap_or_default();
    let routes = routes
        .get("/portal/signup", ANYONE, identity::screen)
        .post("/portal/signup", ANYONE.with(&[Budget::Identification]), identity::identify)
        .get("/portal/signup/account", FLOW, account::screen)
        .post("/portal/signup/account", FLOW.with(&[Budget::UserIdQuestions, Budget::Mails]), account::choose)
        .get("/portal/signup/code", FLOW, code::screen)
        .post("/portal/signup/code", FLOW.with(&[Budget::CodeTries]), code::verify)
        .post("/portal/signup/code/resend", FLOW.with(&[Budget::Mails]), code::resend);
    aliases.iter().fold(routes, |routes, alias| routes.get(alias, ANYONE, identity::screen))
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    [account::samples(visit), code::samples(visit), identity::samples(visit)].into_iter().flatten().collect()
}
