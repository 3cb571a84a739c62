//! Comparing the header names of insurers' files.

use crate::text::compact;

/// What a header name is compared by: NFKC, lower case, without white space, brackets and punctuation.
///
/// ```
/// use madoguchi_rules::header::header_key;
///
/// assert_eq!(header_key("氏名（ｶﾅ）"), header_key("氏名カナ"));
/// assert_eq!(header_key("E-Mail"), "email");
/// ```
pub fn header_key(header: &str) -> String {
    let is_noise = |c: &char| c.is_ascii_punctuation() || matches!(c, '・' | '：' | '「' | '」' | '【' | '】' | '〔' | '〕' | '※' | '＊');
    compact(header).to_lowercase().chars().filter(|c| !is_noise(c)).collect()
}
