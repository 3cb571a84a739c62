//! Tries at the codes of letters: so many a day for one 記号・番号, over all flows and whether or not anybody has it.

use jiff::Timestamp;
use madoguchi_rules::limits::LETTER_NUMBER;
use madoguchi_store::{StoreError, Work};

use super::{Bucket, Share, Take};
use crate::{
    portal::Portal,
    web::{Refusal, Visit},
};

/// Whether a code may be tried.
pub enum Gate {
    /// It may. It counts as a wrong one unless it is given back.
    Open(Reservation),
    /// The tries are used up until then.
    UsedUp {
        /// When the next one is open.
        until: Timestamp,
    },
}

/// A try that was reserved.
#[derive(Debug)]
#[must_use = "a try that succeeds is given back in the unit of work that records the success"]
pub struct Reservation(Share);

/// Reserves a try at the codes of those with this 記号 and 番号 (loose keys).
///
/// # Errors
/// [`Refusal::Broken`] when the database cannot be asked.
pub async fn reserve(visit: &Visit, insurer_id: i64, symbol: &str, number: &str) -> Result<Gate, Refusal> {
    let (bucket, now) = (&bucket(&visit.portal, insurer_id, symbol, number), visit.now);
    let take = visit.portal.store.write(|work| async move { bucket.take(&work, now).await }).await?;
    Ok(match take {
        Take::Yes(share, _) => Gate::Open(Reservation(share)),
        Take::UsedUp(until) => Gate::UsedUp { until },
    })
}

impl Reservation {
    /// Gives the try back: it succeeded.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn give_back(&self, work: &Work) -> Result<(), StoreError> {
        self.0.give_back(work).await
    }
}

pub(super) fn bucket(portal: &Portal, insurer_id: i64, symbol: &str, number: &str) -> Bucket {
    Bucket::new(portal, LETTER_NUMBER, &[&insurer_id.to_be_bytes(), symbol.as_bytes(), number.as_bytes()])
}
