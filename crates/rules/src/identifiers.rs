//! 記号, 番号, 枝番, the insurer's code and number, the insurer's own key of a person.
//!
//! What was given is kept; what is compared is a key (contract, section 5: NFKC, white space removed, every dash one,
//! letters upper-cased). Leading zeros count in the key and not in the loose key of values of digits only.

use crate::text::{bare_digits, compact, is_forbidden_control, is_private_use, unprintable};

/// 記号 and 番号 hold at most this many characters each (記録条件仕様: 38 bytes; stored by the character).
pub const MAX_CHARS: usize = 38;

/// Why an identifier cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Nothing was given where something is required.
    #[error("{field}を入力してください。")]
    Empty {
        /// The field's Japanese name.
        field: &'static str,
    },
    /// More characters than any card shows.
    #[error("{field}は{max}文字以内で入力してください。")]
    TooLong {
        /// The field's Japanese name.
        field: &'static str,
        /// The most characters it may have.
        max: usize,
    },
    /// A control character or 外字.
    #[error("{field}の{}文字目に使えない文字があります。消して入力し直してください。", position + 1)]
    Character {
        /// The field's Japanese name.
        field: &'static str,
        /// The place of the character, from 0.
        position: usize,
    },
    /// A 番号 that ends in a 枝番, such as 123-01.
    #[error("番号の最後の「{branch}」は枝番のようです。枝番は入力せず「{number}」と入力してください。")]
    BranchIncluded {
        /// The 番号 without it.
        number: String,
        /// The two digits that look like a 枝番.
        branch: String,
    },
    /// A 枝番 that is not of one or two digits.
    #[error("枝番は2桁の数字です。")]
    NotABranch,
    /// An insurer code of other characters or another length.
    #[error("保険者指定コードは、英字・数字・ハイフンの2～32文字です。お手元の案内で確認してください。")]
    NotAnInsurerCode,
    /// A 保険者番号 of another length than 8 or (国保) 6.
    #[error("保険者番号は8桁（国民健康保険は6桁）の数字です。")]
    NotAnInsurerNumber,
    /// A 保険者番号 whose last digit does not fit the others.
    #[error("保険者番号の検証番号（最後の数字）が合いません。数字を1つずつ確認してください。")]
    CheckDigit,
}

/// What the identifiers of a card have in common.
#[derive(Clone, PartialEq, Eq)]
struct Written {
    as_given: String,
    key: String,
}

impl Written {
    /// `None` if nothing but white space was given.
    fn parse(text: &str, field: &'static str, max: usize) -> Result<Option<Self>, IdentifierError> {
        if let Some(position) = text.chars().position(|c| is_forbidden_control(c) || is_private_use(c)) {
            return Err(IdentifierError::Character { field, position });
        }
        let key = compact(text).to_uppercase();
        let as_given = text.trim().to_owned();
        if key.chars().count() > max || as_given.chars().count() > 2 * max {
            return Err(IdentifierError::TooLong { field, max });
        }
        Ok((!key.is_empty()).then_some(Self { as_given, key }))
    }

    fn loose_key(&self) -> &str {
        if !self.key.bytes().all(|b| b.is_ascii_digit()) {
            return &self.key;
        }
        match self.key.trim_start_matches('0') {
            "" => "0",
            digits => digits,
        }
    }
}

macro_rules! written {
    ($type:ident, $example:literal) => {
        impl $type {
            #[doc = concat!("As it was given, without white space at its ends.\n\n```\n# use madoguchi_rules::identifiers::*;\n", $example, "\nassert_eq!(value.as_given(), \"０１２ー３\");\n# Ok::<(), IdentifierError>(())\n```")]
            pub fn as_given(&self) -> &str {
                &self.0.as_given
            }

            #[doc = concat!("What is compared: NFKC, no white space, every dash one, upper case.\n\n```\n# use madoguchi_rules::identifiers::*;\n", $example, "\nassert_eq!(value.key(), \"012-3\");\n# Ok::<(), IdentifierError>(())\n```")]
            pub fn key(&self) -> &str {
                &self.0.key
            }

            #[doc = concat!("The key; of digits only: without leading zeros (00123 is 123).\n\n```\n# use madoguchi_rules::identifiers::*;\n", $example, "\nassert_eq!(value.loose_key(), \"012-3\");\n# Ok::<(), IdentifierError>(())\n```")]
            pub fn loose_key(&self) -> &str {
                self.0.loose_key()
            }
        }
    };
}

/// 記号: digits, letters, kana or kanji.
#[derive(Clone, PartialEq, Eq)]
pub struct Symbol(Written);

