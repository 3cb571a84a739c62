//! Reading a delivery status notification (RFC 3464, inside `multipart/report`, RFC 6522).

use std::collections::HashMap;

use madoguchi_rules::{delivery::DeliveryStatus, mail_address::MailAddress};
use mail_parser::{GetHeader, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::carriers;

/// A report of failed deliveries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The recipients whom the mail did not reach.
    pub failures: Vec<Failure>,
    /// All text of the message, decoded: the mail's reference stands somewhere in it.
    pub text: String,
}

/// A recipient whom the mail did not reach.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    /// Their address; two when the mail was sent on and the report says from where.
    pub recipients: Vec<MailAddress>,
    /// Why.
    pub status: DeliveryStatus,
}

/// A message that reports no failed delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoReport {
    /// No mail at all.
    #[error("this is no mail; expected a message with headers (RFC 5322)")]
    Unreadable,
    /// The answer of a machine to our mail: an absence, a ticket.
    #[error("this is an automatic answer, not a delivery report")]
    AutomaticAnswer,
    /// A mail of somebody.
    #[error("this is no delivery report; expected multipart/report with a message/delivery-status part (RFC 3464)")]
    AnotherMail,
    /// A report whose fields do not tell of whom, or with what status.
    #[error("the delivery report names no recipient with a status (Final-Recipient, Action, Status)")]
    NoRecipient,
    /// A report that the mail is late, was relayed or arrived.
    #[error("the report tells of no failure: the mail is late, was relayed or arrived")]
    Arrived,
}

impl std::fmt::Debug for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Failure {{ status: {} }}", self.status)
    }
}

/// Reads a report.
///
/// # Errors
/// [`NoReport`] says what it is instead.
pub fn read(bytes: &[u8]) -> Result<Report, NoReport> {
    let message = MessageParser::default().parse(bytes).filter(|message| !message.headers().is_empty()).ok_or(NoReport::Unreadable)?;
    let text = text_of(&message);
    if let Some(status) = message.parts.iter().find(|part| is_delivery_status(part)) {
        let failures = failures(&String::from_utf8_lossy(status.contents()))?;
        return Ok(Report { failures, text });
    }
    if let Some(failure) = carriers::read(&message) {
        return Ok(Report { failures: vec![failure], text });
    }
    Err(if is_automatic(&message) { NoReport::AutomaticAnswer } else { NoReport::AnotherMail })
}

fn is_delivery_status(part: &MessagePart) -> bool {
    let is_status = |subtype: &str| ["delivery-status", "global-delivery-status"].iter().any(|known| subtype.eq_ignore_ascii_case(known));
    part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("message") && kind.subtype().is_some_and(is_status))
}

/// RFC 3834 and what older machines write instead.
fn is_automatic(message: &Message) -> bool {
    let says = |name: &'static str| message.header_raw(name).map(|value| value.trim().to_ascii_lowercase());
    let submitted = says("Auto-Submitted").is_some_and(|value| !value.starts_with("no"));
    let precedence = says("Precedence").is_some_and(|value| matches!(value.as_str(), "auto_reply" | "bulk" | "junk"));
    submitted || precedence || ["X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress"].iter().any(|name| says(name).is_some())
}

/// Everything that is text in it: as it came (which has the headers of a returned mail), and the parts that were encoded.
fn text_of(message: &Message) -> String {
    let mut text = String::from_utf8_lossy(message.raw_message()).into_owned();
    add_parts(message, &mut text);
    text
}

fn add_parts(message: &Message, text: &mut String) {
    for part in &message.parts {
        match &part.body {
            PartType::Message(inner) => {
                text.push_str(&String::from_utf8_lossy(inner.raw_message()));
                add_parts(inner, text);
            }
            PartType::Text(_) | PartType::Html(_) | PartType::Binary(_) | PartType::InlineBinary(_)
                if part.headers.header_value(&HeaderName::ContentTransferEncoding).is_some() =>
            {
                text.push_str(&String::from_utf8_lossy(part.contents()));
            }
            _ => {}
        }
        text.push('\n');
    }
}

/// The failures of a `message/delivery-status`: groups of fields parted by empty lines, the first about the report itself.
fn failures(status: &str) -> Result<Vec<Failure>, NoReport> {
    let groups = groups(status);
    let about_recipients: Vec<_> = groups.iter().filter(|group| group.contains_key("final-recipient")).collect();
    if about_recipients.is_empty() {
        return Err(NoReport::NoRecipient);
    }
    let failed: Vec<_> = about_recipients.iter().filter(|group| has_failed(group)).collect();
    let failures: Vec<Failure> = failed.iter().filter_map(|group| failure(group)).collect();
    match failures.is_empty() {
        true if failed.is_empty() && about_recipients.iter().any(|group| group.contains_key("status")) => Err(NoReport::Arrived),
        true => Err(NoReport::NoRecipient),
        false => Ok(failures),
    }
}

type Fields = HashMap<String, String>;

fn groups(status: &str) -> Vec<Fields> {
    let mut groups = vec![Fields::new()];
    let mut last: Option<String> = None;
    for line in status.lines() {
        let group = groups.len() - 1;
        if line.trim().is_empty() {
            last = None;
            groups.push(Fields::new());
        } else if line.starts_with([' ', '\t']) {
            // A field goes on.
            if let Some(value) = last.as_ref().and_then(|name| groups[group].get_mut(name)) {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            let name = name.trim().to_ascii_lowercase();
            groups[group].entry(name.clone()).or_insert_with(|| value.trim().to_owned());
            last = Some(name);
        }
    }
    groups
}

/// `Action: failed`; a report that lacks the field but has a status of failure means the same.
fn has_failed(group: &Fields) -> bool {
    let action = group.get("action").map(|action| action.to_ascii_lowercase());
    match action.as_deref().and_then(|action| action.split_whitespace().next()) {
        Some("failed") => true,
        Some("delayed" | "relayed" | "delivered" | "expanded") => false,
        _ => group.get("status").and_then(|status| DeliveryStatus::parse(status)).is_some_and(|status| status.bounce().is_some()),
    }
}

fn failure(group: &Fields) -> Option<Failure> {
    let named = |name: &str| group.get(name).and_then(|value| address(value));
    let recipients: Vec<MailAddress> = ["final-recipient", "original-recipient"].into_iter().filter_map(named).collect();
    if recipients.is_empty() {
        return None;
    }
    let said = group.get("diagnostic-code").and_then(|said| DeliveryStatus::within(said));
    // Some servers write the class alone as the status and the rest into the diagnosis: exim 5.0.0 beside "550 5.1.1 …".
    let status = match group.get("status").and_then(|status| DeliveryStatus::parse(status)) {
        Some(status) if status.is_vague() => said.filter(|said| said.is_permanent() == status.is_permanent()).unwrap_or(status),
        Some(status) => status,
        None => said?,
    };
    Some(Failure { recipients, status })
}

/// The address of `rfc822; ken@example.jp`. Old carrier addresses come in quotes, as we send them, or bare.
pub(super) fn address(value: &str) -> Option<MailAddress> {
    let address = value.split_once(';').map_or(value, |(_, address)| address).trim();
    let address = address.trim_start_matches('<').trim_end_matches('>');
    let (local, domain) = address.rsplit_once('@')?;
    let local = local.strip_prefix('"').and_then(|local| local.strip_suffix('"')).unwrap_or(local);
    MailAddress::parse(&format!("{local}@{domain}")).ok()
}
