//! Finding My Numbers (個人番号), which a roster must not bring.
//!
//! The portal has no statutory purpose for them, and consent does not cure that: they are refused, never kept.

use crate::text::{bare_digits, compact, is_dash};

/// Whether the text is a My Number: 12 digits with the right check digit.
///
/// ```
/// use madoguchi_rules::my_number::is_my_number;
///
/// assert!(is_my_number("1234-5678-9018"));
/// assert!(is_my_number("１２３４ー５６７８ー９０１８"));
/// assert!(!is_my_number("123456789012"));
/// assert!(!is_my_number("第123456789018ひまわり医院"));
/// ```
pub fn is_my_number(text: &str) -> bool {
    const WEIGHTS: [u32; 11] = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    // Every cell of a file is asked: most can be told from their bytes.
    if text.len() < 12 || text.is_ascii() && text.bytes().filter(u8::is_ascii_digit).count() != 12 {
        return false;
    }
    // A letter never becomes a digit, except that the long mark is written for a dash.
    if text.chars().any(|c| c.is_alphabetic() && !is_dash(c)) {
        return false;
    }
    let Some(digits) = bare_digits(text).filter(|digits| digits.len() == 12) else {
        return false;
    };
    let digits: Vec<u32> = digits.bytes().map(|b| u32::from(b - b'0')).collect();
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let check = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    digits.last() == Some(&check)
}

/// Whether a column's header announces My Numbers.
///
/// ```
/// use madoguchi_rules::my_number::is_my_number_header;
///
/// assert!(is_my_number_header("ﾏｲﾅﾝﾊﾞｰ"));
/// assert!(is_my_number_header("被扶養者 個人番号（12桁）"));
/// assert!(!is_my_number_header("個人キー"));
/// ```
pub fn is_my_number_header(header: &str) -> bool {
    let header: String = compact(header).to_lowercase().chars().filter(|c| !matches!(c, '-' | '_')).collect();
    ["個人番号", "マイナンバ", "まいなんば", "mynumber"].iter().any(|name| header.contains(name))
}

/// Watches the values of one column and tells whether they are My Numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ColumnWatch {
    values: u64,
    my_numbers: u64,
}

impl ColumnWatch {
    /// Counts one cell; blank ones do not count.
    ///
    /// ```
    /// # use madoguchi_rules::my_number::ColumnWatch;
    /// let mut watch = ColumnWatch::default();
    /// watch.observe("");
    /// assert!(!watch.holds_my_numbers());
    /// ```
    pub fn observe(&mut self, cell: &str) {
        if cell.trim().is_empty() {
            return;
        }
        self.values += 1;
        self.my_numbers += u64::from(is_my_number(cell));
    }

    /// Five or more values of which 90 % are My Numbers (contract, section 6).
    ///
    /// ```
    /// # use madoguchi_rules::my_number::ColumnWatch;
    /// let mut watch = ColumnWatch::default();
    /// for _ in 0..5 {
    ///     watch.observe("123456789018");
    /// }
    /// assert!(watch.holds_my_numbers());
    /// ```
    pub fn holds_my_numbers(&self) -> bool {
        self.values >= 5 && self.my_numbers * 10 >= self.values * 9
    }
}
