//! The mail codes of flows. A code is one row per flow; wrong tries are counted over all codes of the flow (contract, Code).

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_optional},
};

/// The code of a flow as it stands.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct FlowCode {
    /// The flow.
    pub flow_id: i64,
    /// `sign_up`, `recovery` or `email_change`: a code counts only for its purpose.
    pub purpose: String,
    /// Keyed hash of flow, purpose, address and code.
    pub code_hash: Vec<u8>,
    /// When it was sent.
    pub sent_at: At,
    /// Valid until.
    pub expires_at: At,
    /// Wrong tries so far, over all codes of the flow.
    pub wrong_tries: i64,
    /// When it was used; a used code is void.
    pub used_at: Option<At>,
}

impl Work {
    /// Puts a code in place of the flow's last one. The wrong tries stay as they are.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_code(&self, code: &FlowCode) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO codes (flow_id, purpose, code_hash, sent_at, expires_at, wrong_tries) VALUES ($1, $2, $3, $4, $5, 0)
             ON CONFLICT (flow_id) DO UPDATE SET purpose = excluded.purpose, code_hash = excluded.code_hash,
                 sent_at = excluded.sent_at, expires_at = excluded.expires_at, used_at = NULL",
            code.flow_id,
            &code.purpose,
            &code.code_hash,
            code.sent_at,
            code.expires_at
        )?;
        Ok(())
    }

    /// The flow's code.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn code(&self, flow_id: i64) -> Result<Option<FlowCode>, StoreError> {
        fetch_optional!(self, FlowCode, "SELECT * FROM codes WHERE flow_id = $1", flow_id)
    }

    /// Takes one try before the code is compared: answers the wrong tries with this one, or none when `most` are used up.
    /// Of any number of parallel tries at most `most` are ever taken.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn take_code_try(&self, flow_id: i64, most: i64) -> Result<Option<i64>, StoreError> {
        let taken: Option<(i64,)> = fetch_optional!(
            self,
            (i64,),
            "UPDATE codes SET wrong_tries = wrong_tries + 1 WHERE flow_id = $1 AND wrong_tries < $2 AND used_at IS NULL
             RETURNING wrong_tries",
            flow_id,
            most
        )?;
        Ok(taken.map(|(tries,)| tries))
    }

    /// Uses the code up, once: gives the try back and answers whether this call was the one that used it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn use_code(&self, flow_id: i64, at: At) -> Result<bool, StoreError> {
        let used = execute!(
            self,
            "UPDATE codes SET used_at = $2, wrong_tries = wrong_tries - 1 WHERE flow_id = $1 AND used_at IS NULL",
            flow_id,
            at
        )?;
        Ok(used == 1)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
