//! `/desk/{insurer}/staff`: 担当者 of this insurer: who works here, as what, since when; inviting, and taking roles away. A role that
//! changes counts with the next request.

use askama::Template;
use madoguchi_rules::{mail_address::MailAddress, staff::Role};
use madoguchi_store::{Work, staff::grants::Colleague};
use serde_json::json;

use super::choice::role_in_words;
use crate::{
    clock::in_tokyo,
    limits,
    staff::{self, Access, NewAccess},
    text::DeskAccount,
    web::{
        Answer, Budget, Chrome, Declaration, DeskVisit, Fields, FormState, Principal, Purpose, Refusal, Routes, done::Done,
        language::Language, page,
    },
};

pub mod form;
mod member;
#[cfg(test)]
mod tests;

const MANAGING: Declaration = Declaration::new(Principal::Staff(Role::Manager), Purpose::Desk);

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/desk/{insurer}/staff", MANAGING, screen)
        .post("/desk/{insurer}/staff", MANAGING.with(&[Budget::Mails]), invite)
        .get("/desk/{insurer}/staff/{staff}", MANAGING, member::screen)
        .post("/desk/{insurer}/staff/{staff}/role", MANAGING, member::change_role)
        .post("/desk/{insurer}/staff/{staff}/again", MANAGING.with(&[Budget::Mails]), member::invite_again)
        .post("/desk/{insurer}/staff/{staff}/remove", MANAGING, member::remove)
}

#[derive(Template)]
#[template(path = "desk/staff/screen.html")]
struct Screen {
    chrome: Chrome,
    address: String,
    colleagues: Vec<Shown>,
}

/// Somebody in the list, in words.
struct Shown {
    id: i64,
    name: String,
    email: String,
    state: &'static str,
    role: &'static str,
    last_login: String,
}

async fn screen(visit: DeskVisit) -> Answer {
    page::show(&filled(&visit, FormState::default()).await?)
}

async fn filled(visit: &DeskVisit, form: FormState) -> Result<Screen, Refusal> {
    let insurer_id = visit.insurer_id();
    let colleagues = visit.portal.store.read(|work| async move { work.colleagues(insurer_id).await }).await?;
    Ok(Screen {
        chrome: visit.chrome(visit.texts().desk_account.staff_title).with_form(form).wide(),
        address: visit.address("staff"),
        colleagues: colleagues.iter().map(|colleague| shown(visit, colleague)).collect(),
    })
}

fn shown(visit: &DeskVisit, colleague: &Colleague) -> Shown {
    let texts = &visit.texts().desk_account;
    Shown {
        id: colleague.staff_id,
        name: named(texts, &colleague.name),
        email: colleague.email.clone(),
        state: state_in_words(texts, &colleague.state),
        role: colleague.role.parse().map_or("", |role| role_in_words(&visit.texts().desk, role, colleague.is_deputy)),
        last_login: last_login(texts, visit.language, colleague.last_login_at),
    }
}

/// How a list calls somebody.
pub fn named(texts: &DeskAccount, name: &str) -> String {
    if name.is_empty() { texts.not_named.to_owned() } else { name.to_owned() }
}

/// A state as the pages name it.
pub fn state_in_words(texts: &DeskAccount, state: &str) -> &'static str {
    match state {
        "invited" => texts.invited,
        "active" => texts.active,
        _ => texts.disabled,
    }
}

/// When somebody last logged in, in words.
pub fn last_login(texts: &DeskAccount, language: Language, at: Option<madoguchi_store::At>) -> String {
    at.map_or_else(|| texts.never.to_owned(), |at| language.moment(in_tokyo(at.timestamp())))
}

async fn invite(visit: DeskVisit, fields: Fields) -> Answer {
    let mut form = FormState::of(&fields);
    let (address, role) = (form::address(&visit, &mut form), form::role(&visit, &mut form));
    let (Some(address), Some((role, is_deputy))) = (address, role) else { return page::refuse(&filled(&visit, form).await?) };
    let (insurer_id, key) = (visit.insurer_id(), &address.key());
    let here = visit.portal.store.read(|work| async move { work.colleagues(insurer_id).await }).await?;
    if here.iter().any(|colleague| MailAddress::parse(&colleague.email).is_ok_and(|known| known.key() == *key)) {
        form.refuse("email", visit.texts().desk_account.there_already);
        return page::refuse(&filled(&visit, form).await?);
    }
    limits::mails::reserve(&visit, &address).await?;
    put(&visit, &address, role, is_deputy).await?;
    Ok(Done::StaffInvited.tell(&visit, page::see_other(&visit.address("staff"))))
}

async fn put(visit: &DeskVisit, address: &MailAddress, role: Role, is_deputy: bool) -> Result<(), Refusal> {
    let (by, access) = (&visit.actor(), Access::Insurer { insurer_id: visit.insurer_id(), role, is_deputy });
    let new = &NewAccess { address, access, by, language: visit.language.code() };
    let put = |work: Work| async move {
        let invited = staff::invite(&visit.portal, &work, new, visit.now).await?;
        let mut event = visit.event("staff.invited", format!("staff:{}", invited.staff_id));
        event.detail = json!({ "role": role.as_str(), "deputy": is_deputy }).to_string();
        work.record(&event).await
    };
    Ok(visit.portal.store.write(put).await?)
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, at_the_desk, refused_form, sample};
    let visit = at_the_desk(visit);
    let colleague =
        Shown {
            id: 1, name: HOSTILE.to_owned(), email: HOSTILE.to_owned(), state: "利用中", role: "担当", last_login: "なし".to_owned()
        };
    let page = Screen {
        chrome: visit.chrome(visit.texts().desk_account.staff_title).with_form(refused_form("email")).wide(),
        address: visit.address("staff"),
        colleagues: vec![colleague],
    };
    [sample("desk/staff/screen.html", &page)].into_iter().chain(member::samples(&visit)).collect()
}
