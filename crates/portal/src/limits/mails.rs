//! Mails: so many an hour to one address, in whatever spelling, and so many that one source causes.

use jiff::Timestamp;
use madoguchi_rules::{
    limits::{MAILS_ADDRESS, MAILS_SOURCE},
    mail_address::MailAddress,
};
use madoguchi_store::{StoreError, Work};

use super::{Bucket, Take};
use crate::web::{Refusal, Visit};

/// Reserves a mail to this address. It is reserved before it is known whether the mail will be written, and is never given back.
///
/// # Errors
/// [`Refusal::LimitUsedUp`] when the address or the source has had its mails of the hour.
pub async fn reserve(visit: &Visit, address: &MailAddress) -> Result<(), Refusal> {
    let by_address = &Bucket::new(&visit.portal, MAILS_ADDRESS, &[address.key().as_bytes()]);
    let by_source = &Bucket::of_source(visit, MAILS_SOURCE);
    let now = visit.now;
    match visit.portal.store.write(|work| async move { take(&work, by_address, by_source, now).await }).await? {
        None => Ok(()),
        Some(until) => Err(Refusal::LimitUsedUp { until }),
    }
}

/// Takes one of both, or of neither: then until when.
async fn take(work: &Work, by_address: &Bucket, by_source: &Bucket, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let share = match by_address.take(work, now).await? {
        Take::Yes(share, _) => share,
        Take::UsedUp(until) => return Ok(Some(until)),
    };
    match by_source.take(work, now).await? {
        Take::Yes(..) => Ok(None),
        Take::UsedUp(until) => {
            share.give_back(work).await?;
            Ok(Some(until))
        }
    }
}
