//! `madoguchi mail bounce`: delivery reports, from a pipe or a maildir.
//!
//! A report counts when it names one of our mails by its signed [`mod@super::reference`] and the address that the mail went to.
//! Everything else (answers of people and of their machines, reports about other mails) is refused and changes nothing.

pub mod carriers;
pub mod maildir;
pub mod report;

use madoguchi_rules::mail_address::MailAddress;
use madoguchi_store::{StoreError, Work, bounces::SentMail};
use serde::Serialize;

use super::{
    reference,
    stops::{self, Actor, CameBack},
};
use crate::portal::Portal;
pub use report::{Failure, NoReport, Report};

/// More than any report: whole mails that are sent back with it are larger only when they are not ours.
pub const MOST_BYTES: u64 = 10 * 1024 * 1024;

/// What came of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Noted {
    /// The mail's number, as `madoguchi mail list` shows it.
    pub mail: String,
    /// `hard`, `soft` or `policy`.
    pub bounce: &'static str,
    /// The status (`5.1.1`).
    pub status: String,
    /// Whether it was new: the same report may come twice.
    pub new: bool,
    /// Whether mail to the address stopped with it.
    pub stopped: bool,
}

/// Why a message was refused. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum BounceError {
    /// It is no report of a failed delivery.
    #[error(transparent)]
    NoReport(#[from] NoReport),
    /// No reference of ours is in it, or its mail is too old to be remembered.
    #[error(
        "the report names no mail that this outbox remembers (a mail is remembered for 30 days); \
         expected a Message-ID of ours in the mail that it returns\nRead it by hand."
    )]
    NotOurMail,
    /// The mail went to somebody else.
    #[error("the report is about another recipient than the mail's\nRead it by hand: a forwarding may have failed.")]
    OtherRecipient,
    /// It is larger than a report.
    #[error("the message is larger than {MOST_BYTES} bytes: this is no delivery report")]
    TooLarge,
    /// The database refused; try again.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Noted {
    /// The line that the command prints.
    pub fn line(&self) -> String {
        let Noted { mail, bounce, status, .. } = self;
        match (self.new, self.stopped) {
            (false, _) => format!("mail {mail}: {bounce} bounce ({status}), known already"),
            (true, true) => format!("mail {mail}: {bounce} bounce ({status}); mail to this address is stopped"),
            (true, false) => format!("mail {mail}: {bounce} bounce ({status})"),
        }
    }
}

/// Reads a message and notes what it reports; none when that is no failure (the mail is late, was relayed, or arrived).
///
/// # Errors
/// [`BounceError`]; then nothing was changed.
pub async fn take_in(portal: &Portal, message: &[u8], by: &Actor) -> Result<Option<Noted>, BounceError> {
    if message.len() as u64 > MOST_BYTES {
        return Err(BounceError::TooLarge);
    }
    let report = match report::read(message) {
        Err(NoReport::Arrived) => return Ok(None),
        read => read?,
    };
    let mails = &reference::within(portal, &report.text);
    let keys: Vec<(Vec<u8>, &Failure)> = report.failures.iter().flat_map(|failure| keys_of(portal, failure)).collect();
    let (keys, now) = (&keys, portal.clock.now());
    let note = |work: Work| async move {
        let mut known = false;
        for id in mails {
            let Some(mail) = work.sent_mail(*id).await? else { continue };
            known = true;
            let Some(failure) = about(keys, &mail) else { continue };
            let came_back = stops::came_back(portal, &work, &mail, failure.status, by, now).await?;
            return Ok(Ok(came_back.map(|came_back| noted(&mail, failure, came_back))));
        }
        Ok(Err(known))
    };
    match portal.store.write(note).await? {
        Ok(noted) => Ok(noted),
        Err(true) => Err(BounceError::OtherRecipient),
        Err(false) => Err(BounceError::NotOurMail),
    }
}

/// The recipients of a failure as the database knows addresses: the one that was reached last and the one that was written to.
fn keys_of<'f>(portal: &Portal, failure: &'f Failure) -> Vec<(Vec<u8>, &'f Failure)> {
    let key = |address: &MailAddress| (stops::key_of(portal, address), failure);
    failure.recipients.iter().map(key).collect()
}

fn about<'f>(keys: &[(Vec<u8>, &'f Failure)], mail: &SentMail) -> Option<&'f Failure> {
    keys.iter().find(|(key, _)| *key == mail.recipient_key).map(|(_, failure)| *failure)
}

fn noted(mail: &SentMail, failure: &Failure, came_back: CameBack) -> Noted {
    let CameBack { bounce, is_new, stopped } = came_back;
    Noted { mail: mail.id.to_string(), bounce: bounce.name(), status: failure.status.to_string(), new: is_new, stopped }
}
