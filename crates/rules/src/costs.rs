//! 医療費: months of care, kinds of care, amounts, and which lines of a notice serve a tax return.

use std::{collections::HashMap, sync::LazyLock};

use jiff::{ToSpan, civil::Date};

use crate::{
    dates::{DateError, DateUse, EraDigits, parse_roster_date},
    header::header_key,
    text::{compact, named_values},
};

/// A month of care, 診療年月, written `2026-08`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CareMonth(Date);

impl CareMonth {
    /// The month of a day.
    pub fn of(day: Date) -> CareMonth {
        CareMonth(day.first_of_month())
    }

    /// A month as `2026-08`, as the database and the command line have it.
    ///
    /// ```
    /// use madoguchi_rules::costs::CareMonth;
    ///
    /// assert_eq!(CareMonth::named("2026-08").map(|month| month.to_string()), Some("2026-08".to_owned()));
    /// assert_eq!(CareMonth::named("2026-13"), None);
    /// ```
    pub fn named(text: &str) -> Option<CareMonth> {
        let (year, month) = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2)?;
        Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok().map(CareMonth)
    }

    /// A month as insurers' files have it: 202608, 2026/8, 2026年8月, 令和8年8月, R8.8, or with an era digit 50808; a whole date names
    /// its month.
    ///
    /// # Errors
    /// [`DateError`], as of a date.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use madoguchi_rules::{costs::CareMonth, dates::EraDigits};
    ///
    /// let today = date(2026, 11, 22);
    /// for text in ["202608", "２０２６年８月", "2026/8", "令和8年8月", "R8.8", "50808", "2026-08-31"] {
    ///     assert_eq!(CareMonth::parse(text, EraDigits::Receipt, today).unwrap().to_string(), "2026-08", "{text}");
    /// }
    /// assert!(CareMonth::parse("202613", EraDigits::Receipt, today).is_err());
    /// ```
    pub fn parse(text: &str, digits: EraDigits, today: Date) -> Result<CareMonth, DateError> {
        if let Some(month) = six_digits(text) {
            return Ok(month);
        }
        let text = compact(text);
        if text.is_empty() {
            return Err(DateError::Empty);
        }
        let separator = text.chars().find(|c| matches!(c, '/' | '.' | '-'));
        let first = match separator {
            _ if text.ends_with('月') => format!("{text}1日"),
            Some(separator) => format!("{text}{separator}1"),
            None => format!("{text}01"),
        };
        let read = |text: &str| parse_roster_date(text, digits, today, DateUse::Other);
        let date = match read(&first) {
            Ok(Some(date)) => date,
            refused => match (read(&text), refused) {
                (Ok(Some(date)), _) => date,
                (_, Err(error)) => return Err(error),
                _ => return Err(DateError::Empty),
            },
        };
        Ok(CareMonth::of(date))
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        self.0
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        self.0.last_of_month()
    }

    /// The calendar year, which is the tax year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The number of the month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// So many months earlier.
    ///
    /// ```
    /// use madoguchi_rules::costs::CareMonth;
    ///
    /// let month = CareMonth::named("2026-02").unwrap();
    /// assert_eq!(month.earlier(3).to_string(), "2025-11");
    /// ```
    pub fn earlier(self, months: u16) -> CareMonth {
        CareMonth(self.0.checked_sub(i32::from(months).months()).unwrap_or(Date::MIN).first_of_month())
    }

    /// The month after.
    pub fn next(self) -> CareMonth {
        CareMonth(self.0.checked_add(1.month()).unwrap_or(Date::MAX).first_of_month())
    }
}

impl std::fmt::Display for CareMonth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl std::str::FromStr for CareMonth {
    type Err = crate::UnknownName;

    fn from_str(text: &str) -> Result<CareMonth, Self::Err> {
        CareMonth::named(text).ok_or_else(|| crate::UnknownName { found: text.to_owned(), allowed: vec!["a month such as 2026-08"] })
    }
}