impl Symbol {
    /// Reads a 記号; blank is `None`, as some cards have none.
    ///
    /// # Errors
    /// [`IdentifierError::TooLong`], [`IdentifierError::Character`].
    ///
    /// ```
    /// use madoguchi_rules::identifiers::Symbol;
    ///
    /// assert_eq!(Symbol::parse(" ｱ－２ ")?.as_ref().map(Symbol::key), Some("ア-2"));
    /// assert!(Symbol::parse("　")?.is_none());
    /// # Ok::<(), madoguchi_rules::identifiers::IdentifierError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Option<Self>, IdentifierError> {
        Ok(Written::parse(text, "記号", MAX_CHARS)?.map(Self))
    }
}

written!(Symbol, "let value = Symbol::parse(\" ０１２ー３\")?.unwrap();");

/// 番号.
#[derive(Clone, PartialEq, Eq)]
pub struct Number(Written);

impl Number {
    /// Reads a 番号.
    ///
    /// # Errors
    /// [`IdentifierError::BranchIncluded`] for 123-01 and 123（枝番）01; the others as they say.
    ///
    /// ```
    /// use madoguchi_rules::identifiers::{IdentifierError, Number};
    ///
    /// assert_eq!(Number::parse("００１２３")?.key(), "00123");
    /// assert_eq!(Number::parse("００１２３")?.loose_key(), "123");
    /// assert!(matches!(Number::parse("123-01"), Err(IdentifierError::BranchIncluded { .. })));
    /// # Ok::<(), IdentifierError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let written = Written::parse(text, "番号", MAX_CHARS)?.ok_or(IdentifierError::Empty { field: "番号" })?;
        match trailing_branch(&written.key) {
            Some((number, branch)) => Err(IdentifierError::BranchIncluded { number: number.to_owned(), branch: branch.to_owned() }),
            None => Ok(Self(written)),
        }
    }
}

written!(Number, "let value = Number::parse(\" ０１２ー３\")?;");

fn trailing_branch(key: &str) -> Option<(&str, &str)> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (number, branch) = match key.split_once("枝番") {
        Some((number, branch)) => (number.trim_end_matches(['(', '-', ':']), branch.trim_matches([')', ':', '-'])),
        None => key.rsplit_once('-')?,
    };
    (is_digits(number) && is_digits(branch) && branch.len() == 2).then_some((number, branch))
}

/// 枝番: two digits, 00 to 99.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Branch([u8; 2]);

impl Branch {
    /// Reads a 枝番; blank is `None` (no 枝番, not 00); one digit lost its zero in a spreadsheet.
    ///
    /// # Errors
    /// [`IdentifierError::NotABranch`].
    ///
    /// ```
    /// use madoguchi_rules::identifiers::Branch;
    ///
    /// assert_eq!(Branch::parse("１")?.as_ref().map(Branch::as_str), Some("01"));
    /// assert_eq!(Branch::parse("")?, None);
    /// assert!(Branch::parse("123").is_err());
    /// # Ok::<(), madoguchi_rules::identifiers::IdentifierError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Option<Self>, IdentifierError> {
        match compact(text).as_bytes() {
            [] => Ok(None),
            [ones @ b'0'..=b'9'] => Ok(Some(Self([b'0', *ones]))),
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Ok(Some(Self([*tens, *ones]))),
            _ => Err(IdentifierError::NotABranch),
        }
    }

    /// The two digits.
    ///
    /// ```
    /// # use madoguchi_rules::identifiers::Branch;
    /// assert_eq!(Branch::parse("00")?.unwrap().as_str(), "00");
    /// # Ok::<(), madoguchi_rules::identifiers::IdentifierError>(())
    /// ```
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// 個人キー: the insurer's own lasting key of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalKey(Written);

impl PersonalKey {
    /// The longest 個人キー, in characters.
    pub const MAX_CHARS: usize = 64;

    /// Reads a 個人キー; blank is `None`.
    ///
    /// # Errors
    /// [`IdentifierError::TooLong`], [`IdentifierError::Character`].
    ///
    /// ```
    /// use madoguchi_rules::identifiers::PersonalKey;
    ///
    /// assert_eq!(PersonalKey::parse("k-0012")?.as_ref().map(PersonalKey::key), Some("K-0012"));
    /// # Ok::<(), madoguchi_rules::identifiers::IdentifierError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Option<Self>, IdentifierError> {
        Ok(Written::parse(text, "個人キー", Self::MAX_CHARS)?.map(Self))
    }
}

