//! The people at the desk: one identity each, whatever insurers they work for ([`grants`]); their [`invitations`] and [`sessions`].

pub mod grants;
pub mod invitations;
pub mod sessions;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
    insurers::containing,
};

/// Somebody who works at the desk of an insurer or runs the service.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StaffMember {
    /// Our own identifier.
    pub id: i64,
    /// The mail address, as it was invited; the name at the login.
    pub email: String,
    /// The address as it is compared.
    pub email_key: String,
    /// How colleagues know them; blank until the invitation is accepted.
    pub name: String,
    /// `invited`, `active` or `disabled`.
    pub state: String,
    /// Whether they run the service: insurers, staff, health of the server; no health data.
    pub is_operator: bool,
    /// The password's hash, a PHC string; none until the invitation is accepted.
    pub password_hash: Option<String>,
    /// When they were first invited.
    pub created_at: At,
    /// When the password was last chosen.
    pub password_changed_at: Option<At>,
    /// The latest login, with the second factor.
    pub last_login_at: Option<At>,
    /// When they were disabled.
    pub disabled_at: Option<At>,
}

impl Work {
    /// Adds a staff member.
    ///
    /// # Errors
    /// A unique violation when somebody has this address already.
    pub async fn add_staff(&self, staff: &StaffMember) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO staff (id, email, email_key, name, state, is_operator, password_hash, created_at, password_changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            staff.id,
            &staff.email,
            &staff.email_key,
            &staff.name,
            &staff.state,
            staff.is_operator,
            &staff.password_hash,
            staff.created_at,
            staff.password_changed_at
        )?;
        Ok(())
    }

    /// The staff member with this identifier.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn staff_member(&self, id: i64) -> Result<Option<StaffMember>, StoreError> {
        fetch_optional!(self, StaffMember, "SELECT * FROM staff WHERE id = $1", id)
    }

    /// The staff member with this address, as it is compared, whatever their state.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn staff_by_email(&self, email_key: &str) -> Result<Option<StaffMember>, StoreError> {
        fetch_optional!(self, StaffMember, "SELECT * FROM staff WHERE email_key = $1", email_key)
    }

    /// Everybody, by address.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn all_staff(&self) -> Result<Vec<StaffMember>, StoreError> {
        fetch_all!(self, StaffMember, "SELECT * FROM staff ORDER BY email_key")
    }

    /// Everybody whose address or name contains `part` (all when blank), after an address as it is compared, at most `most`, by address.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn staff_page(&self, part: &str, after: &str, most: i64) -> Result<Vec<StaffMember>, StoreError> {
        fetch_all!(
            self,
            StaffMember,
            "SELECT * FROM staff WHERE email_key > $1 AND (email_key LIKE $2 ESCAPE '!' OR name LIKE $2 ESCAPE '!') ORDER BY email_key LIMIT $3",
            after,
            containing(part),
            most
        )
    }

    /// Puts somebody back to the state of being invited: no password, no session. Their grants stay.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn invite_staff_anew(&self, id: i64) -> Result<(), StoreError> {
        execute!(self, "UPDATE staff SET state = 'invited', password_hash = NULL, disabled_at = NULL WHERE id = $1", id)?;
        execute!(self, "DELETE FROM staff_sessions WHERE staff_id = $1", id)?;
        Ok(())
    }

    /// Makes somebody who was invited active, with the name and password that they chose; answers whether they were invited still.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn activate_staff(&self, id: i64, name: &str, password_hash: &str, at: At) -> Result<bool, StoreError> {
        let activated = execute!(
            self,
            "UPDATE staff SET state = 'active', name = $2, password_hash = $3, password_changed_at = $4
             WHERE id = $1 AND state = 'invited'",
            id,
            name,
            password_hash,
            at
        )?;
        Ok(activated == 1)
    }

    /// Disables somebody: their sessions end, their invitation is void, their roles are gone; answers whether they were not disabled
    /// before.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn disable_staff(&self, id: i64, at: At) -> Result<bool, StoreError> {
        let disabled = execute!(
            self,
            "UPDATE staff SET state = 'disabled', password_hash = NULL, is_operator = FALSE, disabled_at = $2
             WHERE id = $1 AND state <> 'disabled'",
            id,
            at
        )?;
        execute!(self, "DELETE FROM staff_sessions WHERE staff_id = $1", id)?;
        execute!(self, "DELETE FROM staff_invitations WHERE staff_id = $1", id)?;
        execute!(self, "DELETE FROM staff_grants WHERE staff_id = $1", id)?;
        Ok(disabled == 1)
    }

    /// Makes somebody an operator of the service, or no longer one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_staff_operator(&self, id: i64, is_operator: bool) -> Result<(), StoreError> {
        execute!(self, "UPDATE staff SET is_operator = $2 WHERE id = $1", id, is_operator)?;
        Ok(())
    }

    /// Sets the password's hash, if it is still `from`, which the old password was compared with; answers whether it was.
    /// `changed_at` is given when a new password was chosen, not when an old hash was made anew.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn replace_staff_password_hash(&self, id: i64, from: &str, to: &str, changed_at: Option<At>) -> Result<bool, StoreError> {
        let replaced = execute!(
            self,
            "UPDATE staff SET password_hash = $3, password_changed_at = COALESCE($4, password_changed_at)
             WHERE id = $1 AND password_hash = $2",
            id,
            from,
            to,
            changed_at
        )?;
        Ok(replaced == 1)
    }

    /// Notes a login that was completed with the second factor.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn note_staff_login(&self, id: i64, at: At) -> Result<(), StoreError> {
        execute!(self, "UPDATE staff SET last_login_at = $2 WHERE id = $1", id, at)?;
        Ok(())
    }
}
