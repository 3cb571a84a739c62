//! Identifications that failed, kept sealed for the desk: which item did not match. Found by keyed hashes alone.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all},
};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

/// A failed identification.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SignupTry {
    /// The insurer.
    pub insurer_id: i64,
    /// Keyed hash of the five values: the same try again is the same row.
    pub digest: Vec<u8>,
    /// Keyed hash of 記号 and 番号.
    pub number_hash: Vec<u8>,
    /// Keyed hash of birth date and kana.
    pub name_hash: Vec<u8>,
    /// What was typed, sealed and bound to insurer and digest.
    pub sealed: Vec<u8>,
    /// Why it failed, as the trail names it.
    pub cause: String,
    /// How often it was tried.
    pub times: i64,
    /// When it was last tried.
    pub at: At,
    /// Kept until.
    pub expires_at: At,
}

impl Work {
    /// Keeps a failed try; the same five values again are counted in the row that stands, with what is new about it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_signup_try(&self, kept: &SignupTry) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO signup_tries (insurer_id, digest, number_hash, name_hash, sealed, cause, times, at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (insurer_id, digest) DO UPDATE SET sealed = excluded.sealed, cause = excluded.cause,
                 times = signup_tries.times + 1, at = excluded.at, expires_at = excluded.expires_at",
            kept.insurer_id,
            &kept.digest,
            &kept.number_hash,
            &kept.name_hash,
            &kept.sealed,
            &kept.cause,
            kept.times,
            kept.at,
            kept.expires_at
        )?;
        Ok(())
    }

    /// The latest failed tries with this 記号 and 番号, or with this birth date and kana, at most `most`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn signup_tries(
        &self,
        insurer_id: i64,
        number_hash: &[u8],
        name_hash: &[u8],
        now: At,
        most: i64,
    ) -> Result<Vec<SignupTry>, StoreError> {
        fetch_all!(
            self,
            SignupTry,
            "SELECT * FROM signup_tries WHERE insurer_id = $1 AND (number_hash = $2 OR name_hash = $3) AND expires_at > $4
             ORDER BY at DESC LIMIT $5",
            insurer_id,
            number_hash,
            name_hash,
            now,
            most
        )
    }

    /// Removes the tries that were kept long enough; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_old_signup_tries(&self, by: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM signup_tries WHERE expires_at <= $1", by)
    }
}
