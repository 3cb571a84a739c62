//! The counters of limits (contract, section 5). A bucket is a keyed hash of what was typed or of a source: nothing personal stands
//! here. Every counter is one row that one statement raises, so that of any number of parallel tries no more pass than there may be.

use crate::{
    At, Day, StoreError, Work,
    engine::{execute, fetch_one, fetch_optional},
};

/// The row of failed identifications over all insurers (K6); insurers have positive identifiers.
pub const WHOLE_SERVICE: i64 = 0;

/// What came of taking one from a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// One was taken.
    Yes {
        /// How many are taken in this window, this one included.
        used: i64,
        /// When the window ends; giving back names it, so that nothing is taken out of a later window.
        window_ends_at: At,
    },
    /// Nothing was left.
    UsedUp {
        /// When the window ends.
        until: At,
    },
}

/// How many failed identifications an hour an insurer or the service bears before its sign-up asks for more (K5, K6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct FailureBudget {
    /// The insurer, or [`WHOLE_SERVICE`].
    pub insurer_id: i64,
    /// Failures an hour.
    pub budget: i64,
    /// When it was reckoned from the roster and the last 30 days.
    pub reckoned_at: At,
}

impl Work {
    /// Takes one from the budget of a bucket, unless `most` are taken in the window that runs; a window that ended is followed by
    /// one that ends at `window_ends_at`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn take_from_budget(&self, bucket: &[u8], most: i64, now: At, window_ends_at: At) -> Result<Taken, StoreError> {
        let taken = fetch_optional!(
            self,
            (i64, At),
            "INSERT INTO limit_counters (bucket, used, window_ends_at) VALUES ($1, 1, $4)
             ON CONFLICT (bucket) DO UPDATE SET
                 used = CASE WHEN limit_counters.window_ends_at <= $3 THEN 1 ELSE limit_counters.used + 1 END,
                 window_ends_at = CASE WHEN limit_counters.window_ends_at <= $3 THEN $4 ELSE limit_counters.window_ends_at END
             WHERE limit_counters.window_ends_at <= $3 OR limit_counters.used < $2
             RETURNING used, window_ends_at",
            bucket,
            most,
            now,
            window_ends_at
        )?;
        if let Some((used, window_ends_at)) = taken {
            return Ok(Taken::Yes { used, window_ends_at });
        }
        let (until,) = fetch_one!(self, (At,), "SELECT window_ends_at FROM limit_counters WHERE bucket = $1", bucket)?;
        Ok(Taken::UsedUp { until })
    }

    /// Gives one back to the window from which it was taken; to a window that ended nothing is given.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn give_back_to_budget(&self, bucket: &[u8], window_ends_at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE limit_counters SET used = used - 1 WHERE bucket = $1 AND window_ends_at = $2 AND used > 0",
            bucket,
            window_ends_at
        )?;
        Ok(())
    }

    /// Removes the counters whose window ended; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_ended_budgets(&self, now: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM limit_counters WHERE window_ends_at <= $1", now)
    }

    /// Notes five typed values by their digest; answers whether they are new, that is, not noted since they last expired.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn note_attempt(&self, digest: &[u8], insurer_id: i64, at: At, expires_at: At) -> Result<bool, StoreError> {
        let noted = execute!(
            self,
            "INSERT INTO identification_attempts (digest, insurer_id, at, expires_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (digest) DO UPDATE SET at = $3, expires_at = $4 WHERE identification_attempts.expires_at <= $3",
            digest,
            insurer_id,
            at,
            expires_at
        )?;
        Ok(noted == 1)
    }

    /// Forgets five typed values: they were not judged, or were right.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_attempt(&self, digest: &[u8]) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM identification_attempts WHERE digest = $1", digest)?;
        Ok(())
    }

    /// Removes the attempts that expired; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_expired_attempts(&self, now: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM identification_attempts WHERE expires_at <= $1", now)
    }

    /// Counts a failed identification in an hour, unless `most` are counted; answers how many are with this one, or none.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn take_failure(&self, insurer_id: i64, hour: At, most: i64) -> Result<Option<i64>, StoreError> {
        let taken = fetch_optional!(
            self,
            (i64,),
            "INSERT INTO identification_failures (insurer_id, hour, failures, alerted) VALUES ($1, $2, 1, 0)
             ON CONFLICT (insurer_id, hour) DO UPDATE SET failures = identification_failures.failures + 1
             WHERE identification_failures.failures < $3
             RETURNING failures",
            insurer_id,
            hour,
            most
        )?;
        Ok(taken.map(|(failures,)| failures))
    }

    /// Takes a counted failure back.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn give_failure_back(&self, insurer_id: i64, hour: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE identification_failures SET failures = failures - 1 WHERE insurer_id = $1 AND hour = $2 AND failures > 0",
            insurer_id,
            hour
        )?;
        Ok(())
    }

    /// Notes that an hour reached an alert's step; answers whether this call was the first to see it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn raise_failure_alert(&self, insurer_id: i64, hour: At, step: i64) -> Result<bool, StoreError> {
        let raised = execute!(
            self,
            "UPDATE identification_failures SET alerted = $3 WHERE insurer_id = $1 AND hour = $2 AND alerted < $3",
            insurer_id,
            hour,
            step
        )?;
        Ok(raised == 1)
    }

    /// Failed identifications in the hours from `from` until before `until`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn failures_between(&self, insurer_id: i64, from: At, until: At) -> Result<i64, StoreError> {
        let (failures,) = fetch_one!(
            self,
            (i64,),
            "SELECT CAST(COALESCE(SUM(failures), 0) AS BIGINT) FROM identification_failures
             WHERE insurer_id = $1 AND hour >= $2 AND hour < $3",
            insurer_id,
            from,
            until
        )?;
        Ok(failures)
    }

    /// Removes the counts of hours before `before`; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_failures_before(&self, before: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM identification_failures WHERE hour < $1", before)
    }

    /// The budget of an insurer, or of the service, as it was last reckoned.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn failure_budget(&self, insurer_id: i64) -> Result<Option<FailureBudget>, StoreError> {
        fetch_optional!(self, FailureBudget, "SELECT * FROM failure_budgets WHERE insurer_id = $1", insurer_id)
    }

    /// Puts a newly reckoned budget in place of the last one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_failure_budget(&self, budget: &FailureBudget) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO failure_budgets (insurer_id, budget, reckoned_at) VALUES ($1, $2, $3)
             ON CONFLICT (insurer_id) DO UPDATE SET budget = excluded.budget, reckoned_at = excluded.reckoned_at",
            budget.insurer_id,
            budget.budget,
            budget.reckoned_at
        )?;
        Ok(())
    }

    /// How many people of an insurer, or with [`WHOLE_SERVICE`] of all, are eligible on a day, by the rosters in force.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_eligible(&self, insurer_id: i64, on: Day) -> Result<i64, StoreError> {
        let (eligible,) = match insurer_id {
            WHOLE_SERVICE => fetch_one!(
                self,
                (i64,),
                "SELECT COUNT(*) FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
                 WHERE e.from_version <= i.roster_version AND i.roster_version < e.to_version
                   AND (e.acquired_on IS NULL OR e.acquired_on <= $1) AND (e.lost_on IS NULL OR $1 < e.lost_on)",
                on
            )?,
            _ => fetch_one!(
                self,
                (i64,),
                "SELECT COUNT(*) FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
                 WHERE e.insurer_id = $1 AND e.from_version <= i.roster_version AND i.roster_version < e.to_version
                   AND (e.acquired_on IS NULL OR e.acquired_on <= $2) AND (e.lost_on IS NULL OR $2 < e.lost_on)",
                insurer_id,
                on
            )?,
        };
        Ok(eligible)
    }

    /// Spends a challenge; answers whether it was unspent.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn spend_challenge(&self, challenge: &[u8], expires_at: At) -> Result<bool, StoreError> {
        let spent = execute!(
            self,
            "INSERT INTO spent_challenges (challenge, expires_at) VALUES ($1, $2) ON CONFLICT (challenge) DO NOTHING",
            challenge,
            expires_at
        )?;
        Ok(spent == 1)
    }

    /// Removes spent challenges that nobody could present any more; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_expired_challenges(&self, now: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM spent_challenges WHERE expires_at <= $1", now)
    }

    /// How many are taken of a bucket in the window that runs, and when that ends.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn budget_used(&self, bucket: &[u8], now: At) -> Result<Option<(i64, At)>, StoreError> {
        fetch_optional!(
            self,
            (i64, At),
            "SELECT used, window_ends_at FROM limit_counters WHERE bucket = $1 AND window_ends_at > $2",
            bucket,
            now
        )
    }

    /// Forgets what was taken of a bucket; answers whether anything was.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn clear_budget(&self, bucket: &[u8]) -> Result<bool, StoreError> {
        Ok(execute!(self, "DELETE FROM limit_counters WHERE bucket = $1", bucket)? == 1)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
