//! Step 2: the code from the mail to the new address.

use askama::Template;
use axum::http::StatusCode;
use jiff::Timestamp;
use madoguchi_rules::codes::Code;
use madoguchi_store::{At, StoreError, Work, accounts::Account, codes::FlowCode, email_changes::EmailChange};

use super::{is_check, new_address, send_code};
use crate::{
    codes::{self, CodePurpose, CodeVerdict},
    limits,
    mail::Letter,
    member::{
        mail_code::{self, CodeFacts},
        settings::{EMAIL_CODE_PATH, EMAIL_PATH, PATH, confirm},
    },
    web::{Answer, Chrome, Fields, FormState, Refusal, Visit, done::Done, page},
};

#[derive(Template)]
#[template(path = "member/settings/email/code.html")]
struct Screen {
    chrome: Chrome,
    code: CodeFacts,
    lead: String,
}

#[derive(Template)]
#[template(path = "member/settings/email/ended.html")]
struct Ended {
    chrome: Chrome,
}

/// Where the change stands after a try or a wish for another code.
enum Outcome {
    /// There is no change that waits.
    NoChange,
    /// The address is changed.
    Changed,
    /// Mail arrives at the address of before.
    Arrived,
    /// The code was refused, and the change waits on.
    Refused(CodeVerdict),
    /// The tries are used up.
    Ended,
    /// Another code is on its way.
    Resent,
    /// Another code can be sent only from then on.
    TooEarly(Timestamp),
}

pub(in crate::member::settings) async fn screen(visit: Visit) -> Answer {
    let account = confirm::own_account(&visit).await?;
    show(&visit, &account, FormState::default()).await
}

pub(in crate::member::settings) async fn submit(visit: Visit, fields: Fields) -> Answer {
    let account = confirm::own_account(&visit).await?;
    let mut form = FormState::of(&fields);
    let outcome = if fields.has("resend") {
        resend(&visit, &account).await?
    } else {
        match mail_code::typed(&visit, &mut form) {
            Some(code) => judge(&visit, &account, &code).await?,
            None => return show(&visit, &account, form).await,
        }
    };
    match outcome {
        Outcome::NoChange => return Ok(page::see_other(EMAIL_PATH)),
        Outcome::Changed => return Ok(Done::EmailChanged.tell(&visit, page::see_other(PATH))),
        Outcome::Arrived => return Ok(Done::MailArrives.tell(&visit, page::see_other(PATH))),
        Outcome::Resent => return Ok(Done::CodeSent.tell(&visit, page::see_other(EMAIL_CODE_PATH))),
        Outcome::Ended => {
            let screen = Ended { chrome: visit.chrome(visit.texts().mail_code.ended_title) };
            return Ok(page::html(StatusCode::UNPROCESSABLE_ENTITY, &screen));
        }
        Outcome::Refused(verdict) => mail_code::refuse(&visit, &mut form, verdict),
        Outcome::TooEarly(from) => mail_code::refuse_early_resend(&visit, &mut form, from),
    }
    show(&visit, &account, form).await
}

async fn show(visit: &Visit, account: &Account, form: FormState) -> Answer {
    let Some((change, code)) = change_and_code(visit, account).await? else { return Ok(page::see_other(EMAIL_PATH)) };
    let (is_right, texts) = (form.is_right(), &visit.texts().settings);
    let (title, lead) = match is_check(account, &change) {
        true => (texts.mail_check_title, (texts.mail_check_lead)(&new_address(&change)?.masked())),
        false => (texts.email_code_title, (texts.email_code_lead)(&change.email)),
    };
    let screen = Screen { chrome: visit.chrome(title).with_form(form), code: CodeFacts::of(visit, &code), lead };
    if is_right { page::show(&screen) } else { page::refuse(&screen) }
}

