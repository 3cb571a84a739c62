//! What an operator sees and does about mail: never to whom a mail goes, nor what it says.

use jiff::{Timestamp, Unit};
use madoguchi_rules::mail_address::MailAddress;
use madoguchi_store::{
    At, StoreError, Work,
    audit::AuditEvent,
    outbox::{DomainMails, ListedMail},
};
use serde::Serialize;

use super::{
    Letter, MailConfigError, Mailer, Trouble,
    message::{MessageError, Outside, message},
    reference,
    words::{Sender, words},
};
use crate::{clock::in_tokyo, portal::Portal};

/// Which mails to list.
#[derive(Clone, Debug)]
pub struct MailFilter {
    /// `queued`, `delivered`, `failed`, `expired` or `stopped`; `None` for all.
    pub state: Option<String>,
    /// Only those that came back.
    pub bounced: bool,
    /// Only those of this insurer.
    pub insurer_id: Option<i64>,
    /// At most so many, the newest first.
    pub most: u32,
}

/// A mail in the operator's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MailLine {
    /// Identifier, for `retry`; in JSON a text, because it is larger than what readers in JavaScript can hold.
    #[serde(serialize_with = "as_text")]
    pub id: i64,
    /// What it says (`sign_up_code` …).
    pub kind: String,
    /// The insurer's code.
    pub insurer: Option<String>,
    /// The recipient's domain.
    pub domain: String,
    /// `queued`, `delivered`, `failed`, `expired` or `stopped`.
    pub state: String,
    /// Tries so far.
    pub attempts: i64,
    /// When it was written, as the wall clock in Tokyo shows it (ISO 8601 with offset).
    pub written: String,
    /// When the next try is due, of a queued mail.
    pub next_try: Option<String>,
    /// When it ended.
    pub ended: Option<String>,
    /// What the last failed try met: status codes and our own words.
    pub last_error: Option<String>,
    /// What came back: `hard`, `soft` or `policy`, with its status.
    pub bounce: Option<String>,
}

/// Mails of the last days to one domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DomainLine {
    /// The recipients' domain.
    pub domain: String,
    /// Waiting.
    pub queued: i64,
    /// Taken by the relay.
    pub delivered: i64,
    /// Failed for good.
    pub failed: i64,
    /// Dropped because their code ran out.
    pub expired: i64,
    /// Not handed over because mail to the address is stopped.
    pub stopped: i64,
    /// Came back.
    pub bounced: i64,
}

/// Which mails to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Every one that waits or is a dead letter.
    All,
    /// This one.
    One(i64),
}

/// A test mail that was not taken.
#[derive(Debug, thiserror::Error)]
pub enum MailTestError {
    /// The configuration names no way.
    #[error(transparent)]
    Config(#[from] MailConfigError),
    /// The mail cannot be written.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// What the relay said, or why it was not reached.
    #[error("the mail was not taken: {0}")]
    Trouble(#[from] Trouble),
}

/// The newest mails.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list(portal: &Portal, filter: &MailFilter) -> Result<Vec<MailLine>, StoreError> {
    let (state, insurer_id, bounced, most) = (filter.state.as_deref(), filter.insurer_id, filter.bounced, i64::from(filter.most));
    let mails = portal.store.read(|work| async move { work.mails(state, insurer_id, bounced, most).await }).await?;
    Ok(mails.into_iter().map(MailLine::from).collect())
}

/// The mails written since `since` by the recipients' domain, most failures first: a carrier that refuses us shows here.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn domains(portal: &Portal, since: Timestamp) -> Result<Vec<DomainLine>, StoreError> {
    let counted = portal.store.read(|work| async move { work.mails_by_domain(At::from(since)).await }).await?;
    Ok(counted.into_iter().map(DomainLine::from).collect())
}

/// Makes mails due at once: those that wait, and dead letters and stopped mails without a code. Answers how many; the running server hands them over.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn retry(portal: &Portal, which: Retry, actor: &str) -> Result<u64, StoreError> {
    let now = portal.clock.now();
    let (id, subject) = match which {
        Retry::All => (None, "mail:all".to_owned()),
        Retry::One(id) => (Some(id), format!("mail:{id}")),
    };
    let event = &AuditEvent {
        id: portal.random.id(now),
        at: At::from(now),
        insurer_id: None,
        actor_kind: "command".to_owned(),
        actor: actor.to_owned(),
        action: "mail.retried".to_owned(),
        subject,
        detail: "{}".to_owned(),
    };
    let again = |work: Work| async move {
        let count = work.retry_mails(id, At::from(now)).await?;
        if count > 0 {
            work.record(event).await?;
        }
        Ok(count)
    };
    portal.store.write(again).await
}

/// Sends a test mail at once, past the outbox, and answers what the relay said (or the file that was written).
///
/// # Errors
/// [`MailTestError`] with all that the relay said.
pub async fn test(portal: &Portal, address: &MailAddress) -> Result<String, MailTestError> {
    let mailer = Mailer::open(&portal.config)?;
    let now = portal.clock.now();
    let id = portal.random.id(now);
    let sender = Sender::service(&portal.config);
    let words = words(&portal.config, &sender, &Letter::Test, "ja", now);
    let reference = &reference::of(portal, id);
    let (from, bounces_to) = (mailer.from(), mailer.bounces_to());
    let outside = Outside { reference, to: address, from, bounces_to, sender: &sender, written: now, unsubscribe: None };
    let outgoing = message(&outside, &words)?;
    let answer = mailer.hand_over(id, &outgoing, now).await?;
    mailer.rest().await;
    Ok(answer)
}

fn as_text<S: serde::Serializer>(id: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

fn on_the_wall(at: At) -> String {
    let moment = in_tokyo(at.timestamp());
    let moment = moment.round(Unit::Second).unwrap_or(moment);
    moment.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

impl From<ListedMail> for MailLine {
    fn from(mail: ListedMail) -> MailLine {
        MailLine {
            id: mail.id,
            kind: mail.kind,
            insurer: mail.insurer_code,
            domain: mail.recipient_domain,
            attempts: mail.attempts,
            written: on_the_wall(mail.created_at),
            next_try: (mail.state == "queued").then(|| on_the_wall(mail.next_attempt_at)),
            ended: mail.finished_at.map(on_the_wall),
            last_error: mail.last_error,
            bounce: mail.bounce.map(|bounce| format!("{bounce} {}", mail.bounce_status.unwrap_or_default())),
            state: mail.state,
        }
    }
}

impl From<DomainMails> for DomainLine {
    fn from(mails: DomainMails) -> DomainLine {
        let DomainMails { domain, queued, delivered, failed, expired, stopped, bounced } = mails;
        DomainLine { domain, queued, delivered, failed, expired, stopped, bounced }
    }
}
