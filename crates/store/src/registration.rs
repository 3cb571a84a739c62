//! How many of those who are eligible have registered: counted over the whole roster by a job, kept by day for the pages.

use crate::{
    At, Day, StoreError, Work,
    engine::{execute, fetch_all, fetch_one, fetch_optional},
};

/// A count of people of the roster in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Registration {
    /// Eligible on the day.
    pub eligible: i64,
    /// Of those, with a live account.
    pub registered: i64,
}

/// The counts of an insurer on a day, as they were last taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CountedDay {
    /// The insurer.
    pub insurer_id: i64,
    /// The day.
    pub day: Day,
    /// Eligible, insured or not.
    pub eligible: i64,
    /// Of those, with a live account.
    pub registered: i64,
    /// Eligible and insured (本人).
    pub insured_eligible: i64,
    /// Of those, with a live account.
    pub insured_registered: i64,
    /// Accounts that are not closed, of whoever.
    pub accounts: i64,
    /// When it was counted.
    pub counted_at: At,
}

impl CountedDay {
    /// The count of the insured only, or of all.
    pub fn of(&self, only_insured: bool) -> Registration {
        match only_insured {
            true => Registration { eligible: self.insured_eligible, registered: self.insured_registered },
            false => Registration { eligible: self.eligible, registered: self.registered },
        }
    }
}

impl Work {
    /// Counts an insurer's people who are eligible on a day, and who of them has a live account. It reads the whole roster: for jobs.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_registration(&self, insurer_id: i64, on: Day, at: At) -> Result<CountedDay, StoreError> {
        fetch_one!(
            self,
            CountedDay,
            "SELECT CAST($1 AS BIGINT) AS insurer_id, CAST($2 AS TEXT) AS day, CAST($3 AS BIGINT) AS counted_at,
                 COUNT(*) AS eligible, COUNT(a.id) AS registered,
                 COUNT(CASE WHEN e.relation = 'insured' THEN 1 END) AS insured_eligible,
                 COUNT(CASE WHEN e.relation = 'insured' THEN a.id END) AS insured_registered,
                 (SELECT COUNT(*) FROM accounts o WHERE o.insurer_id = $1 AND o.closed_at IS NULL) AS accounts
             FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
             LEFT JOIN accounts a ON a.insurer_id = e.insurer_id AND a.person_id = e.person_id AND a.closed_at IS NULL
             WHERE e.insurer_id = $1 AND e.from_version <= i.roster_version AND i.roster_version < e.to_version
               AND (COALESCE(e.eligible_from, e.acquired_on) IS NULL OR COALESCE(e.eligible_from, e.acquired_on) <= $2)
               AND (e.lost_on IS NULL OR $2 < e.lost_on)",
            insurer_id,
            on,
            at
        )
    }

    /// Keeps a count, in place of an earlier one of its day.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_registration_day(&self, count: &CountedDay) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO registration_days (insurer_id, day, eligible, registered, insured_eligible, insured_registered, accounts, counted_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (insurer_id, day) DO UPDATE SET eligible = excluded.eligible, registered = excluded.registered,
                 insured_eligible = excluded.insured_eligible, insured_registered = excluded.insured_registered,
                 accounts = excluded.accounts, counted_at = excluded.counted_at",
            count.insurer_id,
            count.day,
            count.eligible,
            count.registered,
            count.insured_eligible,
            count.insured_registered,
            count.accounts,
            count.counted_at
        )?;
        Ok(())
    }

    /// The counts of an insurer from a day on, the earliest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn registration_days(&self, insurer_id: i64, from: Day) -> Result<Vec<CountedDay>, StoreError> {
        fetch_all!(self, CountedDay, "SELECT * FROM registration_days WHERE insurer_id = $1 AND day >= $2 ORDER BY day", insurer_id, from)
    }

    /// The latest count of an insurer.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_registration_day(&self, insurer_id: i64) -> Result<Option<CountedDay>, StoreError> {
        fetch_optional!(self, CountedDay, "SELECT * FROM registration_days WHERE insurer_id = $1 ORDER BY day DESC LIMIT 1", insurer_id)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
