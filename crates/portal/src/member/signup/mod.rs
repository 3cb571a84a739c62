//! 初回登録: who someone is (`identity/`), the code from a letter where the insurer asks for it (`letter/`; together with the five items:
//! `with_letter/`), what they choose (`account/`), the code by mail (`code/`), and then there is an account.
//!
//! What binds the steps is a flow ([`flow`]): a cookie and a row. A step out of order leads to the first open one.

use crate::web::{Budget, Declaration, Principal, Purpose, Routes};

pub mod account;
pub mod code;
pub mod completed;
pub mod ended;
pub mod flow;
pub mod identity;
pub mod letter;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
pub(crate) mod story;
#[cfg(test)]
mod tests;
pub mod tries;
pub mod with_letter;

const ANYONE: Declaration = Declaration::new(Principal::Anyone, Purpose::SignUp);
const FLOW: Declaration = Declaration::new(Principal::SignupFlow, Purpose::SignUp);

/// Adds the journey to the table, with the addresses of an earlier portal's leaflets.
pub fn routes(routes: Routes) -> Routes {
    let aliases = routes.portal().map(|portal| portal.config.signup_aliases.clone()).unwrap_or_default();
    let routes = routes
        .get("/portal/signup", ANYONE, identity::screen)
        .post("/portal/signup", ANYONE.with(&[Budget::Identification]), identity::identify)
        .get("/portal/signup/with-letter", ANYONE, with_letter::screen)
        .post("/portal/signup/with-letter", ANYONE.with(&[Budget::Identification, Budget::LetterCodes]), with_letter::identify)
        .get("/portal/signup/letter", FLOW, letter::screen)
        .post("/portal/signup/letter", FLOW.with(&[Budget::LetterCodes]), letter::verify)
        .get("/portal/signup/account", FLOW, account::screen)
        .post("/portal/signup/account", FLOW.with(&[Budget::UserIdQuestions, Budget::Mails]), account::choose)
        .get("/portal/signup/code", FLOW, code::screen)
        .post("/portal/signup/code", FLOW.with(&[Budget::CodeTries]), code::verify)
        .post("/portal/signup/code/resend", FLOW.with(&[Budget::Mails]), code::resend);
    aliases.iter().fold(routes, |routes, alias| routes.get(alias, ANYONE, identity::screen))
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    let rooms = [
        account::samples(visit),
        code::samples(visit),
        ended::samples(visit),
        identity::samples(visit),
        letter::samples(visit),
        with_letter::samples(visit),
    ];
    rooms.into_iter().flatten().collect()
}
