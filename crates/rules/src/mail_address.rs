//! Mail addresses: what the world accepts, and what old carriers once gave out.
//!
//! Before April 2009 docomo and au let people choose local parts that RFC 5322 forbids (dots in a row, at the start or
//! before the `@`). They are still in use and are delivered with a quoted local part; a quoted local part that a user
//! types is refused, since it may carry `@`, `>` or spaces into the SMTP dialogue.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use crate::text::{compact, is_forbidden_control, unprintable};

/// The longest address that SMTP carries (RFC 5321, erratum 1690).
pub const MAX_CHARS: usize = 254;
const MAX_LOCAL_CHARS: usize = 64;
const CARRIERS: [&str; 3] = ["docomo.ne.jp", "ezweb.ne.jp", "au.com"];

/// A mail address that can be written to.
#[derive(Clone, PartialEq, Eq)]
pub struct MailAddress {
    local: String,
    domain: String,
}

unprintable!(MailAddress);

/// Why a mail address cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailAddressError {
    /// Nothing was given.
    #[error("メールアドレスを入力してください。")]
    Empty,
    /// Longer than SMTP carries.
    #[error("メールアドレスは{MAX_CHARS}文字以内（@の前は{MAX_LOCAL_CHARS}文字以内）で入力してください。")]
    TooLong,
    /// A line break or another control character.
    #[error("メールアドレスに改行などの制御文字があります。入力し直してください。")]
    Control,
    /// No `@`, or more than one.
    #[error("メールアドレスは「@」を1つ入れて入力してください。例：hanako@example.jp")]
    AtSign,
    /// More than one address.
    #[error("メールアドレスは1つだけ入力してください。")]
    SeveralAddresses,
    /// A local part in quotes.
    #[error("引用符（\"）の付いたメールアドレスは使えません。引用符を付けずに入力してください。")]
    Quoted,
    /// A character that no local part has.
    #[error("@の前に使えない文字「{found}」があります。")]
    LocalCharacter {
        /// The character.
        found: char,
    },
    /// Nothing before the `@`, or dots where only old carrier addresses have them.
    #[error("@の前の部分を確認してください。「.」は最初と最後、続けての使用ができません。")]
    LocalDots,
    /// A domain that cannot exist.
    #[error("@の後ろの部分を確認してください。例：example.jp")]
    Domain,
}

