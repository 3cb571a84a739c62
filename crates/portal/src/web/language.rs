//! Japanese first, English at the same addresses: `?lang=en`, remembered by a cookie.

use axum::{extract::Request, response::Response};
use jiff::{Zoned, civil::Date};
use madoguchi_rules::english::InEnglish;

use super::{Side, cookies::Cookie};
use crate::{
    config::Config,
    text::{self, Texts},
};

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// 日本語; `asked` when the visitor just chose it.
    Japanese {
        /// Whether the address asked for it.
        asked: bool,
    },
    /// English; `asked` when the visitor just chose it.
    English {
        /// Whether the address asked for it.
        asked: bool,
    },
}

impl Language {
    /// The language that the address asks for, else the one remembered, else Japanese.
    pub fn of(request: &Request, side: Side) -> Language {
        let query = request.uri().query().unwrap_or_default();
        let asked = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lang").map(|(_, value)| value.into_owned());
        match asked.as_deref() {
            Some("en") => return Language::English { asked: true },
            Some("ja") => return Language::Japanese { asked: true },
            _ => {}
        }
        let remembered = request.headers().get_all("cookie").iter().filter_map(|value| value.to_str().ok());
        let english = remembered.flat_map(|line| line.split(';')).any(|pair| {
            let value = pair.trim().strip_suffix("=en");
            value.is_some_and(|name| name.ends_with(side.language_cookie()))
        });
        if english { Language::English { asked: false } } else { Language::Japanese { asked: false } }
    }

    /// Remembers a language that was just chosen, for a year.
    pub(super) fn remember(self, side: Side, config: &Config, response: &mut Response) {
        if let Language::Japanese { asked: true } | Language::English { asked: true } = self {
            Cookie::lasting(side.language_cookie(), self.code(), 365 * 24 * 60 * 60).set(config, response);
        }
    }

    /// `ja` or `en` (BCP 47).
    pub fn code(self) -> &'static str {
        match self {
            Language::Japanese { .. } => "ja",
            Language::English { .. } => "en",
        }
    }

    /// The other language.
    pub fn other(self) -> Language {
        match self {
            Language::Japanese { .. } => Language::English { asked: false },
            Language::English { .. } => Language::Japanese { asked: false },
        }
    }

    /// All texts in this language.
    pub fn texts(self) -> &'static Texts {
        match self {
            Language::Japanese { .. } => &text::ja::TEXTS,
            Language::English { .. } => &text::en::TEXTS,
        }
    }

    /// The same language as documents and drawings know it.
    pub fn of_documents(self) -> madoguchi_documents::Language {
        match self {
            Language::Japanese { .. } => madoguchi_documents::Language::Japanese,
            Language::English { .. } => madoguchi_documents::Language::English,
        }
    }

    /// What is wrong, or what is asked for, in this language.
    pub fn sentence(self, error: &(impl std::fmt::Display + InEnglish)) -> String {
        match self {
            Language::Japanese { .. } => error.to_string(),
            Language::English { .. } => error.in_english(),
        }
    }

    /// A date as a person reads it: 2026年11月22日, 22 November 2026.
    pub fn date(self, date: Date) -> String {
        match self {
            Language::Japanese { .. } => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Language::English { .. } => date.strftime("%-d %B %Y").to_string(),
        }
    }

    /// A date of the roster: 昭和31年11月2日 with its era in Japanese, 2 November 1956.
    pub fn date_with_era(self, date: Date) -> String {
        match self {
            Language::Japanese { .. } => madoguchi_rules::dates::spoken(date),
            Language::English { .. } => self.date(date),
        }
    }

    /// A date and time as a person reads it: 2026年11月22日 9時05分, 22 November 2026, 09:05.
    pub fn moment(self, moment: Zoned) -> String {
        let date = self.date(moment.date());
        match self {
            Language::Japanese { .. } => format!("{date} {}時{:02}分", moment.hour(), moment.minute()),
            Language::English { .. } => format!("{date}, {:02}:{:02}", moment.hour(), moment.minute()),
        }
    }

    /// A time of day: 9時05分, 09:05.
    pub fn time(self, moment: Zoned) -> String {
        match self {
            Language::Japanese { .. } => format!("{}時{:02}分", moment.hour(), moment.minute()),
            Language::English { .. } => format!("{:02}:{:02}", moment.hour(), moment.minute()),
        }
    }
}
