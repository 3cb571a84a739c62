//! The same sentences in English, for those who read the pages with `?lang=en`.
//!
//! `Display` of an error is the Japanese sentence; [`InEnglish`] is its translation, kept in one place.

use crate::{
    audience::AudienceError,
    codes::CodeError,
    dates::DateError,
    identifiers::IdentifierError,
    kana::{KanaError, KanaErrorKind, MAX_CHARS},
    mail_address::MailAddressError,
    paper_codes::{self, PaperCodeError},
    password::{PasswordProblem, Requirement},
    user_id::{self, UserIdError},
};

/// A sentence for the page that is also there in English.
///
/// ```
/// use madoguchi_rules::{english::InEnglish, user_id::UserId};
///
/// let error = UserId::parse("ab").unwrap_err();
/// assert_eq!(error.in_english(), "Use at least 4 characters (you entered 2).");
/// ```
pub trait InEnglish {
    /// The sentence in English.
    fn in_english(&self) -> String;
}

impl InEnglish for KanaError {
    fn in_english(&self) -> String {
        let place = self.position + 1;
        let found = self.character.unwrap_or(' ');
        match self.kind {
            KanaErrorKind::Empty => "Enter your name in kana.".to_owned(),
            KanaErrorKind::TooLong => format!("Enter the name in at most {MAX_CHARS} characters."),
            KanaErrorKind::KanjiLookAlike { meant } => {
                format!("Character {place}, \"{found}\", is a kanji. Replace it with the kana \"{meant}\".")
            }
            KanaErrorKind::Kanji => {
                format!("Character {place}, \"{found}\", is a kanji. Enter the name in hiragana or katakana.")
            }
            KanaErrorKind::Control => {
                format!("Character {place} is an invisible control character. Delete it and try again.")
            }
            KanaErrorKind::PrivateUse => {
                format!("Character {place} is a private character. Replace it with hiragana or katakana.")
            }
            KanaErrorKind::Wildcard | KanaErrorKind::Other => {
                format!("Character {place}, \"{found}\", cannot be used. Enter the name in hiragana or katakana.")
            }
        }
    }
}

impl InEnglish for DateError {
    fn in_english(&self) -> String {
        match self {
            Self::Empty => "Enter the date, for example 19510101 or 昭和26年1月1日.".to_owned(),
            Self::Incomplete => "Enter year, month and day, for example 19510101.".to_owned(),
            Self::NoEra => "Enter a year of four digits, or put the era before it, for example S26.1.1.".to_owned(),
            Self::NoSuchYear { era } => format!("{} has no year 0; it begins with year 1.", era.name()),
            Self::NoSuchMonth { month } => format!("There is no month {month}. Enter 1 to 12."),
            Self::NoSuchDay { year, month, day, last_day } => {
                format!("{year}-{month:02} has {last_day} days. Check the day {day}.")
            }
            Self::EraEnded { era, last_year, meant } => {
                format!("{} ended in its year {last_year}. Did you mean {meant}?", era.name())
            }
            Self::Future { date } => format!("{date} is in the future."),
            Self::TooLongAgo { date } => format!("{} is too long ago. Check the year.", date.year()),
            Self::EraDigitsNotAnnounced => {
                "Eras are written as digits. Import with --era receipt (1-5) or --era nenkin (1, 3, 5, 7, 9).".to_owned()
            }
            Self::UnknownEra { found } => format!("\"{found}\" is no era. Use M, T, S, H or R, or the kanji."),
            Self::Unreadable => "This cannot be read as a date. Examples: 19510101, 1951/1/1, S26.1.1.".to_owned(),
        }
    }
}

impl InEnglish for IdentifierError {
    fn in_english(&self) -> String {
        match self {
            Self::Empty { field } => format!("Enter the {}.", english_field(field)),
            Self::TooLong { field, max } => format!("Enter the {} in at most {max} characters.", english_field(field)),
            Self::Character { field, position } => {
                format!("Character {} of the {} cannot be used. Delete it and try again.", position + 1, english_field(field))
            }
            Self::BranchIncluded { number, branch } => {
                format!("\"{branch}\" at the end looks like a branch number (枝番). Enter \"{number}\" without it.")
            }
            Self::NotABranch => "A branch number (枝番) has two digits.".to_owned(),
            Self::NotAnInsurerCode => {
                "An insurer code has 2 to 32 letters, digits or hyphens. Check the guide that you received.".to_owned()
            }
            Self::NotAnInsurerNumber => "An insurer number has 8 digits (6 for National Health Insurance).".to_owned(),
            Self::CheckDigit => "The last digit of the insurer number does not fit. Check each digit.".to_owned(),
        }
    }
}

