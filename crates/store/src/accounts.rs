//! Accounts of members, and the service-wide directory of user IDs.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_optional},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// A member's account. It belongs to the person, not to the number (contract, section 6).
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Account {
    /// The insurer.
    pub insurer_id: i64,
    /// Our own identifier.
    pub id: i64,
    /// The roster's person.
    pub person_id: i64,
    /// The user ID as the member made it.
    pub user_id: String,
    /// The user ID as it is compared.
    pub user_key: String,
    /// The password's hash, a PHC string.
    pub password_hash: String,
    /// The confirmed mail address, as the member gave it.
    pub email: String,
    /// Whether the member wants notices by mail.
    pub notice_mails: bool,
    /// When it came to be.
    pub created_at: At,
    /// When the password was last set.
    pub password_changed_at: At,
    /// The latest login.
    pub last_login_at: Option<At>,
    /// The login before it.
    pub previous_login_at: Option<At>,
    /// When the desk stopped it.
    pub stopped_at: Option<At>,
    /// When it was closed for good.
    pub closed_at: Option<At>,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The insurer.
    pub insurer_id: i64,
    /// Our own identifier.
    pub id: i64,
    /// The roster's person.
    pub person_id: i64,
    /// The user ID as the member made it.
    pub user_id: String,
    /// The user ID as it is compared.
    pub user_key: String,
    /// The password's hash, a PHC string.
    pub password_hash: String,
    /// The confirmed mail address.
    pub email: String,
    /// When it comes to be.
    pub at: At,
}

