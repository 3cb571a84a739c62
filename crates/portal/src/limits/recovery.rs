//! Recovery flows: so many a day per account, existing or not. A recovery never blocks a login.

use madoguchi_rules::limits::RECOVERY_ACCOUNT;

use super::{Bucket, Take};
use crate::web::{Refusal, Visit};

/// Reserves a recovery flow for the account that `key` names, as it is compared; never given back.
///
/// # Errors
/// [`Refusal::LimitUsedUp`] when the day's flows are used up.
pub async fn reserve(visit: &Visit, key: &str) -> Result<(), Refusal> {
    let (bucket, now) = (&Bucket::new(&visit.portal, RECOVERY_ACCOUNT, &[key.as_bytes()]), visit.now);
    match visit.portal.store.write(|work| async move { bucket.take(&work, now).await }).await? {
        Take::Yes(..) => Ok(()),
        Take::UsedUp(until) => Err(Refusal::LimitUsedUp { until }),
    }
}
