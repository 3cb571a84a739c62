//! `/portal/settings…`: ご登録内容. Whoever has left may still change the password and see the sessions (contract, After leaving).

mod access;
mod close;
pub(crate) mod confirm;
pub(crate) mod device;
mod email;
pub mod mail_stop;
mod notices;
mod overview;
mod password;
mod sessions;

use crate::web::{Budget, Declaration, Principal, Purpose, Routes};

#[cfg(test)]
mod tests;

const READING: Declaration = Declaration::new(Principal::MemberReading, Purpose::Settings);
const CHANGING: Declaration = Declaration::new(Principal::Member, Purpose::Settings);

const PATH: &str = "/portal/settings";
const PASSWORD_PATH: &str = "/portal/settings/password";
const EMAIL_PATH: &str = "/portal/settings/email";
const EMAIL_CODE_PATH: &str = "/portal/settings/email/code";
const EMAIL_CHECK_PATH: &str = "/portal/settings/email/check";
const ACCESS_PATH: &str = "/portal/settings/access";
const NOTICES_PATH: &str = "/portal/settings/notices";
const SESSIONS_PATH: &str = "/portal/settings/sessions";
const CLOSE_PATH: &str = "/portal/settings/close";

/// Adds the screens to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get(PATH, READING, overview::screen)
        .get(PASSWORD_PATH, READING, password::screen)
        .post(PASSWORD_PATH, READING.with(&[Budget::Login]), password::change)
        .get(EMAIL_PATH, CHANGING, email::start::screen)
        .post(EMAIL_PATH, CHANGING.with(&[Budget::Login, Budget::Mails]), email::start::ask)
        .get(EMAIL_CODE_PATH, CHANGING, email::code::screen)
        .post(EMAIL_CODE_PATH, CHANGING.with(&[Budget::CodeTries, Budget::Mails]), email::code::submit)
        .post(EMAIL_CHECK_PATH, CHANGING.with(&[Budget::Mails]), email::check::ask)
        .get(ACCESS_PATH, READING, access::screen)
        .get(NOTICES_PATH, CHANGING, notices::screen)
        .post(NOTICES_PATH, CHANGING, notices::change)
        .get(SESSIONS_PATH, READING, sessions::screen)
        .post(SESSIONS_PATH, READING, sessions::end)
        .get(CLOSE_PATH, CHANGING, close::screen)
        .post(CLOSE_PATH, CHANGING.with(&[Budget::Login]), close::close)
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    [
        access::samples(visit),
        close::samples(visit),
        email::start::samples(visit),
        email::code::samples(visit),
        notices::samples(visit),
        overview::samples(visit),
        password::samples(visit),
        sessions::samples(visit),
    ]
    .into_iter()
    .flatten()
    .collect()
}
