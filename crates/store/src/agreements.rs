//! How many agreed to which version of the terms: counted by a job, kept for the pages.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all},
};

/// How many agreed to a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Agreed {
    /// The version.
    pub version: i64,
    /// How many open accounts.
    pub agreed: i64,
    /// When it was counted; of several insurers the earliest.
    pub counted_at: At,
}

impl Work {
    /// Counts how many open accounts of an insurer agreed to each version. It reads all consents of the insurer: for jobs.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_agreements(&self, insurer_id: i64, at: At) -> Result<Vec<Agreed>, StoreError> {
        fetch_all!(
            self,
            Agreed,
            "SELECT t.version, COALESCE(n.agreed, 0) AS agreed, CAST($2 AS BIGINT) AS counted_at FROM terms_versions t
             LEFT JOIN (SELECT c.version, COUNT(*) AS agreed FROM consents c
                 JOIN accounts a ON a.insurer_id = c.insurer_id AND a.id = c.account_id AND a.closed_at IS NULL
                 WHERE c.insurer_id = $1 GROUP BY c.version) n ON n.version = t.version
             ORDER BY t.version",
            insurer_id,
            at
        )
    }

    /// Keeps a count of an insurer, in place of an earlier one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_agreed(&self, insurer_id: i64, count: &Agreed) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO agreements (version, insurer_id, agreed, counted_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (version, insurer_id) DO UPDATE SET agreed = excluded.agreed, counted_at = excluded.counted_at",
            count.version,
            insurer_id,
            count.agreed,
            count.counted_at
        )?;
        Ok(())
    }

    /// How many agreed to each version, of one insurer or of all, the latest version first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn agreements(&self, insurer_id: Option<i64>) -> Result<Vec<Agreed>, StoreError> {
        fetch_all!(
            self,
            Agreed,
            "SELECT version, CAST(SUM(agreed) AS BIGINT) AS agreed, MIN(counted_at) AS counted_at FROM agreements
             WHERE insurer_id = $1 OR $1 IS NULL GROUP BY version ORDER BY version DESC",
            insurer_id
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
