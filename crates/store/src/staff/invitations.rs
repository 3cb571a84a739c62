//! Invitations of staff: one live one per person, its token stored as a keyed hash, used once.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_optional},
};

/// An invitation that waits.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Invitation {
    /// Who is invited.
    pub staff_id: i64,
    /// Keyed hash of the token in the mail.
    pub token_hash: Vec<u8>,
    /// When it was written.
    pub created_at: At,
    /// It is void then.
    pub expires_at: At,
}

impl Work {
    /// Puts an invitation in place of the person's last one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_invitation(&self, invitation: &Invitation) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO staff_invitations (staff_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (staff_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at,
                 expires_at = excluded.expires_at",
            invitation.staff_id,
            &invitation.token_hash,
            invitation.created_at,
            invitation.expires_at
        )?;
        Ok(())
    }

    /// The invitation with this token, unless it is void.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn live_invitation(&self, token_hash: &[u8], now: At) -> Result<Option<Invitation>, StoreError> {
        fetch_optional!(self, Invitation, "SELECT * FROM staff_invitations WHERE token_hash = $1 AND expires_at > $2", token_hash, now)
    }

    /// Uses an invitation up; answers whether this call was the one that used it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn use_invitation(&self, token_hash: &[u8], now: At) -> Result<bool, StoreError> {
        let used = execute!(self, "DELETE FROM staff_invitations WHERE token_hash = $1 AND expires_at > $2", token_hash, now)?;
        Ok(used == 1)
    }
}
