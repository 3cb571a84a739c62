//! Failed logins in a row, per user ID and per device that logged in before (contract, section 5, Limits).

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_one, fetch_optional},
};

/// A bucket of failed logins as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LoginFailures {
    /// Failures in a row.
    pub consecutive: i64,
    /// No try is open before then.
    pub blocked_until: At,
}

/// What came of asking for a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginTry {
    /// It is taken, and counted as a failure until it is given back or cleared.
    Taken {
        /// Failures in a row, this try included.
        consecutive: i64,
    },
    /// No try is open.
    Refused(LoginFailures),
}

impl Work {
    /// Takes a try of a bucket, unless it is blocked or has `most` failures. `owner` names the buckets of one user ID. The row stays
    /// locked until the unit of work ends, so what [`Work::block_login`] says counts for the next try.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn take_login_try(&self, bucket: &[u8], owner: &[u8], most: i64, now: At) -> Result<LoginTry, StoreError> {
        let taken = fetch_optional!(
            self,
            (i64,),
            "INSERT INTO login_failures (bucket, owner, consecutive, blocked_until, last_at) VALUES ($1, $2, 1, 0, $4)
             ON CONFLICT (bucket) DO UPDATE SET consecutive = login_failures.consecutive + 1, last_at = $4
             WHERE login_failures.consecutive < $3 AND login_failures.blocked_until <= $4
             RETURNING consecutive",
            bucket,
            owner,
            most,
            now
        )?;
        if let Some((consecutive,)) = taken {
            return Ok(LoginTry::Taken { consecutive });
        }
        let failures = fetch_one!(self, LoginFailures, "SELECT consecutive, blocked_until FROM login_failures WHERE bucket = $1", bucket)?;
        Ok(LoginTry::Refused(failures))
    }

    /// Blocks a bucket until then.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn block_login(&self, bucket: &[u8], until: At) -> Result<(), StoreError> {
        execute!(self, "UPDATE login_failures SET blocked_until = $2 WHERE bucket = $1", bucket, until)?;
        Ok(())
    }

    /// Gives a try back that was not judged: as if it had not been taken.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn give_login_try_back(&self, bucket: &[u8]) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE login_failures SET consecutive = consecutive - 1, blocked_until = 0 WHERE bucket = $1 AND consecutive > 0",
            bucket
        )?;
        Ok(())
    }

    /// Forgets the failures of a bucket.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn clear_login_failures(&self, bucket: &[u8]) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM login_failures WHERE bucket = $1", bucket)?;
        Ok(())
    }

    /// Forgets the failures of all buckets of an owner.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn clear_login_failures_of(&self, owner: &[u8]) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM login_failures WHERE owner = $1", owner)?;
        Ok(())
    }

    /// Removes buckets that were last tried before `before`, but for those with `kept` failures or more; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_login_failures_before(&self, before: At, kept: i64) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM login_failures WHERE last_at < $1 AND consecutive < $2", before, kept)
    }

    /// The bucket of an owner that has the most failures.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn login_failures_of(&self, owner: &[u8]) -> Result<Option<LoginFailures>, StoreError> {
        fetch_optional!(
            self,
            LoginFailures,
            "SELECT consecutive, blocked_until FROM login_failures WHERE owner = $1 ORDER BY consecutive DESC, blocked_until DESC LIMIT 1",
            owner
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