written!(PersonalKey, "let value = PersonalKey::parse(\" ０１２ー３\")?.unwrap();");

unprintable!(Symbol, Number, Branch, PersonalKey);

/// 保険者指定コード: the public short name of an insurer, 2 to 32 of a-z, 0-9 and `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InsurerCode(String);

impl InsurerCode {
    /// Reads a code typed in any case and width. One that could be a 保険者番号 (6 or 8 digits) is none.
    ///
    /// # Errors
    /// [`IdentifierError::Empty`], [`IdentifierError::NotAnInsurerCode`].
    ///
    /// ```
    /// use madoguchi_rules::identifiers::InsurerCode;
    ///
    /// assert_eq!(InsurerCode::parse("Ｓａｋｕｒａ ")?.as_str(), "sakura");
    /// # Ok::<(), madoguchi_rules::identifiers::IdentifierError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let code = compact(text).to_lowercase();
        let is_slug = (2..=32).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let could_be_a_number = matches!(code.len(), 6 | 8) && code.bytes().all(|b| b.is_ascii_digit());
        if code.is_empty() {
            return Err(IdentifierError::Empty { field: "保険者指定コード" });
        }
        if !is_slug || could_be_a_number {
            return Err(IdentifierError::NotAnInsurerCode);
        }
        Ok(Self(code))
    }

    /// The code in lower case.
    ///
    /// ```
    /// # use madoguchi_rules::identifiers::InsurerCode;
    /// assert_eq!(InsurerCode::parse("SAKURA")?.as_str(), "sakura");
    /// # Ok::<(), madoguchi_rules::identifiers::IdentifierError>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// 保険者番号: 8 digits, or 6 for 国保, the last one a check digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InsurerNumber(String);

impl InsurerNumber {
    /// Reads a 保険者番号; spaces and dashes between the digits are ignored, and so are the two zeros with which some
    /// systems fill a 6-digit number.
    ///
    /// # Errors
    /// [`IdentifierError::NotAnInsurerNumber`], [`IdentifierError::CheckDigit`].
    ///
    /// ```
    /// use madoguchi_rules::identifiers::InsurerNumber;
    ///
    /// assert_eq!(InsurerNumber::parse("０６１３－００３３")?.as_str(), "06130033");
    /// assert_eq!(InsurerNumber::parse("00138057")?.as_str(), "138057");
    /// assert!(InsurerNumber::parse("06130034").is_err());
    /// # Ok::<(), madoguchi_rules::identifiers::IdentifierError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let digits = bare_digits(text).ok_or(IdentifierError::NotAnInsurerNumber)?;
        let number = match digits.len() {
            6 => digits.as_str(),
            8 => digits.strip_prefix("00").unwrap_or(&digits),
            0 => {
                return Err(IdentifierError::Empty { field: "保険者番号" });
            }
            _ => return Err(IdentifierError::NotAnInsurerNumber),
        };
        if has_check_digit(number) { Ok(Self(number.to_owned())) } else { Err(IdentifierError::CheckDigit) }
    }

    /// The 8 or 6 digits.
    ///
    /// ```
    /// # use madoguchi_rules::identifiers::InsurerNumber;
    /// assert_eq!(InsurerNumber::parse("06 139 992")?.as_str(), "06139992");
    /// # Ok::<(), madoguchi_rules::identifiers::IdentifierError>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// 検証番号 (保険者番号設定要領): from the right 1, 2, 1, 2 …, two-digit products as the sum of their digits.
fn has_check_digit(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    sum.is_multiple_of(10)
}

/// What the sign-up's first field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InsurerCodeOrNumber {
    /// 保険者指定コード.
    Code(InsurerCode),
    /// 保険者番号.
    Number(InsurerNumber),
}

impl InsurerCodeOrNumber {
    /// Reads either: 8 or 6 digits are a 保険者番号, anything else a code.
    ///
    /// # Errors
    /// As of the one that was taken for meant.
    ///
    /// ```
    /// use madoguchi_rules::identifiers::InsurerCodeOrNumber;
    ///
    /// assert!(matches!(InsurerCodeOrNumber::parse("sakura")?, InsurerCodeOrNumber::Code(_)));
    /// assert!(matches!(InsurerCodeOrNumber::parse("06130033")?, InsurerCodeOrNumber::Number(_)));
    /// # Ok::<(), madoguchi_rules::identifiers::IdentifierError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        match bare_digits(text) {
            Some(digits) if matches!(digits.len(), 6 | 8) => InsurerNumber::parse(&digits).map(Self::Number),
            _ => InsurerCode::parse(text).map(Self::Code),
        }
    }
}