async fn change_and_code(visit: &Visit, account: &Account) -> Result<Option<(EmailChange, FlowCode)>, Refusal> {
    let find = |work: Work| async move {
        let Some(change) = waiting(visit, &work, account).await? else { return Ok(None) };
        Ok(work.code(change.flow_id).await?.map(|code| (change, code)))
    };
    Ok(visit.portal.store.read(find).await?)
}

async fn waiting(visit: &Visit, work: &Work, account: &Account) -> Result<Option<EmailChange>, StoreError> {
    work.live_email_change(account.insurer_id, account.id, At::from(visit.now)).await
}

async fn judge(visit: &Visit, account: &Account, code: &Code) -> Result<Outcome, StoreError> {
    let judge = |work: Work| async move {
        let Some(change) = waiting(visit, &work, account).await? else { return Ok(Outcome::NoChange) };
        let address = new_address(&change)?;
        let verdict = codes::try_code(&visit.portal, &work, change.flow_id, CodePurpose::EmailChange, &address, code, visit.now).await?;
        match verdict {
            // That the code came back has lifted the stop.
            CodeVerdict::Right if is_check(account, &change) => {
                work.end_email_change(account.insurer_id, account.id).await?;
                confirm::record(visit, &work, account, "account.email_checked").await?;
                Ok(Outcome::Arrived)
            }
            CodeVerdict::Right => {
                put(visit, &work, account, &change).await?;
                Ok(Outcome::Changed)
            }
            CodeVerdict::UsedUp | CodeVerdict::Wrong { left: 0 } => {
                work.end_email_change(account.insurer_id, account.id).await?;
                confirm::record(visit, &work, account, "account.email_change_tries_used_up").await?;
                Ok(Outcome::Ended)
            }
            refused => Ok(Outcome::Refused(refused)),
        }
    };
    visit.portal.store.write(judge).await
}

/// Changes the address; tells the old and the new one.
async fn put(visit: &Visit, work: &Work, account: &Account, change: &EmailChange) -> Result<(), StoreError> {
    let (insurer_id, account_id) = (account.insurer_id, account.id);
    work.set_account_email(insurer_id, account_id, &change.email).await?;
    work.end_email_change(insurer_id, account_id).await?;
    work.end_recovery_flows_of_account(insurer_id, account_id, At::from(visit.now)).await?;
    confirm::record(visit, work, account, "account.email_changed").await?;
    confirm::write(visit, work, account, confirm::address(account)?, &Letter::EmailChanged).await?;
    confirm::write(visit, work, account, new_address(change)?, &Letter::EmailChanged).await
}

/// Has another code sent. A wish that comes too early costs no mail of the hour.
async fn resend(visit: &Visit, account: &Account) -> Result<Outcome, Refusal> {
    let Some((change, code)) = change_and_code(visit, account).await? else { return Ok(Outcome::NoChange) };
    let from = mail_code::resend_at(&code);
    if visit.now < from {
        return Ok(Outcome::TooEarly(from));
    }
    limits::mails::reserve(visit, &new_address(&change)?).await?;
    Ok(send_again(visit, account).await?)
}

async fn send_again(visit: &Visit, account: &Account) -> Result<Outcome, StoreError> {
    let send = |work: Work| async move {
        let Some(change) = waiting(visit, &work, account).await? else { return Ok(Outcome::NoChange) };
        let sent = work.code(change.flow_id).await?;
        if let Some(from) = sent.as_ref().map(mail_code::resend_at).filter(|from| visit.now < *from) {
            return Ok(Outcome::TooEarly(from));
        }
        send_code(visit, &work, account, &change).await?;
        Ok(Outcome::Resent)
    };
    visit.portal.store.write(send).await
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let chrome = visit.chrome(visit.texts().settings.email_title);
    let screen = |chrome| Screen { chrome, code: crate::member::mail_code::sample(), lead: HOSTILE.to_owned() };
    vec![
        sample("member/settings/email/code.html", &screen(chrome.clone())),
        sample("member/settings/email/code.html", &screen(chrome.clone().with_form(refused_form("code")))),
        sample("member/settings/email/ended.html", &Ended { chrome }),
    ]
}
