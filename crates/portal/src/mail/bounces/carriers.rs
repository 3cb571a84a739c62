//! Reports of Japanese carriers that are no RFC 3464: au (ezweb.ne.jp, au.com) sends text with the returned mail below it.
//!
//! Only forms that are documented in public are read; docomo refuses at once, so that our own relay writes the report
//! (`550 Unknown user …` with the status 5.0.0 or 5.2.0).

use madoguchi_rules::delivery::DeliveryStatus;
use mail_parser::Message;

use super::report::{Failure, address};

/// The sentences of au and what they mean in RFC 3463.
const SAID_BY_AU: [(&str, &str); 5] = [
    ("The user(s) account is disabled", "5.2.1"),
    ("The user(s) account is temporarily limited", "4.2.1"),
    ("The user(s) account is temporarily over quota", "4.2.2"),
    ("Your message was not delivered within", "4.4.7"),
    ("Each of the following recipients was rejected by a remote mail server", "5.1.1"),
];

/// The failure that a carrier reports in its own form.
pub fn read(message: &Message) -> Option<Failure> {
    let from = message.from()?.first()?.address()?.to_ascii_lowercase();
    let is_au = matches!(from.as_str(), "postmaster@ezweb.ne.jp" | "postmaster@au.com");
    if !is_au || message.subject()?.trim() != "Mail System Error - Returned Mail" {
        return None;
    }
    let text = message.body_text(0)?;
    let own = before_the_returned_mail(&text);
    let one_line = own.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, status) = SAID_BY_AU.iter().find(|(sentence, _)| one_line.contains(sentence))?;
    let recipients = own.lines().filter_map(recipient).collect::<Vec<_>>();
    if recipients.is_empty() {
        return None;
    }
    Some(Failure { recipients, status: DeliveryStatus::parse(status)? })
}

/// The carrier's own words end at a line of hyphens.
fn before_the_returned_mail(text: &str) -> &str {
    text.split("\n--------------------------------------------------").next().unwrap_or(text)
}

/// `<a@ezweb.ne.jp>`, `<a@ezweb.ne.jp>: 550 user unknown`, `Recipient: <a@ezweb.ne.jp>`.
fn recipient(line: &str) -> Option<madoguchi_rules::mail_address::MailAddress> {
    let line = line.trim();
    let line = line.strip_prefix("Recipient:").map_or(line, str::trim_start);
    let inside = line.strip_prefix('<')?;
    address(&inside[..inside.find('>')?])
}
