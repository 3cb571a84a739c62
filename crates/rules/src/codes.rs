//! The six-digit codes that are mailed or shown by an app, and the longer ones that are read from paper.

use zeroize::Zeroize;

use crate::text::{bare_digits, compact, unprintable};

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

/// What a code on paper is made of: nothing that looks like something else (no 0, 1, I, O).
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// How long a code on paper is.
const PAPER_CHARS: usize = 10;

/// A code of ten characters that is kept on paper, 50 bits: a recovery code, a letter's code.
#[derive(Clone, PartialEq, Eq)]
pub struct PaperCode(String);

unprintable!(PaperCode);

impl Drop for PaperCode {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// What was typed is no code of ten characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaperCodeError {
    /// Nothing was given.
    #[error("コードを入力してください。")]
    Empty,
    /// Not ten of the characters that codes are made of.
    #[error("コードは英数字10桁です。書かれているとおりに入力してください。")]
    NotTenCharacters,
}

impl PaperCode {
    /// The code of ten uniform random bytes; each character takes the lowest five bits of one.
    ///
    /// ```
    /// use madoguchi_rules::codes::PaperCode;
    ///
    /// assert_eq!(PaperCode::from_random([0, 1, 2, 3, 4, 5, 6, 7, 8, 255]).as_str(), "23456789AZ");
    /// ```
    pub fn from_random(random: [u8; PAPER_CHARS]) -> Self {
        Self(random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect())
    }

    /// Reads a typed code: either case, full-width characters, spaces and dashes are tolerated.
    ///
    /// # Errors
    /// [`PaperCodeError`].
    ///
    /// ```
    /// use madoguchi_rules::codes::PaperCode;
    ///
    /// assert_eq!(PaperCode::parse(" 23456－789ａｚ ")?.as_str(), "23456789AZ");
    /// assert!(PaperCode::parse("2345678901").is_err());
    /// # Ok::<(), madoguchi_rules::codes::PaperCodeError>(())
    /// ```
    pub fn parse(typed: &str) -> Result<Self, PaperCodeError> {
        let code: String = compact(typed).chars().filter(|c| *c != '-').map(|c| c.to_ascii_uppercase()).collect();
        match code.len() {
            0 => Err(PaperCodeError::Empty),
            PAPER_CHARS if code.bytes().all(|byte| ALPHABET.contains(&byte)) => Ok(Self(code)),
            _ => Err(PaperCodeError::NotTenCharacters),
        }
    }

    /// The ten characters, as they are hashed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it stands on paper: two groups of five.
    ///
    /// ```
    /// # use madoguchi_rules::codes::PaperCode;
    /// assert_eq!(PaperCode::from_random([0; 10]).on_paper(), "22222-22222");
    /// ```
    pub fn on_paper(&self) -> String {
        let (first, second) = self.0.split_at(PAPER_CHARS / 2);
        format!("{first}-{second}")
    }
}
