//! Sending a file.

use askama::Template;
use jiff::{ToSpan, civil::Date};
use madoguchi_rules::{
    UnknownName,
    costs::CareMonth,
    dates::{DateUse, EraDigits, parse_roster_date},
    statements::StatementKind,
};

use super::{
    errand::{self, Options},
    kind_in_words, texts,
};
use crate::{
    desk::uploads::{
        Room,
        send::{self, Taking, way_on},
    },
    text::RoomWords,
    web::{Answer, Chrome, DeskVisit, Fields, FormState, Upload, page},
};

/// The latest day of release: so many days ahead.
pub(super) const MOST_DAYS: i32 = 366;

#[derive(Template)]
#[template(path = "desk/costs/send.html")]
struct Form {
    chrome: Chrome,
    words: &'static RoomWords,
    action: String,
    back: String,
    kinds: Vec<(&'static str, &'static str)>,
    modes: Vec<(&'static str, &'static str)>,
    taking: Taking,
}

pub(super) async fn screen(visit: DeskVisit) -> Answer {
    let kind = StatementKind::Costs.as_str();
    let era = send::last_era(&visit, kind).await?;
    let today = visit.today().to_string();
    let filled = [("kind", kind.to_owned()), ("mode", "add".to_owned()), ("release", today), ("era", era)];
    page::show(&form(&visit, FormState::filled(filled)))
}

/// Takes the file and begins to look at it.
pub(super) async fn send(visit: DeskVisit, fields: Fields, upload: Upload) -> Answer {
    let mut state = FormState::of(&fields);
    let kind = state.take("kind", fields.get("kind").parse(), |_: UnknownName| texts(&visit).kind_wrong.to_owned());
    let month = mode(&visit, &fields, &mut state);
    let release = day(&visit, "release", &mut state);
    let era = send::era(&visit, &fields, &mut state);
    send::judge(&visit, &upload, &mut state).await?;
    let (Some(kind), Some(month), Some(release), Some(era), true) = (kind, month, release, era, state.is_right()) else {
        return page::refuse(&form(&visit, state));
    };
    let kind: StatementKind = kind;
    let options = Options {
        kind: kind.to_string(),
        month: month.map(|month| month.to_string()),
        release: release.to_string(),
        era: era.to_string(),
        checks_columns: fields.has("check_columns"),
    };
    let task = errand::task_to_look(&visit, &upload.name, &options);
    let task_id = task.id;
    let outcome = errand::begin_to_look(&visit, task, &options, upload.file).await?;
    Ok(way_on(&visit, Room::Costs, task_id, outcome.as_ref()))
}

/// The month that the file replaces, if it replaces one; or nothing, and the form says what is wrong.
fn mode(visit: &DeskVisit, fields: &Fields, form: &mut FormState) -> Option<Option<CareMonth>> {
    let (texts, typed, today) = (texts(visit), fields.get("month").trim(), visit.today());
    let month = CareMonth::parse(typed, EraDigits::Western, today).ok().filter(|month| *month <= CareMonth::of(today));
    match (fields.get("mode"), month) {
        ("add", _) if typed.is_empty() => Some(None),
        ("add", _) => {
            form.refuse("month", texts.month_not_with_add);
            None
        }
        ("replace", Some(month)) => Some(Some(month)),
        ("replace", None) => {
            form.refuse("month", if typed.is_empty() { texts.month_missing } else { texts.month_wrong });
            None
        }
        _ => {
            form.refuse("mode", texts.mode_wrong);
            None
        }
    }
}

/// A day of release from today on: today where nothing stands.
pub(super) fn day(visit: &DeskVisit, field: &'static str, form: &mut FormState) -> Option<Date> {
    let today = visit.today();
    let latest = today.saturating_add(MOST_DAYS.days());
    let read = parse_roster_date(form.value(field), EraDigits::Western, today, DateUse::Other);
    let day = form.take(field, read, |error| visit.language.sentence(&error))?.unwrap_or(today);
    if day < today || day > latest {
        form.refuse(field, (texts(visit).release_out_of_range)(&visit.language.date(today), &visit.language.date(latest)));
        return None;
    }
    Some(day)
}

fn form(visit: &DeskVisit, state: FormState) -> Form {
    let texts = texts(visit);
    Form {
        chrome: visit.chrome(visit.texts().desk_uploads.send_title).with_form(state),
        words: Room::Costs.words(visit),
        action: Room::Costs.address(visit, "new"),
        back: Room::Costs.front(visit),
        kinds: StatementKind::ALL.iter().map(|kind| (kind.as_str(), kind_in_words(visit, *kind))).collect(),
        modes: vec![("add", texts.add), ("replace", texts.replace)],
        taking: Taking::here(visit),
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{refused_form, sample};
    [FormState::default(), refused_form("file"), refused_form("month")]
        .map(|state| sample("desk/costs/send.html", &form(visit, state)))
        .into()
}
