//! The directory of user IDs, over all insurers: reserved by a flow, or given to an account for good (contract, User ID).

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_one},
};

impl Work {
    /// Whether somebody else has this user ID: an account, open or closed, or another flow that holds it still.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn user_id_is_taken(&self, user_key: &str, flow_id: i64, now: At) -> Result<bool, StoreError> {
        let (taken,): (i64,) = fetch_one!(
            self,
            (i64,),
            "SELECT COUNT(*) FROM user_ids
             WHERE user_key = $1 AND (account_id IS NOT NULL OR (flow_id <> $2 AND reserved_until > $3))",
            user_key,
            flow_id,
            now
        )?;
        Ok(taken > 0)
    }

    /// Reserves a user ID for a flow, in place of the one that it held before. Answers `false` when somebody else has it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn reserve_user_id(&self, user_key: &str, insurer_id: i64, flow_id: i64, until: At, now: At) -> Result<bool, StoreError> {
        let reserved = execute!(
            self,
            "INSERT INTO user_ids (user_key, insurer_id, flow_id, reserved_until) VALUES ($1, $2, $3, $4)
             ON CONFLICT (user_key) DO UPDATE SET insurer_id = excluded.insurer_id, flow_id = excluded.flow_id,
                 reserved_until = excluded.reserved_until
             WHERE user_ids.account_id IS NULL AND (user_ids.flow_id = excluded.flow_id OR user_ids.reserved_until <= $5)",
            user_key,
            insurer_id,
            flow_id,
            until,
            now
        )?;
        if reserved == 1 {
            execute!(self, "DELETE FROM user_ids WHERE flow_id = $1 AND account_id IS NULL AND user_key <> $2", flow_id, user_key)?;
        }
        Ok(reserved == 1)
    }

    /// Gives the user ID that a flow holds to an account, for good. Answers `false` when the flow does not hold it any more.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn give_user_id(&self, user_key: &str, flow_id: i64, account_id: i64) -> Result<bool, StoreError> {
        let given = execute!(
            self,
            "UPDATE user_ids SET account_id = $3, flow_id = NULL, reserved_until = NULL
             WHERE user_key = $1 AND flow_id = $2 AND account_id IS NULL",
            user_key,
            flow_id,
            account_id
        )?;
        Ok(given == 1)
    }
}
