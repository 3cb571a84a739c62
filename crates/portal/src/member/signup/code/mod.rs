//! `/portal/signup/code`: 認証コード. The right code makes the account; five wrong ones end the flow.

use askama::Template;
use jiff::{SignedDuration, Timestamp};
use madoguchi_rules::{codes::Code, limits::CODE_RESEND_AFTER, mail_address::MailAddress};
use madoguchi_store::{At, StoreError, Work, codes::FlowCode, signup_flows::SignupFlow};

use super::{
    completed,
    ended::ended,
    flow::{self, LiveFlow, Standing},
};
use crate::{
    clock::in_tokyo,
    codes::{self, CodePurpose, CodeVerdict},
    limits,
    mail::{self, Addressee, Letter},
    web::{Answer, Chrome, Fields, FormState, Refusal, Visit, page},
};
use registration::{NewMember, register};

mod registration;
#[cfg(test)]
mod tests;

#[derive(Template)]
#[template(path = "member/signup/code/screen.html")]
struct Screen {
    chrome: Chrome,
    address: String,
    /// Until what o'clock the code is valid; none when it is not any more.
    until: Option<String>,
    /// From when on it may be sent again, milliseconds; none when that time is over.
    resend_at: Option<i64>,
    sender: String,
    is_roster_address: bool,
}

/// What a try came to.
enum Outcome {
    Registered(String),
    Wrong { left: i64 },
    Expired,
    TriesUsedUp,
    UserIdLost,
    FlowOver,
}

/// What a wish for another code came to.
enum Resent {
    Sent,
    TooEarly { wait: SignedDuration },
    FlowOver,
}

/// The third step.
pub async fn screen(visit: Visit) -> Answer {
    let (flow, address) = match at_this_step(&visit).await? {
        Ok(here) => here,
        Err(elsewhere) => return flow::elsewhere(&visit, elsewhere),
    };
    page::show(&page_of(&visit, &flow, &address, FormState::default()).await?)
}

/// Tries the code.
pub async fn verify(visit: Visit, fields: Fields) -> Answer {
    let (flow, address) = match at_this_step(&visit).await? {
        Ok(here) => here,
        Err(elsewhere) => return flow::elsewhere(&visit, elsewhere),
    };
    let mut form = FormState::of(&fields);
    let Some(code) = form.take("code", Code::parse(fields.get("code")), |error| visit.language.sentence(&error)) else {
        return page::refuse(&page_of(&visit, &flow, &address, form).await?);
    };
    let (seen, live, to, typed) = (&visit, &flow, &address, &code);
    let tried = visit.portal.store.write(|work| async move { try_code(seen, &work, live, to, typed).await }).await;
    let texts = &visit.texts().signup;
    match tried {
        Ok(Outcome::Registered(user_id)) => Ok(completed::lead_to_login(&visit, &user_id)),
        Ok(Outcome::Wrong { left }) => refuse(&visit, &flow, &address, form, (texts.code.wrong)(left)).await,
        Ok(Outcome::Expired) => refuse(&visit, &flow, &address, form, texts.code.expired.to_owned()).await,
        Ok(Outcome::TriesUsedUp) => ended(&visit, &flow, texts.ended.tries_used_up),
        Ok(Outcome::UserIdLost) => Ok(page::see_other("/portal/signup/account")),
        Ok(Outcome::FlowOver) => flow::elsewhere(&visit, flow::standing(&visit).await?),
        Err(error) if error.is_unique_violation() => ended(&visit, &flow, texts.ended.person_has_account),
        Err(error) => Err(error.into()),
    }
}

/// Sends another code, a minute after the last one at the earliest.
pub async fn resend(visit: Visit) -> Answer {
    let (flow, address) = match at_this_step(&visit).await? {
        Ok(here) => here,
        Err(elsewhere) => return flow::elsewhere(&visit, elsewhere),
    };
    let (seen, row, to) = (&visit, &flow.row, &address);
    if let Some(wait) = visit.portal.store.read(|work| async move { wait(seen, &work, row.id).await }).await? {
        return too_early(&visit, &flow, &address, wait).await;
    }
    limits::mails::reserve(&visit, &address).await?;
    match visit.portal.store.write(|work| async move { send_again(seen, &work, row, to).await }).await? {
        Resent::Sent => Ok(page::see_other("/portal/signup/code")),
        Resent::FlowOver => flow::elsewhere(&visit, flow::standing(&visit).await?),
        Resent::TooEarly { wait } => too_early(&visit, &flow, &address, wait).await,
    }
}

/// Makes a code for the flow and queues the mail with it, in the unit of work that needs it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn send_code(visit: &Visit, work: &Work, flow: &SignupFlow, address: &MailAddress) -> Result<(), StoreError> {
    let issued = codes::issue(&visit.portal, work, flow.id, CodePurpose::SignUp, address, visit.now).await?;
    let to = Addressee { address: address.clone(), insurer_id: Some(flow.insurer_id), account_id: None, language: visit.language.code() };
    let letter = Letter::SignUpCode { code: issued.code, until: issued.until };
    mail::queue(&visit.portal, work, &to, &letter, visit.now).await?;
    work.record(&visit.event("signup.code_sent", flow.insurer_id, format!("person:{}", flow.person_id))).await
}

