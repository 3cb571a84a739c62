//! Sign-up flows: what a person who was identified has done so far, until the account comes to be (contract, Flow).

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_optional},
};

/// A sign-up flow.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SignupFlow {
    /// Our own identifier.
    pub id: i64,
    /// Keyed hash of the token in the cookie.
    pub token_hash: Vec<u8>,
    /// The insurer.
    pub insurer_id: i64,
    /// The roster's person.
    pub person_id: i64,
    /// The user ID that was chosen.
    pub user_id: Option<String>,
    /// The user ID as it is compared.
    pub user_key: Option<String>,
    /// The hash of the password that was chosen.
    pub password_hash: Option<String>,
    /// The address to which the code goes.
    pub email: Option<String>,
    /// The account that the flow ended in.
    pub account_id: Option<i64>,
    /// When the person was identified.
    pub created_at: At,
    /// Alive until.
    pub expires_at: At,
    /// When it ended: in an account, or by too many wrong codes.
    pub ended_at: Option<At>,
}

/// A flow to be opened.
#[derive(Clone, Debug)]
pub struct NewSignupFlow {
    /// Our own identifier.
    pub id: i64,
    /// Keyed hash of the token in the cookie.
    pub token_hash: Vec<u8>,
    /// The insurer.
    pub insurer_id: i64,
    /// The roster's person.
    pub person_id: i64,
    /// When it opens.
    pub at: At,
    /// Alive until.
    pub expires_at: At,
}

/// What the member chose in the second step.
#[derive(Clone, Debug)]
pub struct SignupChoice {
    /// The user ID as the member made it.
    pub user_id: String,
    /// The user ID as it is compared.
    pub user_key: String,
    /// The password's hash.
    pub password_hash: String,
    /// The address to which the code goes.
    pub email: String,
}

impl Work {
    /// Opens a flow. A live flow of the same person ends by that, in the same step, and gives back the user ID that it held.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn open_signup_flow(&self, flow: &NewSignupFlow) -> Result<(), StoreError> {
        execute!(
            self,
            "DELETE FROM user_ids WHERE account_id IS NULL AND flow_id IN
                 (SELECT id FROM signup_flows WHERE insurer_id = $1 AND person_id = $2 AND ended_at IS NULL)",
            flow.insurer_id,
            flow.person_id
        )?;
        execute!(
            self,
            "INSERT INTO signup_flows (id, token_hash, insurer_id, person_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (insurer_id, person_id) WHERE ended_at IS NULL DO UPDATE SET id = excluded.id,
                 token_hash = excluded.token_hash, user_id = NULL, user_key = NULL, password_hash = NULL, email = NULL,
                 created_at = excluded.created_at, expires_at = excluded.expires_at",
            flow.id,
            &flow.token_hash,
            flow.insurer_id,
            flow.person_id,
            flow.at,
            flow.expires_at
        )?;
        Ok(())
    }

    /// The flow with this token, ended or not, unless its time is over.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn signup_flow(&self, token_hash: &[u8], now: At) -> Result<Option<SignupFlow>, StoreError> {
        fetch_optional!(self, SignupFlow, "SELECT * FROM signup_flows WHERE token_hash = $1 AND expires_at > $2", token_hash, now)
    }

    /// Holds a live flow for this unit of work: other units that hold it wait until this one ends. Answers whether it is alive.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn hold_signup_flow(&self, flow_id: i64, now: At) -> Result<bool, StoreError> {
        let held = execute!(
            self,
            "UPDATE signup_flows SET expires_at = expires_at WHERE id = $1 AND ended_at IS NULL AND expires_at > $2",
            flow_id,
            now
        )?;
        Ok(held == 1)
    }

    /// Keeps in the flow what was chosen.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_signup_choice(&self, flow_id: i64, choice: &SignupChoice) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE signup_flows SET user_id = $2, user_key = $3, password_hash = $4, email = $5 WHERE id = $1 AND ended_at IS NULL",
            flow_id,
            &choice.user_id,
            &choice.user_key,
            &choice.password_hash,
            &choice.email
        )?;
        Ok(())
    }

    /// Ends a flow: in an account, or without one, and then the user ID that it held is free again. The password's hash and the
    /// address go.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_signup_flow(&self, flow_id: i64, account_id: Option<i64>, at: At) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM user_ids WHERE flow_id = $1 AND account_id IS NULL", flow_id)?;
        execute!(self, "DELETE FROM codes WHERE flow_id = $1", flow_id)?;
        execute!(
            self,
            "UPDATE signup_flows SET ended_at = $2, account_id = $3, password_hash = NULL, email = NULL
             WHERE id = $1 AND ended_at IS NULL",
            flow_id,
            at,
            account_id
        )?;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
