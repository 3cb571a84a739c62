//! What staff may do at which insurer.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

/// A role at an insurer.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Grant {
    /// The insurer.
    pub insurer_id: i64,
    /// Who has it.
    pub staff_id: i64,
    /// `viewer`, `clerk` or `manager`.
    pub role: String,
    /// Whether a clerk may approve as a manager does.
    pub is_deputy: bool,
    /// When it was given.
    pub granted_at: At,
    /// By whom, as the trail names them.
    pub granted_by: String,
}

/// An insurer at whose desk somebody works.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Workplace {
    /// The insurer.
    pub insurer_id: i64,
    /// Its 保険者指定コード.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The role there.
    pub role: String,
    /// Whether a clerk may approve as a manager does.
    pub is_deputy: bool,
}

/// Somebody who works at an insurer's desk, as its managers see them.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Colleague {
    /// Who.
    pub staff_id: i64,
    /// Their address.
    pub email: String,
    /// Their name; blank until they accepted.
    pub name: String,
    /// `invited`, `active` or `disabled`.
    pub state: String,
    /// Their role here.
    pub role: String,
    /// Whether a clerk may approve as a manager does.
    pub is_deputy: bool,
    /// Their latest login.
    pub last_login_at: Option<At>,
}

impl Work {
    /// Gives a role, in place of the one that the person has at this insurer.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_grant(&self, grant: &Grant) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO staff_grants (insurer_id, staff_id, role, is_deputy, granted_at, granted_by) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (insurer_id, staff_id) DO UPDATE SET role = excluded.role, is_deputy = excluded.is_deputy,
                 granted_at = excluded.granted_at, granted_by = excluded.granted_by",
            grant.insurer_id,
            grant.staff_id,
            &grant.role,
            grant.is_deputy,
            grant.granted_at,
            &grant.granted_by
        )?;
        Ok(())
    }

    /// Takes the role at an insurer away; answers whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_grant(&self, insurer_id: i64, staff_id: i64) -> Result<bool, StoreError> {
        let removed = execute!(self, "DELETE FROM staff_grants WHERE insurer_id = $1 AND staff_id = $2", insurer_id, staff_id)?;
        Ok(removed == 1)
    }

    /// The role that somebody has at the insurer with this code.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn workplace(&self, staff_id: i64, code: &str) -> Result<Option<Workplace>, StoreError> {
        fetch_optional!(
            self,
            Workplace,
            "SELECT g.insurer_id, i.code, i.name, g.role, g.is_deputy FROM staff_grants g JOIN insurers i ON i.id = g.insurer_id
             WHERE g.staff_id = $1 AND i.code = $2",
            staff_id,
            code
        )
    }

    /// The insurers at whose desks somebody works, by code.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn workplaces(&self, staff_id: i64) -> Result<Vec<Workplace>, StoreError> {
        fetch_all!(
            self,
            Workplace,
            "SELECT g.insurer_id, i.code, i.name, g.role, g.is_deputy FROM staff_grants g JOIN insurers i ON i.id = g.insurer_id
             WHERE g.staff_id = $1 ORDER BY i.code",
            staff_id
        )
    }

    /// Who may approve at an insurer's desk: its managers and deputies who are active, by our own identifier.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn approvers(&self, insurer_id: i64) -> Result<Vec<i64>, StoreError> {
        let approvers: Vec<(i64,)> = fetch_all!(
            self,
            (i64,),
            "SELECT t.id FROM staff_grants g JOIN staff t ON t.id = g.staff_id
             WHERE g.insurer_id = $1 AND t.state = 'active' AND (g.role = 'manager' OR g.is_deputy) ORDER BY t.id",
            insurer_id
        )?;
        Ok(approvers.into_iter().map(|(staff_id,)| staff_id).collect())
    }

    /// The people of an insurer's desk, by address.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn colleagues(&self, insurer_id: i64) -> Result<Vec<Colleague>, StoreError> {
        fetch_all!(
            self,
            Colleague,
            "SELECT t.id AS staff_id, t.email, t.name, t.state, g.role, g.is_deputy, t.last_login_at
             FROM staff_grants g JOIN staff t ON t.id = g.staff_id WHERE g.insurer_id = $1 ORDER BY t.email_key",
            insurer_id
        )
    }
}
