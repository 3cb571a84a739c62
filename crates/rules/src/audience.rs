//! Whom a notice is for.

use std::{fmt, str::FromStr};

use jiff::civil::Date;

use crate::{
    eligibility::age_on,
    identifiers::{IdentifierError, Symbol},
};

/// Whom a notice is for. Written and stored as `all`, `registered`, `not-registered`, `symbols=11,12`, `ages=40-74` (`ages=75-`) or
/// `never-logged-in`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// Everybody; the only one that the login screen shows, where nobody is known yet.
    #[default]
    All,
    /// Who has an account.
    Registered,
    /// Who could have an account and has none: on paper only.
    NotRegistered,
    /// The people of these 記号, leading zeros aside.
    Symbols(Vec<String>),
    /// People of these years of age, both included.
    Ages {
        /// The youngest.
        from: u16,
        /// The oldest; none for no end.
        until: Option<u16>,
    },
    /// Who made an account and never logged in: by mail only.
    NeverLoggedIn,
}

/// What a notice asks about a person.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// 記号 without leading zeros, as it is compared.
    pub symbol_loose: &'a str,
    /// Birth date.
    pub birth_date: Date,
    /// The account.
    pub account: AccountState,
}

/// Whether a person has an account and has used it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// No account.
    None,
    /// An account that was never used.
    NeverLoggedIn,
    /// An account that was.
    LoggedIn,
}

/// An audience that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AudienceError {
    /// No audience of ours.
    #[error("「{found}」という対象はありません。")]
    Unknown {
        /// What was given.
        found: String,
    },
    /// No 記号.
    #[error("記号を1つ以上入力してください。")]
    NoSymbol,
    /// A 記号 that cannot be read.
    #[error(transparent)]
    Symbol(#[from] IdentifierError),
    /// No range of ages.
    #[error("年齢の範囲を、0から150までの数字で、小さいほうから入力してください。例：40-74、75-")]
    Ages,
}

impl Audience {
    /// The people of these 記号, as somebody wrote them, with commas or spaces between.
    ///
    /// # Errors
    /// [`AudienceError`] when there is none or one cannot be read.
    pub fn symbols(text: &str) -> Result<Audience, AudienceError> {
        let mut symbols = Vec::new();
        for written in text.split([',', '、', '，', ' ', '　', '\n']).filter(|written| !written.trim().is_empty()) {
            let symbol = Symbol::parse(written)?.ok_or(AudienceError::NoSymbol)?.loose_key().to_owned();
            if !symbols.contains(&symbol) {
                symbols.push(symbol);
            }
        }
        if symbols.is_empty() { Err(AudienceError::NoSymbol) } else { Ok(Audience::Symbols(symbols)) }
    }

    /// People from one age to another; blank is no limit.
    ///
    /// # Errors
    /// [`AudienceError::Ages`] when these are no ages.
    pub fn ages(from: &str, until: &str) -> Result<Audience, AudienceError> {
        let age = |text: &str, blank: Option<u16>| match crate::text::nfkc(text).trim() {
            "" => Ok(blank),
            text => text.parse::<u16>().ok().filter(|age| *age <= 150).map(Some).ok_or(AudienceError::Ages),
        };
        let (from, until) = (age(from, Some(0))?.unwrap_or(0), age(until, None)?);
        if until.is_some_and(|until| until < from) || (from == 0 && until.is_none()) {
            return Err(AudienceError::Ages);
        }
        Ok(Audience::Ages { from, until })
    }

