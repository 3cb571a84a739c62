//! Taking lines away: of imports that did not end, and of months that are no longer kept.

use madoguchi_rules::statements::StatementKind;

use super::StatementImport;
use crate::{
    StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

impl Work {
    /// The imports of an insurer's statements of a kind that began to write and did not come to their switch.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn broken_statement_imports(&self, insurer_id: i64, kind: StatementKind) -> Result<Vec<StatementImport>, StoreError> {
        fetch_all!(
            self,
            StatementImport,
            "SELECT * FROM statement_imports WHERE insurer_id = $1 AND kind = $2 AND state = 'writing' ORDER BY id",
            insurer_id,
            kind.as_str()
        )
    }

    /// The months for which an import of this version has sets.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn months_of_statement_version(&self, insurer_id: i64, kind: StatementKind, version: i64) -> Result<Vec<String>, StoreError> {
        let months: Vec<(String,)> = fetch_all!(
            self,
            (String,),
            "SELECT care_month FROM statement_sets WHERE insurer_id = $1 AND kind = $2 AND version = $3 ORDER BY care_month",
            insurer_id,
            kind.as_str(),
            version
        )?;
        Ok(months.into_iter().map(|(month,)| month).collect())
    }

    /// The last person of the next `lines` lines of a month after this person; `None` when fewer are left.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn statement_person_after(
        &self,
        (insurer_id, kind): (i64, StatementKind),
        care_month: &str,
        person_id: i64,
        lines: i64,
    ) -> Result<Option<i64>, StoreError> {
        let costs = "SELECT person_id FROM cost_lines WHERE insurer_id = $1 AND care_month = $2 AND person_id > $3
             ORDER BY person_id LIMIT 1 OFFSET $4";
        let others = "SELECT person_id FROM statement_lines WHERE insurer_id = $1 AND kind = $5 AND care_month = $2 AND person_id > $3
             ORDER BY person_id LIMIT 1 OFFSET $4";
        let found = match kind {
            StatementKind::Costs => fetch_optional!(self, (i64,), costs, insurer_id, care_month, person_id, lines)?,
            _ => fetch_optional!(self, (i64,), others, insurer_id, care_month, person_id, lines, kind.as_str())?,
        };
        Ok(found.map(|(person_id,)| person_id))
    }

    /// Takes away the lines of a month, of the people after `first` up to `last`: of this version, or of all.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_statement_lines(
        &self,
        (insurer_id, kind): (i64, StatementKind),
        care_month: &str,
        (first, last): (i64, i64),
        version: Option<i64>,
    ) -> Result<u64, StoreError> {
        let costs = "DELETE FROM cost_lines WHERE insurer_id = $1 AND care_month = $2 AND person_id > $3 AND person_id <= $4
               AND version = COALESCE($5, version)";
        let others = "DELETE FROM statement_lines WHERE insurer_id = $1 AND kind = $6 AND care_month = $2 AND person_id > $3
               AND person_id <= $4 AND version = COALESCE($5, version)";
        match kind {
            StatementKind::Costs => execute!(self, costs, insurer_id, care_month, first, last, version),
            _ => execute!(self, others, insurer_id, care_month, first, last, version, kind.as_str()),
        }
    }

    /// Takes away the sets of a killed import, and records that it was abandoned.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn abandon_statement_import(&self, import: &StatementImport) -> Result<(), StoreError> {
        let (insurer_id, kind) = (import.insurer_id, &import.kind);
        execute!(
            self,
            "DELETE FROM statement_sets WHERE insurer_id = $1 AND kind = $2 AND version = $3",
            insurer_id,
            kind,
            import.version
        )?;
        execute!(
            self,
            "UPDATE statement_imports SET state = 'abandoned' WHERE insurer_id = $1 AND kind = $2 AND id = $3",
            insurer_id,
            kind,
            import.id
        )?;
        Ok(())
    }

    /// The months before this one of which something is kept.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn statement_months_before(&self, insurer_id: i64, kind: StatementKind, care_month: &str) -> Result<Vec<String>, StoreError> {
        let months: Vec<(String,)> = fetch_all!(
            self,
            (String,),
            "SELECT DISTINCT s.care_month FROM statement_sets s
             JOIN statement_versions v ON v.insurer_id = s.insurer_id AND v.kind = s.kind AND s.version <= v.version
             WHERE s.insurer_id = $1 AND s.kind = $2 AND s.care_month < $3 ORDER BY s.care_month",
            insurer_id,
            kind.as_str(),
            care_month
        )?;
        Ok(months.into_iter().map(|(month,)| month).collect())
    }

    /// The insurers that have statements of any kind.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn insurers_with_statements(&self) -> Result<Vec<i64>, StoreError> {
        let insurers: Vec<(i64,)> = fetch_all!(self, (i64,), "SELECT DISTINCT insurer_id FROM statement_versions ORDER BY insurer_id")?;
        Ok(insurers.into_iter().map(|(insurer_id,)| insurer_id).collect())
    }

    /// Takes away the sets of a month whose lines are gone.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_statement_sets(&self, insurer_id: i64, kind: StatementKind, care_month: &str) -> Result<u64, StoreError> {
        let costs = "DELETE FROM statement_sets WHERE insurer_id = $1 AND kind = $3 AND care_month = $2
               AND NOT EXISTS (SELECT 1 FROM cost_lines l WHERE l.insurer_id = $1 AND l.care_month = $2)";
        let others = "DELETE FROM statement_sets WHERE insurer_id = $1 AND kind = $3 AND care_month = $2
               AND NOT EXISTS (SELECT 1 FROM statement_lines l WHERE l.insurer_id = $1 AND l.kind = $3 AND l.care_month = $2)";
        let sql = if kind == StatementKind::Costs { costs } else { others };
        execute!(self, sql, insurer_id, care_month, kind.as_str())
    }
}
