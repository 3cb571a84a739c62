//! `/desk/service/outbox`: what waits and what did not arrive, and trying it again. Never to whom, nor what it says.

use askama::Template;
use jiff::Timestamp;
use madoguchi_store::{
    At, Work,
    outbox_pages::{OutboxCounts, OutboxLine},
};

use super::OPERATOR;
use crate::{
    clock::in_tokyo,
    desk::today::grouped,
    text::DeskService,
    web::{Answer, Chrome, Fields, Refusal, Routes, StaffVisit, Visit, done::Done, page},
};

const PATH: &str = "/desk/service/outbox";
/// Mails on a page.
const PAGE: i64 = 50;

type Words = fn(&DeskService) -> &'static str;

/// The states, in the order of the links.
const STATES: [(&str, Words); 5] = [
    ("queued", |texts| texts.queued),
    ("failed", |texts| texts.failed),
    ("expired", |texts| texts.expired),
    ("stopped", |texts| texts.stopped),
    ("delivered", |texts| texts.delivered),
];

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get(PATH, OPERATOR, screen).post("/desk/service/outbox/retry", OPERATOR, retry)
}

#[derive(Template)]
#[template(path = "desk/service/outbox/screen.html")]
struct Screen {
    chrome: Chrome,
    states: Vec<State>,
    /// The state that is shown.
    state: &'static str,
    /// What it is called.
    title: &'static str,
    mails: Vec<Mail>,
    /// Whether one of them can be tried again.
    can_retry: bool,
    more: Option<String>,
}

struct State {
    words: &'static str,
    /// How many; none where counting would cost too much.
    count: Option<String>,
    address: String,
    is_current: bool,
}

struct Mail {
    id: i64,
    written: String,
    insurer: String,
    kind: String,
    domain: String,
    attempts: i64,
    /// When it ended, or when the next try is due.
    then: String,
    problem: String,
    can_retry: bool,
}

async fn screen(visit: StaffVisit) -> Answer {
    let asked = visit.asked("state");
    let state = STATES.iter().find(|(state, _)| Some(*state) == asked.as_deref()).unwrap_or(&STATES[0]).0;
    let before = visit.asked("before").and_then(|before| place(&before)).unwrap_or((At::from(Timestamp::MAX), i64::MAX));
    let read = |work: Work| async move { Ok((work.outbox_page(state, before, PAGE + 1).await?, work.outbox_counts().await?)) };
    let (lines, counts) = visit.portal.store.read(read).await?;
    page::show(&filled(&visit, state, lines, &counts))
}

fn filled(visit: &Visit, state: &'static str, mut lines: Vec<OutboxLine>, counts: &OutboxCounts) -> Screen {
    let texts = &visit.texts().desk_service;
    let has_more = lines.len() as i64 > PAGE;
    lines.truncate(usize::try_from(PAGE).unwrap_or_default());
    let more = lines.last().filter(|_| has_more);
    let more = more.map(|last| format!("{PATH}?state={state}&before={}.{}", last.created_at.milliseconds(), last.id));
    let count = |state: &str| match state {
        "queued" => Some(counts.queued),
        "failed" => Some(counts.failed),
        "expired" => Some(counts.expired),
        "stopped" => Some(counts.stopped),
        _ => None,
    };
    let of = |(name, words): &(&'static str, Words)| State {
        words: words(texts),
        count: count(name).map(grouped),
        address: format!("{PATH}?state={name}"),
        is_current: *name == state,
    };
    Screen {
        chrome: visit.chrome(texts.outbox).wide(),
        states: STATES.iter().map(of).collect(),
        state,
        title: STATES.iter().find(|(name, _)| *name == state).map_or("", |(_, words)| words(texts)),
        can_retry: lines.iter().any(|line| line.can_retry),
        mails: lines.into_iter().map(|line| mail(visit, state, line)).collect(),
        more,
    }
}

fn mail(visit: &Visit, state: &str, line: OutboxLine) -> Mail {
    let moment = |at: At| visit.language.moment(in_tokyo(at.timestamp()));
    let bounce = line.bounce.map(|bounce| format!("{bounce} {}", line.bounce_status.unwrap_or_default()));
    Mail {
        id: line.id,
        written: moment(line.created_at),
        insurer: line.insurer_code.unwrap_or_default(),
        kind: line.kind,
        domain: line.recipient_domain,
        attempts: line.attempts,
        then: if state == "queued" { moment(line.next_attempt_at) } else { line.finished_at.map(moment).unwrap_or_default() },
        problem: [line.last_error, bounce].into_iter().flatten().collect::<Vec<_>>().join(" / "),
        can_retry: line.can_retry,
    }
}

/// The place in the list that `1795309200000.42` names.
fn place(text: &str) -> Option<(At, i64)> {
    let (at, id) = text.split_once('.')?;
    let at = Timestamp::from_millisecond(at.parse().ok()?).ok()?;
    Some((At::from(at), id.parse().ok()?))
}

/// Makes one mail, or every one that can be, due at once.
async fn retry(visit: StaffVisit, fields: Fields) -> Answer {
    let id: Option<i64> = match fields.get("id") {
        "all" => None,
        id => Some(id.parse().map_err(|_| Refusal::Unreadable)?),
    };
    let subject = id.map_or_else(|| "mail:all".to_owned(), |id| format!("mail:{id}"));
    let (event, at) = (&visit.event("mail.retried", subject), At::from(visit.now));
    let again = |work: Work| async move {
        let count = work.retry_mails(id, at).await?;
        if count > 0 {
            work.record(event).await?;
        }
        Ok(count)
    };
    let done = match visit.portal.store.write(again).await? {
        0 => Done::NoMailToRetry,
        _ => Done::MailsRetried,
    };
    Ok(done.tell(&visit, page::see_other(PATH)))
}

#[cfg(test)]
pub(super) fn samples(visit: &StaffVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let at = At::from(visit.now);
    let text = || HOSTILE.to_owned();
    let line = |id: i64| OutboxLine {
        id,
        insurer_code: Some(text()),
        kind: text(),
        recipient_domain: text(),
        attempts: 3,
        next_attempt_at: at,
        created_at: at,
        finished_at: Some(at),
        last_error: Some(text()),
        bounce: Some(text()),
        bounce_status: Some(text()),
        can_retry: true,
    };
    let counts = OutboxCounts { queued: 1, failed: 2, expired: 3, stopped: 4, relay_failed: 1, last_delivered_at: None };
    let pages = [filled(visit, "failed", (0..=PAGE).map(line).collect(), &counts), filled(visit, "queued", Vec::new(), &counts)];
    pages.iter().map(|page| sample("desk/service/outbox/screen.html", page)).collect()
}
