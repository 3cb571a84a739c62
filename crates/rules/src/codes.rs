//! The six-digit codes that are mailed or shown by an app.

use zeroize::Zeroize;

use crate::text::{bare_digits, unprintable};

const COUNT: u32 = 1_000_000;

/// A six-digit code.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

unprintable!(Code);

impl Drop for Code {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// What was typed is not six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Nothing was given.
    #[error("認証コードを入力してください。")]
    Empty,
    /// Not six digits.
    #[error("認証コードは6桁の数字です。メールに書かれた数字を入力してください。")]
    NotSixDigits,
}

/// The code of a uniform random number, or `None` for the few numbers that would make some codes likelier: draw again.
///
/// ```
/// use madoguchi_rules::codes::mail_code_from;
///
/// assert_eq!(mail_code_from(42).unwrap().as_str(), "000042");
/// assert!(mail_code_from(u32::MAX).is_none());
/// ```
pub fn mail_code_from(random: u32) -> Option<Code> {
    const FAIR: u32 = u32::MAX - u32::MAX % COUNT;
    (random < FAIR).then(|| Code(format!("{:06}", random % COUNT)))
}

impl Code {
    /// Reads a typed code: full-width digits, spaces and dashes are tolerated.
    ///
    /// # Errors
    /// [`CodeError`].
    ///
    /// ```
    /// use madoguchi_rules::codes::Code;
    ///
    /// assert_eq!(Code::parse(" １２３－４５６ ")?.as_str(), "123456");
    /// assert!(Code::parse("12345").is_err());
    /// # Ok::<(), madoguchi_rules::codes::CodeError>(())
    /// ```
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        match bare_digits(typed) {
            Some(digits) if digits.is_empty() => Err(CodeError::Empty),
            Some(digits) if digits.len() == 6 => Ok(Self(digits)),
            _ => Err(CodeError::NotSixDigits),
        }
    }

    /// The six digits.
    ///
    /// ```
    /// # use madoguchi_rules::codes::Code;
    /// assert_eq!(Code::parse("000042")?.as_str(), "000042");
    /// # Ok::<(), madoguchi_rules::codes::CodeError>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
