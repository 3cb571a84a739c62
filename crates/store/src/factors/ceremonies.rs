//! Ceremonies under way: what the server must remember between the question to an authenticator and its answer. A row is used once.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_optional},
};

impl Work {
    /// Puts the state of a ceremony in place of the last one of this purpose; `bound_to` names the browser that must answer.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_ceremony(&self, bound_to: &[u8], purpose: &str, sealed: &[u8], expires_at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO factor_ceremonies (bound_to, purpose, sealed, expires_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (bound_to, purpose) DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at",
            bound_to,
            purpose,
            sealed,
            expires_at
        )?;
        Ok(())
    }

    /// The state of a ceremony, which goes on.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn ceremony(&self, bound_to: &[u8], purpose: &str, now: At) -> Result<Option<Vec<u8>>, StoreError> {
        let found = fetch_optional!(
            self,
            (Vec<u8>,),
            "SELECT sealed FROM factor_ceremonies WHERE bound_to = $1 AND purpose = $2 AND expires_at > $3",
            bound_to,
            purpose,
            now
        )?;
        Ok(found.map(|(sealed,)| sealed))
    }

    /// The state of a ceremony, which ends: of any number of answers one gets it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn take_ceremony(&self, bound_to: &[u8], purpose: &str, now: At) -> Result<Option<Vec<u8>>, StoreError> {
        let taken = fetch_optional!(
            self,
            (Vec<u8>, At),
            "DELETE FROM factor_ceremonies WHERE bound_to = $1 AND purpose = $2 RETURNING sealed, expires_at",
            bound_to,
            purpose
        )?;
        Ok(taken.filter(|(_, expires_at)| *expires_at > now).map(|(sealed, _)| sealed))
    }

    /// Removes the ceremonies that expired by `by`; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_expired_ceremonies(&self, by: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM factor_ceremonies WHERE expires_at <= $1", by)
    }
}
