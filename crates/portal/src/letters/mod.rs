//! Letters that bring a 初回登録コード: whoever holds one got it by post at the address that the roster has, or over the counter.
//!
//! [`issue`] makes the letters of everybody who is due one (on the command line and at the desk), [`issue_one`] that of one person at the desk, [`codes`] judges
//! a code that was typed. A code stands in clear in the letter and nowhere else.

pub mod codes;
mod file;
mod issue;
mod one;
mod paper;
mod request;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

pub use file::{Format, LETTERS_A_PDF};
pub use issue::{issue, survey};
pub use one::{OneError, OneLetter, issue_one};
pub use paper::last_day;
pub use request::{CAUTION, IssueError, IssueOutcome, IssueRequest, LeftOut, NO_ADDRESS, Whom};

use jiff::Timestamp;
use madoguchi_store::{At, audit::AuditEvent};
use serde_json::Value;

use crate::{imports::roster::Actor, portal::Portal};

/// An event of the trail by whoever issues letters.
fn event(portal: &Portal, now: Timestamp, by: &Actor, insurer_id: i64, subject: String, detail: &Value) -> AuditEvent {
    AuditEvent {
        id: portal.random.id(now),
        at: At::from(now),
        insurer_id: Some(insurer_id),
        actor_kind: by.kind.to_owned(),
        actor: by.name.clone(),
        action: "letters.issued".to_owned(),
        subject,
        detail: detail.to_string(),
    }
}