/// The flow and its address, if the visitor is at this step; otherwise where they are.
async fn at_this_step(visit: &Visit) -> Result<Result<(Box<LiveFlow>, MailAddress), Standing>, Refusal> {
    Ok(match flow::past_letter(visit).await? {
        Ok(flow) => match flow.address() {
            Some(address) => Ok((flow, address)),
            None => Err(Standing::Live(flow)),
        },
        Err(other) => Err(other),
    })
}

async fn try_code(visit: &Visit, work: &Work, flow: &LiveFlow, address: &MailAddress, typed: &Code) -> Result<Outcome, StoreError> {
    let (row, now) = (&flow.row, At::from(visit.now));
    if !work.hold_signup_flow(row.id, now).await? {
        return Ok(Outcome::FlowOver);
    }
    let verdict = codes::try_code(&visit.portal, work, row.id, CodePurpose::SignUp, address, typed, visit.now).await?;
    match verdict {
        CodeVerdict::Right => Ok(match register(visit, work, flow).await? {
            NewMember::Made { user_id } => Outcome::Registered(user_id),
            NewMember::UserIdLost => Outcome::UserIdLost,
            NewMember::FlowOver => Outcome::FlowOver,
        }),
        CodeVerdict::Expired => Ok(Outcome::Expired),
        CodeVerdict::Wrong { left } if left > 0 => Ok(Outcome::Wrong { left }),
        CodeVerdict::Wrong { .. } | CodeVerdict::UsedUp => {
            work.end_signup_flow(row.id, None, now).await?;
            work.record(&visit.event("signup.code_tries_used_up", row.insurer_id, format!("person:{}", row.person_id))).await?;
            Ok(Outcome::TriesUsedUp)
        }
    }
}

async fn send_again(visit: &Visit, work: &Work, flow: &SignupFlow, address: &MailAddress) -> Result<Resent, StoreError> {
    if !work.hold_signup_flow(flow.id, At::from(visit.now)).await? {
        return Ok(Resent::FlowOver);
    }
    if let Some(wait) = wait(visit, work, flow.id).await? {
        return Ok(Resent::TooEarly { wait });
    }
    send_code(visit, work, flow, address).await?;
    Ok(Resent::Sent)
}

/// How long another code must be waited for; none when it may be sent.
async fn wait(visit: &Visit, work: &Work, flow_id: i64) -> Result<Option<SignedDuration>, StoreError> {
    let last = work.code(flow_id).await?.map(|code| code.sent_at.timestamp());
    let left = last.map(|sent_at| (sent_at + CODE_RESEND_AFTER).duration_since(visit.now));
    Ok(left.filter(|left| *left > SignedDuration::ZERO))
}

async fn too_early(visit: &Visit, flow: &LiveFlow, address: &MailAddress, wait: SignedDuration) -> Answer {
    let mut form = FormState::default();
    form.refuse("resend", (visit.texts().signup.code.resend_too_early)(wait.as_secs().max(1)));
    page::refuse(&page_of(visit, flow, address, form).await?)
}

async fn refuse(visit: &Visit, flow: &LiveFlow, address: &MailAddress, mut form: FormState, why: String) -> Answer {
    form.refuse("code", why);
    page::refuse(&page_of(visit, flow, address, form).await?)
}

async fn page_of(visit: &Visit, flow: &LiveFlow, address: &MailAddress, form: FormState) -> Result<Screen, Refusal> {
    let flow_id = flow.row.id;
    let code = visit.portal.store.read(|work| async move { work.code(flow_id).await }).await?;
    let resend_at = code.as_ref().map(|code| code.sent_at.timestamp() + CODE_RESEND_AFTER).filter(|at| visit.now < *at);
    Ok(Screen {
        resend_at: resend_at.map(Timestamp::as_millisecond),
        chrome: flow.chrome(visit, visit.texts().signup.code.title).with_form(form),
        address: address.masked(),
        until: code.and_then(|code| still_valid(&code, visit.now)).map(|until| visit.language.time(in_tokyo(until))),
        sender: visit.portal.config.mail_from.clone(),
        is_roster_address: flow.roster_address().as_ref() == Some(address),
    })
}

fn still_valid(code: &FlowCode, now: Timestamp) -> Option<Timestamp> {
    Some(code.expires_at.timestamp()).filter(|until| now < *until)
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let screen = |until: Option<&str>, form| Screen {
        chrome: visit.chrome(visit.texts().signup.code.title).with_form(form),
        address: HOSTILE.to_owned(),
        until: until.map(str::to_owned),
        resend_at: Some(visit.now.as_millisecond()),
        sender: "no-reply@example.jp".to_owned(),
        is_roster_address: until.is_some(),
    };
    vec![
        sample("member/signup/code/screen.html", &screen(Some("10:10"), FormState::default())),
        sample("member/signup/code/screen.html", &screen(None, refused_form("code"))),
    ]
}
