//! What the desk does with a person that opens a way to their account: done at once, or asked of a second person.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_one, fetch_optional},
};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

/// Such an action.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PersonAction {
    /// The insurer.
    pub insurer_id: i64,
    /// Our own identifier.
    pub id: i64,
    /// The roster's person.
    pub person_id: i64,
    /// Their account at that time.
    pub account_id: Option<i64>,
    /// What is done: a name of `madoguchi_rules::desk_actions::DeskAction`.
    pub action: String,
    /// `done`, `asked`, `approved` (and done) or `declined`.
    pub state: String,
    /// Why, in the clerk's words.
    pub reason: String,
    /// What was typed for it, sealed and bound to this row, while it is asked.
    pub sealed: Option<Vec<u8>>,
    /// When it was done or asked.
    pub asked_at: At,
    /// By whom (`staff:ID`).
    pub asked_by: String,
    /// Until when somebody may approve it.
    pub expires_at: At,
    /// When somebody decided.
    pub decided_at: Option<At>,
    /// Who.
    pub decided_by: Option<String>,
}

impl Work {
    /// Notes an action, done or asked.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn note_person_action(&self, action: &PersonAction) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO person_actions (insurer_id, id, person_id, account_id, action, state, reason, sealed, asked_at,
                 asked_by, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            action.insurer_id,
            action.id,
            action.person_id,
            action.account_id,
            &action.action,
            &action.state,
            &action.reason,
            &action.sealed,
            action.asked_at,
            &action.asked_by,
            action.expires_at
        )?;
        Ok(())
    }

    /// Decides an action that is asked: `approved` or `declined`, never by who asked. Answers whether this call decided it; what was
    /// typed for it is wiped.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn decide_person_action(&self, insurer_id: i64, id: i64, state: &str, by: &str, at: At) -> Result<bool, StoreError> {
        let decided = execute!(
            self,
            "UPDATE person_actions SET state = $3, decided_by = $4, decided_at = $5, sealed = NULL
             WHERE insurer_id = $1 AND id = $2 AND state = 'asked' AND asked_by <> $4 AND expires_at > $5",
            insurer_id,
            id,
            state,
            by,
            at
        )?;
        Ok(decided == 1)
    }

    /// An action.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn person_action(&self, insurer_id: i64, id: i64) -> Result<Option<PersonAction>, StoreError> {
        fetch_optional!(self, PersonAction, "SELECT * FROM person_actions WHERE insurer_id = $1 AND id = $2", insurer_id, id)
    }

    /// The actions of `since` or later with a person, or with the account (0: none), that were not declined; the latest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn actions_with_person(
        &self,
        insurer_id: i64,
        person_id: i64,
        account_id: i64,
        since: At,
    ) -> Result<Vec<PersonAction>, StoreError> {
        fetch_all!(
            self,
            PersonAction,
            "SELECT * FROM person_actions WHERE insurer_id = $1 AND (person_id = $2 OR account_id = $3) AND asked_at >= $4 AND state <> 'declined'
             ORDER BY asked_at DESC, id DESC",
            insurer_id,
            person_id,
            account_id,
            since
        )
    }

    /// How many actions wait for a second person.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_asked_actions(&self, insurer_id: i64, now: At) -> Result<i64, StoreError> {
        let (asked,) = fetch_one!(
            self,
            (i64,),
            "SELECT COUNT(*) FROM person_actions WHERE insurer_id = $1 AND state = 'asked' AND expires_at > $2",
            insurer_id,
            now
        )?;
        Ok(asked)
    }

    /// The actions that wait for a second person, the oldest first, at most `most`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn asked_actions(&self, insurer_id: i64, now: At, most: i64) -> Result<Vec<PersonAction>, StoreError> {
        fetch_all!(
            self,
            PersonAction,
            "SELECT * FROM person_actions WHERE insurer_id = $1 AND state = 'asked' AND expires_at > $2
             ORDER BY asked_at, id LIMIT $3",
            insurer_id,
            now,
            most
        )
    }

    /// Wipes what was typed for actions that nobody decided in time; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn wipe_expired_actions(&self, by: At) -> Result<u64, StoreError> {
        execute!(self, "UPDATE person_actions SET sealed = NULL WHERE state = 'asked' AND expires_at <= $1 AND sealed IS NOT NULL", by)
    }
}
