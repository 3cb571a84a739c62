//! The sealed chain of audit rows: what is hashed, and how one seal follows from another.

use sha2::{Digest, Sha256};

/// The canonical bytes of one audit row: every field with its name, kind and length, so that no two different rows
/// have the same bytes.
///
/// ```
/// use madoguchi_rules::audit::RowBytes;
///
/// let row = RowBytes::new().number("id", 7).text("action", "roster.import").optional_text("subject", None);
/// let other = RowBytes::new().number("id", 7).text("action", "roster.import").optional_text("subject", Some(""));
/// assert_ne!(row.as_bytes(), other.as_bytes());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowBytes(Vec<u8>);

impl RowBytes {
    /// A row without fields.
    ///
    /// ```
    /// assert!(madoguchi_rules::audit::RowBytes::new().as_bytes().is_empty());
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    ///
    /// ```
    /// # use madoguchi_rules::audit::RowBytes;
    /// assert!(!RowBytes::new().text("actor", "").as_bytes().is_empty());
    /// ```
    #[must_use]
    pub fn text(self, name: &str, value: &str) -> Self {
        self.field(name, b't', value.as_bytes())
    }

    /// Adds a text that may be absent; absent is not empty.
    ///
    /// ```
    /// # use madoguchi_rules::audit::RowBytes;
    /// let absent = RowBytes::new().optional_text("insurer", None);
    /// assert_ne!(absent, RowBytes::new().optional_text("insurer", Some("")));
    /// ```
    #[must_use]
    pub fn optional_text(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self.field(name, b'n', &[]),
        }
    }

    /// Adds a whole number.
    ///
    /// ```
    /// # use madoguchi_rules::audit::RowBytes;
    /// assert_ne!(RowBytes::new().number("id", 1), RowBytes::new().text("id", "1"));
    /// ```
    #[must_use]
    pub fn number(self, name: &str, value: i64) -> Self {
        self.field(name, b'i', &value.to_be_bytes())
    }

    /// The bytes so far.
    ///
    /// ```
    /// # use madoguchi_rules::audit::RowBytes;
    /// let row = RowBytes::new().number("id", 1);
    /// assert_eq!(row.as_bytes(), row.clone().as_bytes());
    /// ```
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn field(mut self, name: &str, kind: u8, value: &[u8]) -> Self {
        for part in [name.as_bytes(), &[kind], value] {
            // A usize is at most 64 bits on every platform that Rust supports.
            self.0.extend_from_slice(&(part.len() as u64).to_be_bytes());
            self.0.extend_from_slice(part);
        }
        self
    }
}

/// The hash of a row and of all rows before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seal([u8; 32]);

/// A text that is not the 64 hexadecimal digits of a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a seal is 64 hexadecimal digits")]
pub struct NotASeal;

/// The hash of a row after the hash of the one before it: SHA-256 over a domain tag, the previous hash, the row.
///
/// ```
/// use madoguchi_rules::audit::chain;
///
/// let first = chain([0; 32], b"row 1");
/// assert_ne!(chain(first, b"row 2"), chain([0; 32], b"row 2"));
/// ```
pub fn chain(previous: [u8; 32], row_bytes: &[u8]) -> [u8; 32] {
    const DOMAIN: &[u8] = b"madoguchi audit chain 1\0";
    Sha256::new().chain_update(DOMAIN).chain_update(previous).chain_update(row_bytes).finalize().into()
}

impl Seal {
    /// The seal before the first row.
    pub const ORIGIN: Self = Self([0; 32]);

    /// The seal of the row that follows.
    ///
    /// ```
    /// use madoguchi_rules::audit::{RowBytes, Seal};
    ///
    /// let row = RowBytes::new().number("id", 1);
    /// assert_ne!(Seal::ORIGIN.followed_by(&row), Seal::ORIGIN);
    /// ```
    #[must_use]
    pub fn followed_by(self, row: &RowBytes) -> Self {
        Self(chain(self.0, row.as_bytes()))
    }

    /// The 32 bytes to store.
    ///
    /// ```
    /// assert_eq!(madoguchi_rules::audit::Seal::ORIGIN.as_bytes(), &[0; 32]);
    /// ```
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Seal {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl TryFrom<&[u8]> for Seal {
    type Error = NotASeal;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self).map_err(|_| NotASeal)
    }
}

impl std::fmt::Display for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for Seal {
    type Err = NotASeal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotASeal);
        }
        let mut bytes = [0; 32];
        for (byte, place) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&text[place..place + 2], 16).map_err(|_| NotASeal)?;
        }
        Ok(Self(bytes))
    }
}
