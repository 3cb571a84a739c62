//! The page that asks for a second factor, between the password and everything else.

use askama::Template;
use madoguchi_store::{Work, factors::Owner};

use crate::web::{Chrome, FormState, Refusal, Visit};

/// The page; the same at the desk and for members.
#[derive(Template)]
#[template(path = "factors/given.html")]
pub struct GivenPage {
    chrome: Chrome,
    /// Where a number or a recovery code is sent.
    action: &'static str,
    /// Where a passkey's answer is sent.
    passkey_action: &'static str,
    has_totp: bool,
    has_passkey: bool,
}

/// The page with what this owner has; (where numbers go, where a passkey's answer goes).
///
/// # Errors
/// [`Refusal::Broken`] when the database cannot be asked.
pub async fn given_page(
    visit: &Visit,
    owner: Owner,
    (action, passkey_action): (&'static str, &'static str),
    form: FormState,
) -> Result<GivenPage, Refusal> {
    let read = |work: Work| async move { Ok((work.totp_secret(owner).await?, work.passkeys(owner).await?)) };
    let (totp, passkeys) = visit.portal.store.read(read).await?;
    let chrome = visit.chrome(visit.texts().factors.given_title).with_form(form);
    Ok(GivenPage { chrome, action, passkey_action, has_totp: totp.is_some(), has_passkey: !passkeys.is_empty() })
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{refused_form, sample};
    let chrome = visit.chrome(visit.texts().factors.given_title);
    let page = |form, has_totp, has_passkey| GivenPage {
        chrome: chrome.clone().with_form(form),
        action: "/portal/login/factor",
        passkey_action: "/portal/login/factor/passkey",
        has_totp,
        has_passkey,
    };
    let pages = [page(refused_form("code"), true, true), page(refused_form("recovery_code"), false, false)];
    pages.iter().map(|page| sample("factors/given.html", page)).collect()
}
