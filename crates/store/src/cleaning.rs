//! Removing what flows leave behind. Counters, sessions and attempts are removed in the rooms that they belong to.

use crate::{At, StoreError, Work, engine::execute};

impl Work {
    /// Removes sign-up flows, recovery flows and changes of address that ended by `by`, with the codes that were sent by then; answers
    /// how many rows.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_ended_flows(&self, by: At) -> Result<u64, StoreError> {
        let sign_ups = execute!(self, "DELETE FROM signup_flows WHERE expires_at <= $1", by)?;
        let recoveries = execute!(self, "DELETE FROM recovery_flows WHERE expires_at <= $1", by)?;
        let changes = execute!(self, "DELETE FROM email_changes WHERE expires_at <= $1", by)?;
        let codes = execute!(self, "DELETE FROM codes WHERE expires_at <= $1", by)?;
        Ok(sign_ups + recoveries + changes + codes)
    }

    /// Frees the user IDs that flows reserved and that no account took; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn free_reserved_user_ids(&self, by: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM user_ids WHERE account_id IS NULL AND reserved_until <= $1", by)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
