//! Who is a member on which day, what remains after leaving, and when an eligibility ends.
//!
//! 資格喪失日 is the first day *without* eligibility. Every date is a day in Tokyo.
//!
//! **Age** follows 年齢計算ニ関する法律 and 民法143条 as members know them: a person is a year older from the beginning of
//! the birthday on (the law says the end of the day before, which is the same instant). For someone born on 29 February
//! the year ends, where that month has no such day, with the last day of February; so in a common year the age is
//! reached with the beginning of 1 March.

use jiff::{
    ToSpan,
    civil::{Date, date},
};

/// The days between which a person is eligible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Eligibility {
    /// 資格取得日: the first day with eligibility; `None` if it has always been.
    pub acquired: Option<Date>,
    /// 資格喪失日: the first day without; `None` if no end is known.
    pub lost: Option<Date>,
}

/// How a person stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Eligible that day.
    Eligible,
    /// 資格取得日 is ahead.
    NotYet,
    /// 資格喪失日 has come.
    Left {
        /// 資格喪失日.
        since: Date,
    },
}

impl Eligibility {
    /// How the person stands on `day`.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use madoguchi_rules::eligibility::{Eligibility, Standing};
    ///
    /// let lost = date(2026, 4, 1);
    /// let member = Eligibility { acquired: None, lost: Some(lost) };
    /// assert_eq!(member.on(date(2026, 3, 31)), Standing::Eligible);
    /// assert_eq!(member.on(lost), Standing::Left { since: lost });
    /// ```
    pub fn on(&self, day: Date) -> Standing {
        match (self.acquired, self.lost) {
            (_, Some(lost)) if lost <= day => Standing::Left { since: lost },
            (Some(acquired), _) if day < acquired => Standing::NotYet,
            _ => Standing::Eligible,
        }
    }
}

/// The insurer's setting `after_leaving`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterLeaving {
    /// Reading, password change and logout for so many months from 資格喪失日.
    ReadOnlyMonths(u16),
    /// Out with the next request.
    Close,
}

/// The most months that `read_only_months:N` takes.
pub const MOST_READ_ONLY_MONTHS: u16 = 1200;

impl Default for AfterLeaving {
    fn default() -> Self {
        Self::ReadOnlyMonths(24)
    }
}

/// What an account may do on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everything.
    Full,
    /// Reading, password change and logout.
    ReadOnly {
        /// The last day of it.
        until: Date,
    },
    /// Nothing.
    Closed,
}

impl AfterLeaving {
    /// What an account with this eligibility may do on `day`. Before 資格取得日 it is closed.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use madoguchi_rules::eligibility::{Access, AfterLeaving, Eligibility};
    ///
    /// let left = Eligibility { acquired: None, lost: Some(date(2026, 4, 1)) };
    /// let rule = AfterLeaving::ReadOnlyMonths(24);
    /// assert_eq!(rule.access(left, date(2026, 3, 31)), Access::Full);
    /// assert_eq!(rule.access(left, date(2026, 4, 1)), Access::ReadOnly { until: date(2028, 3, 31) });
    /// assert_eq!(rule.access(left, date(2028, 4, 1)), Access::Closed);
    /// assert_eq!(AfterLeaving::Close.access(left, date(2026, 4, 1)), Access::Closed);
    /// ```
    pub fn access(self, eligibility: Eligibility, day: Date) -> Access {
        match (eligibility.on(day), self) {
            (Standing::Eligible, _) => Access::Full,
            (Standing::Left { since }, Self::ReadOnlyMonths(months)) => match last_day_of_months(since, months) {
                Some(until) if day <= until => Access::ReadOnly { until },
                _ => Access::Closed,
            },
            (Standing::NotYet, _) | (Standing::Left { .. }, Self::Close) => Access::Closed,
        }
    }
}

/// The last day of a period of months that begins with `first` (民法143条): the day before the corresponding one, or the
/// month's last day if there is no corresponding one. `None` for no months.
fn last_day_of_months(first: Date, months: u16) -> Option<Date> {
    if months == 0 {
        return None;
    }
    let end = first.checked_add(i32::from(months).months()).unwrap_or(Date::MAX);
    if end.day() == first.day() { end.yesterday().ok() } else { Some(end) }
}

impl std::fmt::Display for AfterLeaving {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ReadOnlyMonths(months) => write!(f, "read_only_months:{months}"),
            Self::Close => f.write_str("close"),
        }
    }
}

impl std::str::FromStr for AfterLeaving {
    type Err = crate::UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let months = |text: &str| text.parse().ok().filter(|months| *months <= MOST_READ_ONLY_MONTHS);
        match text.split_once(':') {
            None if text == "close" => Some(Self::Close),
            Some(("read_only_months", number)) => months(number).map(Self::ReadOnlyMonths),
            _ => None,
        }
        .ok_or_else(|| crate::UnknownName { found: text.to_owned(), allowed: vec!["read_only_months:N (N = 0 to 1200)", "close"] })
    }
}

