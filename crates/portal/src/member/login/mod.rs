//! `/portal/`: ログイン (second time and after), and ログアウト.

use askama::Template;
use axum::response::IntoResponse;
use jiff::Timestamp;
use madoguchi_rules::{identifiers::InsurerCodeOrNumber, settings::InsurerSettings, user_id};
use madoguchi_store::{Work, insurers::Insurer};

use crate::{
    clock::in_tokyo,
    limits::{self, login::LoginGate},
    member::{
        notices::{self, Notice},
        signup::completed,
    },
    text::Login,
    web::{Answer, Budget, Chrome, Declaration, Fields, FormState, Principal, Purpose, Refusal, Routes, Visit, page},
};

mod enter;
mod factor;
mod judge;
#[cfg(test)]
mod tests;

use judge::{Judgement, NotOpen};

const SCREEN: Declaration = Declaration::new(Principal::Anyone, Purpose::Login);
const LOGOUT: Declaration = Declaration::new(Principal::Anyone, Purpose::Login);
const SESSION: Declaration = Declaration::new(Principal::MemberBeforeTerms, Purpose::Login);

/// Adds the journey to the table.
pub fn routes(routes: Routes) -> Routes {
    let routes = routes
        .get("/portal/", SCREEN, screen)
        .post("/portal/", SCREEN.with(&[Budget::Login]), log_in)
        .post("/portal/logout", LOGOUT, log_out)
        .get("/portal/session", SESSION, session_end);
    factor::routes(routes)
}

#[derive(Template)]
#[template(path = "member/login/screen.html")]
struct Screen {
    chrome: Chrome,
    notices: Vec<Notice>,
    /// The user ID of a registration that was just completed.
    registered: Option<String>,
    /// The address of this screen, to be kept with the user ID.
    login_address: String,
}

async fn screen(visit: Visit) -> Answer {
    let registered = completed::just_registered(&visit);
    if visit.member.is_some() && registered.is_none() {
        return Ok(page::see_other("/portal/home"));
    }
    let form = FormState::prefilled([("user_id", registered.as_deref().unwrap_or_default())]);
    let mut response = page::show(&Screen { registered, ..dressed(&visit, form).await? })?;
    if visit.registered.is_some() {
        completed::forget(&visit, &mut response);
    }
    Ok(response)
}

/// The screen with the notices of today: the insurer's own too where the address names one.
async fn dressed(visit: &Visit, form: FormState) -> Result<Screen, Refusal> {
    let named = visit.asked("insurer").and_then(|code| InsurerCodeOrNumber::parse(&code).ok());
    let found = match &named {
        Some(named) => visit.portal.store.read(|work| async move { crate::insurer::find(&work, named).await }).await?,
        None => None,
    };
    dressed_of(visit, form, found).await
}

/// The screen with that insurer's notices and contact.
async fn dressed_of(visit: &Visit, form: FormState, insurer: Option<(Insurer, InsurerSettings)>) -> Result<Screen, Refusal> {
    let chrome = visit.chrome(visit.texts().login.title).with_form(form);
    let notices = notices::visible(visit, insurer.as_ref().map(|(insurer, _)| insurer.id), None).await?;
    let chrome = match insurer {
        Some((insurer, settings)) => chrome.of_insurer(crate::insurer::facts(&insurer, &settings)),
        None => chrome,
    };
    Ok(Screen { chrome, notices, registered: None, login_address: format!("{}portal/", visit.portal.config.base_url) })
}

async fn log_in(visit: Visit, fields: Fields) -> Answer {
    let texts = &visit.texts().login;
    let mut form = FormState::of(&fields);
    for (field, label) in [("user_id", texts.user_id), ("password", texts.password)] {
        if fields.get(field).trim().is_empty() {
            form.refuse(field, (visit.texts().common.please_enter)(label));
        }
    }
    if !form.is_right() {
        return page::refuse(&dressed(&visit, form).await?);
    }
    let user_key = user_id::login_key(fields.get("user_id"));
    let reservation = match limits::login::reserve(&visit, &user_key).await? {
        LoginGate::Open(reservation) => reservation,
        LoginGate::Wait { until } => return wait(&visit, form, until).await,
        LoginGate::OnlyRecovery => {
            form.refuse("user_id", texts.only_recovery);
            return page::used_up(&dressed(&visit, form).await?, None, visit.now);
        }
        LoginGate::Source { until } => return Err(Refusal::LimitUsedUp { until }),
    };
    match judge::judge(&visit, &user_key, fields.get("password"), &reservation).await? {
        Judgement::Right(entry) => return enter::enter(&visit, &entry, &reservation).await,
        Judgement::Wrong => form.refuse("user_id", texts.refused),
        Judgement::RightBut(why, insurer_id) => {
            form.refuse("user_id", why_not_open(texts, why));
            // Whoever is sent to the insurer's desk reads on the page where that is.
            let insurer = visit.portal.store.read(|work| async move { crate::insurer::with_settings(&work, insurer_id).await }).await?;
            return page::refuse(&dressed_of(&visit, form, Some(insurer)).await?);
        }
    }
    page::refuse(&dressed(&visit, form).await?)
}

fn why_not_open(texts: &Login, why: NotOpen) -> &'static str {
    match why {
        NotOpen::Stopped => texts.stopped,
        NotOpen::Left => texts.left,
        NotOpen::NotYet => texts.not_yet,
    }
}

/// The screen, with when the next try opens: the same for any user ID that was tried as often.
async fn wait(visit: &Visit, mut form: FormState, until: Timestamp) -> Answer {
    form.refuse("user_id", (visit.texts().login.wait)(&visit.language.moment(in_tokyo(until))));
    page::used_up(&dressed(visit, form).await?, Some(until), visit.now)
}

/// Keeps the session, as every request does, and tells the page's script until when: milliseconds since 1970.
async fn session_end(visit: Visit) -> Answer {
    Ok(visit.member()?.ends_at.as_millisecond().to_string().into_response())
}

/// Ends the session, and has the browser forget what it keeps of the pages.
pub(super) async fn log_out(visit: Visit) -> Answer {
    if let Some(member) = &visit.member {
        let event = &visit.event("account.logged_out", member.insurer_id, format!("account:{}", member.account_id));
        let (insurer_id, account_id, session_id) = (member.insurer_id, member.account_id, member.session_id);
        let end = |work: Work| async move {
            work.end_session_of_account(insurer_id, account_id, session_id).await?;
            work.record(event).await
        };
        visit.portal.store.write(end).await?;
    }
    let mut response = page::see_other("/portal/");
    visit.forget_session(&mut response);
    Ok(response)
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let screen = |registered, form| Screen {
        chrome: visit.chrome(visit.texts().login.title).with_form(form),
        notices: vec![crate::member::notices::sample()],
        registered,
        login_address: "https://portal.example.jp/portal/".to_owned(),
    };
    vec![
        sample("member/login/screen.html", &screen(None, refused_form("user_id"))),
        sample("member/login/screen.html", &screen(Some(HOSTILE.to_owned()), FormState::default())),
    ]
}