fn english_field(field: &str) -> &str {
    match field {
        "記号" => "symbol (記号)",
        "番号" => "number (番号)",
        "個人キー" => "personal key (個人キー)",
        "保険者指定コード" => "insurer code",
        "保険者番号" => "insurer number",
        _ => field,
    }
}

impl InEnglish for UserIdError {
    fn in_english(&self) -> String {
        let (min, max) = (user_id::MIN_CHARS, user_id::MAX_CHARS);
        match self {
            Self::Empty => "Enter a user ID.".to_owned(),
            Self::TooShort { count } => {
                format!("Use at least {min} characters (you entered {count}).")
            }
            Self::TooLong { count } => {
                format!("Use at most {max} characters (you entered {count}).")
            }
            Self::Character { found, position } => {
                format!("Character {}, \"{found}\", cannot be used. Use letters, digits and @ - _ , + .", position + 1)
            }
        }
    }
}

impl InEnglish for MailAddressError {
    fn in_english(&self) -> String {
        match self {
            Self::Empty => "Enter an email address.".to_owned(),
            Self::TooLong => "Enter at most 254 characters, and at most 64 before the @.".to_owned(),
            Self::Control => "The address holds a line break or another control character. Enter it again.".to_owned(),
            Self::AtSign => "Enter an address with one @, for example hanako@example.jp.".to_owned(),
            Self::SeveralAddresses => "Enter one address only.".to_owned(),
            Self::Quoted => "Addresses with quotation marks cannot be used. Enter it without them.".to_owned(),
            Self::LocalCharacter { found } => format!("\"{found}\" cannot stand before the @."),
            Self::LocalDots => "Check the part before the @: no dot at its start or end, and no two in a row.".to_owned(),
            Self::Domain => "Check the part after the @, for example example.jp.".to_owned(),
        }
    }
}

impl InEnglish for CodeError {
    fn in_english(&self) -> String {
        match self {
            Self::Empty => "Enter the code.".to_owned(),
            Self::NotSixDigits => "The code has 6 digits. Enter the number from the mail.".to_owned(),
        }
    }
}

impl InEnglish for PaperCodeError {
    fn in_english(&self) -> String {
        match self {
            Self::Empty => "Enter the code.".to_owned(),
            Self::Length { count } => {
                format!("The code has {} characters (you entered {count}). Enter it as it is written.", paper_codes::CHARS)
            }
            Self::Character { position, found } => {
                format!("Character {}, \"{found}\", is in no code. Please look at the paper again.", position + 1)
            }
        }
    }
}

impl InEnglish for PasswordProblem {
    fn in_english(&self) -> String {
        match self {
            Self::TooShort { min, count } => {
                format!("Use at least {min} characters (you entered {count}).")
            }
            Self::TooLong { max, count } => {
                format!("Use at most {max} characters (you entered {count}).")
            }
            Self::TooManyBytes => "This password is too long.".to_owned(),
            Self::NoLetter => "There is no letter in it. Add at least one of A-Z, a-z.".to_owned(),
            Self::NoDigit => "There is no digit in it. Add at least one of 0-9.".to_owned(),
            Self::NoSymbol => {
                "There is no symbol in it. Add at least one (! # - ? for example). If your browser made the password, add a \"-\" at its end."
                    .to_owned()
            }
            Self::Guessable => "This is easy to guess. Avoid runs and repeats; combine unrelated words.".to_owned(),
            Self::ListedWord => "A common word with only digits or symbols added cannot be used.".to_owned(),
            Self::UserId => "Do not use four or more characters of your user ID in a row.".to_owned(),
            Self::Insurer => "Do not use the name or code of your insurer.".to_owned(),
            Self::BirthDate => "Do not use your birth date.".to_owned(),
            Self::FewCharacters => "Use at least five different characters.".to_owned(),
        }
    }
}

impl InEnglish for Requirement {
    fn in_english(&self) -> String {
        let (text, free_from) = match self {
            Self::Length { min, max } => return format!("{min} to {max} characters"),
            Self::Letter { free_from } => ("At least one letter", free_from),
            Self::Digit { free_from } => ("At least one digit", free_from),
            Self::Symbol { free_from } => ("At least one symbol, such as ! # - ?", free_from),
        };
        match free_from {
            Some(count) => format!("{text} (not needed from {count} characters on)"),
            None => text.to_owned(),
        }
    }
}

impl InEnglish for AudienceError {
    fn in_english(&self) -> String {
        match self {
            Self::Unknown { found } => format!(
                "There is no audience \"{found}\". There are: all, registered, not-registered, symbols=11,12, ages=40-74, never-logged-in."
            ),
            Self::NoSymbol => "Name at least one symbol (記号), for example symbols=11,12.".to_owned(),
            Self::Symbol(error) => error.in_english(),
            Self::Ages => "Give ages from 0 to 150, the lower one first, for example ages=40-74 or ages=75-.".to_owned(),
        }
    }
}