impl MailAddress {
    /// Reads an address: full-width becomes half-width, white space goes, the domain becomes lower case (a Japanese
    /// domain its `xn--` form). The local part stays as it is.
    ///
    /// # Errors
    /// [`MailAddressError`] says what stands in the way.
    ///
    /// ```
    /// use madoguchi_rules::mail_address::{MailAddress, MailAddressError};
    ///
    /// assert_eq!(MailAddress::parse("Ｈａｎａｋｏ＠Example.JP ")?.as_given(), "Hanako@example.jp");
    /// assert_eq!(MailAddress::parse("k..131@docomo.ne.jp")?.smtp_form(), "\"k..131\"@docomo.ne.jp");
    /// assert_eq!(MailAddress::parse("a..b@example.jp"), Err(MailAddressError::LocalDots));
    /// # Ok::<(), MailAddressError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, MailAddressError> {
        let text = text.trim();
        if text.chars().any(|c| is_forbidden_control(c) || matches!(c, '\r' | '\n')) {
            return Err(MailAddressError::Control);
        }
        let address = compact(text).replace('。', ".");
        if address.is_empty() {
            return Err(MailAddressError::Empty);
        }
        if address.contains('"') {
            return Err(MailAddressError::Quoted);
        }
        if address.contains([',', ';', '、']) {
            return Err(MailAddressError::SeveralAddresses);
        }
        let (local, domain) = address.split_once('@').ok_or(MailAddressError::AtSign)?;
        if domain.contains('@') {
            return Err(MailAddressError::AtSign);
        }
        let domain = readable_domain(domain)?;
        check_local(local, &domain)?;
        if local.len() > MAX_LOCAL_CHARS || local.len() + 1 + domain.len() > MAX_CHARS {
            return Err(MailAddressError::TooLong);
        }
        Ok(Self { local: local.to_owned(), domain })
    }

    /// The address to show and to store.
    ///
    /// ```
    /// # use madoguchi_rules::mail_address::MailAddress;
    /// assert_eq!(MailAddress::parse("-ab@EXAMPLE.jp")?.as_given(), "-ab@example.jp");
    /// # Ok::<(), madoguchi_rules::mail_address::MailAddressError>(())
    /// ```
    pub fn as_given(&self) -> String {
        format!("{}@{}", self.local, self.domain)
    }

    /// The address by which limits are counted and typed addresses compared: all in lower case.
    ///
    /// ```
    /// # use madoguchi_rules::mail_address::MailAddress;
    /// assert_eq!(MailAddress::parse("Hanako@example.jp")?.key(), "hanako@example.jp");
    /// # Ok::<(), madoguchi_rules::mail_address::MailAddressError>(())
    /// ```
    pub fn key(&self) -> String {
        self.as_given().to_ascii_lowercase()
    }

    /// The address for the SMTP dialogue and the `To` header, the local part in quotes where the RFC asks for them.
    ///
    /// ```
    /// # use madoguchi_rules::mail_address::MailAddress;
    /// assert_eq!(MailAddress::parse("au.19.@ezweb.ne.jp")?.smtp_form(), "\"au.19.\"@ezweb.ne.jp");
    /// assert_eq!(MailAddress::parse("a--b@example.jp")?.smtp_form(), "a--b@example.jp");
    /// # Ok::<(), madoguchi_rules::mail_address::MailAddressError>(())
    /// ```
    pub fn smtp_form(&self) -> String {
        if has_stray_dots(&self.local) { format!("\"{}\"@{}", self.local, self.domain) } else { self.as_given() }
    }

    /// The domain, in ASCII and lower case.
    ///
    /// ```
    /// # use madoguchi_rules::mail_address::MailAddress;
    /// assert_eq!(MailAddress::parse("a@けんぽ.example")?.domain(), "xn--08juevc.example");
    /// # Ok::<(), madoguchi_rules::mail_address::MailAddressError>(())
    /// ```
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The address for someone who should only recognise it: the first two characters and the domain.
    ///
    /// ```
    /// # use madoguchi_rules::mail_address::MailAddress;
    /// assert_eq!(MailAddress::parse("hanako@example.jp")?.masked(), "ha***@example.jp");
    /// assert_eq!(MailAddress::parse("ab@example.jp")?.masked(), "a***@example.jp");
    /// # Ok::<(), madoguchi_rules::mail_address::MailAddressError>(())
    /// ```
    pub fn masked(&self) -> String {
        let shown = if self.local.len() > 2 { 2 } else { 1 };
        format!("{}***@{}", &self.local[..shown], self.domain)
    }
}

fn check_local(local: &str, domain: &str) -> Result<(), MailAddressError> {
    let is_atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    if let Some(found) = local.chars().find(|c| !is_atom(*c)) {
        return Err(MailAddressError::LocalCharacter { found });
    }
    if !has_stray_dots(local) {
        return Ok(());
    }
    let is_old_carrier = CARRIERS.contains(&domain)
        && local.chars().any(|c| c.is_ascii_alphanumeric())
        && local.chars().all(|c| c.is_ascii_alphanumeric() || "._+/?-".contains(c));
    if is_old_carrier { Ok(()) } else { Err(MailAddressError::LocalDots) }
}

/// Not a dot-atom: empty, or a dot at an end or beside another.
fn has_stray_dots(local: &str) -> bool {
    local.split('.').any(str::is_empty)
}

/// The domain in ASCII and lower case: labels of letters, digits and inner hyphens, two at least, the last not a number.
fn readable_domain(domain: &str) -> Result<String, MailAddressError> {
    let domain = Uts46::new()
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
        .map_err(|_| MailAddressError::Domain)?;
    match domain.rsplit_once('.') {
        Some((_, top)) if !top.bytes().all(|b| b.is_ascii_digit()) => Ok(domain.into_owned()),
        _ => Err(MailAddressError::Domain),
    }
}
