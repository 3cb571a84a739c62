//! Taking lines away: of imports that did not end, and of months that are no longer kept.

use super::CostImport;
use crate::{
    StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

impl Work {
    /// The imports of an insurer's costs that began to write and did not come to their switch.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn broken_cost_imports(&self, insurer_id: i64) -> Result<Vec<CostImport>, StoreError> {
        fetch_all!(self, CostImport, "SELECT * FROM cost_imports WHERE insurer_id = $1 AND state = 'writing' ORDER BY id", insurer_id)
    }

    /// The months for which an import of this version has sets.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn months_of_cost_version(&self, insurer_id: i64, version: i64) -> Result<Vec<String>, StoreError> {
        let months: Vec<(String,)> = fetch_all!(
            self,
            (String,),
            "SELECT care_month FROM cost_sets WHERE insurer_id = $1 AND version = $2 ORDER BY care_month",
            insurer_id,
            version
        )?;
        Ok(months.into_iter().map(|(month,)| month).collect())
    }

    /// The last person of the next `lines` lines of a month after this person; `None` when fewer are left.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn cost_person_after(
        &self,
        insurer_id: i64,
        care_month: &str,
        person_id: i64,
        lines: i64,
    ) -> Result<Option<i64>, StoreError> {
        let found: Option<(i64,)> = fetch_optional!(
            self,
            (i64,),
            "SELECT person_id FROM cost_lines WHERE insurer_id = $1 AND care_month = $2 AND person_id > $3
             ORDER BY person_id LIMIT 1 OFFSET $4",
            insurer_id,
            care_month,
            person_id,
            lines
        )?;
        Ok(found.map(|(person_id,)| person_id))
    }

    /// Takes away the lines of a month, of the people after `first` up to `last`: of this version, or of all.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_cost_lines(
        &self,
        insurer_id: i64,
        care_month: &str,
        (first, last): (i64, i64),
        version: Option<i64>,
    ) -> Result<u64, StoreError> {
        execute!(
            self,
            "DELETE FROM cost_lines WHERE insurer_id = $1 AND care_month = $2 AND person_id > $3 AND person_id <= $4
               AND version = COALESCE($5, version)",
            insurer_id,
            care_month,
            first,
            last,
            version
        )
    }

    /// Takes away the sets of a killed import, and records that it was abandoned.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn abandon_cost_import(&self, import: &CostImport) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM cost_sets WHERE insurer_id = $1 AND version = $2", import.insurer_id, import.version)?;
        execute!(self, "UPDATE cost_imports SET state = 'abandoned' WHERE insurer_id = $1 AND id = $2", import.insurer_id, import.id)?;
        Ok(())
    }

    /// The insurers and months of which something is kept though the month is before this one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn cost_months_before(&self, insurer_id: i64, care_month: &str) -> Result<Vec<String>, StoreError> {
        let months: Vec<(String,)> = fetch_all!(
            self,
            (String,),
            "SELECT DISTINCT s.care_month FROM cost_sets s JOIN cost_versions v ON v.insurer_id = s.insurer_id AND s.version <= v.version
             WHERE s.insurer_id = $1 AND s.care_month < $2 ORDER BY s.care_month",
            insurer_id,
            care_month
        )?;
        Ok(months.into_iter().map(|(month,)| month).collect())
    }

    /// The insurers that have costs.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn insurers_with_costs(&self) -> Result<Vec<i64>, StoreError> {
        let insurers: Vec<(i64,)> = fetch_all!(self, (i64,), "SELECT insurer_id FROM cost_versions ORDER BY insurer_id")?;
        Ok(insurers.into_iter().map(|(insurer_id,)| insurer_id).collect())
    }

    /// Takes away the sets of a month whose lines are gone.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_cost_sets(&self, insurer_id: i64, care_month: &str) -> Result<u64, StoreError> {
        execute!(
            self,
            "DELETE FROM cost_sets WHERE insurer_id = $1 AND care_month = $2
               AND NOT EXISTS (SELECT 1 FROM cost_lines l WHERE l.insurer_id = $1 AND l.care_month = $2)",
            insurer_id,
            care_month
        )
    }
}
