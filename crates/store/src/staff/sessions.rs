//! Sessions of staff: rows, as those of members. A session begins with the password; until the second factor is given in it, it opens
//! nothing but that.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

/// A session to begin.
#[derive(Clone, Debug)]
pub struct NewStaffSession {
    /// Keyed hash of the token in the cookie.
    pub token_hash: Vec<u8>,
    /// What the owner's list names the session by.
    pub id: i64,
    /// Whose it is.
    pub staff_id: i64,
    /// What the browser says it is.
    pub device: String,
    /// When the login began: the absolute end counts from here.
    pub created_at: At,
    /// When the password, or a passkey in its place, was last given.
    pub authenticated_at: At,
    /// When the second factor was given; none before that.
    pub factor_given_at: Option<At>,
    /// When it was last used.
    pub at: At,
}

/// A session with what every request must know about its owner.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StaffSessionFacts {
    /// The session's name in the owner's list.
    pub id: i64,
    /// Whose it is.
    pub staff_id: i64,
    /// The owner's address.
    pub email: String,
    /// The owner's name.
    pub name: String,
    /// Whether the owner runs the service.
    pub is_operator: bool,
    /// Whether the owner has a second factor.
    pub has_factor: bool,
    /// When the login began.
    pub created_at: At,
    /// When the password was last given.
    pub authenticated_at: At,
    /// When the second factor was given.
    pub factor_given_at: Option<At>,
    /// When the last request came, to the minute.
    pub last_seen_at: At,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnStaffSession {
    /// The name by which it is ended.
    pub id: i64,
    /// What the browser said it is.
    pub device: String,
    /// When it began.
    pub created_at: At,
    /// When the last request came, to the minute.
    pub last_seen_at: At,
}

impl Work {
    /// Begins a session.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_staff_session(&self, session: &NewStaffSession) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO staff_sessions
                 (token_hash, id, staff_id, device, created_at, authenticated_at, factor_given_at, last_seen_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &session.token_hash,
            session.id,
            session.staff_id,
            &session.device,
            session.created_at,
            session.authenticated_at,
            session.factor_given_at,
            session.at
        )?;
        Ok(())
    }

    /// The session with this token whose owner is active.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn staff_session(&self, token_hash: &[u8]) -> Result<Option<StaffSessionFacts>, StoreError> {
        fetch_optional!(
            self,
            StaffSessionFacts,
            "SELECT s.id, s.staff_id, t.email, t.name, t.is_operator,
                    (EXISTS (SELECT 1 FROM totp_secrets o WHERE o.owner_kind = 'staff' AND o.insurer_id = 0 AND o.owner_id = t.id)
                     OR EXISTS (SELECT 1 FROM passkeys p WHERE p.owner_kind = 'staff' AND p.insurer_id = 0 AND p.owner_id = t.id))
                    AS has_factor,
                    s.created_at, s.authenticated_at, s.factor_given_at, s.last_seen_at
             FROM staff_sessions s JOIN staff t ON t.id = s.staff_id AND t.state = 'active'
             WHERE s.token_hash = $1",
            token_hash
        )
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn see_staff_session(&self, token_hash: &[u8], at: At) -> Result<(), StoreError> {
        execute!(self, "UPDATE staff_sessions SET last_seen_at = $2 WHERE token_hash = $1", token_hash, at)?;
        Ok(())
    }

    /// Notes that the password was given once more in a session.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn confirm_staff_session(&self, staff_id: i64, session_id: i64, at: At) -> Result<(), StoreError> {
        execute!(self, "UPDATE staff_sessions SET authenticated_at = $3 WHERE staff_id = $1 AND id = $2", staff_id, session_id, at)?;
        Ok(())
    }

    /// Notes that a second factor was given once more in a session.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn give_factor_in_staff_session(&self, staff_id: i64, session_id: i64, at: At) -> Result<(), StoreError> {
        execute!(self, "UPDATE staff_sessions SET factor_given_at = $3 WHERE staff_id = $1 AND id = $2", staff_id, session_id, at)?;
        Ok(())
    }

    /// Ends one session of somebody; answers whether there was such a session.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_staff_session(&self, staff_id: i64, session_id: i64) -> Result<bool, StoreError> {
        let ended = execute!(self, "DELETE FROM staff_sessions WHERE staff_id = $1 AND id = $2", staff_id, session_id)?;
        Ok(ended == 1)
    }

    /// Ends all sessions of somebody but the one named `kept`; answers how many ended.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_staff_sessions_but(&self, staff_id: i64, kept: Option<i64>) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM staff_sessions WHERE staff_id = $1 AND id <> $2", staff_id, kept.unwrap_or(-1))
    }

    /// The sessions of somebody, latest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn sessions_of_staff(&self, staff_id: i64) -> Result<Vec<OwnStaffSession>, StoreError> {
        fetch_all!(
            self,
            OwnStaffSession,
            "SELECT id, device, created_at, last_seen_at FROM staff_sessions WHERE staff_id = $1 ORDER BY last_seen_at DESC, id DESC",
            staff_id
        )
    }

    /// Removes the sessions that were last used or begun too long ago to be alive, and the invitations that are void; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_ended_staff_sessions(&self, last_seen_by: At, created_by: At, now: At) -> Result<u64, StoreError> {
        let sessions = execute!(self, "DELETE FROM staff_sessions WHERE last_seen_at <= $1 OR created_at <= $2", last_seen_by, created_by)?;
        let invitations = execute!(self, "DELETE FROM staff_invitations WHERE expires_at <= $1", now)?;
        Ok(sessions + invitations)
    }
}
