//! The page on which a sign-up flow ends without an account.

use askama::Template;

use super::flow::LiveFlow;
use crate::web::{
    Answer, Chrome, Visit,
    cookies::{self, Cookie},
    page,
};

#[derive(Template)]
#[template(path = "member/signup/ended.html")]
struct Ended {
    chrome: Chrome,
    reason: &'static str,
}

/// 422: the flow is over, and why; its cookie goes.
///
/// # Errors
/// [`crate::web::Refusal::Broken`] when the page cannot be rendered.
pub fn ended(visit: &Visit, flow: &LiveFlow, reason: &'static str) -> Answer {
    let title = format!("{}{}", visit.texts().common.error_prefix, visit.texts().signup.ended.title);
    let mut response = page::refuse(&Ended { chrome: flow.chrome(visit, &title), reason })?;
    Cookie::removed(cookies::SIGNUP).set(&visit.portal.config, &mut response);
    Ok(response)
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let ended = Ended { chrome: visit.chrome(visit.texts().signup.ended.title), reason: HOSTILE };
    vec![sample("member/signup/ended.html", &ended)]
}
