//! `/desk/account/password`: a new password. It ends every other session and gives this one a new token.

use askama::Template;
use madoguchi_rules::password::{PasswordPolicy, normalize};
use madoguchi_store::{
    At, Work,
    staff::{StaffMember, sessions::NewStaffSession},
};

use super::{PASSWORD_PATH, PATH};
use crate::{
    desk::{
        invitation::{self, POLICY},
        login::{judge, session},
    },
    mail::Letter,
    member::new_password,
    staff,
    web::{Answer, Chrome, Fields, FormState, Refusal, StaffVisit, done::Done, page, session::new_token},
};

#[derive(Template)]
#[template(path = "desk/account/password.html")]
struct Screen {
    chrome: Chrome,
    email: String,
    policy: PasswordPolicy,
    password_attributes: String,
}

pub(super) async fn screen(visit: StaffVisit) -> Answer {
    page::show(&filled(&visit, FormState::default()))
}

fn filled(visit: &StaffVisit, form: FormState) -> Screen {
    Screen {
        chrome: visit.chrome(visit.texts().settings.password_title).with_form(form),
        email: visit.staff.email.clone(),
        policy: POLICY,
        password_attributes: new_password::attributes(POLICY),
    }
}

pub(super) async fn change(visit: StaffVisit, fields: Fields) -> Answer {
    let texts = &visit.texts().settings;
    let mut form = FormState::of(&fields);
    if form.value("current_password").is_empty() {
        form.refuse("current_password", (visit.texts().common.please_enter)(texts.current_password));
    }
    let chosen = invitation::judge(&visit, &mut form, &visit.staff.email);
    let current = normalize(form.value("current_password"));
    let is_the_same = |chosen: &str| current.as_ref().is_some_and(|current| current.as_normalized() == chosen);
    if chosen.as_ref().is_some_and(|chosen| is_the_same(chosen.as_normalized())) {
        form.refuse("password", texts.same_password);
    }
    if let Some(chosen) = chosen.filter(|_| form.is_right())
        && judge::is_confirmed(&visit, &mut form).await?
    {
        let hash = visit.portal.passwords.hash(chosen.as_normalized()).await?;
        return put(&visit, &hash).await;
    }
    page::refuse(&filled(&visit, form))
}

/// Sets the password, unless another change overtook this one: then the form is opened anew.
async fn put(visit: &StaffVisit, hash: &str) -> Answer {
    let staff_id = visit.staff.id;
    let row = visit.portal.store.read(|work| async move { work.staff_member(staff_id).await }).await?;
    let row: &StaffMember = &row.ok_or(Refusal::LogInFirst)?;
    let old = row.password_hash.as_deref().unwrap_or_default();
    let (token, at) = (new_token(&visit.portal), At::from(visit.now));
    let renewed = &NewStaffSession {
        created_at: At::from(visit.staff.began_at),
        factor_given_at: visit.staff.factor_given_at.map(At::from),
        ..session::beginning(visit, &token, staff_id)
    };
    let event = &visit.event("staff.password_changed", visit.actor());
    let put = |work: Work| async move {
        if !work.replace_staff_password_hash(staff_id, old, hash, Some(at)).await? {
            return Ok(false);
        }
        work.begin_staff_session(renewed).await?;
        work.end_staff_sessions_but(staff_id, Some(renewed.id)).await?;
        let (language, address) = (visit.language.code(), &staff::address(row)?);
        staff::write(&visit.portal, &work, address, None, language, &Letter::StaffPasswordChanged, visit.now).await?;
        work.record(event).await?;
        Ok(true)
    };
    if !visit.portal.store.write(put).await? {
        return Ok(page::see_other(PASSWORD_PATH));
    }
    let mut response = Done::PasswordChanged.tell(visit, page::see_other(PATH));
    visit.set_session(&token, &mut response);
    Ok(response)
}

#[cfg(test)]
pub(super) fn samples(visit: &StaffVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{refused_form, sample};
    vec![sample("desk/account/password.html", &filled(visit, refused_form("current_password")))]
}
