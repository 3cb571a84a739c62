//! The day of release of a data set that members do not see yet is moved, with a reason.

use askama::Template;
use axum::extract::Path;
use madoguchi_rules::statements::StatementKind;
use madoguchi_store::{Work, statements::CalendarSet};

use super::{
    calendar::{self, Row},
    send::day,
    texts,
};
use crate::{
    desk::uploads::{
        Room,
        decide::{actor, name_of, note},
    },
    imports::statements::{ReleaseError, SetKey, change_release},
    web::{Answer, Chrome, DeskVisit, Fields, FormState, Refusal, done::Done, page},
};

#[derive(Template)]
#[template(path = "desk/costs/release.html")]
struct Screen {
    chrome: Chrome,
    back: String,
    action: String,
    set: Row,
    /// Whether the day can still be moved.
    is_open: bool,
}

type Which = Path<(String, String, String, i64)>;

pub(super) async fn screen(visit: DeskVisit, Path((_, kind, month, version)): Which) -> Answer {
    let (set, name) = find(&visit, &kind, &month, version).await?;
    let form = FormState::filled([("release", set.release_on.0.to_string())]);
    page::show(&filled(&visit, &set, name.as_deref(), form))
}

/// Moves the day.
pub(super) async fn change(visit: DeskVisit, Path((_, kind, month, version)): Which, fields: Fields) -> Answer {
    let (set, name) = find(&visit, &kind, &month, version).await?;
    let mut form = FormState::of(&fields);
    let to = day(&visit, "release", &mut form);
    let reason = note(&fields, "reason");
    if reason.is_empty() {
        form.refuse("reason", texts(&visit).reason_missing);
    }
    let (Some(to), true) = (to, form.is_right()) else { return page::refuse(&filled(&visit, &set, name.as_deref(), form)) };
    let kind: StatementKind = set.kind.parse().map_err(|_| Refusal::NotFound)?;
    let key = SetKey { insurer_id: visit.insurer_id(), kind, month: &set.care_month, version };
    match change_release(&visit.portal.import_site(), key, to, &actor(&visit), &reason).await {
        Ok(()) => Ok(Done::ReleaseChanged.tell(&visit, page::see_other(&Room::Costs.address(&visit, "calendar")))),
        Err(error) => {
            form.refuse("release", why(&visit, error)?);
            page::refuse(&filled(&visit, &set, name.as_deref(), form))
        }
    }
}

/// The data set of this insurer, and who brought it.
async fn find(visit: &DeskVisit, kind: &str, month: &str, version: i64) -> Result<(CalendarSet, Option<String>), Refusal> {
    let insurer_id = visit.insurer_id();
    let read = |work: Work| async move {
        let sets = work.calendar(insurer_id, month, month).await?;
        let Some(set) = sets.into_iter().find(|set| set.kind == kind && set.version == version) else { return Ok(None) };
        let name = name_of(&work, Some(&set.actor)).await?;
        Ok(Some((set, name)))
    };
    visit.portal.store.read(read).await?.ok_or(Refusal::NotFound)
}

/// Why the day stays, in words.
fn why(visit: &DeskVisit, error: ReleaseError) -> Result<String, Refusal> {
    let texts = texts(visit);
    let date = |day| visit.language.date(day);
    Ok(match error {
        ReleaseError::NotFound => return Err(Refusal::NotFound),
        ReleaseError::Released => texts.is_released.to_owned(),
        ReleaseError::OutOfRange(first, last) => (texts.release_out_of_range)(&date(first), &date(last)),
        ReleaseError::BeforeItsReplacement(day) => (texts.before_replacement)(&date(day)),
        ReleaseError::AfterItsAddition(day) => (texts.after_addition)(&date(day)),
        ReleaseError::Busy => visit.texts().desk_uploads.busy.to_owned(),
        ReleaseError::Store(error) => return Err(error.into()),
    })
}

fn filled(visit: &DeskVisit, set: &CalendarSet, name: Option<&str>, form: FormState) -> Screen {
    let place = format!("calendar/{}/{}/{}", set.kind, set.care_month, set.version);
    Screen {
        chrome: visit.chrome(texts(visit).change_release).with_form(form),
        back: Room::Costs.address(visit, "calendar"),
        action: Room::Costs.address(visit, place),
        set: calendar::row(visit, set, name),
        is_open: set.release_on.0 > visit.today(),
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let released = CalendarSet { release_on: madoguchi_store::Day(visit.today()), ..calendar::sample_set(visit) };
    let pages = [
        filled(visit, &calendar::sample_set(visit), Some(HOSTILE), refused_form("release")),
        filled(visit, &released, None, FormState::default()),
    ];
    pages.iter().map(|page| sample("desk/costs/release.html", page)).collect()
}
