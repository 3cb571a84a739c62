//! Registered of eligible: the number, the share, and how both went by week.

use jiff::{ToSpan, civil::Date};
use madoguchi_store::{
    Day,
    registration::{CountedDay, Registration},
};

use crate::web::{
    DeskVisit,
    chart::{Chart, Kind, Series},
};

/// So many weeks are shown.
const WEEKS: i64 = 26;

/// The first day that is shown: a Monday.
pub fn first_day(today: Date) -> Day {
    Day(monday(today).saturating_sub((7 * (WEEKS - 1)).days()))
}

fn monday(day: Date) -> Date {
    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
}

/// Registered, eligible and share; none while nobody is eligible.
pub fn in_words(visit: &DeskVisit, count: &Registration) -> Option<String> {
    let words = visit.texts().desk.registered_of;
    share(count).map(|share| words(&grouped(count.registered), &grouped(count.eligible), &share))
}

/// The line by week, each with its last count, once there are two weeks.
pub fn chart(visit: &DeskVisit, days: &[CountedDay], only_insured: bool) -> Option<Chart> {
    let weeks = last_of_each_week(days);
    let (first, last) = (weeks.first()?, weeks.last()?);
    if weeks.len() < 2 {
        return None;
    }
    let texts = &visit.texts().desk;
    let (before, now) = (first.of(only_insured), last.of(only_insured));
    let row = |day: &&CountedDay| {
        let count = day.of(only_insured);
        let share = share(&count).map_or_else(String::new, |share| format!("{share}%"));
        vec![visit.language.date(day.day.0), grouped(count.registered), grouped(count.eligible), share]
    };
    Some(Chart {
        id: "registered-by-week",
        kind: Kind::Line,
        title: texts.by_week.to_owned(),
        description: (texts.from_to)(&grouped(before.registered), &grouped(now.registered)),
        labels: weeks.iter().map(|day| format!("{}/{}", day.day.0.month(), day.day.0.day())).collect(),
        series: vec![Series {
            name: texts.registered_column.to_owned(),
            values: weeks.iter().map(|day| day.of(only_insured).registered).collect(),
        }],
        heads: [texts.counted_on, texts.registered_column, texts.eligible_column, texts.share_column].map(str::to_owned).to_vec(),
        rows: weeks.iter().rev().map(row).collect(),
    })
}

/// The last count of each week; `days` are in order.
fn last_of_each_week(days: &[CountedDay]) -> Vec<&CountedDay> {
    let is_last = |(index, day): &(usize, &CountedDay)| days.get(index + 1).is_none_or(|next| monday(next.day.0) != monday(day.day.0));
    days.iter().enumerate().filter(is_last).map(|(_, day)| day).collect()
}

/// The registered of a hundred eligible, to a tenth.
fn share(registration: &Registration) -> Option<String> {
    let tenths = (registration.registered * 1_000).checked_div(registration.eligible)?;
    Some(format!("{}.{}", tenths / 10, tenths % 10))
}

/// A number with its thousands apart: 12,345.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", groups.join(","))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use madoguchi_store::At;

    use super::*;

    #[test]
    fn numbers_are_grouped_and_shares_are_told_to_a_tenth() {
        assert_eq!([0, 999, 1_000, 1_234_567, -1_000].map(grouped), ["0", "999", "1,000", "1,234,567", "-1,000"]);
        assert_eq!(share(&Registration { eligible: 3, registered: 2 }).as_deref(), Some("66.6"));
        assert_eq!(share(&Registration { eligible: 0, registered: 0 }), None);
    }

    #[test]
    fn a_week_from_monday_on_is_told_by_its_last_count() {
        let count = |day: i8| CountedDay {
            insurer_id: 1,
            day: Day(date(2026, 11, day)),
            eligible: 0,
            registered: 0,
            insured_eligible: 0,
            insured_registered: 0,
            accounts: 0,
            counted_at: At::from(jiff::Timestamp::UNIX_EPOCH),
        };
        // 2026-11-16 is a Monday.
        let days = [14, 15, 16, 20, 22].map(count);
        assert_eq!(last_of_each_week(&days).iter().map(|count| count.day.0.day()).collect::<Vec<_>>(), [15, 22]);
        assert_eq!(first_day(date(2026, 11, 22)), Day(date(2026, 5, 25)));
    }
}
