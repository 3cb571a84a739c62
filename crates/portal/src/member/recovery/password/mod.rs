//! `/portal/recover/password` → `/code` → `/new`: パスワードを忘れた方.
//!
//! Whoever types a user ID and an address gets a flow. If they are those of an open account, a code goes to its address; if not, the
//! flow is a dummy with the same pages, tries and time, whose code nobody knows. Only the right code opens the last step.

mod code;
mod flow;
mod renew;
mod start;

use crate::web::{Budget, Declaration, Principal, Purpose, Routes};

#[cfg(test)]
mod tests;

const START: Declaration = Declaration::new(Principal::Anyone, Purpose::Recovery);
const IN_FLOW: Declaration = Declaration::new(Principal::RecoveryFlow, Purpose::Recovery);

const START_PATH: &str = "/portal/recover/password";
const CODE_PATH: &str = "/portal/recover/password/code";
const NEW_PATH: &str = "/portal/recover/password/new";

/// Adds the journey to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get(START_PATH, START, start::screen)
        .post(START_PATH, START.with(&[Budget::RecoveryFlows, Budget::Mails]), start::ask)
        .get(CODE_PATH, IN_FLOW, code::screen)
        .post(CODE_PATH, IN_FLOW.with(&[Budget::CodeTries, Budget::Mails]), code::submit)
        .get(NEW_PATH, IN_FLOW, renew::screen)
        .post(NEW_PATH, IN_FLOW, renew::set)
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    [code::samples(visit), renew::samples(visit), start::samples(visit)].into_iter().flatten().collect()
}
