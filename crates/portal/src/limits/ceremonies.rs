//! Ceremonies of passkeys that a source begins: nothing can be guessed in one, but each is a row.

use madoguchi_rules::limits::CEREMONIES_SOURCE;

use super::{Bucket, Take};
use crate::web::{Refusal, Visit};

/// Reserves a ceremony; never given back.
///
/// # Errors
/// [`Refusal::LimitUsedUp`] when the source has begun its ceremonies of the hour.
pub async fn reserve(visit: &Visit) -> Result<(), Refusal> {
    let (bucket, now) = (&Bucket::of_source(visit, CEREMONIES_SOURCE), visit.now);
    match visit.portal.store.write(|work| async move { bucket.take(&work, now).await }).await? {
        Take::Yes(..) => Ok(()),
        Take::UsedUp(until) => Err(Refusal::LimitUsedUp { until }),
    }
}