/// 202608 and nothing else: how most files write the month of a million lines.
fn six_digits(text: &str) -> Option<CareMonth> {
    if text.len() != 6 || !text.starts_with("20") || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, month) = text.split_at_checked(4)?;
    Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok().map(CareMonth)
}

/// The months that members may look at, and that are kept: so many months up to now, and so many whole tax years before this one.
///
/// ```
/// use jiff::civil::date;
/// use madoguchi_rules::costs::oldest_month;
///
/// assert_eq!(oldest_month(date(2026, 11, 22), 24, 2).to_string(), "2024-01");
/// assert_eq!(oldest_month(date(2026, 11, 22), 48, 2).to_string(), "2022-12");
/// ```
pub fn oldest_month(today: Date, months: u16, tax_years: u16) -> CareMonth {
    let of_months = CareMonth::of(today).earlier(months.saturating_sub(1));
    let years = i16::try_from(tax_years).unwrap_or(i16::MAX);
    let of_years = Date::new(today.year().saturating_sub(years), 1, 1).map_or(of_months, CareMonth::of);
    of_months.min(of_years)
}

named_values! {
    /// 診療区分.
    CareKind {
        /// 医科入院.
        Inpatient = "inpatient",
        /// 医科外来.
        Outpatient = "outpatient",
        /// 歯科入院.
        DentalInpatient = "dental_inpatient",
        /// 歯科.
        Dental = "dental",
        /// 調剤.
        Pharmacy = "pharmacy",
        /// 訪問看護.
        Nursing = "nursing",
        /// 柔道整復.
        Judo = "judo",
        /// はり・きゅう.
        Acupuncture = "acupuncture",
        /// あんま・マッサージ.
        Massage = "massage",
        /// 治療用装具.
        Device = "device",
        /// その他の療養費.
        Other = "other",
    }
}

/// A 診療区分 that is none of those that insurers write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("診療区分として読み取れません。")]
pub struct UnknownKind;

impl CareKind {
    /// Reads a 診療区分 as insurers write it.
    ///
    /// # Errors
    /// [`UnknownKind`].
    ///
    /// ```
    /// use madoguchi_rules::costs::CareKind;
    ///
    /// assert_eq!(CareKind::parse("医科・入院外"), Ok(CareKind::Outpatient));
    /// assert_eq!(CareKind::parse("柔整"), Ok(CareKind::Judo));
    /// assert_eq!(CareKind::parse("あんま・マッサージ"), Ok(CareKind::Massage));
    /// assert_eq!(CareKind::parse("ﾏｯｻｰｼﾞ"), Ok(CareKind::Massage));
    /// assert!(CareKind::parse("12").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<CareKind, UnknownKind> {
        // Most files write the names as they are; only others are folded.
        KEYS.get(text).or_else(|| KEYS.get(&header_key(text))).copied().ok_or(UnknownKind)
    }

    /// Whether the care is medicine that a pharmacy handed out.
    pub const fn is_medicine(self) -> bool {
        matches!(self, Self::Pharmacy)
    }
}

/// Each kind by what [`header_key`] makes of its names, which drops the long mark of マッサージ too.
static KEYS: LazyLock<HashMap<String, CareKind>> =
    LazyLock::new(|| NAMES.iter().flat_map(|(kind, names)| names.iter().map(|name| (header_key(name), *kind))).collect());

