//! `/portal/settings/access`: when the insurer's desk looked at the member's data or changed it, and when who took files with the
//! member's costs or decisions on benefits along: the member, or the insured of the household.

use askama::Template;
use jiff::Timestamp;
use madoguchi_store::{At, Work, audit::AuditEvent};

use super::ACCESS_PATH;
use crate::{
    clock::in_tokyo,
    desk::trail::words,
    web::{Answer, Chrome, Visit, page},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// Events of a page.
const ROWS: usize = 30;

#[derive(Template)]
#[template(path = "member/settings/access.html")]
struct Screen {
    chrome: Chrome,
    /// When, and what was done.
    rows: Vec<(String, String)>,
    next: Option<String>,
}

pub(super) async fn screen(visit: Visit) -> Answer {
    let member = visit.member()?;
    let (insurer_id, rows) = (member.insurer_id, i64::try_from(ROWS + 1).unwrap_or(i64::MAX));
    let (person, account) = (&format!("person:{}", member.person_id), &format!("account:{}", member.account_id));
    let after = visit.asked("after").and_then(|text| position(&text));
    let read = |work: Work| async move { work.staff_events_about(insurer_id, (person, account), after, rows).await };
    let mut events = visit.portal.store.read(read).await?;
    let more = events.len() > ROWS;
    events.truncate(ROWS);
    let next = events.last().filter(|_| more).map(|last| format!("{ACCESS_PATH}?after={}.{}", last.at.milliseconds(), last.id));
    let row = |event: &AuditEvent| (visit.language.moment(in_tokyo(event.at.timestamp())), (what(&visit, event, account)));
    page::show(&Screen { chrome: visit.chrome(visit.texts().settings.access_title), rows: events.iter().map(row).collect(), next })
}

/// What was done; a member's deed with whose it was.
fn what(visit: &Visit, event: &AuditEvent, own_account: &str) -> String {
    let texts = visit.texts();
    let action = words::action_to_members(texts, &event.action);
    match event.actor_kind.as_str() {
        "member" if event.actor == own_account => (texts.settings.access_by_self)(&action),
        "member" => (texts.settings.access_by_family)(&action),
        _ => action,
    }
}

fn position(text: &str) -> Option<(At, i64)> {
    let (at, id) = text.split_once('.')?;
    Some((At::from(Timestamp::from_millisecond(at.parse().ok()?).ok()?), id.parse().ok()?))
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let screen = |rows: Vec<(String, String)>| Screen {
        chrome: visit.chrome(visit.texts().settings.access_title),
        next: (!rows.is_empty()).then(|| "/portal/settings/access?after=1.1".to_owned()),
        rows,
    };
    let pages = [screen(vec![(HOSTILE.to_owned(), HOSTILE.to_owned())]), screen(Vec::new())];
    pages.iter().map(|page| sample("member/settings/access.html", page)).collect()
}
