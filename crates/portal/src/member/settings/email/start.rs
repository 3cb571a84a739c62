//! Step 1: the new address, confirmed by the password.

use askama::Template;
use madoguchi_rules::mail_address::MailAddress;

use super::begin;
use crate::{
    limits,
    member::settings::confirm,
    web::{Answer, Chrome, Fields, FormState, Visit, page},
};

#[derive(Template)]
#[template(path = "member/settings/email/start.html")]
struct Screen {
    chrome: Chrome,
    /// The address as its owner recognises it.
    email_now: String,
}

pub(in crate::member::settings) async fn screen(visit: Visit) -> Answer {
    let account = confirm::own_account(&visit).await?;
    let email_now = confirm::address(&account)?.masked();
    page::show(&Screen { chrome: visit.chrome(visit.texts().settings.email_title), email_now })
}

pub(in crate::member::settings) async fn ask(visit: Visit, fields: Fields) -> Answer {
    let account = confirm::own_account(&visit).await?;
    let now = confirm::address(&account)?;
    let mut form = FormState::of(&fields);
    confirm::is_given(&visit, &mut form);
    let address = form.take("email", MailAddress::parse(fields.get("email")), |error| visit.language.sentence(&error));
    if address.as_ref().is_some_and(|address| address.key() == now.key()) {
        form.refuse("email", visit.texts().settings.same_email);
    }
    if let Some(address) = address.filter(|_| form.is_right())
        && confirm::is_confirmed(&visit, &account, &mut form).await?
    {
        limits::mails::reserve(&visit, &address).await?;
        return begin(&visit, &account, address.as_given()).await;
    }
    let chrome = visit.chrome(visit.texts().settings.email_title).with_form(form);
    page::refuse(&Screen { chrome, email_now: now.masked() })
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{refused_form, sample};
    let chrome = visit.chrome(visit.texts().settings.email_title);
    let screen = |chrome| Screen { chrome, email_now: "ha***@example.jp".to_owned() };
    let pages = [screen(chrome.clone()), screen(chrome.with_form(refused_form("email")))];
    pages.iter().map(|page| sample("member/settings/email/start.html", page)).collect()
}
