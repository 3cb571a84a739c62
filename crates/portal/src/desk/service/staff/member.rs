//! One person at the desk: where they work, beginning anew, and taking access away.

use askama::Template;
use axum::extract::Path;
use madoguchi_store::{
    Work,
    staff::{StaffMember, grants::Workplace},
};

use super::{PATH, address, role_of};
use crate::{
    desk::staff::{last_login, named, state_in_words},
    limits, staff,
    web::{Answer, Chrome, Fields, Refusal, StaffVisit, done::Done, page},
};

#[derive(Template)]
#[template(path = "desk/service/staff/member.html")]
struct Screen {
    chrome: Chrome,
    list: &'static str,
    address: String,
    facts: Vec<(&'static str, String)>,
    places: Vec<Place>,
    /// Nobody takes their own access away.
    is_oneself: bool,
    is_disabled: bool,
}

/// An insurer at which they work.
struct Place {
    code: String,
    name: String,
    role: &'static str,
}

async fn person(visit: &StaffVisit, staff_id: i64) -> Result<(StaffMember, Vec<Workplace>), Refusal> {
    let read = |work: Work| async move { Ok((work.staff_member(staff_id).await?, work.workplaces(staff_id).await?)) };
    let (row, places) = visit.portal.store.read(read).await?;
    Ok((row.ok_or(Refusal::NotFound)?, places))
}

/// Somebody else.
async fn another(visit: &StaffVisit, staff_id: i64) -> Result<(StaffMember, Vec<Workplace>), Refusal> {
    if staff_id == visit.staff.id { Err(Refusal::NotFound) } else { person(visit, staff_id).await }
}

pub(super) async fn screen(visit: StaffVisit, Path(staff_id): Path<i64>) -> Answer {
    let (row, places) = person(&visit, staff_id).await?;
    page::show(&shown(&visit, &row, &places))
}

fn shown(visit: &StaffVisit, row: &StaffMember, places: &[Workplace]) -> Screen {
    let texts = &visit.texts().desk_account;
    let mut facts = vec![
        (texts.name, named(texts, &row.name)),
        (visit.texts().desk_login.email, row.email.clone()),
        (texts.state, state_in_words(texts, &row.state).to_owned()),
        (texts.last_login, last_login(texts, visit.language, row.last_login_at)),
    ];
    if row.is_operator {
        facts.push((texts.roles, texts.as_operator.to_owned()));
    }
    let place = |place: &Workplace| Place { code: place.code.clone(), name: place.name.clone(), role: role_of(visit, place) };
    Screen {
        chrome: visit.chrome(texts.member_title),
        list: PATH,
        address: address(row.id),
        facts,
        places: places.iter().map(place).collect(),
        is_oneself: row.id == visit.staff.id,
        is_disabled: row.state == "disabled",
    }
}

/// Who lost the password or every factor begins anew; what they may do stays.
pub(super) async fn invite_again(visit: StaffVisit, Path(staff_id): Path<i64>) -> Answer {
    let (row, places) = &another(&visit, staff_id).await?;
    if row.state == "disabled" {
        return Err(Refusal::NotFound);
    }
    limits::mails::reserve(&visit, &staff::address(row)?).await?;
    // The mail goes in the name of the insurer where there is just one.
    let insurer_id = match places.as_slice() {
        [only] if !row.is_operator => Some(only.insurer_id),
        _ => None,
    };
    let event = &visit.event("staff.invited_again", format!("staff:{staff_id}"));
    let (portal, now, language) = (&visit.portal, visit.now, visit.language.code());
    let again = |work: Work| async move {
        staff::invite_again(portal, &work, row, insurer_id, language, now).await?;
        work.record(event).await
    };
    portal.store.write(again).await?;
    Ok(Done::StaffInvited.tell(&visit, page::see_other(PATH)))
}

/// Takes the role at one insurer away.
pub(super) async fn remove(visit: StaffVisit, Path(staff_id): Path<i64>, fields: Fields) -> Answer {
    let (row, places) = &another(&visit, staff_id).await?;
    let place = places.iter().find(|place| place.code == fields.get("insurer")).ok_or(Refusal::NotFound)?;
    take_away(&visit, row, Some(place.insurer_id), "staff.role_removed").await
}

/// Takes every access away.
pub(super) async fn disable(visit: StaffVisit, Path(staff_id): Path<i64>) -> Answer {
    let (row, _) = &another(&visit, staff_id).await?;
    take_away(&visit, row, None, "staff.disabled").await
}

async fn take_away(visit: &StaffVisit, row: &StaffMember, only: Option<i64>, action: &str) -> Answer {
    let mut event = visit.event(action, format!("staff:{}", row.id));
    event.insurer_id = only;
    let event = &event;
    visit.portal.store.write(|work: Work| async move { staff::take_away(&work, row, only, event).await }).await?;
    Ok(Done::StaffChanged.tell(visit, page::see_other(PATH)))
}

/// A row of sample data.
#[cfg(test)]
pub(super) fn sample(id: i64) -> StaffMember {
    use crate::testing::samples::HOSTILE;
    StaffMember {
        id,
        email: HOSTILE.to_owned(),
        email_key: HOSTILE.to_owned(),
        name: HOSTILE.to_owned(),
        state: "active".to_owned(),
        is_operator: true,
        password_hash: None,
        created_at: jiff::Timestamp::UNIX_EPOCH.into(),
        password_changed_at: None,
        last_login_at: None,
        disabled_at: None,
    }
}

/// The same of where they work.
#[cfg(test)]
pub(super) fn sample_place() -> Workplace {
    use crate::testing::samples::HOSTILE;
    Workplace { insurer_id: 1, code: "sakura".to_owned(), name: HOSTILE.to_owned(), role: "clerk".to_owned(), is_deputy: true }
}

#[cfg(test)]
pub(super) fn samples(visit: &StaffVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples;
    let disabled = StaffMember { state: "disabled".to_owned(), ..sample(0) };
    let pages = [
        shown(visit, &sample(visit.staff.id), &[sample_place()]),
        shown(visit, &sample(0), &[sample_place()]),
        shown(visit, &disabled, &[]),
    ];
    pages.iter().map(|page| samples::sample("desk/service/staff/member.html", page)).collect()
}
