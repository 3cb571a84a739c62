//! The release calendar at the desk: the data sets in force, who brought them, and the day on which members see each.

use madoguchi_rules::statements::StatementKind;

use crate::{
    At, Day, StoreError, Work,
    engine::{execute, fetch_all},
};

/// A data set of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CalendarSet {
    /// The kind, by its name in `madoguchi-rules`.
    pub kind: String,
    /// The month of care, `YYYY-MM`.
    pub care_month: String,
    /// The import's version of the kind.
    pub version: i64,
    /// Whether it stands for the whole month.
    pub replaces: bool,
    /// The first day on which members see it.
    pub release_on: Day,
    /// How many lines it has.
    pub lines: i64,
    /// The name of the file that brought it.
    pub file_name: String,
    /// SHA-256 of that file.
    pub file_sha256: Vec<u8>,
    /// Who brought it, as the trail names them.
    pub actor: String,
    /// When it took effect.
    pub applied_at: Option<At>,
}

/// An import that no preview of the desk stands for: a command's.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ImportByCommand {
    /// Our own identifier.
    pub id: i64,
    /// The kind, by its name in `madoguchi-rules`.
    pub kind: String,
    /// The file's name.
    pub file_name: String,
    /// SHA-256 of the file.
    pub file_sha256: Vec<u8>,
    /// `add` or `replace`.
    pub mode: String,
    /// Who brought the file, as the trail names them.
    pub actor: String,
    /// `writing`, `applied` or `abandoned`.
    pub state: String,
    /// Rows of the file.
    pub rows_read: i64,
    /// What it came to: a JSON object of numbers.
    pub outcome: String,
    /// When it began to write.
    pub started_at: At,
    /// When it took effect.
    pub applied_at: Option<At>,
}

impl Work {
    /// The last `months` months before this one (`9999-99`: from the latest) of which anything is in force, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn calendar_months(&self, insurer_id: i64, before: &str, months: i64) -> Result<Vec<String>, StoreError> {
        let found: Vec<(String,)> = fetch_all!(
            self,
            (String,),
            "SELECT DISTINCT s.care_month FROM statement_versions v
             JOIN statement_sets s ON s.insurer_id = v.insurer_id AND s.kind = v.kind AND s.version <= v.version
             WHERE v.insurer_id = $1 AND s.care_month < $2 ORDER BY s.care_month DESC LIMIT $3",
            insurer_id,
            before,
            months
        )?;
        Ok(found.into_iter().map(|(month,)| month).collect())
    }

    /// The data sets in force of these months, both included, of every kind; the latest month first, at most 1,000.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn calendar(&self, insurer_id: i64, from: &str, until: &str) -> Result<Vec<CalendarSet>, StoreError> {
        fetch_all!(
            self,
            CalendarSet,
            "SELECT s.kind, s.care_month, s.version, s.replaces, s.release_on, s.lines, i.file_name, i.file_sha256, i.actor, i.applied_at
             FROM statement_versions v
             JOIN statement_sets s ON s.insurer_id = v.insurer_id AND s.kind = v.kind AND s.version <= v.version
             JOIN statement_imports i ON i.insurer_id = s.insurer_id AND i.kind = s.kind AND i.version = s.version AND i.state = 'applied'
             WHERE v.insurer_id = $1 AND s.care_month BETWEEN $2 AND $3
             ORDER BY s.care_month DESC, s.kind, s.version DESC LIMIT 1000",
            insurer_id,
            from,
            until
        )
    }

    /// Moves the day of release of a set from one day to another; answers whether it stood on the first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn change_release(
        &self,
        insurer_id: i64,
        kind: StatementKind,
        care_month: &str,
        version: i64,
        (from, to): (Day, Day),
    ) -> Result<bool, StoreError> {
        let changed = execute!(
            self,
            "UPDATE statement_sets SET release_on = $6
             WHERE insurer_id = $1 AND kind = $2 AND care_month = $3 AND version = $4 AND release_on = $5",
            insurer_id,
            kind.as_str(),
            care_month,
            version,
            from,
            to
        )?;
        Ok(changed == 1)
    }

    /// A page of the imports by command: at most `rows`, the latest first, before this one (`i64::MAX`: from the latest).
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn imports_by_command(&self, insurer_id: i64, before: i64, rows: i64) -> Result<Vec<ImportByCommand>, StoreError> {
        fetch_all!(
            self,
            ImportByCommand,
            "SELECT i.id, i.kind, i.file_name, i.file_sha256, i.mode, i.actor, i.state, i.rows_read, i.outcome, i.started_at, i.applied_at
             FROM statement_imports i WHERE i.insurer_id = $1 AND i.id < $2 AND i.actor NOT LIKE 'staff:%' ORDER BY i.id DESC LIMIT $3",
            insurer_id,
            before,
            rows
        )
    }

    /// The numbers and the moment of the import of this kind and mode that took effect last, up to this version.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_statement_import(
        &self,
        insurer_id: i64,
        kind: &str,
        mode: &str,
        version: i64,
    ) -> Result<Option<(String, At)>, StoreError> {
        crate::engine::fetch_optional!(
            self,
            (String, At),
            "SELECT outcome, started_at FROM statement_imports
             WHERE insurer_id = $1 AND kind = $2 AND mode = $3 AND state = 'applied' AND version <= $4 ORDER BY version DESC LIMIT 1",
            insurer_id,
            kind,
            mode,
            version
        )
    }
}
