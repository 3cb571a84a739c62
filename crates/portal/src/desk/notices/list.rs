//! The notices, the latest date first, page by page.

use askama::Template;
use jiff::civil::Date;
use madoguchi_store::{
    Day,
    announcements::{Announcement, ListedAnnouncement},
};

use super::{in_words, place::Place};
use crate::{
    announcements::audience_of,
    desk::today::grouped,
    text::DeskNotices,
    web::{Answer, Chrome, Refusal, page},
};

/// Notices of a page.
const ROWS: usize = 20;

#[derive(Template)]
#[template(path = "desk/notices/list.html")]
struct Screen {
    chrome: Chrome,
    rows: Vec<Row>,
    /// Where one is written; none for who may not.
    new: Option<String>,
    /// The address of the next page.
    next: Option<String>,
}

struct Row {
    address: String,
    title: String,
    period: String,
    state: &'static str,
    audience: String,
    mail: String,
    /// Whether it is the whole service's, on an insurer's page.
    is_service: bool,
}

pub(super) async fn screen(place: Place) -> Answer {
    let (insurer_id, after) = (place.insurer_id, place.asked("after").and_then(|text| position(&text)));
    let rows = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
    let mut found = place.portal.store.read(|work| async move { work.announcements_page(insurer_id, after, rows).await }).await?;
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let last = found.last().filter(|_| more).map(|last| format!("{}?after={}.{}", place.path, last.notice.from_date.0, last.notice.id));
    page::show(&Screen {
        chrome: place.chrome(place.texts().desk_notices.title).wide(),
        rows: found.into_iter().map(|one| row(&place, one)).collect::<Result<_, Refusal>>()?,
        new: place.writes.then(|| format!("{}/new", place.path)),
        next: last,
    })
}

/// `2026-11-22.123`: the date and number of the last notice of the page before.
fn position(text: &str) -> Option<(Day, i64)> {
    let (day, id) = text.split_once('.')?;
    Some((Day(day.parse().ok()?), id.parse().ok()?))
}

fn row(place: &Place, listed: ListedAnnouncement) -> Result<Row, Refusal> {
    let (texts, notice) = (&place.texts().desk_notices, listed.notice);
    let mail = match (listed.made, listed.mailed_at) {
        (None, _) => texts.no_mail.to_owned(),
        (Some(made), None) => (texts.mail_goes_on)(&grouped(made)),
        (Some(made), Some(_)) => (texts.mail_made)(&grouped(made)),
    };
    Ok(Row {
        address: format!("{}/{}", place.path, notice.id),
        period: period(place, &notice),
        state: state(texts, &notice, place.today()),
        audience: in_words(texts, &audience_of(&notice.audience)?),
        mail,
        is_service: place.insurer_id.is_some() && notice.insurer_id.is_none(),
        title: notice.title,
    })
}

/// From when to when it is shown.
pub(super) fn period(place: &Place, notice: &Announcement) -> String {
    let until = notice.until_date.map(|until| place.language.date(until.0)).unwrap_or_default();
    (place.texts().desk_notices.period)(&place.language.date(notice.from_date.0), &until)
}

/// Whether it is shown today.
pub(super) fn state(texts: &DeskNotices, notice: &Announcement, today: Date) -> &'static str {
    match () {
        () if today < notice.from_date.0 => texts.ahead,
        () if notice.until_date.is_some_and(|until| until.0 < today) => texts.over,
        () => texts.shown,
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, at_the_desk, sample};
    let visit = at_the_desk(visit);
    let row = |is_service| Row {
        address: "/desk/sakura/notices/1".to_owned(),
        title: HOSTILE.to_owned(),
        period: "2026-11-22".to_owned(),
        state: visit.texts().desk_notices.shown,
        audience: HOSTILE.to_owned(),
        mail: HOSTILE.to_owned(),
        is_service,
    };
    let screen = |rows: Vec<Row>, next: Option<String>| Screen {
        chrome: visit.chrome(visit.texts().desk_notices.title).wide(),
        new: (!rows.is_empty()).then(|| "/desk/sakura/notices/new".to_owned()),
        rows,
        next,
    };
    let pages = [screen(vec![row(true), row(false)], Some("/desk/sakura/notices?after=2026-11-22.1".to_owned())), screen(Vec::new(), None)];
    pages.iter().map(|page| sample("desk/notices/list.html", page)).collect()
}
