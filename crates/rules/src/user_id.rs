//! User IDs: chosen by the member, unique over the whole service.

use crate::text::{is_dash, is_invisible, nfkc, unprintable};

/// A user ID has at least this many characters.
pub const MIN_CHARS: usize = 4;
/// A user ID has at most this many characters.
pub const MAX_CHARS: usize = 64;
/// The characters besides half-width letters and digits.
pub const SYMBOLS: &str = "@-_,+.";

/// A user ID as the member chose it, and the key by which it is one over the service.
#[derive(Clone, PartialEq, Eq)]
pub struct UserId {
    as_given: String,
    key: String,
}

unprintable!(UserId);

/// Why a user ID cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserIdError {
    /// Nothing was given.
    #[error("ユーザーIDを入力してください。")]
    Empty,
    /// Fewer than four characters.
    #[error("ユーザーIDは{MIN_CHARS}文字以上で入力してください（入力は{count}文字です）。")]
    TooShort {
        /// How many were given.
        count: usize,
    },
    /// More than 64 characters.
    #[error("ユーザーIDは{MAX_CHARS}文字以内で入力してください（入力は{count}文字です）。")]
    TooLong {
        /// How many were given.
        count: usize,
    },
    /// A character that is not allowed.
    #[error("{}文字目の「{found}」は使えません。半角の英字・数字と @ - _ , + . が使えます。", position + 1)]
    Character {
        /// The character, in its half-width form.
        found: char,
        /// Its place, in characters from 0, without the spaces at the ends.
        position: usize,
    },
}

impl UserId {
    /// Reads a user ID; full-width letters become half-width, stray spaces at the ends go.
    ///
    /// # Errors
    /// [`UserIdError`] says how many characters there are, or which one is not allowed.
    ///
    /// ```
    /// use madoguchi_rules::user_id::UserId;
    ///
    /// let id = UserId::parse(" Ｔａｒｏ＠２０２６ ")?;
    /// assert_eq!(id.as_given(), "Taro@2026");
    /// assert_eq!(id.key(), "taro@2026");
    /// # Ok::<(), madoguchi_rules::user_id::UserIdError>(())
    /// ```
    pub fn parse(typed: &str) -> Result<Self, UserIdError> {
        let as_given = half_width(typed);
        let count = as_given.chars().count();
        if count == 0 {
            return Err(UserIdError::Empty);
        }
        if count > MAX_CHARS {
            return Err(UserIdError::TooLong { count });
        }
        if let Some((position, found)) = as_given.chars().enumerate().find(|(_, c)| !is_allowed(*c)) {
            return Err(UserIdError::Character { found, position });
        }
        if count < MIN_CHARS {
            return Err(UserIdError::TooShort { count });
        }
        let key = lower_case(&as_given);
        Ok(Self { as_given, key })
    }

    /// The ID as it was chosen, in half-width.
    ///
    /// ```
    /// # use madoguchi_rules::user_id::UserId;
    /// assert_eq!(UserId::parse("Hanako")?.as_given(), "Hanako");
    /// # Ok::<(), madoguchi_rules::user_id::UserIdError>(())
    /// ```
    pub fn as_given(&self) -> &str {
        &self.as_given
    }

    /// The stored key: upper and lower case are one.
    ///
    /// ```
    /// # use madoguchi_rules::user_id::{UserId, login_key};
    /// assert_eq!(UserId::parse("Hanako")?.key(), login_key("ｈａｎａｋｏ"));
    /// # Ok::<(), madoguchi_rules::user_id::UserIdError>(())
    /// ```
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// The key of whatever is typed at login, whether or not it can be an ID. Of an overlong text only what tells it from
/// every real ID is kept.
///
/// ```
/// use madoguchi_rules::user_id::login_key;
///
/// assert_eq!(login_key(" Ｔａｒｏ＠２０２６ "), "taro@2026");
/// ```
pub fn login_key(typed: &str) -> String {
    lower_case(&half_width(typed)).chars().take(MAX_CHARS + 1).collect()
}

/// IDs like the wanted one, for when it is taken: without end, the same for the same seed.
///
/// ```
/// use madoguchi_rules::user_id::{UserId, suggestions};
///
/// let wanted = UserId::parse("hanako")?;
/// let offered: Vec<UserId> = suggestions(&wanted, 7).take(3).collect();
/// assert!(offered.iter().all(|id| id.as_given().starts_with("hanako") && id != &wanted));
/// # Ok::<(), madoguchi_rules::user_id::UserIdError>(())
/// ```
pub fn suggestions(wanted: &UserId, seed: u64) -> impl Iterator<Item = UserId> {
    const MOST_ADDED: usize = 8;
    let stem: String = wanted.as_given.chars().take(MAX_CHARS - MOST_ADDED).collect();
    (0_u64..).filter_map(move |step| {
        let number = scatter(seed.wrapping_add(step));
        let id = match step {
            0 => format!("{stem}{}", 10 + number % 90),
            1 => format!("{stem}_{}", 100 + number % 900),
            2 => format!("{stem}.{}", 1_000 + number % 9_000),
            _ => format!("{stem}{}", 10_000 + number % 90_000),
        };
        UserId::parse(&id).ok()
    })
}

/// SplitMix64 (Steele, Lea, Flood 2014): neighbouring seeds give unlike numbers.
fn scatter(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn half_width(typed: &str) -> String {
    let text: String = nfkc(typed).chars().filter(|c| !is_invisible(*c)).map(|c| if is_dash(c) { '-' } else { c }).collect();
    text.trim().to_owned()
}

/// The one function that makes the stored key out of the half-width form.
fn lower_case(half_width: &str) -> String {
    half_width.to_lowercase()
}

fn is_allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || SYMBOLS.contains(c)
}
