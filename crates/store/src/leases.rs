//! Leases: who may run what only one may run at a time, over all servers of one database. A lease that ran out may be taken over.

use crate::{At, StoreError, Work, engine::execute};

impl Work {
    /// Takes the lease `name` until `expires_at`; answers whether `holder` has it now. A holder that has it already keeps it longer.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn take_lease(&self, name: &str, holder: i64, now: At, expires_at: At) -> Result<bool, StoreError> {
        let taken = execute!(
            self,
            "INSERT INTO leases (name, holder, expires_at) VALUES ($1, $2, $4)
             ON CONFLICT (name) DO UPDATE SET holder = $2, expires_at = $4 WHERE leases.expires_at <= $3 OR leases.holder = $2",
            name,
            holder,
            now,
            expires_at
        )?;
        Ok(taken == 1)
    }

    /// Keeps a lease longer; answers whether `holder` still had it. Who did not must stop.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn renew_lease(&self, name: &str, holder: i64, now: At, expires_at: At) -> Result<bool, StoreError> {
        let renewed = execute!(
            self,
            "UPDATE leases SET expires_at = $4 WHERE name = $1 AND holder = $2 AND expires_at > $3",
            name,
            holder,
            now,
            expires_at
        )?;
        Ok(renewed == 1)
    }

    /// Gives a lease back, if `holder` has it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn release_lease(&self, name: &str, holder: i64) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM leases WHERE name = $1 AND holder = $2", name, holder)?;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
