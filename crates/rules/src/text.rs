//! How keyboards and old systems write the same character in several ways.
//!
//! Shared by every field: the service converts, never the member (contract, section 5).

use unicode_normalization::UnicodeNormalization;

/// The text in its compatibility form: full-width Latin becomes half-width, half-width kana full-width.
pub(crate) fn nfkc(text: &str) -> String {
    // Most cells of a file of a million rows are ASCII, which is its own compatibility form.
    if text.is_ascii() { text.to_owned() } else { text.nfkc().collect() }
}

/// Every character that people and systems put where a hyphen is meant.
///
/// The katakana long mark is one: a Japanese keyboard in kana mode types it for the hyphen key.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{2501}' | '\u{30fc}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{ff70}'
    )
}

/// Characters that paste brings along and nobody sees: zero-width, byte order mark, text direction.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// Control characters other than the white space that a pasted line may hold.
pub(crate) fn is_forbidden_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

/// 外字: characters that only the system which wrote them can show. A CP932 decoder lets them through.
pub(crate) fn is_private_use(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// The compact form in which identifiers are compared: NFKC, nothing invisible, no white space, one dash.
pub(crate) fn compact(text: &str) -> String {
    nfkc(text).chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).map(|c| if is_dash(c) { '-' } else { c }).collect()
}

/// The digits of a text in which only white space and dashes stand between them; `None` if anything else does.
pub(crate) fn bare_digits(text: &str) -> Option<String> {
    let digits: String = compact(text).chars().filter(|c| *c != '-').collect();
    digits.bytes().all(|b| b.is_ascii_digit()).then_some(digits)
}

/// Gives a type that holds personal data or a secret a `Debug` which prints its name and nothing else.
macro_rules! unprintable {
    ($($name:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}
pub(crate) use unprintable;

/// A fixed set of values that are stored and printed by name: `ALL`, `as_str`, `Display`, `FromStr`.
macro_rules! named_values {
    ($(#[$meta:meta])* $type:ident { $($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $type { $($(#[$doc])* $variant),+ }

        impl $type {
            /// Every value; of a setting the default first.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name under which the value is stored, configured and printed.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::UnknownName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text).ok_or_else(|| $crate::UnknownName {
                    found: text.to_owned(),
                    allowed: Self::ALL.iter().map(|value| value.as_str()).collect(),
                })
            }
        }
    };
}
pub(crate) use named_values;
