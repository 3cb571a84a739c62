//! Questions whether a user ID is free: so many per sign-up flow, since the answer tells who is registered.

use madoguchi_rules::limits::USER_ID_QUESTIONS;

use super::{Bucket, Take};
use crate::web::{Refusal, Visit};

/// Reserves a question of this flow; answers whether one was left.
///
/// # Errors
/// [`Refusal::Broken`] when the database cannot be asked.
pub async fn reserve(visit: &Visit, flow_id: i64) -> Result<bool, Refusal> {
    let (bucket, now) = (&Bucket::new(&visit.portal, USER_ID_QUESTIONS, &[&flow_id.to_be_bytes()]), visit.now);
    let take = visit.portal.store.write(|work| async move { bucket.take(&work, now).await }).await?;
    Ok(matches!(take, Take::Yes(..)))
}
