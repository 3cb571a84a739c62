//! The release calendar: what members see of each month, from which day on, and who brought it.

use askama::Template;
use jiff::civil::Date;
use madoguchi_rules::staff::Role;
use madoguchi_store::{Work, statements::CalendarSet};

use super::{import::month_in_words, named_kind, texts};
use crate::{
    clock::in_tokyo,
    desk::{
        today::grouped,
        uploads::{Room, decide::name_of, kept::short},
    },
    text::RoomWords,
    web::{Answer, Chrome, DeskVisit, page},
};

/// Months of a page.
const MONTHS: i64 = 12;

#[derive(Template)]
#[template(path = "desk/costs/calendar.html")]
struct Screen {
    chrome: Chrome,
    words: &'static RoomWords,
    back: String,
    sets: Vec<Row>,
    next: Option<String>,
}

/// A data set on the page.
pub(super) struct Row {
    pub month: String,
    pub kind: &'static str,
    pub lines: String,
    pub mode: &'static str,
    pub release: String,
    /// Whether members see it, in words, and the colour beside them.
    pub state: (&'static str, &'static str),
    pub who: String,
    pub at: String,
    pub file: String,
    pub hash: String,
    /// Where its day is moved; none once it is released, and for who may not.
    pub change: Option<String>,
}

pub(super) async fn screen(visit: DeskVisit) -> Answer {
    let insurer_id = visit.insurer_id();
    let before = visit.asked("before").unwrap_or_else(|| "9999-99".to_owned());
    let before = before.as_str();
    let read = |work: Work| async move {
        let mut months = work.calendar_months(insurer_id, before, MONTHS + 1).await?;
        let has_more = months.len() > usize::try_from(MONTHS).unwrap_or_default();
        months.truncate(usize::try_from(MONTHS).unwrap_or_default());
        let (Some(until), Some(from)) = (months.first(), months.last()) else { return Ok((Vec::new(), None)) };
        let mut sets = Vec::new();
        for set in work.calendar(insurer_id, from, until).await? {
            let name = name_of(&work, Some(&set.actor)).await?;
            sets.push((set, name));
        }
        Ok((sets, has_more.then(|| from.clone())))
    };
    let (sets, next) = visit.portal.store.read(read).await?;
    page::show(&filled(&visit, &sets, next.as_deref()))
}

fn filled(visit: &DeskVisit, sets: &[(CalendarSet, Option<String>)], next: Option<&str>) -> Screen {
    Screen {
        chrome: visit.chrome(texts(visit).calendar).wide(),
        words: Room::Costs.words(visit),
        back: Room::Costs.front(visit),
        sets: sets.iter().map(|(set, name)| row(visit, set, name.as_deref())).collect(),
        next: next.map(|month| Room::Costs.address(visit, format!("calendar?before={month}"))),
    }
}

/// A data set in words.
pub(super) fn row(visit: &DeskVisit, set: &CalendarSet, name: Option<&str>) -> Row {
    let texts = texts(visit);
    let is_released = set.release_on.0 <= visit.today();
    let address = Room::Costs.address(visit, format!("calendar/{}/{}/{}", set.kind, set.care_month, set.version));
    Row {
        month: month_in_words(visit, &set.care_month),
        kind: named_kind(visit, &set.kind),
        lines: grouped(set.lines),
        mode: if set.replaces { texts.replaced } else { texts.addition },
        release: in_words(visit, set.release_on.0),
        state: if is_released { (texts.released, "good") } else { (texts.waits, "late") },
        who: name.unwrap_or(&set.actor).to_owned(),
        at: set.applied_at.map(|at| visit.language.moment(in_tokyo(at.timestamp()))).unwrap_or_default(),
        file: set.file_name.clone(),
        hash: short(&set.file_sha256),
        change: (!is_released && visit.seat.role >= Role::Clerk).then_some(address),
    }
}

fn in_words(visit: &DeskVisit, day: Date) -> String {
    visit.language.date(day)
}

#[cfg(test)]
pub(super) fn sample_set(visit: &DeskVisit) -> CalendarSet {
    use crate::testing::samples::HOSTILE;
    CalendarSet {
        kind: "costs".to_owned(),
        care_month: "2026-06".to_owned(),
        version: 2,
        replaces: true,
        release_on: madoguchi_store::Day(jiff::civil::date(2030, 1, 1)),
        lines: 1_234,
        file_name: HOSTILE.to_owned(),
        file_sha256: vec![1],
        actor: HOSTILE.to_owned(),
        applied_at: Some(madoguchi_store::At::from(visit.now)),
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let released = CalendarSet { release_on: madoguchi_store::Day(visit.today()), replaces: false, ..sample_set(visit) };
    let sets = [(sample_set(visit), Some(HOSTILE.to_owned())), (released, None)];
    [filled(visit, &sets, Some("2025-06")), filled(visit, &[], None)].iter().map(|page| sample("desk/costs/calendar.html", page)).collect()
}