/// How insurers write each kind.
const NAMES: [(CareKind, &[&str]); 11] = [
    (CareKind::Inpatient, &["医科入院", "入院", "医科dpc", "dpc", "医科入"]),
    (CareKind::Outpatient, &["医科外来", "外来", "医科入院外", "入院外", "医科", "通院", "医科通院", "医科外"]),
    (CareKind::DentalInpatient, &["歯科入院"]),
    (CareKind::Dental, &["歯科", "歯科外来", "歯科入院外", "歯科通院"]),
    (CareKind::Pharmacy, &["調剤", "薬局", "調剤薬局", "院外処方"]),
    (CareKind::Nursing, &["訪問看護", "訪看", "訪問看護療養費"]),
    (CareKind::Judo, &["柔道整復", "柔整", "柔道整復師", "接骨院", "整骨院", "柔道整復施術"]),
    (CareKind::Acupuncture, &["はりきゅう", "鍼灸", "はり灸", "はり", "きゅう", "鍼", "灸"]),
    (CareKind::Massage, &["あんまマッサージ", "マッサージ", "あんま", "あん摩マッサージ", "あん摩マッサージ指圧", "あんまマッサージ指圧"]),
    (CareKind::Device, &["治療用装具", "装具", "補装具", "治療装具"]),
    (CareKind::Other, &["その他", "療養費", "その他療養費", "海外療養費", "移送費", "一般診療", "生血"]),
];

/// An amount that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Blank.
    #[error("金額がありません。")]
    Empty,
    /// Below zero.
    #[error("マイナスの金額は取り込めません。")]
    Negative,
    /// Not a whole number of yen.
    #[error("金額として読み取れません。")]
    Unreadable,
    /// More than anything costs.
    #[error("金額が大きすぎます。")]
    TooMuch,
}

/// The most that a line may cost, yen: nine digits, as the tax office's form.
pub const MOST_YEN: i64 = 999_999_999;

/// Reads an amount of whole yen: half or full width, with commas, 円 or ¥.
///
/// # Errors
/// [`AmountError`].
///
/// ```
/// use madoguchi_rules::costs::{AmountError, parse_yen};
///
/// assert_eq!(parse_yen("１２,３４０円"), Ok(12_340));
/// assert_eq!(parse_yen("▲100"), Err(AmountError::Negative));
/// assert_eq!(parse_yen("12.5"), Err(AmountError::Unreadable));
/// ```
pub fn parse_yen(text: &str) -> Result<i64, AmountError> {
    let amount = match plain_number(text) {
        Some(amount) => amount,
        None => written_number(text)?,
    };
    if amount <= MOST_YEN { Ok(amount) } else { Err(AmountError::TooMuch) }
}

/// Digits and nothing else: how most files write five amounts of a million lines.
fn plain_number(text: &str) -> Option<i64> {
    let is_plain = !text.is_empty() && text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { text.parse().ok() } else { None }
}

fn written_number(text: &str) -> Result<i64, AmountError> {
    let text = compact(text);
    let text = text.trim_start_matches(['¥', '\\']).trim_end_matches('円');
    let text = text.strip_suffix(".0").unwrap_or(text);
    if text.is_empty() {
        return Err(AmountError::Empty);
    }
    if text.starts_with(['-', '▲', '△', '(']) {
        return Err(AmountError::Negative);
    }
    let digits: String = text.chars().filter(|c| *c != ',').collect();
    if digits.len() > 15 {
        return Err(AmountError::TooMuch);
    }
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten().ok_or(AmountError::Unreadable)
}

/// The share of its lines that a released month may lose by a replacement, per cent.
pub const MOST_REMOVED_PERCENT: i64 = 10;

/// Whether a replacement takes more from a released month than goes without saying.
///
/// ```
/// use madoguchi_rules::costs::loses_too_many;
///
/// assert!(!loses_too_many(100, 90));
/// assert!(loses_too_many(100, 89));
/// assert!(!loses_too_many(0, 0));
/// ```
pub fn loses_too_many(released: i64, remaining: i64) -> bool {
    (released - remaining) * 100 > released * MOST_REMOVED_PERCENT
}

/// Whether a line has what a notice must say to serve a tax return (所得税法施行規則47条の2): of the six items only the name of the
/// institution can be missing from a line that was let in.
pub fn serves_a_tax_return(institution: &str) -> bool {
    !institution.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_a_kind_of_care_is_read_as_that_kind() {
        for (kind, names) in NAMES {
            for name in names {
                assert_eq!(CareKind::parse(name), Ok(kind), "{name}");
            }
        }
    }
}
