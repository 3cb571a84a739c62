//! Recovery codes: a handful, shown once, stored as keyed hashes, each used once.

use super::Owner;
use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_one},
};

impl Work {
    /// Puts codes in place of all that the owner has.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_recovery_codes(&self, owner: Owner, hashes: &[Vec<u8>], at: At) -> Result<(), StoreError> {
        let (kind, insurer_id, id) = (owner.kind(), owner.insurer_id(), owner.id());
        self.remove_recovery_codes(owner).await?;
        for hash in hashes {
            execute!(
                self,
                "INSERT INTO recovery_codes (owner_kind, insurer_id, owner_id, code_hash, created_at) VALUES ($1, $2, $3, $4, $5)",
                kind,
                insurer_id,
                id,
                hash,
                at
            )?;
        }
        Ok(())
    }

    /// Uses a code up; answers whether the owner has it and it was unused.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn use_recovery_code(&self, owner: Owner, hash: &[u8], at: At) -> Result<bool, StoreError> {
        let used = execute!(
            self,
            "UPDATE recovery_codes SET used_at = $5
             WHERE insurer_id = $1 AND owner_kind = $2 AND owner_id = $3 AND code_hash = $4 AND used_at IS NULL",
            owner.insurer_id(),
            owner.kind(),
            owner.id(),
            hash,
            at
        )?;
        Ok(used == 1)
    }

    /// Removes all codes of the owner.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_recovery_codes(&self, owner: Owner) -> Result<(), StoreError> {
        let (kind, insurer_id, id) = (owner.kind(), owner.insurer_id(), owner.id());
        execute!(self, "DELETE FROM recovery_codes WHERE insurer_id = $1 AND owner_kind = $2 AND owner_id = $3", insurer_id, kind, id)?;
        Ok(())
    }

    /// How many codes of the owner are unused.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn unused_recovery_codes(&self, owner: Owner) -> Result<i64, StoreError> {
        let (unused,) = fetch_one!(
            self,
            (i64,),
            "SELECT COUNT(*) FROM recovery_codes WHERE insurer_id = $1 AND owner_kind = $2 AND owner_id = $3 AND used_at IS NULL",
            owner.insurer_id(),
            owner.kind(),
            owner.id()
        )?;
        Ok(unused)
    }
}