    /// Whether it includes this person on that day.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use madoguchi_rules::audience::{AccountState, Audience, Reader};
    ///
    /// let born = |birth_date| Reader { symbol_loose: "11", birth_date, account: AccountState::LoggedIn };
    /// let forties: Audience = "ages=40-49".parse()?;
    /// assert!(forties.includes(&born(date(1986, 11, 22)), date(2026, 11, 22)));
    /// assert!(!forties.includes(&born(date(1986, 11, 23)), date(2026, 11, 22)));
    /// assert!("symbols=011,12".parse::<Audience>()?.includes(&born(date(1986, 1, 1)), date(2026, 11, 22)));
    /// # Ok::<(), madoguchi_rules::audience::AudienceError>(())
    /// ```
    pub fn includes(&self, reader: &Reader, today: Date) -> bool {
        match self {
            Audience::All => true,
            Audience::Registered => reader.account != AccountState::None,
            Audience::NotRegistered => reader.account == AccountState::None,
            Audience::Symbols(symbols) => symbols.iter().any(|symbol| symbol == reader.symbol_loose),
            Audience::Ages { from, until } => {
                let age = age_on(reader.birth_date, today);
                *from <= age && until.is_none_or(|until| age <= until)
            }
            Audience::NeverLoggedIn => reader.account == AccountState::NeverLoggedIn,
        }
    }

    /// Whether anybody with an account can be in it: whether it can be mailed.
    pub fn has_accounts(&self) -> bool {
        *self != Audience::NotRegistered
    }

    /// Whether anybody without an account can be in it: whether there is anything to print.
    pub fn has_unregistered(&self) -> bool {
        !matches!(self, Audience::Registered | Audience::NeverLoggedIn)
    }
}

impl FromStr for Audience {
    type Err = AudienceError;

    fn from_str(text: &str) -> Result<Audience, AudienceError> {
        match text.split_once('=').unwrap_or((text, "")) {
            ("all", "") => Ok(Audience::All),
            ("registered", "") => Ok(Audience::Registered),
            ("not-registered", "") => Ok(Audience::NotRegistered),
            ("never-logged-in", "") => Ok(Audience::NeverLoggedIn),
            ("symbols", symbols) => Audience::symbols(symbols),
            ("ages", ages) => {
                let (from, until) = ages.split_once('-').ok_or(AudienceError::Ages)?;
                Audience::ages(from, until)
            }
            _ => Err(AudienceError::Unknown { found: text.to_owned() }),
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Audience::All => f.write_str("all"),
            Audience::Registered => f.write_str("registered"),
            Audience::NotRegistered => f.write_str("not-registered"),
            Audience::Symbols(symbols) => write!(f, "symbols={}", symbols.join(",")),
            Audience::Ages { from, until: Some(until) } => write!(f, "ages={from}-{until}"),
            Audience::Ages { from, until: None } => write!(f, "ages={from}-"),
            Audience::NeverLoggedIn => f.write_str("never-logged-in"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn reader(account: AccountState) -> Reader<'static> {
        Reader { symbol_loose: "11", birth_date: date(1986, 8, 4), account }
    }

    #[test]
    fn an_audience_is_written_as_it_is_read() {
        for text in ["all", "registered", "not-registered", "symbols=11,A-2", "ages=40-74", "ages=75-", "ages=0-15", "never-logged-in"] {
            assert_eq!(text.parse::<Audience>().unwrap().to_string(), text);
        }
        assert_eq!("symbols=０１１、 12,11".parse::<Audience>().unwrap().to_string(), "symbols=11,12");
        assert_eq!(Audience::ages("４０", "").unwrap().to_string(), "ages=40-");
    }

    #[test]
    fn what_is_no_audience_is_refused() {
        for text in [
            "",
            "everybody",
            "all=1",
            "symbols=",
            "symbols= ,",
            "ages=",
            "ages=-",
            "ages=40",
            "ages=50-40",
            "ages=-1-2",
            "ages=x-y",
            "ages=0-151",
        ] {
            assert!(text.parse::<Audience>().is_err(), "{text}");
        }
    }

    #[test]
    fn accounts_decide_where_the_audience_says_so() {
        let includes = |audience: Audience| {
            [AccountState::None, AccountState::NeverLoggedIn, AccountState::LoggedIn]
                .map(|account| audience.includes(&reader(account), date(2026, 11, 22)))
        };
        assert_eq!(includes(Audience::All), [true, true, true]);
        assert_eq!(includes(Audience::Registered), [false, true, true]);
        assert_eq!(includes(Audience::NotRegistered), [true, false, false]);
        assert_eq!(includes(Audience::NeverLoggedIn), [false, true, false]);
        assert_eq!(includes(Audience::symbols("12").unwrap()), [false, false, false]);
    }
}
