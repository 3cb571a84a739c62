//! The figures of the page: read once, then drawn.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};
use madoguchi_store::{
    At,
    numbers::{GroupNumbers, MailDay, RegistrationDay},
};

use crate::{
    clock::begins_in_tokyo,
    desk::today::grouped,
    text::Texts,
    web::{
        DeskVisit, Refusal,
        chart::{Chart, Kind, Series},
    },
};

/// So many months are shown, the present one among them.
const MONTHS: i32 = 13;
/// The mails of so many days are shown, today's among them.
const MAIL_DAYS: i32 = 30;
/// So many domains are drawn; the table has all of them.
const DOMAINS_DRAWN: usize = 5;

/// Where the figures begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days {
    pub(super) today: Date,
    pub(super) first_month: At,
    pub(super) first_mail: Date,
    pub(super) first_call: At,
    pub(super) now: At,
}

/// What the database says.
pub(super) struct Found {
    pub(super) symbols: Vec<GroupNumbers>,
    pub(super) offices: Vec<GroupNumbers>,
    /// Accounts before the first month.
    pub(super) before: i64,
    pub(super) days: Vec<RegistrationDay>,
    pub(super) mails: Vec<MailDay>,
    /// Reasons of calls, the most frequent first.
    pub(super) calls: Vec<(String, i64)>,
}

/// The figures.
#[derive(Default)]
pub(super) struct Figures {
    pub(super) symbols: Vec<GroupNumbers>,
    pub(super) offices: Vec<GroupNumbers>,
    pub(super) months: Vec<Month>,
    pub(super) mails: Vec<MailDay>,
    /// Reasons of calls, the most frequent first.
    pub(super) calls: Vec<(String, i64)>,
}

/// What happened in a month, and how many accounts there were at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Month {
    pub(super) first: Date,
    pub(super) made: i64,
    pub(super) closed: i64,
    pub(super) accounts: i64,
}

/// Reads the figures of an insurer.
pub(super) async fn read(visit: &DeskVisit) -> Result<Figures, Refusal> {
    let (insurer_id, today) = (visit.insurer_id(), visit.today());
    let first = first_month(today);
    let first_mail = today.saturating_sub((MAIL_DAYS - 1).days());
    let days = Days {
        today,
        first_month: At::from(begins_in_tokyo(first)),
        first_mail,
        first_call: At::from(begins_in_tokyo(first_mail)),
        now: At::from(visit.now),
    };
    let found = visit.portal.store.read(|work| async move { super::numbers(&work, insurer_id, days).await }).await?;
    Ok(Figures {
        months: months(first, today, found.before, &found.days),
        symbols: found.symbols,
        offices: found.offices,
        mails: found.mails,
        calls: found.calls,
    })
}

fn first_month(today: Date) -> Date {
    today.first_of_month().saturating_sub((MONTHS - 1).months())
}

/// The months from the first to the present one; `before` accounts were there when they begin.
fn months(first: Date, today: Date, before: i64, days: &[RegistrationDay]) -> Vec<Month> {
    let mut accounts = before;
    let mut months = Vec::new();
    let mut month = first;
    while month <= today {
        let of_month = days.iter().filter(|day| day.day.first_of_month() == month);
        let (made, closed) = of_month.fold((0, 0), |(made, closed), day| (made + day.made, closed + day.closed));
        accounts += made - closed;
        months.push(Month { first: month, made, closed, accounts });
        month = month.saturating_add(1.months());
    }
    months
}

/// So many of a hundred, to a tenth; blank of none.
pub(super) fn share(part: i64, whole: i64) -> String {
    let tenths = (part * 1_000).checked_div(whole);
    tenths.map_or_else(String::new, |tenths| format!("{}.{}%", tenths / 10, tenths % 10))
}

/// Accounts by month.
pub(super) fn months_chart(visit: &DeskVisit, months: &[Month]) -> Chart {
    let texts = &visit.texts().desk_numbers;
    let name = |month: &Month| (texts.month_name)(&month.first.year().to_string(), &month.first.month().to_string());
    let row = |month: &Month| vec![name(month), grouped(month.made), grouped(month.closed), grouped(month.accounts)];
    let (from, to) = (months.first().map_or(0, |month| month.accounts), months.last().map_or(0, |month| month.accounts));
    Chart {
        id: "by-month",
        kind: Kind::Line,
        title: texts.by_month.to_owned(),
        description: (texts.months_from_to)(&grouped(from), &grouped(to)),
        labels: months.iter().map(|month| format!("{}/{}", month.first.year() % 100, month.first.month())).collect(),
        series: vec![Series { name: texts.accounts.to_owned(), values: months.iter().map(|month| month.accounts).collect() }],
        heads: [texts.month, texts.made, texts.closed, texts.accounts].map(str::to_owned).to_vec(),
        rows: months.iter().rev().map(row).collect(),
    }
}

/// What became of the mails of a domain over all days.
#[derive(Clone, Copy, Debug, Default)]
struct Fate {
    delivered: i64,
    queued: i64,
    failed: i64,
    stopped: i64,
    bounced: i64,
}

impl Fate {
    /// What did not arrive: refused at once, or returned. A mail that was refused at once is a bounce too where the mailbox was to blame.
    fn lost(self) -> i64 {
        self.failed.max(self.bounced)
    }
}

