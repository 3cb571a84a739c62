//! Writing a mail to the outbox, in the transaction that needs it.

use jiff::Timestamp;
use madoguchi_rules::mail_address::MailAddress;
use madoguchi_store::{At, StoreError, Work, outbox::QueuedMail};
use serde::{Deserialize, Serialize};

use super::{Letter, stops};
use crate::portal::Portal;

/// To whom a mail goes, and in whose name.
#[derive(Clone, Debug)]
pub struct Addressee {
    /// The address.
    pub address: MailAddress,
    /// The insurer in whose name the mail goes.
    pub insurer_id: Option<i64>,
    /// The account that it concerns.
    pub account_id: Option<i64>,
    /// `ja` or `en`: the language of the pages from which it was asked for.
    pub language: &'static str,
}

/// What stands sealed in the outbox.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SealedMail {
    pub(super) address: String,
    pub(super) language: String,
    pub(super) letter: Letter,
}

/// Queues a letter. The job hands it over within two seconds when the relay answers.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn queue(portal: &Portal, work: &Work, to: &Addressee, letter: &Letter, now: Timestamp) -> Result<(), StoreError> {
    work.queue_mail(&seal(portal, portal.random.id(now), to, letter, now)?).await
}

/// The place of a letter in a mailing.
#[derive(Clone, Copy, Debug)]
pub struct OfMailing {
    /// The notice.
    pub mailing_id: i64,
    /// The mail's own number. The caller draws it: of many at once two could be the same.
    pub mail_id: i64,
    /// Not handed over before.
    pub due: Timestamp,
}

/// Queues a letter of a mailing.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn queue_of_mailing(
    portal: &Portal,
    work: &Work,
    to: &Addressee,
    letter: &Letter,
    place: OfMailing,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mail = seal(portal, place.mail_id, to, letter, now)?;
    work.queue_mail(&QueuedMail { mailing_id: Some(place.mailing_id), due_at: At::from(place.due), ..mail }).await
}

/// Writes a letter to the outbox and takes it back in the same unit of work: the work of a mail, and no mail. For flows of somebody
/// who does not exist, so that the time of the answer does not tell.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn queue_to_nobody(portal: &Portal, work: &Work, to: &Addressee, letter: &Letter, now: Timestamp) -> Result<(), StoreError> {
    let mail = seal(portal, portal.random.id(now), to, letter, now)?;
    work.queue_mail(&mail).await?;
    work.withdraw_mail(mail.id).await
}

fn seal(portal: &Portal, id: i64, to: &Addressee, letter: &Letter, now: Timestamp) -> Result<QueuedMail, StoreError> {
    let content = SealedMail { address: to.address.as_given(), language: to.language.to_owned(), letter: letter.clone() };
    let content =
        serde_json::to_vec(&content).map_err(|error| StoreError::Unreadable { column: "outbox.sealed", problem: error.to_string() })?;
    Ok(QueuedMail {
        id,
        insurer_id: to.insurer_id,
        account_id: to.account_id,
        mailing_id: None,
        kind: letter.kind().to_owned(),
        recipient_domain: to.address.domain().to_owned(),
        recipient_key: stops::key_of(portal, &to.address),
        sealed: portal.keys.outbox.seal(portal.random, &seal_context(id), &content),
        expires_at: letter.expires_at().map(At::from),
        due_at: At::from(now),
        created_at: At::from(now),
    })
}

/// A sealed mail opens only in its own row.
pub(super) fn seal_context(id: i64) -> Vec<u8> {
    [b"outbox ".as_slice(), &id.to_be_bytes()].concat()
}
