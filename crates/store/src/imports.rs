//! Imports of rosters: their record, their one short switch, and what is left of one that did not end.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_one, fetch_optional},
    roster::OPEN_END,
};

/// The record of an import.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RosterImport {
    /// The insurer.
    pub insurer_id: i64,
    /// Our own identifier.
    pub id: i64,
    /// The file's name, without its folder.
    pub file_name: String,
    /// SHA-256 of the file.
    pub file_sha256: Vec<u8>,
    /// `merge` or `full`.
    pub mode: String,
    /// Who ran it.
    pub actor: String,
    /// `writing`, `applied` or `abandoned`.
    pub state: String,
    /// The roster version that it makes.
    pub version: i64,
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
    /// Keeps a lease longer, whatever the clock says; answers whether `holder` still had it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_lease(&self, name: &str, holder: i64, expires_at: At) -> Result<bool, StoreError> {
        let kept = execute!(self, "UPDATE leases SET expires_at = $3 WHERE name = $1 AND holder = $2", name, holder, expires_at)?;
        Ok(kept == 1)
    }

    /// Records that an import begins to write.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_roster_import(&self, import: &RosterImport) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO roster_imports (insurer_id, id, file_name, file_sha256, mode, actor, state, version, rows_read, outcome,
                 started_at, applied_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            import.insurer_id,
            import.id,
            &import.file_name,
            &import.file_sha256,
            &import.mode,
            &import.actor,
            &import.state,
            import.version,
            import.rows_read,
            &import.outcome,
            import.started_at,
            import.applied_at
        )?;
        Ok(())
    }

    /// The insurer's imports, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn roster_imports(&self, insurer_id: i64) -> Result<Vec<RosterImport>, StoreError> {
        fetch_all!(self, RosterImport, "SELECT * FROM roster_imports WHERE insurer_id = $1 ORDER BY id DESC LIMIT 100", insurer_id)
    }

    /// The last import of this mode that took effect.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_roster_import(&self, insurer_id: i64, mode: &str) -> Result<Option<RosterImport>, StoreError> {
        fetch_optional!(
            self,
            RosterImport,
            "SELECT * FROM roster_imports WHERE insurer_id = $1 AND mode = $2 AND state = 'applied' ORDER BY version DESC LIMIT 1",
            insurer_id,
            mode
        )
    }

    /// Whether an import of this insurer began to write and did not end.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn has_broken_import(&self, insurer_id: i64) -> Result<bool, StoreError> {
        let (broken,): (bool,) = fetch_one!(
            self,
            (bool,),
            "SELECT EXISTS (SELECT 1 FROM roster_imports WHERE insurer_id = $1 AND state = 'writing')",
            insurer_id
        )?;
        Ok(broken)
    }

    /// The person after which `rows` more rows of the roster (of any version) follow; `None` when fewer do.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn person_after(&self, insurer_id: i64, person_id: i64, rows: i64) -> Result<Option<i64>, StoreError> {
        let found: Option<(i64,)> = fetch_optional!(
            self,
            (i64,),
            "SELECT person_id FROM roster_entries WHERE insurer_id = $1 AND person_id > $2 ORDER BY person_id LIMIT 1 OFFSET $3",
            insurer_id,
            person_id,
            rows
        )?;
        Ok(found.map(|(person_id,)| person_id))
    }

    /// Undoes what a broken import wrote for the people after `first` up to `last`: rows ahead of `version` go, rows that were closed
    /// for them are open again.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn undo_broken_rows(&self, insurer_id: i64, version: i64, first: i64, last: i64) -> Result<(), StoreError> {
        execute!(
            self,
            "DELETE FROM roster_entries WHERE insurer_id = $1 AND person_id > $3 AND person_id <= $4 AND from_version > $2",
            insurer_id,
            version,
            first,
            last
        )?;
        execute!(
            self,
            "UPDATE roster_entries SET to_version = $5
             WHERE insurer_id = $1 AND person_id > $3 AND person_id <= $4 AND to_version > $2 AND to_version < $5",
            insurer_id,
            version,
            first,
            last,
            OPEN_END
        )?;
        Ok(())
    }

    /// Closes the records of imports that began to write and did not end, with the moves that they noted.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn abandon_broken_imports(&self, insurer_id: i64) -> Result<(), StoreError> {
        execute!(
            self,
            "DELETE FROM possible_same_people WHERE insurer_id = $1 AND import_id IN (
                 SELECT id FROM roster_imports WHERE insurer_id = $1 AND state = 'writing')",
            insurer_id
        )?;
        execute!(self, "UPDATE roster_imports SET state = 'abandoned' WHERE insurer_id = $1 AND state = 'writing'", insurer_id)?;
        Ok(())
    }

    /// The switch: version `next` is in force from now on, if `next - 1` was. Answers whether it was.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn switch_roster(&self, insurer_id: i64, next: i64) -> Result<bool, StoreError> {
        let switched =
            execute!(self, "UPDATE insurers SET roster_version = $2 WHERE id = $1 AND roster_version = $3", insurer_id, next, next - 1)?;
        Ok(switched == 1)
    }

    /// Records that an import took effect.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn finish_roster_import(&self, insurer_id: i64, import_id: i64, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE roster_imports SET state = 'applied', applied_at = $3 WHERE insurer_id = $1 AND id = $2",
            insurer_id,
            import_id,
            at
        )?;
        Ok(())
    }

    /// Header names that this insurer's files of this kind use, and the field that each means.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn header_mappings(&self, insurer_id: i64, file_kind: &str) -> Result<Vec<(String, String)>, StoreError> {
        fetch_all!(
            self,
            (String, String),
            "SELECT header, field FROM header_mappings WHERE insurer_id = $1 AND file_kind = $2 ORDER BY header",
            insurer_id,
            file_kind
        )
    }

    /// Saves what a header of this insurer's files means.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_header_mapping(&self, insurer_id: i64, file_kind: &str, header: &str, field: &str) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO header_mappings (insurer_id, file_kind, header, field) VALUES ($1, $2, $3, $4)
             ON CONFLICT (insurer_id, file_kind, header) DO UPDATE SET field = excluded.field",
            insurer_id,
            file_kind,
            header,
            field
        )?;
        Ok(())
    }
}
