//! Why a date cannot be read.

use jiff::civil::Date;

use super::Era;

/// Why a date cannot be read, precisely enough for a message at the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Nothing was given.
    #[error("日付を入力してください。例：19510101、昭和26年1月1日")]
    Empty,
    /// Year, month or day is missing, or a digit of the eight.
    #[error("年・月・日のすべてを入力してください。例：19510101、昭和26年1月1日")]
    Incomplete,
    /// A year of one or two digits without an era: 26.1.1.
    #[error("元号を付けるか、西暦を4桁で入力してください。例：昭和26年1月1日、1951年1月1日")]
    NoEra,
    /// 昭和0年.
    #[error("{}0年はありません。1年は{}元年です。", era.name(), era.name())]
    NoSuchYear {
        /// The era that has no such year.
        era: Era,
    },
    /// 13月.
    #[error("{month}月はありません。月は1から12までで入力してください。")]
    NoSuchMonth {
        /// The month that was given.
        month: i16,
    },
    /// 2月30日.
    #[error("{year}年{month}月は{last_day}日までです。「{day}日」を確認してください。")]
    NoSuchDay {
        /// The Western year.
        year: i16,
        /// The month, 1 to 12.
        month: i16,
        /// The day that was given.
        day: i16,
        /// The month's last day in that year.
        last_day: i16,
    },
    /// 昭和65年: the era has no such year.
    #[error("{}は{last_year}年までです。{meant}のことでしょうか。", era.name())]
    EraEnded {
        /// The era that was given.
        era: Era,
        /// Its last year.
        last_year: i16,
        /// The year that was probably meant, such as 平成2年.
        meant: String,
    },
    /// A birth date ahead of today.
    #[error("{}は未来の日付です。", super::spoken(*date))]
    Future {
        /// The date as it was read.
        date: Date,
    },
    /// More than 130 years ago.
    #[error("{}年は古すぎます。年を確認してください。", date.year())]
    TooLongAgo {
        /// The date as it was read.
        date: Date,
    },
    /// A one-digit era code in a file for which none was announced.
    #[error(
        "元号が1桁の数字で書かれています。取り込むときに --era receipt（1～5）または --era nenkin（1・3・5・7・9）を指定してください。"
    )]
    EraDigitsNotAnnounced,
    /// A letter, word or digit that is no era.
    #[error("元号「{found}」がわかりません。明治・大正・昭和・平成・令和（M・T・S・H・R）で入力してください。")]
    UnknownEra {
        /// What stands in the era's place.
        found: String,
    },
    /// Anything else.
    #[error("日付として読み取れません。例：19510101、1951/1/1、昭和26年1月1日")]
    Unreadable,
}
