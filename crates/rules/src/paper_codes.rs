//! Codes that are read from paper: 初回登録コード, which go out by letter, and recovery codes, which their owner keeps.
//!
//! Ten characters of nineteen that are not mistaken for another, in print or by hand: about 42 bits. Left out is what looks alike
//! (`0 O D Q`, `1 I L`, `2 Z`, `5 S`, `8 B`, `G`, `U V`), and `E`, with which a spreadsheet would take some codes for numbers (`3467E39`).

use zeroize::Zeroize;

use crate::text::{compact, unprintable};

/// The characters of a code.
pub const ALPHABET: &str = "34679ACFHJKMNPRTWXY";
/// How many characters a code has.
pub const CHARS: usize = 10;
/// Bytes below this fall on every character equally often.
const FAIR: u8 = 247;

/// A code on paper.
#[derive(Clone, PartialEq, Eq)]
pub struct PaperCode(String);

unprintable!(PaperCode);

impl Drop for PaperCode {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// What was typed is no code on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaperCodeError {
    /// Nothing was given.
    #[error("コードを入力してください。")]
    Empty,
    /// Not ten characters.
    #[error("コードは10文字です（入力は{count}文字）。書かれているとおりに入力してください。")]
    Length {
        /// How many were typed, spaces and dashes aside.
        count: usize,
    },
    /// A character that no code has.
    #[error("{}文字目の「{found}」は、コードには使われていません。書かれているものを、もう一度ご確認ください。", position + 1)]
    Character {
        /// Its place, from 0, spaces and dashes aside.
        position: usize,
        /// The character.
        found: char,
    },
}

impl PaperCode {
    /// The code that uniform random bytes make; `None` when too many of them would favour some characters: draw again.
    ///
    /// ```
    /// use madoguchi_rules::paper_codes::PaperCode;
    ///
    /// assert_eq!(PaperCode::from_random(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 18]).unwrap().as_str(), "34679ACFHY");
    /// assert!(PaperCode::from_random(&[255; 32]).is_none());
    /// ```
    pub fn from_random(bytes: &[u8]) -> Option<Self> {
        let fair = bytes.iter().filter(|byte| **byte < FAIR);
        let characters = fair.filter_map(|byte| ALPHABET.as_bytes().get(usize::from(*byte) % ALPHABET.len()));
        let code: String = characters.take(CHARS).map(|byte| char::from(*byte)).collect();
        (code.len() == CHARS).then_some(Self(code))
    }

    /// Reads a typed code: width, case, spaces and dashes do not matter.
    ///
    /// # Errors
    /// [`PaperCodeError`].
    ///
    /// ```
    /// use madoguchi_rules::paper_codes::PaperCode;
    ///
    /// assert_eq!(PaperCode::parse(" ３４６７９ー acfhy ")?.as_str(), "34679ACFHY");
    /// assert!(PaperCode::parse("34679-ACFH").is_err());
    /// assert!(PaperCode::parse("34679-ACFHO").is_err());
    /// # Ok::<(), madoguchi_rules::paper_codes::PaperCodeError>(())
    /// ```
    pub fn parse(typed: &str) -> Result<Self, PaperCodeError> {
        let code: String = compact(typed).to_uppercase().chars().filter(|c| *c != '-').collect();
        if code.is_empty() {
            return Err(PaperCodeError::Empty);
        }
        if let Some((position, found)) = code.chars().enumerate().find(|(_, c)| !ALPHABET.contains(*c)) {
            return Err(PaperCodeError::Character { position, found });
        }
        match code.len() {
            CHARS => Ok(Self(code)),
            count => Err(PaperCodeError::Length { count }),
        }
    }

    /// The ten characters.
    ///
    /// ```
    /// # use madoguchi_rules::paper_codes::PaperCode;
    /// assert_eq!(PaperCode::parse("34679-acfhy")?.as_str(), "34679ACFHY");
    /// # Ok::<(), madoguchi_rules::paper_codes::PaperCodeError>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it stands on paper: in two groups.
    ///
    /// ```
    /// # use madoguchi_rules::paper_codes::PaperCode;
    /// assert_eq!(PaperCode::parse("34679acfhy")?.in_groups(), "34679-ACFHY");
    /// # Ok::<(), madoguchi_rules::paper_codes::PaperCodeError>(())
    /// ```
    pub fn in_groups(&self) -> String {
        let (first, second) = self.0.split_at(CHARS / 2);
        format!("{first}-{second}")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn no_character_looks_like_another() {
        for alike in ["0ODQ", "1IL", "2Z", "5S", "8B", "CG", "UV", "6G"] {
            assert!(alike.chars().filter(|c| ALPHABET.contains(*c)).count() <= 1, "{alike}");
        }
        assert_eq!(ALPHABET.chars().collect::<std::collections::HashSet<_>>().len(), ALPHABET.len());
    }

    #[test]
    fn every_character_is_as_likely_as_any_other() {
        let mut drawn: HashMap<char, u32> = HashMap::new();
        for byte in 0..=u8::MAX {
            if let Some(code) = PaperCode::from_random(&[byte; CHARS]) {
                *drawn.entry(code.as_str().chars().next().unwrap()).or_default() += 1;
            }
        }
        assert!(drawn.len() == ALPHABET.len() && drawn.values().all(|count| *count == 13), "{drawn:?}");
    }

    #[test]
    fn a_code_is_read_as_it_is_printed_and_in_any_other_way() {
        let code = PaperCode::from_random(&[7, 99, 200, 13, 250, 1, 2, 3, 4, 5, 6]).unwrap();
        for typed in [
            code.as_str().to_owned(),
            code.in_groups(),
            code.in_groups().to_lowercase(),
            format!("　{} ", code.in_groups().replace('-', " ")),
        ] {
            assert!(PaperCode::parse(&typed).unwrap() == code, "{typed}");
        }
    }

    #[test]
    fn what_no_code_has_is_pointed_at() {
        assert_eq!(PaperCode::parse(" - "), Err(PaperCodeError::Empty));
        assert_eq!(PaperCode::parse("34679-ACFH"), Err(PaperCodeError::Length { count: 9 }));
        assert_eq!(PaperCode::parse("34679-ＡＣｏFY"), Err(PaperCodeError::Character { position: 7, found: 'O' }));
        assert_eq!(PaperCode::parse("コード"), Err(PaperCodeError::Character { position: 0, found: 'コ' }));
    }
}
