//! Limits (contract, section 5): budgets that are reserved before anything is looked up, and given back on success.
//!
//! What is counted is what was typed, in the form in which it is compared, whether or not anybody like that exists. So a limit that
//! is used up can be told, and tells nothing. The numbers are in `madoguchi_rules::limits`; the counters are rows, so that all servers
//! of a database count together and none forgets when it dies.

pub mod ceremonies;
pub mod device;
pub mod identification;
pub mod letters;
pub mod login;
pub mod mails;
pub mod pages;
pub mod person;
pub mod pressure;
pub mod proof_of_work;
pub mod recovery;
pub mod user_ids;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use madoguchi_rules::{limits::Budget, sources::source_of};
use madoguchi_store::{At, StoreError, Work, limits::Taken};

use crate::{portal::Portal, web::Visit};

/// A budget of one person, source or whatever it is counted by.
struct Bucket {
    budget: Budget,
    key: [u8; 32],
}

/// One that was taken out of a bucket and can be given back.
#[derive(Clone, Copy, Debug)]
struct Share {
    bucket: [u8; 32],
    window_ends_at: At,
}

/// What came of taking one out of a bucket.
enum Take {
    /// It was taken; so many are taken in this window, this one included.
    Yes(Share, i64),
    /// Nothing is left until then.
    UsedUp(Timestamp),
}

impl Bucket {
    /// The bucket of a budget by what it is counted by, of which only a keyed hash is kept.
    fn new(portal: &Portal, budget: Budget, counted_by: &[&[u8]]) -> Bucket {
        let parts = [&[budget.name.as_bytes()], counted_by].concat();
        Bucket { budget, key: portal.keys.limits.mac(&parts) }
    }

    /// The bucket of a budget that is counted by where the visit comes from.
    fn of_source(visit: &Visit, budget: Budget) -> Bucket {
        Bucket::new(&visit.portal, budget, &[source_of(visit.source).to_string().as_bytes()])
    }

    /// Takes one of the budget.
    async fn take(&self, work: &Work, now: Timestamp) -> Result<Take, StoreError> {
        Ok(match self.take_of(work, i64::from(self.budget.amount), now).await? {
            Taken::Yes { used, window_ends_at } => Take::Yes(Share { bucket: self.key, window_ends_at }, used),
            Taken::UsedUp { until } => Take::UsedUp(until.timestamp()),
        })
    }

    /// Counts one without refusing any; answers how many are counted, this one included.
    async fn count(&self, work: &Work, now: Timestamp) -> Result<(Share, i64), StoreError> {
        Ok(match self.take_of(work, i64::MAX, now).await? {
            Taken::Yes { used, window_ends_at } => (Share { bucket: self.key, window_ends_at }, used),
            Taken::UsedUp { until } => (Share { bucket: self.key, window_ends_at: until }, i64::MAX),
        })
    }

    async fn take_of(&self, work: &Work, most: i64, now: Timestamp) -> Result<Taken, StoreError> {
        work.take_from_budget(&self.key, most, At::from(now), At::from(now + self.budget.window)).await
    }
}

impl Share {
    async fn give_back(&self, work: &Work) -> Result<(), StoreError> {
        work.give_back_to_budget(&self.bucket, self.window_ends_at).await
    }
}
