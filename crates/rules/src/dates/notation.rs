//! The ways of writing a date, before it is known whether the day exists.

use super::{DateError, Era};
use crate::text::{is_dash, is_invisible, nfkc};

/// A written date, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Notation {
    /// 1951-1-1, 19510101.
    Western { year: i16, month: i16, day: i16 },
    /// 昭和26年1月1日, S260101.
    Japanese { era: Era, year: i16, month: i16, day: i16 },
    /// 3-26-01-01: era digit, year, month, day with separators.
    EraDigit { digit: i16, year: i16, month: i16, day: i16 },
    /// 3260101: the same run together. On a form it is a date that lacks a digit.
    SevenDigits([i16; 4]),
}

/// No date has longer parts than 19510101.
const MOST_DIGITS: usize = 8;

impl Notation {
    pub(super) fn read(text: &str) -> Result<Self, DateError> {
        if let Some(western) = Self::eight_digits(text) {
            return Ok(western);
        }
        let text: String = nfkc(text).chars().filter(|c| !is_invisible(*c)).collect();
        let text = text.trim();
        if text.is_empty() {
            return Err(DateError::Empty);
        }
        let first_digit = text.find(|c: char| c.is_ascii_digit() || c == '元').ok_or(DateError::Unreadable)?;
        let (era, rest) = text.split_at(first_digit);
        let parts = Parts::split(rest)?;
        match era.trim() {
            "" => parts.without_era(),
            name => match Era::from_name(name) {
                Some(era) => parts.of_era(era),
                None if is_era_like(name) => Err(DateError::UnknownEra { found: name.to_owned() }),
                None => Err(DateError::Unreadable),
            },
        }
    }

    /// 19510101 and nothing else: how most files write every date of a million rows.
    fn eight_digits(text: &str) -> Option<Self> {
        if text.len() != MOST_DIGITS || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (year, rest) = text.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        Some(Notation::Western { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? })
    }
}

fn is_era_like(name: &str) -> bool {
    name.chars().count() <= 2 && name.chars().all(char::is_alphabetic)
}

/// The runs of digits of a date, in order.
struct Parts(Vec<String>);

impl Parts {
    fn split(text: &str) -> Result<Self, DateError> {
        let mut parts = vec![String::new()];
        let mut separators = Vec::new();
        let mut after_space = false;
        for c in text.chars() {
            let in_a_number = parts.last().is_some_and(|part| !part.is_empty());
            match c {
                _ if c.is_whitespace() => after_space = true,
                '0'..='9' if after_space && in_a_number => {
                    separators.push(' ');
                    parts.push(c.into());
                    after_space = false;
                }
                '0'..='9' => {
                    parts.last_mut().ok_or(DateError::Unreadable)?.push(c);
                    after_space = false;
                }
                '元' if parts == [""] => parts = vec!["1".to_owned()],
                _ if in_a_number => {
                    separators.push(separator(c).ok_or(DateError::Unreadable)?);
                    parts.push(String::new());
                    after_space = false;
                }
                _ => return Err(DateError::Unreadable),
            }
        }
        if parts.last().is_some_and(String::is_empty) {
            parts.pop();
            if !matches!(separators.pop(), Some('年' | '月' | '日')) {
                return Err(DateError::Incomplete);
            }
        }
        let names_its_place = |(place, separator): (usize, &char)| match separator {
            '年' => place == 0,
            '月' => place == 1,
            _ => true,
        };
        let is_in_order = separators.iter().enumerate().all(names_its_place);
        if is_in_order && !separators.contains(&'日') && parts.iter().all(|part| part.len() <= MOST_DIGITS) {
            Ok(Self(parts))
        } else {
            Err(DateError::Unreadable)
        }
    }

    fn without_era(&self) -> Result<Notation, DateError> {
        match self.as_slice()[..] {
            [run] => match run.len() {
                8 => Ok(Notation::Western { year: number(&run[..4])?, month: number(&run[4..6])?, day: number(&run[6..])? }),
                7 => Ok(Notation::SevenDigits([number(&run[..1])?, number(&run[1..3])?, number(&run[3..5])?, number(&run[5..])?])),
                6 if !starts_with_a_year_and_month(run) => Err(DateError::NoEra),
                _ => Err(DateError::Incomplete),
            },
            [digit, run] if digit.len() == 1 && run.len() == 6 => Ok(Notation::EraDigit {
                digit: number(digit)?,
                year: number(&run[..2])?,
                month: number(&run[2..4])?,
                day: number(&run[4..])?,
            }),
            [_, _] => Err(DateError::Incomplete),
            [year, month, day] if year.len() == 4 => Ok(Notation::Western { year: number(year)?, month: short(month)?, day: short(day)? }),
            [year, _, _] if year.len() <= 2 => Err(DateError::NoEra),
            [digit, year, month, day] if digit.len() == 1 => {
                Ok(Notation::EraDigit { digit: number(digit)?, year: short(year)?, month: short(month)?, day: short(day)? })
            }
            _ => Err(DateError::Unreadable),
        }
    }

    fn of_era(&self, era: Era) -> Result<Notation, DateError> {
        match self.as_slice()[..] {
            [run] if run.len() == 6 => {
                Ok(Notation::Japanese { era, year: number(&run[..2])?, month: number(&run[2..4])?, day: number(&run[4..])? })
            }
            [_] | [_, _] => Err(DateError::Incomplete),
            [year, month, day] if year.len() <= 3 => {
                Ok(Notation::Japanese { era, year: number(year)?, month: short(month)?, day: short(day)? })
            }
            _ => Err(DateError::Unreadable),
        }
    }

    fn as_slice(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }
}

/// 195101: a Western year and month, the day forgotten; 510101 is a year without its century.
fn starts_with_a_year_and_month(run: &str) -> bool {
    matches!(&run[..2], "18" | "19" | "20") && matches!(run[4..].parse::<u8>(), Ok(1..=12))
}

fn separator(c: char) -> Option<char> {
    match c {
        '/' | '.' | '年' | '月' | '日' => Some(c),
        _ if is_dash(c) => Some('-'),
        _ => None,
    }
}

fn short(digits: &str) -> Result<i16, DateError> {
    if digits.len() <= 2 { number(digits) } else { Err(DateError::Unreadable) }
}

fn number(digits: &str) -> Result<i16, DateError> {
    digits.parse().map_err(|_| DateError::Unreadable)
}
