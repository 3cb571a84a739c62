//! Second factors, of members and of staff alike: one-time passwords ([`totp`]), [`passkeys`], [`recovery_codes`], and the state of
//! ceremonies under way ([`ceremonies`]).

pub mod ceremonies;
pub mod passkeys;
pub mod recovery_codes;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
pub mod totp;

use crate::{StoreError, Work, engine::execute};

/// Whose a factor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Somebody at the desk.
    Staff {
        /// Our own identifier of them.
        id: i64,
    },
    /// A member's account.
    Account {
        /// The insurer.
        insurer_id: i64,
        /// The account.
        id: i64,
    },
}

impl Owner {
    /// `staff` or `account`: the first part of the key.
    pub fn kind(self) -> &'static str {
        match self {
            Owner::Staff { .. } => "staff",
            Owner::Account { .. } => "account",
        }
    }

    /// The insurer; 0 for staff, who belong to none.
    pub fn insurer_id(self) -> i64 {
        match self {
            Owner::Staff { .. } => 0,
            Owner::Account { insurer_id, .. } => insurer_id,
        }
    }

    /// The identifier within the kind and the insurer.
    pub fn id(self) -> i64 {
        match self {
            Owner::Staff { id } | Owner::Account { id, .. } => id,
        }
    }

    /// The owner that three columns name; `None` for a kind that we do not write.
    pub fn from_columns(kind: &str, insurer_id: i64, id: i64) -> Option<Owner> {
        match kind {
            "staff" => Some(Owner::Staff { id }),
            "account" => Some(Owner::Account { insurer_id, id }),
            _ => None,
        }
    }
}

impl Work {
    /// Whether the owner has a one-time password or a passkey.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn has_factor(&self, owner: Owner) -> Result<bool, StoreError> {
        Ok(self.totp_secret(owner).await?.is_some() || !self.passkeys(owner).await?.is_empty())
    }

    /// Removes every factor of the owner, recovery codes too: they begin anew.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_factors(&self, owner: Owner) -> Result<(), StoreError> {
        let (kind, insurer_id, id) = (owner.kind(), owner.insurer_id(), owner.id());
        execute!(self, "DELETE FROM totp_secrets WHERE insurer_id = $1 AND owner_kind = $2 AND owner_id = $3", insurer_id, kind, id)?;
        execute!(self, "DELETE FROM passkeys WHERE insurer_id = $1 AND owner_kind = $2 AND owner_id = $3", insurer_id, kind, id)?;
        self.remove_recovery_codes(owner).await
    }
}
