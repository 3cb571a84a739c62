//! Step 2: the code from the mail, and another one in its place.

use askama::Template;
use axum::http::StatusCode;
use jiff::Timestamp;
use madoguchi_rules::codes::Code;
use madoguchi_store::{At, StoreError, Work, codes::FlowCode, recovery::RecoveryFlow};

use super::{CODE_PATH, NEW_PATH, START_PATH, flow};
use crate::{
    codes::{self, CodePurpose, CodeVerdict},
    limits,
    member::mail_code::{self, CodeFacts},
    web::{
        Answer, Chrome, Fields, FormState, Refusal, Visit,
        cookies::{self, Cookie},
        done::Done,
        page,
    },
};

#[derive(Template)]
#[template(path = "member/recovery/password/code.html")]
struct Screen {
    chrome: Chrome,
    code: CodeFacts,
}

#[derive(Template)]
#[template(path = "member/recovery/password/ended.html")]
struct Ended {
    chrome: Chrome,
}

/// Where the flow stands after a try or a wish for another code.
enum Outcome {
    /// There is no live flow any more.
    NoFlow,
    /// The code was right, now or before.
    Verified,
    /// It was refused, and the flow goes on.
    Refused(CodeVerdict),
    /// The tries are used up.
    Ended,
    /// Another code is on its way.
    Resent,
    /// Another code can be sent only from then on.
    TooEarly(Timestamp),
}

pub(super) async fn screen(visit: Visit) -> Answer {
    show(&visit, FormState::default()).await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Answer {
    let Some(flow) = flow::live(&visit).await? else { return Ok(page::see_other(START_PATH)) };
    if is_of_another_flow(&fields, &flow) {
        return Ok(page::see_other(CODE_PATH));
    }
    let mut form = FormState::of(&fields);
    let outcome = if fields.has("resend") {
        resend(&visit).await?
    } else {
        match mail_code::typed(&visit, &mut form) {
            Some(code) => judge(&visit, &code).await?,
            None => return show(&visit, form).await,
        }
    };
    match outcome {
        Outcome::NoFlow => return Ok(page::see_other(START_PATH)),
        Outcome::Verified => return Ok(page::see_other(NEW_PATH)),
        Outcome::Ended => return ended(&visit),
        Outcome::Resent => return Ok(Done::CodeSent.tell(&visit, page::see_other(CODE_PATH))),
        Outcome::Refused(verdict) => mail_code::refuse(&visit, &mut form, verdict),
        Outcome::TooEarly(from) => mail_code::refuse_early_resend(&visit, &mut form, from),
    }
    show(&visit, form).await
}

/// A form of another tab, whose flow this browser no longer has. It costs no try.
pub(super) fn is_of_another_flow(fields: &Fields, flow: &RecoveryFlow) -> bool {
    fields.has("flow") && fields.get("flow") != flow.id.to_string()
}

async fn show(visit: &Visit, form: FormState) -> Answer {
    let Some((flow, code)) = flow_and_code(visit).await? else { return Ok(page::see_other(START_PATH)) };
    if flow.verified_at.is_some() {
        return Ok(page::see_other(NEW_PATH));
    }
    let is_right = form.is_right();
    let chrome = visit.chrome(visit.texts().password_recovery.code_title).with_form(form);
    let screen = Screen { chrome, code: CodeFacts::of(visit, &code) };
    if is_right { page::show(&screen) } else { page::refuse(&screen) }
}

async fn flow_and_code(visit: &Visit) -> Result<Option<(RecoveryFlow, FlowCode)>, Refusal> {
    let (hash, at) = (&flow::presented(visit), At::from(visit.now));
    let find = |work: Work| async move {
        let Some(flow) = work.live_recovery_flow(hash, at).await? else { return Ok(None) };
        Ok(work.code(flow.id).await?.map(|code| (flow, code)))
    };
    Ok(visit.portal.store.read(find).await?)
}

async fn judge(visit: &Visit, code: &Code) -> Result<Outcome, StoreError> {
    let (hash, at) = (&flow::presented(visit), At::from(visit.now));
    let judge = |work: Work| async move {
        let Some(flow) = work.live_recovery_flow(hash, at).await? else { return Ok(Outcome::NoFlow) };
        if flow.verified_at.is_some() {
            return Ok(Outcome::Verified);
        }
        let address = flow::address(&flow)?;
        let verdict = codes::try_code(&visit.portal, &work, flow.id, CodePurpose::Recovery, &address, code, visit.now).await?;
        match verdict {
            CodeVerdict::Right => {
                work.verify_recovery_flow(flow.id, at).await?;
                record(visit, &work, &flow, "recovery.code_verified").await?;
                Ok(Outcome::Verified)
            }
            CodeVerdict::UsedUp | CodeVerdict::Wrong { left: 0 } => {
                work.end_recovery_flow(flow.id, at).await?;
                record(visit, &work, &flow, "recovery.tries_used_up").await?;
                Ok(Outcome::Ended)
            }
            refused => Ok(Outcome::Refused(refused)),
        }
    };
    visit.portal.store.write(judge).await
}

async fn record(visit: &Visit, work: &Work, flow: &RecoveryFlow, action: &str) -> Result<(), StoreError> {
    match (flow.insurer_id, flow.account_id) {
        (Some(insurer_id), Some(account_id)) => work.record(&visit.event(action, insurer_id, format!("account:{account_id}"))).await,
        _ => Ok(()),
    }
}

/// Has another code sent. A wish that comes too early costs no mail of the hour.
async fn resend(visit: &Visit) -> Result<Outcome, Refusal> {
    let Some((flow, code)) = flow_and_code(visit).await? else { return Ok(Outcome::NoFlow) };
    if flow.verified_at.is_some() {
        return Ok(Outcome::Verified);
    }
    let from = mail_code::resend_at(&code);
    if visit.now < from {
        return Ok(Outcome::TooEarly(from));
    }
    limits::mails::reserve(visit, &flow::address(&flow)?).await?;
    Ok(send_again(visit).await?)
}

async fn send_again(visit: &Visit) -> Result<Outcome, StoreError> {
    let (hash, at) = (&flow::presented(visit), At::from(visit.now));
    let send = |work: Work| async move {
        let Some(flow) = work.live_recovery_flow(hash, at).await? else { return Ok(Outcome::NoFlow) };
        if flow.verified_at.is_some() {
            return Ok(Outcome::Verified);
        }
        let sent = work.code(flow.id).await?;
        if let Some(from) = sent.as_ref().map(mail_code::resend_at).filter(|from| visit.now < *from) {
            return Ok(Outcome::TooEarly(from));
        }
        let account = flow::account(visit, &work, &flow).await?;
        flow::send_code(visit, &work, &flow, account.as_ref()).await?;
        Ok(Outcome::Resent)
    };
    visit.portal.store.write(send).await
}

fn ended(visit: &Visit) -> Answer {
    let screen = Ended { chrome: visit.chrome(visit.texts().mail_code.ended_title) };
    let mut response = page::html(StatusCode::UNPROCESSABLE_ENTITY, &screen);
    Cookie::removed(cookies::RECOVERY).set(&visit.portal.config, &mut response);
    Ok(response)
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{refused_form, sample};
    let chrome = visit.chrome(visit.texts().password_recovery.title);
    let screen = |chrome| Screen { chrome, code: crate::member::mail_code::sample() };
    vec![
        sample("member/recovery/password/code.html", &screen(chrome.clone())),
        sample("member/recovery/password/code.html", &screen(chrome.clone().with_form(refused_form("code")))),
        sample("member/recovery/password/ended.html", &Ended { chrome }),
    ]
}
