//! `/portal/`: ログイン (second time and after), and ログアウト.

use askama::Template;
use axum::{http::HeaderValue, response::IntoResponse};
use madoguchi_rules::{identifiers::InsurerCodeOrNumber, password, user_id};
use madoguchi_store::{At, Work, accounts::Account, sessions::NewSession};

use crate::{
    member::{
        notices::{self, Notice},
        signup::completed,
    },
    passwords::Verdict,
    web::{
        Answer, Budget, Chrome, Declaration, Fields, FormState, Principal, Purpose, Refusal, Routes, Visit,
        cookies::{self, Cookie},
        page, session,
    },
};

#[cfg(test)]
mod tests;

const SCREEN: Declaration = Declaration::new(Principal::Anyone, Purpose::Login);
const LOGOUT: Declaration = Declaration::new(Principal::Anyone, Purpose::Login);
const SESSION: Declaration = Declaration::new(Principal::MemberBeforeTerms, Purpose::Login);

/// Adds the journey to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/portal/", SCREEN, screen)
        .post("/portal/", SCREEN.with(&[Budget::Login]), log_in)
        .post("/portal/logout", LOGOUT, log_out)
        .get("/portal/session", SESSION, session_end)
}

#[derive(Template)]
#[template(path = "member/login/screen.html")]
struct Screen {
    chrome: Chrome,
    notices: Vec<Notice>,
    /// The user ID of a registration that was just completed.
    registered: Option<String>,
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
    let chrome = visit.chrome(visit.texts().login.title).with_form(form);
    let named = visit.asked("insurer").and_then(|code| InsurerCodeOrNumber::parse(&code).ok());
    let found = match &named {
        Some(named) => visit.portal.store.read(|work| async move { crate::insurer::find(&work, named).await }).await?,
        None => None,
    };
    let notices = notices::visible(visit, found.as_ref().map(|(insurer, _)| insurer.id)).await?;
    Ok(match found {
        Some((insurer, settings)) => {
            Screen { chrome: chrome.of_insurer(crate::insurer::facts(&insurer, &settings)), notices, registered: None }
        }
        None => Screen { chrome, notices, registered: None },
    })
}

async fn log_in(visit: Visit, fields: Fields) -> Answer {
    let texts = &visit.texts().login;
    let mut form = FormState::of(&fields);
    for (field, label) in [("user_id", texts.user_id), ("password", texts.password)] {
        if fields.get(field).trim().is_empty() {
            form.refuse(field, (visit.texts().common.please_enter)(label));
        }
    }
    if form.is_right() {
        match judge(&visit, fields.get("user_id"), fields.get("password")).await? {
            Some(account) => return enter(&visit, &account).await,
            None => form.refuse("user_id", texts.refused),
        }
    }
    page::refuse(&dressed(&visit, form).await?)
}

/// The account that this user ID and password open. An unknown user ID costs the same work as a known one.
async fn judge(visit: &Visit, typed_user_id: &str, typed_password: &str) -> Result<Option<Account>, Refusal> {
    let Some(password) = password::normalize(typed_password) else { return Ok(None) };
    let key = &user_id::login_key(typed_user_id);
    let account = visit.portal.store.read(|work| async move { work.account_by_user_key(key).await }).await?;
    let stored = account.as_ref().map(|account| account.password_hash.as_str());
    let verdict = visit.portal.passwords.verify(password.as_normalized(), stored).await?;
    Ok(account.filter(|_| verdict != Verdict::Wrong))
}

async fn enter(visit: &Visit, account: &Account) -> Answer {
    let token = session::new_token(&visit.portal);
    let at = At::from(visit.now);
    let session = &NewSession {
        token_hash: session::token_hash(&visit.portal, &token),
        id: visit.portal.random.id(visit.now),
        insurer_id: account.insurer_id,
        account_id: account.id,
        device: visit.user_agent.clone(),
        at,
    };
    let event = &visit.event("account.logged_in", account.insurer_id, format!("account:{}", account.id));
    let begin = |work: Work| async move {
        work.begin_session(session).await?;
        work.note_login(account.insurer_id, account.id, at).await?;
        work.record(event).await
    };
    visit.portal.store.write(begin).await?;
    let mut response = page::see_other("/portal/home");
    Cookie::session(cookies::SESSION, &token).set(&visit.portal.config, &mut response);
    Ok(response)
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
    Cookie::removed(cookies::SESSION).set(&visit.portal.config, &mut response);
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static(r#""cache", "storage""#));
    Ok(response)
}
