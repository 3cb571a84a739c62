//! People whom the desk lets in: for a while their sign-up has tries of its own, and their name is compared leniently.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

/// Somebody is let in.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Admission {
    /// The insurer.
    pub insurer_id: i64,
    /// The roster's person.
    pub person_id: i64,
    /// Since when.
    pub admitted_at: At,
    /// By whom (`staff:ID`).
    pub admitted_by: String,
    /// Until when.
    pub until: At,
}

impl Work {
    /// Lets somebody in, in place of an earlier admission.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn admit(&self, admission: &Admission) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO admissions (insurer_id, person_id, admitted_at, admitted_by, until) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (insurer_id, person_id) DO UPDATE SET admitted_at = excluded.admitted_at,
                 admitted_by = excluded.admitted_by, until = excluded.until",
            admission.insurer_id,
            admission.person_id,
            admission.admitted_at,
            &admission.admitted_by,
            admission.until
        )?;
        Ok(())
    }

    /// The admission of a person that is in force.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn admission(&self, insurer_id: i64, person_id: i64, now: At) -> Result<Option<Admission>, StoreError> {
        fetch_optional!(
            self,
            Admission,
            "SELECT * FROM admissions WHERE insurer_id = $1 AND person_id = $2 AND until > $3",
            insurer_id,
            person_id,
            now
        )
    }

    /// The admissions in force among the people with this 記号 and 番号, leading zeros aside; the latest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn admissions_by_number(
        &self,
        insurer_id: i64,
        symbol_loose: &str,
        number_loose: &str,
        now: At,
    ) -> Result<Vec<Admission>, StoreError> {
        fetch_all!(
            self,
            Admission,
            "SELECT DISTINCT d.* FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
             JOIN admissions d ON d.insurer_id = e.insurer_id AND d.person_id = e.person_id AND d.until > $4
             WHERE e.insurer_id = $1 AND e.number_loose = $3 AND e.symbol_loose = $2
               AND e.from_version <= i.roster_version AND i.roster_version < e.to_version
             ORDER BY d.admitted_at DESC, d.person_id",
            insurer_id,
            symbol_loose,
            number_loose,
            now
        )
    }

    /// Removes the admissions that ended; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_ended_admissions(&self, by: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM admissions WHERE until <= $1", by)
    }
}
