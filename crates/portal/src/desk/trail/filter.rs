//! What the page's form asks for.

use jiff::{ToSpan, civil::Date};
use madoguchi_rules::dates::{DateUse, EraDigits, parse_roster_date};
use madoguchi_store::{At, trail::TrailFilter};

use super::words;
use crate::{
    clock::begins_in_tokyo,
    web::{FormState, Visit},
};

/// The fields of the form.
pub(super) const FIELDS: [&str; 6] = ["from", "until", "who", "group", "actor", "subject"];
/// So many days are shown when nothing is asked for.
const USUAL_DAYS: i32 = 31;

/// What is asked for: the filter and the days that it spans.
pub(super) struct Asked {
    pub(super) filter: TrailFilter,
    pub(super) from: Date,
    pub(super) until: Date,
}

/// Reads what stands in the form, or says on it what is wrong.
pub(super) fn read(visit: &Visit, form: &mut FormState) -> Option<Asked> {
    let today = visit.today();
    let mut day = |field: &'static str| {
        let typed = form.value(field).to_owned();
        let read = parse_roster_date(&typed, EraDigits::Western, today, DateUse::Other);
        form.take(field, read, |error| visit.language.sentence(&error))
    };
    let (from, until) = (day("from")?, day("until")?);
    let until = until.unwrap_or(today);
    let from = from.unwrap_or_else(|| until.checked_sub(USUAL_DAYS.days()).unwrap_or(until));
    if until < from {
        form.refuse("until", visit.texts().desk_trail.until_before_from);
        return None;
    }
    let known = |value: &str, known: &[&str]| if known.contains(&value) { value.to_owned() } else { String::new() };
    let filter = TrailFilter {
        insurer_id: visit.seat.as_ref().map(|seat| seat.insurer_id),
        from: At::from(begins_in_tokyo(from)),
        until: At::from(begins_in_tokyo(until.tomorrow().unwrap_or(until))),
        actor_kind: known(form.value("who"), &words::KINDS),
        actor: form.value("actor").trim().to_owned(),
        group: known(form.value("group"), &words::GROUPS),
        subject: form.value("subject").trim().to_owned(),
    };
    Some(Asked { filter, from, until })
}
