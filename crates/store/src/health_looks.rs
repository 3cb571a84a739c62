//! Why staff look at somebody's health data.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_optional},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// A reason for which somebody at the desk looks at a person's health data.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct HealthLook {
    /// The insurer.
    pub insurer_id: i64,
    /// Who looks.
    pub staff_id: i64,
    /// At whose data.
    pub person_id: i64,
    /// Why.
    pub reason: String,
    /// When that was said.
    pub given_at: At,
}

impl Work {
    /// Notes why somebody looks at a person's health data, in place of what they said before.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn note_health_look(&self, look: &HealthLook) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO health_looks (insurer_id, staff_id, person_id, reason, given_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (insurer_id, staff_id, person_id) DO UPDATE SET reason = excluded.reason, given_at = excluded.given_at",
            look.insurer_id,
            look.staff_id,
            look.person_id,
            &look.reason,
            look.given_at
        )?;
        Ok(())
    }

    /// Why this member of staff looks at this person's health data, when they said so after `since`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn health_look(&self, insurer_id: i64, staff_id: i64, person_id: i64, since: At) -> Result<Option<HealthLook>, StoreError> {
        fetch_optional!(
            self,
            HealthLook,
            "SELECT * FROM health_looks WHERE insurer_id = $1 AND staff_id = $2 AND person_id = $3 AND given_at > $4",
            insurer_id,
            staff_id,
            person_id,
            since
        )
    }

    /// Removes what was said by then; answers how many rows.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_old_health_looks(&self, by: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM health_looks WHERE given_at <= $1", by)
    }
}
