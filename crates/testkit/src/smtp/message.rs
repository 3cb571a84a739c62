//! A mail as it came, and as a person reads it.

use mail_parser::{HeaderValue, MessageParser};

/// One mail that was taken: the envelope as said, and the bytes between DATA and the final dot.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The reverse path, without its angle brackets; empty for a bounce.
    pub from: String,
    /// The recipients, without their angle brackets and otherwise to the letter (`"k..9"@docomo.ne.jp`).
    pub to: Vec<String>,
    /// Headers and body with CRLF, dots unstuffed.
    pub raw: Vec<u8>,
    /// Whether it came over TLS.
    pub encrypted: bool,
}

impl Message {
    /// The decoded subject (RFC 2047); empty when there is none.
    pub fn subject(&self) -> String {
        self.parsed().subject().unwrap_or_default().to_owned()
    }

    /// The text of the body, decoded from base64 or quoted-printable, with `\n` at line ends.
    pub fn text(&self) -> String {
        let parsed = self.parsed();
        let text = parsed.body_text(0).unwrap_or_else(|| panic!("the mail has no text: {self:?}"));
        text.replace("\r\n", "\n")
    }

    /// A header's value, decoded: addresses as `Name <a@b>` or `a@b`, joined by commas. `None` when it is missing.
    pub fn header(&self, name: &str) -> Option<String> {
        let parsed = self.parsed();
        let value = match parsed.header(name.to_owned())? {
            HeaderValue::Text(text) => text.to_string(),
            HeaderValue::TextList(texts) => texts.join(", "),
            HeaderValue::Address(addresses) => addresses.iter().map(written).collect::<Vec<_>>().join(", "),
            _ => parsed.header_raw(name.to_owned())?.trim().to_owned(),
        };
        Some(value)
    }

    /// The six digits behind `認証コード: `, which the contract wants within the first five lines of the text.
    pub fn code(&self) -> String {
        let text = self.text();
        let code = text.lines().take(5).find_map(|line| line.trim().strip_prefix("認証コード: "));
        let code = code.unwrap_or_else(|| panic!("no code in the first five lines of:\n{text}"));
        assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "not six digits: {code:?}");
        code.to_owned()
    }

    fn parsed(&self) -> mail_parser::Message<'_> {
        MessageParser::default().parse(&self.raw).unwrap_or_else(|| panic!("not a mail: {self:?}"))
    }
}

impl std::fmt::Debug for Message {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let raw = String::from_utf8_lossy(&self.raw);
        write!(formatter, "from <{}> to {:?}\n{raw}", self.from, self.to)
    }
}

/// The subject, an empty line and the text of a mail, as its reader sees it.
pub fn mail_text(message: &Message) -> String {
    format!("{}\n\n{}", message.subject(), message.text())
}

fn written(address: &mail_parser::Addr<'_>) -> String {
    let mailbox = address.address().unwrap_or_default();
    match address.name() {
        Some(name) => format!("{name} <{mailbox}>"),
        None => mailbox.to_owned(),
    }
}
