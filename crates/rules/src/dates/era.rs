//! The eras since 明治, their years, and the digits that stand for them.

use jiff::civil::{Date, date};

use super::DateError;
use crate::text::named_values;

/// An era of the Japanese calendar since the Gregorian one is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Era {
    /// 明治, from 1868-10-23.
    Meiji,
    /// 大正, from 1912-07-30.
    Taisho,
    /// 昭和, from 1926-12-25.
    Showa,
    /// 平成, from 1989-01-08.
    Heisei,
    /// 令和, from 2019-05-01.
    Reiwa,
}

named_values! {
    /// What a one-digit era code means in a file. The two systems contradict each other (3 is 昭和 or 大正).
    #[derive(Default)]
    EraDigits {
        /// The file has Western years; an era digit is an error.
        #[default]
        Western = "western",
        /// レセプト電算, 協会けんぽ forms: 1 明治, 2 大正, 3 昭和, 4 平成, 5 令和.
        Receipt = "receipt",
        /// 日本年金機構, e-Gov: 1 明治, 3 大正, 5 昭和, 7 平成, 9 令和.
        Nenkin = "nenkin",
    }
}

impl Era {
    const ALL: [Self; 5] = [Self::Meiji, Self::Taisho, Self::Showa, Self::Heisei, Self::Reiwa];

    /// The name in kanji.
    ///
    /// ```
    /// assert_eq!(madoguchi_rules::dates::Era::Showa.name(), "昭和");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// The era of a day, `None` before 明治.
    ///
    /// ```
    /// use madoguchi_rules::dates::Era;
    /// assert_eq!(Era::on(jiff::civil::date(2019, 5, 1)), Some(Era::Reiwa));
    /// ```
    pub fn on(day: Date) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|era| era.first_day() <= day)
    }

    /// The era's first day.
    ///
    /// ```
    /// use madoguchi_rules::dates::Era;
    /// assert_eq!(Era::Heisei.first_day(), jiff::civil::date(1989, 1, 8));
    /// ```
    pub const fn first_day(self) -> Date {
        match self {
            Self::Meiji => date(1868, 10, 23),
            Self::Taisho => date(1912, 7, 30),
            Self::Showa => date(1926, 12, 25),
            Self::Heisei => date(1989, 1, 8),
            Self::Reiwa => date(2019, 5, 1),
        }
    }

    /// The Western year before the era's first, so that `year_zero + n` is the era's year n.
    pub(super) fn year_zero(self) -> i16 {
        self.first_day().year() - 1
    }

    /// The era's last year, `None` for the one that has not ended.
    fn last_year(self) -> Option<i16> {
        let next = Self::ALL.into_iter().find(|era| *era > self)?;
        Some(next.first_day().year() - self.year_zero())
    }

    /// 昭和26年, 令和元年.
    pub(super) fn name_year(self, year: i16) -> String {
        match year {
            1 => format!("{}元年", self.name()),
            _ => format!("{}{year}年", self.name()),
        }
    }

    pub(super) fn western_year(self, year: i16) -> Result<i16, DateError> {
        if year < 1 {
            return Err(DateError::NoSuchYear { era: self });
        }
        let western = self.year_zero() + year;
        match self.last_year() {
            Some(last_year) if year > last_year => Err(DateError::EraEnded { era: self, last_year, meant: Self::named_year(western) }),
            _ => Ok(western),
        }
    }

    /// The usual name of a Western year: that of its last day.
    fn named_year(western: i16) -> String {
        super::japanese_era(date(western, 12, 31))
    }

    /// 昭和, 昭, S and s; NFKC has expanded ㍼ before.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "明治" | "明" | "M" | "m" => Self::Meiji,
            "大正" | "大" | "T" | "t" => Self::Taisho,
            "昭和" | "昭" | "S" | "s" => Self::Showa,
            "平成" | "平" | "H" | "h" => Self::Heisei,
            "令和" | "令" | "R" | "r" => Self::Reiwa,
            _ => return None,
        })
    }
}

impl EraDigits {
    pub(super) fn era(self, digit: i16) -> Result<Era, DateError> {
        let codes = match self {
            Self::Western => return Err(DateError::EraDigitsNotAnnounced),
            Self::Receipt => [1, 2, 3, 4, 5],
            Self::Nenkin => [1, 3, 5, 7, 9],
        };
        let found = codes.into_iter().zip(Era::ALL).find(|(code, _)| *code == digit);
        found.map(|(_, era)| era).ok_or_else(|| DateError::UnknownEra { found: digit.to_string() })
    }
}
