//! What staff write is saved while they write (`data-draft` on a form, `web/assets/script.js`), so that a session that ends by idleness
//! costs nobody a text: with the next visit to the form it stands there again, and a sentence says so. It is sealed, its writer's own,
//! removed when the form is sent, and kept for a day. Without scripts nothing is saved, and nothing else is missing.
//!
//! A form that saves has `fields::draft(chrome, place)` in its tag; its handlers call [`restored`] where the form is shown for the first
//! time and [`forget`] in the unit of work that takes what was sent.

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::collections::BTreeMap;

use axum::{http::StatusCode, response::IntoResponse};
use jiff::SignedDuration;
use madoguchi_store::{At, StoreError, Work, drafts::StaffDraft};

use crate::{
    text::Texts,
    web::{Answer, Declaration, Fields, FormState, Principal, Purpose, Refusal, Routes, StaffVisit, Visit, page},
};

/// A draft comes back for so long.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// The longest address of a form.
const MOST_PLACE: usize = 200;
/// The field that names the form; the others are what was typed.
const PLACE: &str = "draft";

const SAVING: Declaration = Declaration::new(Principal::StaffAnywhere, Purpose::Desk);

/// Adds the addresses to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.post("/desk/draft", SAVING.by_script(), save).post("/desk/draft/discard", SAVING, discard)
}

/// Saves what stands in a form now. Typing alone does not keep a session alive: the script asks for that.
async fn save(visit: StaffVisit, fields: Fields) -> Answer {
    let place = place(&fields)?.to_owned();
    let typed: BTreeMap<&str, &str> = fields.sorted().into_iter().filter(|(name, _)| !matches!(*name, "csrf" | PLACE)).collect();
    let plain = serde_json::to_vec(&typed).map_err(Refusal::broken)?;
    let (portal, staff_id) = (&visit.portal, visit.staff.id);
    let sealed = portal.keys.desk.seal(portal.random, &context(staff_id, &place), &plain);
    let draft = &StaffDraft { staff_id, place, sealed, saved_at: At::from(visit.now) };
    portal.store.write(|work: Work| async move { work.put_draft(draft).await }).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Forgets a draft and shows the form as it would be without.
async fn discard(visit: StaffVisit, fields: Fields) -> Answer {
    let place = place(&fields)?;
    let visit = &visit;
    visit.portal.store.write(|work: Work| async move { forget(visit, &work, place).await }).await?;
    Ok(page::see_other(page_of(place)))
}

/// The form's address, if it is one of the desk's.
fn place(fields: &Fields) -> Result<&str, Refusal> {
    let place = fields.get(PLACE);
    let is_ours = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-');
    let fits = place.starts_with("/desk/") && place.len() <= MOST_PLACE && place.chars().all(is_ours);
    if fits { Ok(place) } else { Err(Refusal::NotFound) }
}

/// The page on which the form stands: a call's is that of its person.
fn page_of(place: &str) -> &str {
    place.split_once("/call/").map_or(place, |(page, _)| page)
}

/// The form with what its writer was writing before the session ended; `otherwise` when there is nothing.
///
/// # Errors
/// [`StoreError`].
pub async fn restored(visit: &Visit, work: &Work, place: &str, otherwise: FormState) -> Result<FormState, StoreError> {
    let Some(staff) = &visit.staff else { return Ok(otherwise) };
    let Some(draft) = work.draft(staff.id, place, At::from(visit.now - KEPT)).await? else { return Ok(otherwise) };
    let unreadable = |problem: String| StoreError::Unreadable { column: "staff_drafts.sealed", problem };
    let opened = visit.portal.keys.desk.open(&context(staff.id, place), &draft.sealed);
    let plain = opened.ok_or_else(|| unreadable("sealed by another secret".to_owned()))?;
    let typed: BTreeMap<String, String> = serde_json::from_slice(&plain).map_err(|error| unreadable(error.to_string()))?;
    let typed = typed.iter().map(|(name, value)| (name.as_str(), value.clone()));
    Ok(FormState::filled(typed).restored(place, draft.saved_at.timestamp()))
}

/// Forgets what was being written in a form: it was sent.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn forget(visit: &Visit, work: &Work, place: &str) -> Result<(), StoreError> {
    if let Some(staff) = &visit.staff {
        work.remove_draft(staff.id, place).await?;
    }
    Ok(())
}

/// Where at an insurer's desk somebody was writing: what, and the page's address.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn unfinished(visit: &Visit, work: &Work, desk: &str) -> Result<Vec<(&'static str, String)>, StoreError> {
    let Some(staff) = &visit.staff else { return Ok(Vec::new()) };
    let places = work.places_of_drafts(staff.id, At::from(visit.now - KEPT)).await?;
    let here = places.iter().filter(|place| place.starts_with(desk));
    Ok(here.map(|place| (name(visit.texts(), place), page_of(place).to_owned())).collect())
}

/// What is written in a form.
fn name(texts: &Texts, place: &str) -> &'static str {
    match () {
        () if place.contains("/call/") => texts.desk_people.call_note,
        () if place.ends_with("/notices/new") => texts.desk_notices.new_title,
        () => texts.desk_settings.title,
    }
}

/// A draft opens only as this person's, in this form.
fn context(staff_id: i64, place: &str) -> Vec<u8> {
    [b"draft ".as_slice(), &staff_id.to_be_bytes(), place.as_bytes()].concat()
}
