//! Sessions of logged-in members: rows, so that any server knows them and any server ends them.

use crate::{
    At, Day, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

/// A session to begin.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Keyed hash of the token in the cookie.
    pub token_hash: Vec<u8>,
    /// What the member's own list names the session by.
    pub id: i64,
    /// The member's insurer.
    pub insurer_id: i64,
    /// The member's account.
    pub account_id: i64,
    /// What the browser says it is.
    pub device: String,
    /// When a second factor was given; none where none is set up, or while it is due.
    pub factor_given_at: Option<At>,
    /// When it begins.
    pub at: At,
}

/// A session with what every request must know about its member, as of the roster version in force.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SessionFacts {
    /// The session's name in the member's own list.
    pub id: i64,
    /// The member's insurer.
    pub insurer_id: i64,
    /// The member's account.
    pub account_id: i64,
    /// The roster's person.
    pub person_id: i64,
    /// The user ID as the member made it.
    pub user_id: String,
    /// When the session began.
    pub created_at: At,
    /// When the password was last given.
    pub authenticated_at: At,
    /// When a second factor was given.
    pub factor_given_at: Option<At>,
    /// Whether the account has a second factor.
    pub has_factor: bool,
    /// When the last request came, to the minute.
    pub last_seen_at: At,
    /// The first day of eligibility, when the roster has one.
    pub acquired_on: Option<Day>,
    /// 資格喪失日, when the roster has one.
    pub lost_on: Option<Day>,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnSession {
    /// The name by which it is ended.
    pub id: i64,
    /// What the browser said it is.
    pub device: String,
    /// When it began.
    pub created_at: At,
    /// When the last request came, to the minute.
    pub last_seen_at: At,
}

/// See [`Work::session`].
pub(crate) const SESSION: &str = "SELECT s.id, s.insurer_id, s.account_id, a.person_id, a.user_id, s.created_at,
            s.authenticated_at, s.factor_given_at, s.last_seen_at,
            (EXISTS (SELECT 1 FROM totp_secrets t
                     WHERE t.insurer_id = a.insurer_id AND t.owner_kind = 'account' AND t.owner_id = a.id)
             OR EXISTS (SELECT 1 FROM passkeys p
                        WHERE p.insurer_id = a.insurer_id AND p.owner_kind = 'account' AND p.owner_id = a.id)) AS has_factor,
            COALESCE(e.eligible_from, e.acquired_on) AS acquired_on, e.lost_on
     FROM sessions s
     JOIN accounts a ON a.insurer_id = s.insurer_id AND a.id = s.account_id AND a.closed_at IS NULL AND a.stopped_at IS NULL
     JOIN insurers i ON i.id = s.insurer_id
     JOIN roster_entries e ON e.insurer_id = a.insurer_id AND e.person_id = a.person_id
          AND e.from_version <= i.roster_version AND i.roster_version < e.to_version
     WHERE s.token_hash = $1";

impl Work {
    /// Begins a session.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_session(&self, session: &NewSession) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO sessions
                 (token_hash, id, insurer_id, account_id, device, created_at, authenticated_at, factor_given_at, last_seen_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &session.token_hash,
            session.id,
            session.insurer_id,
            session.account_id,
            &session.device,
            session.at,
            session.at,
            session.factor_given_at,
            session.at
        )?;
        Ok(())
    }

    /// The session with this token whose account is open (neither stopped nor closed) and whose person the roster knows.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn session(&self, token_hash: &[u8]) -> Result<Option<SessionFacts>, StoreError> {
        fetch_optional!(self, SessionFacts, SESSION, token_hash)
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn see_session(&self, token_hash: &[u8], at: At) -> Result<(), StoreError> {
        execute!(self, "UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1", token_hash, at)?;
        Ok(())
    }

    /// Notes that the password was given once more in a session.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn confirm_session(&self, insurer_id: i64, account_id: i64, session_id: i64, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE sessions SET authenticated_at = $4 WHERE insurer_id = $1 AND account_id = $2 AND id = $3",
            insurer_id,
            account_id,
            session_id,
            at
        )?;
        Ok(())
    }

    /// Notes that a second factor was given in a session, or set up in it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn give_factor_in_session(&self, insurer_id: i64, account_id: i64, session_id: i64, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE sessions SET factor_given_at = $4 WHERE insurer_id = $1 AND account_id = $2 AND id = $3",
            insurer_id,
            account_id,
            session_id,
            at
        )?;
        Ok(())
    }

    /// Ends the session with this token.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_session(&self, token_hash: &[u8]) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM sessions WHERE token_hash = $1", token_hash)?;
        Ok(())
    }

    /// The sessions of an account, latest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn sessions_of_account(&self, insurer_id: i64, account_id: i64) -> Result<Vec<OwnSession>, StoreError> {
        fetch_all!(
            self,
            OwnSession,
            "SELECT id, device, created_at, last_seen_at FROM sessions WHERE insurer_id = $1 AND account_id = $2
             ORDER BY last_seen_at DESC, id DESC",
            insurer_id,
            account_id
        )
    }

    /// Ends all sessions of an account but the one named `kept`; answers how many ended.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_sessions_but(&self, insurer_id: i64, account_id: i64, kept: Option<i64>) -> Result<u64, StoreError> {
        execute!(
            self,
            "DELETE FROM sessions WHERE insurer_id = $1 AND account_id = $2 AND id <> $3",
            insurer_id,
            account_id,
            kept.unwrap_or(-1)
        )
    }

    /// Ends all sessions of an account but the `kept` that began last; answers how many ended.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_latest_sessions(&self, insurer_id: i64, account_id: i64, kept: i64) -> Result<u64, StoreError> {
        execute!(
            self,
            "DELETE FROM sessions WHERE insurer_id = $1 AND account_id = $2 AND id NOT IN (
                 SELECT id FROM sessions WHERE insurer_id = $1 AND account_id = $2 ORDER BY created_at DESC, id DESC LIMIT $3)",
            insurer_id,
            account_id,
            kept
        )
    }

    /// Removes the sessions that were last used or begun too long ago to be alive; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_ended_sessions(&self, last_seen_by: At, created_by: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM sessions WHERE last_seen_at <= $1 OR created_at <= $2", last_seen_by, created_by)
    }

    /// Ends one session of an account; answers whether there was such a session.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_session_of_account(&self, insurer_id: i64, account_id: i64, session_id: i64) -> Result<bool, StoreError> {
        let ended = execute!(
            self,
            "DELETE FROM sessions WHERE insurer_id = $1 AND account_id = $2 AND id = $3",
            insurer_id,
            account_id,
            session_id
        )?;
        Ok(ended > 0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
