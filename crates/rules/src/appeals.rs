//! Until when somebody may appeal against a decision about benefits.

use jiff::{ToSpan, civil::Date};

/// How long one may ask for a review (審査請求): months from the day after the one on which the decision became known.
const MONTHS: i64 = 3;

/// The last day on which a review may be asked for, of a decision that became known on `known`: three months, counted from the day after
/// (社会保険審査官及び社会保険審査会法4条1項, 国民健康保険法99条). Months run by the calendar and end on the eve of the day that answers to their first; in a
/// month without such a day they end with the month (民法143条). A last day on which the authorities are closed moves on; this answer
/// does not, so that nobody is told a day too late.
///
/// ```
/// use jiff::civil::date;
/// use madoguchi_rules::appeals::review_until;
///
/// assert_eq!(review_until(date(2026, 11, 22)), date(2027, 2, 22));
/// assert_eq!(review_until(date(2026, 8, 31)), date(2026, 11, 30), "counted from 1 September");
/// assert_eq!(review_until(date(2026, 11, 29)), date(2027, 2, 28), "there is no 30 February");
/// assert_eq!(review_until(date(2026, 11, 30)), date(2027, 2, 28), "the eve of 1 March");
/// assert_eq!(review_until(date(2027, 11, 29)), date(2028, 2, 29), "a leap year");
/// ```
pub fn review_until(known: Date) -> Date {
    let first = known.saturating_add(1.day());
    let answering = first.saturating_add(MONTHS.months());
    if answering.day() == first.day() { answering.yesterday().unwrap_or(answering) } else { answering }
}
