//! Dates as people and rosters write them.
//!
//! `tests/data/birth-dates.tsv` is the rule line by line. An era year names one Gregorian year: 昭和64年12月31日 and
//! 平成元年1月1日 are read, as documents issued around a change of era carry them; 昭和65年 is not.

mod era;
mod error;
mod notation;

use jiff::{ToSpan, civil::Date};

pub use era::{Era, EraDigits};
pub use error::DateError;
use notation::Notation;

/// What a date in a roster is: this decides whether it may be blank or ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateUse {
    /// 生年月日: must be there and not ahead of today.
    Birth,
    /// 資格取得日, 資格喪失日 and the like: may be blank, 99999999 or ahead of today.
    Other,
}

/// No date of a living person or of a membership is older than this many years.
const OLDEST_YEARS: i16 = 130;

/// What insurers' systems write for "no date".
const NO_DATE: &str = "99999999";

/// Reads a birth date as a member types it.
///
/// # Errors
/// [`DateError`] says which part cannot be, precisely enough for a message at the field.
///
/// ```
/// use jiff::civil::date;
/// use madoguchi_rules::dates::{DateError, parse_birth_date};
///
/// let today = date(2026, 11, 22);
/// assert_eq!(parse_birth_date("昭和26年1月1日", today), Ok(date(1951, 1, 1)));
/// assert_eq!(parse_birth_date("１９５１０１０１", today), Ok(date(1951, 1, 1)));
/// assert_eq!(parse_birth_date("19511301", today), Err(DateError::NoSuchMonth { month: 13 }));
/// ```
pub fn parse_birth_date(typed: &str, today: Date) -> Result<Date, DateError> {
    let date = match Notation::read(typed)? {
        Notation::EraDigit { .. } => return Err(DateError::Unreadable),
        Notation::SevenDigits(_) => return Err(DateError::Incomplete),
        notation => resolve(notation, EraDigits::Western)?,
    };
    within_a_lifetime(date, DateUse::Birth, today)
}

/// Reads a date of a roster. Blank and 99999999 are no date.
///
/// `digits` says what a one-digit era code means in this file; it was announced for the import and is never guessed.
///
/// # Errors
/// [`DateError`] says which part cannot be; a birth date that is blank is [`DateError::Empty`].
///
/// ```
/// use jiff::civil::date;
/// use madoguchi_rules::dates::{DateError, DateUse, EraDigits, parse_roster_date};
///
/// let today = date(2026, 11, 22);
/// let read = |text, digits| parse_roster_date(text, digits, today, DateUse::Other);
/// assert_eq!(read("3260101", EraDigits::Receipt), Ok(Some(date(1951, 1, 1))));
/// assert_eq!(read("5260101", EraDigits::Nenkin), Ok(Some(date(1951, 1, 1))));
/// assert_eq!(read("99999999", EraDigits::Western), Ok(None));
/// assert_eq!(read("3260101", EraDigits::Western), Err(DateError::EraDigitsNotAnnounced));
/// ```
pub fn parse_roster_date(text: &str, digits: EraDigits, today: Date, date_use: DateUse) -> Result<Option<Date>, DateError> {
    let compact = crate::text::compact(text);
    if compact.is_empty() || compact == NO_DATE {
        return match date_use {
            DateUse::Birth => Err(DateError::Empty),
            DateUse::Other => Ok(None),
        };
    }
    let date = resolve(Notation::read(text)?, digits)?;
    within_a_lifetime(date, date_use, today).map(Some)
}

/// The year of a date in the Japanese calendar: 昭和26年, 令和元年. Before 明治 it is the Western year.
///
/// ```
/// use jiff::civil::date;
/// use madoguchi_rules::dates::japanese_era;
///
/// assert_eq!(japanese_era(date(1951, 1, 1)), "昭和26年");
/// assert_eq!(japanese_era(date(1989, 1, 7)), "昭和64年");
/// assert_eq!(japanese_era(date(1989, 1, 8)), "平成元年");
/// ```
pub fn japanese_era(date: Date) -> String {
    match Era::on(date) {
        Some(era) => era.name_year(date.year() - era.year_zero()),
        None => format!("{}年", date.year()),
    }
}

/// A date with both calendars, as the confirmation pages show it.
///
/// ```
/// use jiff::civil::date;
/// use madoguchi_rules::dates::spoken;
///
/// assert_eq!(spoken(date(1951, 1, 1)), "1951年（昭和26年）1月1日");
/// ```
pub fn spoken(date: Date) -> String {
    format!("{}年（{}）{}月{}日", date.year(), japanese_era(date), date.month(), date.day())
}

fn resolve(notation: Notation, digits: EraDigits) -> Result<Date, DateError> {
    match notation {
        Notation::Western { year, month, day } => on_the_calendar(year, month, day),
        Notation::Japanese { era, year, month, day } => on_the_calendar(era.western_year(year)?, month, day),
        Notation::EraDigit { digit, year, month, day } => on_the_calendar(digits.era(digit)?.western_year(year)?, month, day),
        Notation::SevenDigits([digit, year, month, day]) => on_the_calendar(digits.era(digit)?.western_year(year)?, month, day),
    }
}

fn on_the_calendar(year: i16, month: i16, day: i16) -> Result<Date, DateError> {
    let first = i8::try_from(month).ok().and_then(|month| Date::new(year, month, 1).ok()).ok_or(DateError::NoSuchMonth { month })?;
    i8::try_from(day).ok().and_then(|day| Date::new(year, first.month(), day).ok()).ok_or(DateError::NoSuchDay {
        year,
        month,
        day,
        last_day: i16::from(first.days_in_month()),
    })
}

fn within_a_lifetime(date: Date, date_use: DateUse, today: Date) -> Result<Date, DateError> {
    let oldest = today.checked_sub(OLDEST_YEARS.years()).unwrap_or(Date::MIN);
    if date < oldest {
        return Err(DateError::TooLongAgo { date });
    }
    if date_use == DateUse::Birth && date > today {
        return Err(DateError::Future { date });
    }
    Ok(date)
}