/// Mails by domain; none while there are no mails. Most losses come first, since that is what a clerk looks for.
pub(super) fn mails_chart(visit: &DeskVisit, mails: &[MailDay]) -> Option<Chart> {
    let texts = &visit.texts().desk_numbers;
    let mut domains: BTreeMap<&str, Fate> = BTreeMap::new();
    for day in mails {
        let fate = domains.entry(&day.domain).or_default();
        fate.delivered += day.delivered;
        fate.queued += day.queued;
        fate.failed += day.failed + day.expired;
        fate.stopped += day.stopped;
        fate.bounced += day.bounced;
    }
    let mut domains: Vec<(&str, Fate)> = domains.into_iter().collect();
    domains.sort_by_key(|(domain, fate)| (std::cmp::Reverse(fate.lost()), std::cmp::Reverse(fate.delivered), *domain));
    let (first, _) = domains.first()?;
    let drawn = &domains[..domains.len().min(DOMAINS_DRAWN)];
    let figures = |fate: &Fate| [fate.delivered, fate.queued, fate.failed, fate.bounced, fate.stopped].map(grouped);
    let row = |(domain, fate): &(&str, Fate)| std::iter::once((*domain).to_owned()).chain(figures(fate)).collect();
    Some(Chart {
        id: "by-domain",
        kind: Kind::Bar,
        title: texts.by_domain.to_owned(),
        description: (texts.most_losses)(first),
        labels: drawn.iter().map(|(domain, _)| (*domain).to_owned()).collect(),
        series: vec![
            Series { name: texts.delivered.to_owned(), values: drawn.iter().map(|(_, fate)| fate.delivered).collect() },
            Series { name: texts.bounced.to_owned(), values: drawn.iter().map(|(_, fate)| fate.bounced).collect() },
        ],
        heads: [texts.domain, texts.delivered, texts.queued, texts.failed, texts.bounced, texts.stopped].map(str::to_owned).to_vec(),
        rows: domains.iter().map(row).collect(),
    })
}

/// A reason of calls in words.
pub(super) fn reason(texts: &Texts, name: &str) -> String {
    name.parse().map_or_else(|_| name.to_owned(), |reason| (texts.desk_people.call_reason)(reason).to_owned())
}

/// Calls by reason; none while nobody called.
pub(super) fn calls_chart(visit: &DeskVisit, calls: &[(String, i64)]) -> Option<Chart> {
    let texts = &visit.texts().desk_numbers;
    let (most, _) = calls.first()?;
    let all: i64 = calls.iter().map(|(_, count)| count).sum();
    let row = |(name, count): &(String, i64)| vec![reason(visit.texts(), name), grouped(*count), share(*count, all)];
    Some(Chart {
        id: "by-reason",
        kind: Kind::Bar,
        title: texts.by_reason.to_owned(),
        description: (texts.most_calls)(&reason(visit.texts(), most)),
        // The words are too long for a drawing: the number of the table's row stands for them.
        labels: (1..=calls.len()).map(|place| place.to_string()).collect(),
        series: vec![Series { name: texts.calls.to_owned(), values: calls.iter().map(|(_, count)| *count).collect() }],
        heads: [texts.reason, texts.calls, texts.share_of_calls].map(str::to_owned).to_vec(),
        rows: calls.iter().enumerate().map(|(place, one)| numbered(place + 1, row(one))).collect(),
    })
}

fn numbered(place: usize, mut row: Vec<String>) -> Vec<String> {
    if let Some(first) = row.first_mut() {
        *first = format!("{place}. {first}");
    }
    row
}

#[cfg(test)]
pub(super) fn sample(name: &str, today: Date) -> Figures {
    let group = GroupNumbers { name: name.to_owned(), eligible: 3, registered: 2, insured: 2, registered_insured: 1 };
    let day = MailDay { day: today, domain: name.to_owned(), queued: 1, delivered: 2, failed: 3, expired: 4, stopped: 5, bounced: 6 };
    Figures {
        symbols: vec![group.clone(); 101],
        offices: vec![group],
        months: months(first_month(today), today, 5, &[]),
        mails: vec![day],
        calls: vec![("no_code".to_owned(), 3), (name.to_owned(), 1)],
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_month_ends_with_the_accounts_that_were_made_before_and_not_closed() {
        let day = |month, day, made, closed| RegistrationDay { day: date(2026, month, day), made, closed };
        let days = [day(10, 1, 5, 0), day(10, 31, 2, 1), day(11, 22, 0, 3)];
        let found = months(date(2026, 9, 1), date(2026, 11, 22), 10, &days);
        let facts: Vec<_> = found.iter().map(|month| (month.first.month(), month.made, month.closed, month.accounts)).collect();
        assert_eq!(facts, [(9, 0, 0, 10), (10, 7, 1, 16), (11, 0, 3, 13)]);
        assert_eq!(first_month(date(2026, 3, 31)), date(2025, 3, 1));
    }

    #[test]
    fn a_share_is_told_to_a_tenth_and_not_of_nothing() {
        assert_eq!((share(2, 3).as_str(), share(0, 0).as_str(), share(5, 5).as_str()), ("66.6%", "", "100.0%"));
    }
}
