//! Passkeys (WebAuthn): the public halves that authenticators registered, and the handle by which they know their owner.

use super::Owner;
use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

/// A registered passkey.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Passkey {
    /// What the owner's list names it by.
    pub id: i64,
    /// The authenticator's name for it.
    pub credential_id: Vec<u8>,
    /// `staff` or `account`.
    pub owner_kind: String,
    /// The owner's insurer; 0 for staff.
    pub insurer_id: i64,
    /// The owner.
    pub owner_id: i64,
    /// What the owner calls it.
    pub name: String,
    /// The ways in which the authenticator is reached, as bits.
    pub transports: i64,
    /// The public key and what never changes.
    pub static_state: Vec<u8>,
    /// The counter and what changes with use.
    pub dynamic_state: Vec<u8>,
    /// When it was registered.
    pub created_at: At,
    /// When it was last used.
    pub last_used_at: Option<At>,
}

impl Passkey {
    /// Whose it is; `None` for a kind that we do not write.
    pub fn owner(&self) -> Option<Owner> {
        Owner::from_columns(&self.owner_kind, self.insurer_id, self.owner_id)
    }
}

impl Work {
    /// Adds a passkey.
    ///
    /// # Errors
    /// A unique violation when the credential is registered already, whoever's it is.
    pub async fn add_passkey(&self, passkey: &Passkey) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO passkeys (id, credential_id, owner_kind, insurer_id, owner_id, name, transports, static_state, dynamic_state,
                 created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            passkey.id,
            &passkey.credential_id,
            &passkey.owner_kind,
            passkey.insurer_id,
            passkey.owner_id,
            &passkey.name,
            passkey.transports,
            &passkey.static_state,
            &passkey.dynamic_state,
            passkey.created_at
        )?;
        Ok(())
    }

    /// The passkeys of an owner, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn passkeys(&self, owner: Owner) -> Result<Vec<Passkey>, StoreError> {
        fetch_all!(
            self,
            Passkey,
            "SELECT * FROM passkeys WHERE insurer_id = $1 AND owner_kind = $2 AND owner_id = $3 ORDER BY created_at, id",
            owner.insurer_id(),
            owner.kind(),
            owner.id()
        )
    }

    /// The passkey with this credential.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn passkey(&self, credential_id: &[u8]) -> Result<Option<Passkey>, StoreError> {
        fetch_optional!(self, Passkey, "SELECT * FROM passkeys WHERE credential_id = $1", credential_id)
    }

    /// Notes the use of a passkey, if its state is still `from`, which the use was judged by; answers whether it was.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn use_passkey(&self, credential_id: &[u8], from: &[u8], to: &[u8], at: At) -> Result<bool, StoreError> {
        let used = execute!(
            self,
            "UPDATE passkeys SET dynamic_state = $3, last_used_at = $4 WHERE credential_id = $1 AND dynamic_state = $2",
            credential_id,
            from,
            to,
            at
        )?;
        Ok(used == 1)
    }

    /// Removes a passkey of an owner; answers whether there was such a passkey.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_passkey(&self, owner: Owner, id: i64) -> Result<bool, StoreError> {
        let removed = execute!(
            self,
            "DELETE FROM passkeys WHERE insurer_id = $1 AND owner_kind = $2 AND owner_id = $3 AND id = $4",
            owner.insurer_id(),
            owner.kind(),
            owner.id(),
            id
        )?;
        Ok(removed == 1)
    }

    /// The handle by which authenticators know the owner: `drawn`, unless there is one already.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn passkey_handle(&self, owner: Owner, drawn: &[u8]) -> Result<Vec<u8>, StoreError> {
        execute!(
            self,
            "INSERT INTO passkey_users (handle, owner_kind, insurer_id, owner_id) VALUES ($1, $2, $3, $4)
             ON CONFLICT (insurer_id, owner_kind, owner_id) DO NOTHING",
            drawn,
            owner.kind(),
            owner.insurer_id(),
            owner.id()
        )?;
        Ok(self.known_passkey_handle(owner).await?.unwrap_or_else(|| drawn.to_vec()))
    }

    /// The handle by which authenticators know the owner, once one was drawn.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn known_passkey_handle(&self, owner: Owner) -> Result<Option<Vec<u8>>, StoreError> {
        let found = fetch_optional!(
            self,
            (Vec<u8>,),
            "SELECT handle FROM passkey_users WHERE insurer_id = $1 AND owner_kind = $2 AND owner_id = $3",
            owner.insurer_id(),
            owner.kind(),
            owner.id()
        )?;
        Ok(found.map(|(handle,)| handle))
    }
}
