//! A mail as it goes over the wire: one recipient, an explicit envelope, UTF-8 text, and the headers that carriers ask for.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0},
    },
};
use madoguchi_rules::mail_address::MailAddress;

use super::words::{Sender, Words};

/// What is on the outside of a mail.
pub struct Outside<'a> {
    /// The mail's signed reference ([`super::reference`]). Part of the Message-ID, so that a repetition is recognised as one.
    pub reference: &'a str,
    /// Where what cannot be delivered comes back to; `from` when nothing is configured.
    pub bounces_to: Option<&'a Address>,
    /// The one recipient.
    pub to: &'a MailAddress,
    /// The sender's address (`mail_from`).
    pub from: &'a Address,
    /// In whose name.
    pub sender: &'a Sender,
    /// When it was written.
    pub written: Timestamp,
    /// The address at which one click ends such mails (RFC 8058).
    pub unsubscribe: Option<&'a str>,
}

/// A mail that is ready to be handed over.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Sender and recipient of the SMTP dialogue.
    pub envelope: Envelope,
    /// Headers and body with CRLF, without one at the end.
    pub bytes: Vec<u8>,
}

/// A mail that cannot be written. Says nothing of its content.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// The address cannot stand in an envelope.
    #[error("an address does not fit an envelope: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// The message lacks something.
    #[error("the message cannot be built: {0}")]
    Message(#[from] lettre::error::Error),
}

/// Makes a message of the words.
///
/// # Errors
/// [`MessageError`] when an address does not fit an envelope; a parsed [`MailAddress`] always does.
pub fn message(outside: &Outside, words: &Words) -> Result<Outgoing, MessageError> {
    let to: Address = outside.to.smtp_form().parse()?;
    let back_to = match outside.bounces_to {
        Some(bounces) => Address::new(format!("{}+{}", bounces.user(), outside.reference), bounces.domain())?,
        None => outside.from.clone(),
    };
    let from_name = one_line(&outside.sender.mail_name);
    let mut builder = Message::builder()
        // Derived from the headers, the envelope would lose quoted local parts.
        .envelope(Envelope::new(Some(back_to), vec![to.clone()])?)
        .date(SystemTime::from(outside.written))
        .from(Mailbox::new(Some(from_name), outside.from.clone()))
        .to(Mailbox::new(None, to))
        .subject(one_line(&words.subject))
        .message_id(Some(format!("<{}@{}>", outside.reference, outside.from.domain())))
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN)
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()));
    if let Some(reply_to) = &outside.sender.reply_to {
        builder = builder.reply_to(Mailbox::new(None, reply_to.smtp_form().parse()?));
    }
    if let Some(address) = outside.unsubscribe {
        let header = |name, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
        builder = builder
            .raw_header(header("List-Unsubscribe", &format!("<{address}>")))
            .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let message = builder.body(words.text.clone())?;
    Ok(Outgoing { envelope: message.envelope().clone(), bytes: message.formatted().trim_ascii_end().to_vec() })
}

/// What stands in a header is one line, whatever was set: nothing can add a header.
fn one_line(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}
