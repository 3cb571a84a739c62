//! `/desk/login`: address and password; then `/desk/login/factor`: the second factor. Only both open the desk.

use askama::Template;
use axum::response::IntoResponse;
use jiff::Timestamp;
use madoguchi_rules::{mail_address::MailAddress, user_id};
use madoguchi_store::{Work, factors::Owner};

use crate::{
    clock::in_tokyo,
    factors::passkeys,
    limits::{self, login::LoginGate},
    web::{Answer, Budget, Chrome, Declaration, Fields, FormState, Principal, Purpose, Refusal, Routes, StaffVisit, Visit, page},
};

pub mod factor;
pub mod judge;
mod passkey;
pub mod session;
#[cfg(test)]
mod tests;

const SCREEN: Declaration = Declaration::new(Principal::DeskAnyone, Purpose::Login);
const FACTOR: Declaration = Declaration::new(Principal::StaffBeforeFactor, Purpose::Login);
const SESSION: Declaration = Declaration::new(Principal::StaffAnywhere, Purpose::Login);
const PATH: &str = "/desk/login";
const PASSKEY_PATH: &str = "/desk/login/passkey";
const FACTOR_PATH: &str = "/desk/login/factor";

/// Adds the login to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get(PATH, SCREEN, screen)
        .post(PATH, SCREEN.with(&[Budget::Login]), log_in)
        .get(FACTOR_PATH, FACTOR, factor::screen)
        .post(FACTOR_PATH, FACTOR.with(&[Budget::Factor]), factor::give)
        .post("/desk/login/passkey/begin", SCREEN.with(&[Budget::Factor]), passkey::begin)
        .post(PASSKEY_PATH, SCREEN.with(&[Budget::Factor]), passkey::give)
        .post("/desk/logout", SCREEN, log_out)
        .get("/desk/session", SESSION, session_end)
}

#[derive(Template)]
#[template(path = "desk/login/screen.html")]
struct Screen {
    chrome: Chrome,
    has_passkeys: bool,
}

async fn screen(visit: Visit) -> Answer {
    match &visit.staff {
        // The guard leads on to the step that is open.
        Some(_) => Ok(page::see_other(visit.side.home())),
        None => page::show(&filled(&visit, FormState::default())),
    }
}

fn filled(visit: &Visit, form: FormState) -> Screen {
    let chrome = visit.chrome(visit.texts().desk_login.title).with_form(form);
    Screen { chrome, has_passkeys: passkeys::are_possible(&visit.portal, visit.side) }
}

/// The form in which the address that somebody typed is looked up and counted, whether or not anybody has it.
pub fn email_key(typed: &str) -> String {
    MailAddress::parse(typed).map_or_else(|_| user_id::login_key(typed), |address| address.key())
}

/// What the limit of tries counts a login at the desk by. No user ID has a space.
pub fn limit_key(email_key: &str) -> String {
    format!("staff {email_key}")
}

async fn log_in(visit: Visit, fields: Fields) -> Answer {
    let texts = &visit.texts().desk_login;
    let mut form = FormState::of(&fields);
    for (field, label) in [("email", texts.email), ("password", texts.password)] {
        if fields.get(field).trim().is_empty() {
            form.refuse(field, (visit.texts().common.please_enter)(label));
        }
    }
    if !form.is_right() {
        return page::refuse(&filled(&visit, form));
    }
    let email_key = email_key(fields.get("email"));
    let reservation = match limits::login::reserve(&visit, &limit_key(&email_key)).await? {
        LoginGate::Open(reservation) => reservation,
        LoginGate::Wait { until } => return wait(&visit, form, until),
        LoginGate::OnlyRecovery => {
            form.refuse("email", texts.locked);
            return page::used_up(&filled(&visit, form), None, visit.now);
        }
        LoginGate::Source { until } => return Err(Refusal::LimitUsedUp { until }),
    };
    match judge::judge(&visit, &email_key, fields.get("password"), &reservation).await? {
        Some(right) => session::begin_with_password(&visit, &right, &reservation).await,
        None => {
            form.refuse("email", texts.refused);
            page::refuse(&filled(&visit, form))
        }
    }
}

fn wait(visit: &Visit, mut form: FormState, until: Timestamp) -> Answer {
    form.refuse("email", (visit.texts().desk_login.wait)(&visit.language.moment(in_tokyo(until))));
    page::used_up(&filled(visit, form), Some(until), visit.now)
}

/// Keeps the session, as every request does, and tells the page's script until when: milliseconds since 1970.
async fn session_end(visit: StaffVisit) -> Answer {
    Ok(visit.staff.ends_at.as_millisecond().to_string().into_response())
}

/// Ends the session, and has the browser forget what it keeps of the pages.
async fn log_out(visit: Visit) -> Answer {
    if let Some(staff) = &visit.staff {
        let event = &visit.staff_event("staff.logged_out", None, format!("staff:{}", staff.id));
        let (staff_id, session_id) = (staff.id, staff.session_id);
        let end = |work: Work| async move {
            work.end_staff_session(staff_id, session_id).await?;
            work.record(event).await
        };
        visit.portal.store.write(end).await?;
    }
    let mut response = page::see_other(PATH);
    visit.forget_session(&mut response);
    Ok(response)
}

/// The owner of the factors of who is logged in.
pub fn owner(visit: &StaffVisit) -> Owner {
    Owner::Staff { id: visit.staff.id }
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{refused_form, sample, stranger_at_the_desk};
    let visit = &stranger_at_the_desk(visit);
    let pages = [filled(visit, FormState::default()), filled(visit, refused_form("email"))];
    pages.iter().map(|page| sample("desk/login/screen.html", page)).collect()
}