/// The age in full years on `day`; 0 before the birth.
///
/// ```
/// use jiff::civil::date;
/// use madoguchi_rules::eligibility::age_on;
///
/// assert_eq!(age_on(date(1951, 1, 2), date(2026, 1, 1)), 74);
/// assert_eq!(age_on(date(1951, 1, 2), date(2026, 1, 2)), 75);
/// // Born on 29 February: a year older on 1 March of a common year.
/// assert_eq!(age_on(date(2000, 2, 29), date(2023, 2, 28)), 22);
/// assert_eq!(age_on(date(2000, 2, 29), date(2023, 3, 1)), 23);
/// ```
pub fn age_on(birth: Date, day: Date) -> u16 {
    let years = day.year() - birth.year();
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    u16::try_from(if had_birthday { years } else { years - 1 }).unwrap_or(0)
}

/// The day from which a person is insured by 後期高齢者医療, and by no other insurer.
///
/// ```
/// use jiff::civil::date;
/// use madoguchi_rules::eligibility::seventy_fifth_birthday;
///
/// assert_eq!(seventy_fifth_birthday(date(1951, 1, 1)), date(2026, 1, 1));
/// assert_eq!(seventy_fifth_birthday(date(1952, 2, 29)), date(2027, 3, 1));
/// ```
pub fn seventy_fifth_birthday(birth: Date) -> Date {
    let year = birth.year().saturating_add(75);
    Date::new(year, birth.month(), birth.day()).or_else(|_| Date::new(year, 3, 1)).unwrap_or(date(9999, 12, 31))
}

/// The day from which a person pays the share of the elderly, whose 負担割合 (two or three tenths) depends on income (健康保険法74条1項
/// 2号、3号): the first of the month after the one in which the age of 70 is reached, which by 年齢計算ニ関する法律 is the day before
/// the birthday. So who was born on the first of a month begins with the month of the birthday.
///
/// ```
/// use jiff::civil::date;
/// use madoguchi_rules::eligibility::share_of_the_elderly_from;
///
/// assert_eq!(share_of_the_elderly_from(date(1956, 11, 2)), date(2026, 12, 1));
/// assert_eq!(share_of_the_elderly_from(date(1956, 11, 30)), date(2026, 12, 1));
/// assert_eq!(share_of_the_elderly_from(date(1956, 12, 1)), date(2026, 12, 1));
/// assert_eq!(share_of_the_elderly_from(date(1956, 2, 29)), date(2026, 3, 1));
/// ```
pub fn share_of_the_elderly_from(birth: Date) -> Date {
    let year = birth.year().saturating_add(70);
    let birthday = Date::new(year, birth.month(), birth.day()).or_else(|_| Date::new(year, 3, 1)).unwrap_or(Date::MAX);
    let reached = birthday.yesterday().unwrap_or(birthday);
    reached.first_of_month().checked_add(1.month()).unwrap_or(Date::MAX)
}

/// An end of eligibility that should be announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndsSoon {
    /// The first day without eligibility.
    pub on: Date,
    /// Why it ends.
    pub why: EndReason,
}

/// Why an eligibility ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// The roster has a 資格喪失日.
    Lost,
    /// The 75th birthday: 後期高齢者医療 insures the person from then on.
    SeventyFive,
}

/// The end of an eligibility that lasts today: a 資格喪失日 that is known, or the 75th birthday within 60 days;
/// the earlier of the two.
///
/// The 75th birthday ends no membership of a 後期高齢者医療広域連合; see
/// [`InsurerKind::ends_at_seventy_five`](crate::settings::InsurerKind::ends_at_seventy_five).
///
/// ```
/// use jiff::civil::date;
/// use madoguchi_rules::eligibility::{Eligibility, EndReason, EndsSoon, ends_soon};
///
/// let today = date(2026, 11, 22);
/// let open = Eligibility::default();
/// let soon = EndsSoon { on: date(2027, 1, 10), why: EndReason::SeventyFive };
/// assert_eq!(ends_soon(open, date(1952, 1, 10), today), Some(soon));
/// assert_eq!(ends_soon(open, date(1980, 1, 10), today), None);
/// ```
pub fn ends_soon(eligibility: Eligibility, birth: Date, today: Date) -> Option<EndsSoon> {
    if eligibility.on(today) != Standing::Eligible {
        return None;
    }
    let lost = eligibility.lost.map(|on| EndsSoon { on, why: EndReason::Lost });
    let horizon = today.checked_add(60.days()).unwrap_or(Date::MAX);
    let birthday = Some(seventy_fifth_birthday(birth))
        .filter(|on| today < *on && *on <= horizon)
        .map(|on| EndsSoon { on, why: EndReason::SeventyFive });
    [lost, birthday].into_iter().flatten().min_by_key(|end| end.on)
}
