//! `/desk/{insurer}/staff/{staff}`: one person's role at this insurer.

use askama::Template;
use axum::extract::Path;
use madoguchi_rules::staff::Role;
use madoguchi_store::{At, Work, staff::StaffMember, staff::grants::Grant};
use serde_json::json;

use super::{form, named, state_in_words};
use crate::{
    limits, staff,
    web::{Answer, Chrome, DeskVisit, Fields, FormState, Refusal, done::Done, page},
};

#[derive(Template)]
#[template(path = "desk/staff/member.html")]
struct Screen {
    chrome: Chrome,
    /// Of the list.
    list: String,
    address: String,
    name: String,
    email: String,
    state: &'static str,
    role: String,
    is_deputy: bool,
    /// Nobody changes their own role.
    is_oneself: bool,
    /// Whoever works for other insurers too is invited again by the operator.
    is_elsewhere: bool,
}

/// Somebody who works here.
struct Person {
    row: StaffMember,
    grant: Grant,
    is_elsewhere: bool,
}

/// The person of the path, if they work here.
async fn person(visit: &DeskVisit, staff_id: i64) -> Result<Person, Refusal> {
    let insurer_id = visit.insurer_id();
    let read = |work: Work| async move {
        let row = work.staff_member(staff_id).await?;
        let places = work.workplaces(staff_id).await?;
        Ok((row, places))
    };
    let (row, places) = visit.portal.store.read(read).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    let here = places.iter().find(|place| place.insurer_id == insurer_id).ok_or(Refusal::NotFound)?;
    let grant = Grant {
        insurer_id,
        staff_id,
        role: here.role.clone(),
        is_deputy: here.is_deputy,
        granted_at: At::from(visit.now),
        granted_by: visit.actor(),
    };
    Ok(Person { is_elsewhere: row.is_operator || places.len() > 1, row, grant })
}

/// The person of the path, who is somebody else.
async fn another(visit: &DeskVisit, staff_id: i64) -> Result<Person, Refusal> {
    let person = person(visit, staff_id).await?;
    if person.row.id == visit.staff.id { Err(Refusal::NotFound) } else { Ok(person) }
}

pub(super) async fn screen(visit: DeskVisit, Path((_, staff_id)): Path<(String, i64)>) -> Answer {
    page::show(&filled(&visit, &person(&visit, staff_id).await?, FormState::default()))
}

fn filled(visit: &DeskVisit, person: &Person, form: FormState) -> Screen {
    let texts = &visit.texts().desk_account;
    let typed_role = form.value("role").to_owned();
    Screen {
        list: visit.address("staff"),
        address: visit.address(&format!("staff/{}", person.row.id)),
        name: named(texts, &person.row.name),
        email: person.row.email.clone(),
        state: state_in_words(texts, &person.row.state),
        role: if typed_role.is_empty() { person.grant.role.clone() } else { typed_role },
        is_deputy: if form.is_right() { person.grant.is_deputy } else { form.has("deputy") },
        is_oneself: person.row.id == visit.staff.id,
        is_elsewhere: person.is_elsewhere,
        chrome: visit.chrome(texts.member_title).with_form(form),
    }
}

pub(super) async fn change_role(visit: DeskVisit, Path((_, staff_id)): Path<(String, i64)>, fields: Fields) -> Answer {
    let person = another(&visit, staff_id).await?;
    let mut form = FormState::of(&fields);
    let Some((role, is_deputy)) = form::role(&visit, &mut form) else { return page::refuse(&filled(&visit, &person, form)) };
    let grant = &Grant { role: role.to_string(), is_deputy, ..person.grant.clone() };
    let mut event = visit.event("staff.role_changed", format!("staff:{staff_id}"));
    let from = person.grant.role.parse::<Role>().map_or("", Role::as_str);
    event.detail = json!({ "from": from, "to": role.as_str(), "deputy": is_deputy }).to_string();
    let event = &event;
    let put = |work: Work| async move {
        work.put_grant(grant).await?;
        work.record(event).await
    };
    visit.portal.store.write(put).await?;
    Ok(Done::StaffChanged.tell(&visit, page::see_other(&visit.address("staff"))))
}

pub(super) async fn invite_again(visit: DeskVisit, Path((_, staff_id)): Path<(String, i64)>) -> Answer {
    let person = another(&visit, staff_id).await?;
    if person.is_elsewhere {
        return Err(Refusal::NotFound);
    }
    limits::mails::reserve(&visit, &staff::address(&person.row)?).await?;
    let (row, insurer_id, language) = (&person.row, visit.insurer_id(), visit.language.code());
    let event = &visit.event("staff.invited_again", format!("staff:{staff_id}"));
    let again = |work: Work| {
        let (portal, now) = (&visit.portal, visit.now);
        async move {
            staff::invite_again(portal, &work, row, Some(insurer_id), language, now).await?;
            work.record(event).await
        }
    };
    visit.portal.store.write(again).await?;
    Ok(Done::StaffInvited.tell(&visit, page::see_other(&visit.address("staff"))))
}

pub(super) async fn remove(visit: DeskVisit, Path((_, staff_id)): Path<(String, i64)>) -> Answer {
    let person = another(&visit, staff_id).await?;
    let (row, only) = (&person.row, Some(visit.insurer_id()));
    let event = &visit.event("staff.role_removed", format!("staff:{staff_id}"));
    visit.portal.store.write(|work: Work| async move { staff::take_away(&work, row, only, event).await }).await?;
    Ok(Done::StaffChanged.tell(&visit, page::see_other(&visit.address("staff"))))
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let page = |is_oneself, is_elsewhere| Screen {
        chrome: visit.chrome(visit.texts().desk_account.member_title).with_form(refused_form("role")),
        list: visit.address("staff"),
        address: visit.address("staff/1"),
        name: HOSTILE.to_owned(),
        email: HOSTILE.to_owned(),
        state: "利用中",
        role: "clerk".to_owned(),
        is_deputy: true,
        is_oneself,
        is_elsewhere,
    };
    let pages = [page(true, false), page(false, true), page(false, false)];
    pages.iter().map(|page| sample("desk/staff/member.html", page)).collect()
}
