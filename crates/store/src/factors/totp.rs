//! One-time passwords (RFC 6238): an owner has one secret at most; the last step that was used keeps a code from being used twice.

use super::Owner;
use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_optional},
};

/// A secret, sealed, with the last step whose code was used.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TotpRow {
    /// The secret under a derived key.
    pub sealed: Vec<u8>,
    /// The last step whose code was used.
    pub last_step: i64,
    /// When it was enrolled.
    pub created_at: At,
}

impl Work {
    /// Puts a secret in place of the owner's last one; `step` is that of the code by which it was confirmed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_totp_secret(&self, owner: Owner, sealed: &[u8], step: i64, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO totp_secrets (owner_kind, insurer_id, owner_id, sealed, last_step, created_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (insurer_id, owner_kind, owner_id) DO UPDATE SET sealed = excluded.sealed, last_step = excluded.last_step,
                 created_at = excluded.created_at",
            owner.kind(),
            owner.insurer_id(),
            owner.id(),
            sealed,
            step,
            at
        )?;
        Ok(())
    }

    /// The owner's secret.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn totp_secret(&self, owner: Owner) -> Result<Option<TotpRow>, StoreError> {
        fetch_optional!(
            self,
            TotpRow,
            "SELECT sealed, last_step, created_at FROM totp_secrets WHERE insurer_id = $1 AND owner_kind = $2 AND owner_id = $3",
            owner.insurer_id(),
            owner.kind(),
            owner.id()
        )
    }

    /// Uses the code of a step up; answers whether neither it nor a later one was used before.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn use_totp_step(&self, owner: Owner, step: i64) -> Result<bool, StoreError> {
        let used = execute!(
            self,
            "UPDATE totp_secrets SET last_step = $4 WHERE insurer_id = $1 AND owner_kind = $2 AND owner_id = $3 AND last_step < $4",
            owner.insurer_id(),
            owner.kind(),
            owner.id(),
            step
        )?;
        Ok(used == 1)
    }

    /// Removes the owner's secret; answers whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_totp_secret(&self, owner: Owner) -> Result<bool, StoreError> {
        let removed = execute!(
            self,
            "DELETE FROM totp_secrets WHERE insurer_id = $1 AND owner_kind = $2 AND owner_id = $3",
            owner.insurer_id(),
            owner.kind(),
            owner.id()
        )?;
        Ok(removed == 1)
    }
}
