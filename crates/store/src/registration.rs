//! How many of those who are eligible have registered.

use crate::{Day, StoreError, Work, engine::fetch_one};

/// A count of people of the roster in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Registration {
    /// Eligible on the day.
    pub eligible: i64,
    /// Of those, with a live account.
    pub registered: i64,
}

impl Work {
    /// How many of an insurer's people are eligible on a day, and how many of them have a live account; of the insured (本人) only, or of
    /// all.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn registration(&self, insurer_id: i64, on: Day, only_insured: bool) -> Result<Registration, StoreError> {
        fetch_one!(
            self,
            Registration,
            "SELECT COUNT(*) AS eligible, COUNT(a.id) AS registered
             FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
             LEFT JOIN accounts a ON a.insurer_id = e.insurer_id AND a.person_id = e.person_id AND a.closed_at IS NULL
             WHERE e.insurer_id = $1 AND e.from_version <= i.roster_version AND i.roster_version < e.to_version
               AND (e.relation = 'insured' OR NOT $3)
               AND (COALESCE(e.eligible_from, e.acquired_on) IS NULL OR COALESCE(e.eligible_from, e.acquired_on) <= $2)
               AND (e.lost_on IS NULL OR $2 < e.lost_on)",
            insurer_id,
            on,
            only_insured
        )
    }
}