impl Work {
    /// Makes an account.
    ///
    /// # Errors
    /// A unique violation when the person has a live account already.
    pub async fn create_account(&self, account: &NewAccount) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO accounts (insurer_id, id, person_id, user_id, user_key, password_hash, email, created_at, password_changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            account.insurer_id,
            account.id,
            account.person_id,
            &account.user_id,
            &account.user_key,
            &account.password_hash,
            &account.email,
            account.at,
            account.at
        )?;
        Ok(())
    }

    /// Takes the account's turn to be told that it exists: answers whether it was last told at `before` or earlier, or never.
    /// Of any number of parallel calls one gets the turn.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn take_turn_to_tell_it_exists(&self, insurer_id: i64, account_id: i64, at: At, before: At) -> Result<bool, StoreError> {
        let taken = execute!(
            self,
            "UPDATE accounts SET told_it_exists_at = $3
             WHERE insurer_id = $1 AND id = $2 AND (told_it_exists_at IS NULL OR told_it_exists_at <= $4)",
            insurer_id,
            account_id,
            at,
            before
        )?;
        Ok(taken == 1)
    }

    /// The account whose user ID compares equal to `user_key` and that is not closed, of any insurer.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn account_by_user_key(&self, user_key: &str) -> Result<Option<Account>, StoreError> {
        fetch_optional!(
            self,
            Account,
            "SELECT a.* FROM user_ids u JOIN accounts a ON a.insurer_id = u.insurer_id AND a.id = u.account_id
             WHERE u.user_key = $1 AND a.closed_at IS NULL",
            user_key
        )
    }

    /// The account with this identifier, closed or not.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn account(&self, insurer_id: i64, account_id: i64) -> Result<Option<Account>, StoreError> {
        fetch_optional!(self, Account, "SELECT * FROM accounts WHERE insurer_id = $1 AND id = $2", insurer_id, account_id)
    }

    /// The live account of a roster person; of one whose account an accepted move carried to their new 記号・番号: that account.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn account_of_person(&self, insurer_id: i64, person_id: i64) -> Result<Option<Account>, StoreError> {
        fetch_optional!(
            self,
            Account,
            "SELECT a.* FROM accounts a WHERE a.insurer_id = $1 AND a.closed_at IS NULL AND (a.person_id = $2 OR a.person_id IN (
                 SELECT m.new_person_id FROM possible_same_people m
                 WHERE m.insurer_id = $1 AND m.old_person_id = $2 AND m.accepted_at IS NOT NULL))
             ORDER BY a.person_id = $2 DESC LIMIT 1",
            insurer_id,
            person_id
        )
    }

    /// Notes a login: the latest one becomes the one before.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn note_login(&self, insurer_id: i64, account_id: i64, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE accounts SET previous_login_at = last_login_at, last_login_at = $3 WHERE insurer_id = $1 AND id = $2",
            insurer_id,
            account_id,
            at
        )?;
        Ok(())
    }

    /// Sets the password's hash. `changed_at` is given when the member chose a new password, not when an old hash was made anew.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_password_hash(
        &self,
        insurer_id: i64,
        account_id: i64,
        password_hash: &str,
        changed_at: Option<At>,
    ) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE accounts SET password_hash = $3, password_changed_at = COALESCE($4, password_changed_at)
             WHERE insurer_id = $1 AND id = $2",
            insurer_id,
            account_id,
            password_hash,
            changed_at
        )?;
        Ok(())
    }

    /// Sets the password's hash to one that the member chose, if the hash is still `from`, which the member's old password was
    /// compared with; answers whether it was.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn replace_password_hash(&self, insurer_id: i64, account_id: i64, from: &str, to: &str, at: At) -> Result<bool, StoreError> {
        let replaced = execute!(
            self,
            "UPDATE accounts SET password_hash = $4, password_changed_at = $5 WHERE insurer_id = $1 AND id = $2 AND password_hash = $3",
            insurer_id,
            account_id,
            from,
            to,
            at
        )?;
        Ok(replaced == 1)
    }

    /// Sets the confirmed mail address.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_account_email(&self, insurer_id: i64, account_id: i64, email: &str) -> Result<(), StoreError> {
        execute!(self, "UPDATE accounts SET email = $3 WHERE insurer_id = $1 AND id = $2", insurer_id, account_id, email)?;
        Ok(())
    }

    /// Sets whether the member wants notices by mail; answers whether there is such an account.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_notice_mails(&self, insurer_id: i64, account_id: i64, wanted: bool) -> Result<bool, StoreError> {
        let sql = "UPDATE accounts SET notice_mails = $3 WHERE insurer_id = $1 AND id = $2 AND closed_at IS NULL";
        Ok(execute!(self, sql, insurer_id, account_id, wanted)? == 1)
    }

    /// Closes an account for good; answers whether this call was the one that closed it. Its user ID stays taken, its person may
    /// register again.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn close_account(&self, insurer_id: i64, account_id: i64, at: At) -> Result<bool, StoreError> {
        let closed = execute!(
            self,
            "UPDATE accounts SET closed_at = $3 WHERE insurer_id = $1 AND id = $2 AND closed_at IS NULL",
            insurer_id,
            account_id,
            at
        )?;
        Ok(closed == 1)
    }

    /// The latest account of a roster person, closed or not.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn latest_account_of_person(&self, insurer_id: i64, person_id: i64) -> Result<Option<Account>, StoreError> {
        fetch_optional!(
            self,
            Account,
            "SELECT * FROM accounts WHERE insurer_id = $1 AND person_id = $2 ORDER BY created_at DESC, id DESC LIMIT 1",
            insurer_id,
            person_id
        )
    }

    /// Holds an account for this unit of work: other units that hold it wait until this one ends. Answers whether it is not closed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn hold_account(&self, insurer_id: i64, account_id: i64) -> Result<bool, StoreError> {
        let held = execute!(
            self,
            "UPDATE accounts SET closed_at = closed_at WHERE insurer_id = $1 AND id = $2 AND closed_at IS NULL",
            insurer_id,
            account_id
        )?;
        Ok(held == 1)
    }

    /// Stops an account, or with none lets it go on; answers whether that was new. A closed one stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn stop_account(&self, insurer_id: i64, account_id: i64, stopped_at: Option<At>) -> Result<bool, StoreError> {
        let set = execute!(
            self,
            "UPDATE accounts SET stopped_at = $3
             WHERE insurer_id = $1 AND id = $2 AND closed_at IS NULL AND (stopped_at IS NULL) <> ($3 IS NULL)",
            insurer_id,
            account_id,
            stopped_at
        )?;
        Ok(set == 1)
    }
}
