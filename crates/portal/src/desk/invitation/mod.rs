//! `/desk/invitation?token=…`: who was invited chooses a name and a password. The second factor follows at once.

use askama::Template;
use madoguchi_rules::password::{self, PasswordContext, PasswordPolicy};
use madoguchi_store::{At, Work, staff::StaffMember};

use super::login::session::{beginning, by_themselves, entering};
use crate::{
    member::new_password,
    staff::token_hash,
    web::{Answer, Chrome, Declaration, Fields, FormState, Principal, Purpose, Refusal, Routes, Visit, page, session::new_token},
};

#[cfg(test)]
mod tests;

const SCREEN: Declaration = Declaration::new(Principal::DeskAnyone, Purpose::SignUp);
const PATH: &str = "/desk/invitation";
/// The rule by which passwords of staff are judged.
pub const POLICY: PasswordPolicy = PasswordPolicy::Staff;

/// Adds the page to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get(PATH, SCREEN, screen).post(PATH, SCREEN, accept)
}

#[derive(Template)]
#[template(path = "desk/invitation/screen.html")]
struct Screen {
    chrome: Chrome,
    token: String,
    email: String,
    policy: PasswordPolicy,
    password_attributes: String,
}

#[derive(Template)]
#[template(path = "desk/invitation/void.html")]
struct VoidScreen {
    chrome: Chrome,
}

async fn screen(visit: Visit) -> Answer {
    let token = visit.asked("token").unwrap_or_default();
    match invited(&visit, &token).await? {
        Some(staff) => page::show(&filled(&visit, &staff, token, FormState::default())),
        None => void(&visit),
    }
}

fn filled(visit: &Visit, staff: &StaffMember, token: String, form: FormState) -> Screen {
    Screen {
        chrome: visit.chrome(visit.texts().desk_login.invitation_title).with_form(form),
        token,
        email: staff.email.clone(),
        policy: POLICY,
        password_attributes: new_password::attributes(POLICY),
    }
}

/// 404, with what to do: the same for an invitation that was used, is too old, or never was.
fn void(visit: &Visit) -> Answer {
    let chrome = visit.chrome(visit.texts().desk_login.invitation_void_title);
    Ok(page::html(axum::http::StatusCode::NOT_FOUND, &VoidScreen { chrome }))
}

/// Who may accept with this token.
async fn invited(visit: &Visit, token: &str) -> Result<Option<StaffMember>, Refusal> {
    let (hash, now) = (&token_hash(&visit.portal, token), At::from(visit.now));
    let find = |work: Work| async move {
        match work.live_invitation(hash, now).await? {
            Some(invitation) => work.staff_member(invitation.staff_id).await,
            None => Ok(None),
        }
    };
    let found = visit.portal.store.read(find).await?;
    Ok(found.filter(|staff| staff.state == "invited"))
}

async fn accept(visit: Visit, fields: Fields) -> Answer {
    let token = fields.get("token").to_owned();
    let Some(staff) = invited(&visit, &token).await? else { return void(&visit) };
    let mut form = FormState::of(&fields);
    let name = name(&visit, &mut form);
    let password = judge(&visit, &mut form, &staff.email);
    let (Some(name), Some(password)) = (name, password) else {
        return page::refuse(&filled(&visit, &staff, token, form));
    };
    let hash = visit.portal.passwords.hash(password.as_normalized()).await?;
    match activate(&visit, &staff, &token, (&name, &hash)).await? {
        Some(session_token) => Ok(entering(&visit, &session_token)),
        None => void(&visit),
    }
}

/// The name in the form's field `name`; the form says when it is none.
pub fn name(visit: &Visit, form: &mut FormState) -> Option<String> {
    let name = form.value("name").trim().to_owned();
    let fits = !name.is_empty() && name.chars().count() <= 100 && !name.chars().any(char::is_control);
    if !fits {
        form.refuse("name", visit.texts().desk_login.name_wrong);
    }
    fits.then_some(name)
}

/// The password in the form's field `password`, if staff may have it; else the form says every reason.
pub fn judge(visit: &Visit, form: &mut FormState, email: &str) -> Option<password::AcceptedPassword> {
    if form.value("password").is_empty() {
        form.refuse("password", (visit.texts().common.please_enter)(visit.texts().desk_login.new_password));
        return None;
    }
    let context = PasswordContext { user_id: email, insurer_name: &visit.portal.config.service_name, ..PasswordContext::default() };
    let judged = password::judge(POLICY, form.value("password"), &context);
    form.take("password", judged, |problems| {
        let sentences: Vec<String> = problems.iter().map(|problem| visit.language.sentence(problem)).collect();
        sentences.join("\n")
    })
}

/// Uses the invitation up and begins a session that opens nothing but the enrolment; `None` when another was quicker.
async fn activate(visit: &Visit, staff: &StaffMember, token: &str, (name, hash): (&str, &str)) -> Result<Option<String>, Refusal> {
    let session_token = new_token(&visit.portal);
    let session = &beginning(visit, &session_token, staff.id);
    let (token_hash, at) = (&token_hash(&visit.portal, token), At::from(visit.now));
    let event = &by_themselves(visit, staff.id, "staff.activated");
    let activate = |work: Work| async move {
        if !work.use_invitation(token_hash, at).await? || !work.activate_staff(staff.id, name, hash, at).await? {
            return Ok(false);
        }
        work.begin_staff_session(session).await?;
        work.record(event).await?;
        Ok(true)
    };
    Ok(visit.portal.store.write(activate).await?.then_some(session_token))
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample, stranger_at_the_desk};
    let visit = &stranger_at_the_desk(visit);
    let chrome = visit.chrome(visit.texts().desk_login.invitation_title);
    let screen = |form| Screen {
        chrome: chrome.clone().with_form(form),
        token: HOSTILE.to_owned(),
        email: HOSTILE.to_owned(),
        policy: POLICY,
        password_attributes: String::new(),
    };
    vec![
        sample("desk/invitation/screen.html", &screen(FormState::default())),
        sample("desk/invitation/screen.html", &screen(refused_form("name"))),
        sample("desk/invitation/void.html", &VoidScreen { chrome: chrome.clone() }),
    ]
}
