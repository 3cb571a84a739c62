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
    /// The roster's person; of an ambiguous flow one of several.
    pub person_id: i64,
    /// Whether several people answer to the five items: the code of a letter tells which of them it is.
    pub is_ambiguous: bool,
    /// Codes of letters that were tried.
    pub letter_tries: i64,
    /// The batch of the person's letter whose code was right.
    pub letter_batch_id: Option<i64>,
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
    /// The roster's person; of an ambiguous flow one of several.
    pub person_id: i64,
    /// Whether several people answer to the five items.
    pub is_ambiguous: bool,
    /// The batch of the letter whose code was given with the five items.
    pub letter_batch_id: Option<i64>,
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
    /// Opens a flow. A live flow of the same person ends by that, in the same step, and gives back the user ID that it held. An ambiguous
    /// flow is nobody's yet, and ends none.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn open_signup_flow(&self, flow: &NewSignupFlow) -> Result<(), StoreError> {
        if !flow.is_ambiguous {
            self.free_user_ids_of_flows(flow.insurer_id, flow.person_id, flow.id).await?;
        }
        execute!(
            self,
            "INSERT INTO signup_flows (id, token_hash, insurer_id, person_id, is_ambiguous, letter_tries, letter_batch_id, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8)
             ON CONFLICT (insurer_id, person_id) WHERE ended_at IS NULL AND NOT is_ambiguous DO UPDATE SET id = excluded.id,
                 token_hash = excluded.token_hash, letter_tries = 0, letter_batch_id = excluded.letter_batch_id, user_id = NULL, user_key = NULL,
                 password_hash = NULL, email = NULL, created_at = excluded.created_at, expires_at = excluded.expires_at",
            flow.id,
            &flow.token_hash,
            flow.insurer_id,
            flow.person_id,
            flow.is_ambiguous,
            flow.letter_batch_id,
            flow.at,
            flow.expires_at
        )?;
        Ok(())
    }

    /// Gives back the user IDs that the live flows of a person hold, but for the flow `except`.
    async fn free_user_ids_of_flows(&self, insurer_id: i64, person_id: i64, except: i64) -> Result<(), StoreError> {
        execute!(
            self,
            "DELETE FROM user_ids WHERE account_id IS NULL AND flow_id IN
                 (SELECT id FROM signup_flows WHERE insurer_id = $1 AND person_id = $2 AND id <> $3 AND ended_at IS NULL AND NOT is_ambiguous)",
            insurer_id,
            person_id,
            except
        )?;
        Ok(())
    }

    /// Takes one try at the code of a letter before it is compared: answers how many are taken with this one, or none when `most` are
    /// used up or the flow is over. Of any number of parallel tries at most `most` are ever taken.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn take_letter_try(&self, flow_id: i64, most: i64, now: At) -> Result<Option<i64>, StoreError> {
        let taken: Option<(i64,)> = fetch_optional!(
            self,
            (i64,),
            "UPDATE signup_flows SET letter_tries = letter_tries + 1
             WHERE id = $1 AND letter_tries < $2 AND ended_at IS NULL AND expires_at > $3 RETURNING letter_tries",
            flow_id,
            most,
            now
        )?;
        Ok(taken.map(|(tries,)| tries))
    }

    /// Makes a live flow this person's, whose letter had the right code. Another live flow of the person ends by that.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn bind_signup_flow(&self, flow: &SignupFlow, person_id: i64, letter_batch_id: i64, at: At) -> Result<(), StoreError> {
        self.free_user_ids_of_flows(flow.insurer_id, person_id, flow.id).await?;
        execute!(
            self,
            "UPDATE signup_flows SET ended_at = $4, password_hash = NULL, email = NULL
             WHERE insurer_id = $1 AND person_id = $2 AND id <> $3 AND ended_at IS NULL AND NOT is_ambiguous",
            flow.insurer_id,
            person_id,
            flow.id,
            at
        )?;
        execute!(
            self,
            "UPDATE signup_flows SET person_id = $2, is_ambiguous = FALSE, letter_batch_id = $3 WHERE id = $1 AND ended_at IS NULL",
            flow.id,
            person_id,
            letter_batch_id
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

    /// The live flow of a person.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn signup_flow_of_person(&self, insurer_id: i64, person_id: i64, now: At) -> Result<Option<SignupFlow>, StoreError> {
        fetch_optional!(
            self,
            SignupFlow,
            "SELECT * FROM signup_flows WHERE insurer_id = $1 AND person_id = $2 AND ended_at IS NULL AND expires_at > $3",
            insurer_id,
            person_id,
            now
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
