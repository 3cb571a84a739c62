//! Imports of rosters: their record, their one short switch, and what is left of one that did not end. What a kept one changes is in
//! [`crate::previews`].

mod broken;

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
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
    /// Who brought the file, as the trail names them.
    pub actor: String,
    /// [`ImportState::name`].
    pub state: String,
    /// The roster version that it was compared with.
    pub base_version: i64,
    /// The roster version that it makes, or would make.
    pub version: i64,
    /// Rows of the file.
    pub rows_read: i64,
    /// What it came to: a JSON object of numbers.
    pub outcome: String,
    /// What its headers mean, a JSON array of header and field: saved for the insurer when it takes effect.
    pub mapping: String,
    /// Why a second person must agree, comma-separated; blank when nobody must.
    pub approval_reasons: String,
    /// When it began to write.
    pub started_at: At,
    /// Who handed it in for approval.
    pub handed_in_by: Option<String>,
    /// When.
    pub handed_in_at: Option<At>,
    /// Who approved, declined or discarded it.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<At>,
    /// What they said.
    pub decision_note: Option<String>,
    /// When it took effect.
    pub applied_at: Option<At>,
    /// The state to which it goes back when it was killed while it took effect; none for one that was not kept.
    pub resumes_as: Option<String>,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// Its plan is being put down.
    Previewing,
    /// Its plan is kept, for a look.
    Previewed,
    /// It is handed in, and waits for a second person.
    AwaitingApproval,
    /// It is taking effect: rows of its version are written.
    Writing,
    /// It took effect.
    Applied,
    /// Its file was refused.
    Refused,
    /// The second person said no.
    Declined,
    /// It was thrown away.
    Discarded,
    /// Nobody decided in time; its plan is gone.
    Expired,
    /// It was killed while it wrote.
    Abandoned,
}

impl ImportState {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Previewing => "previewing",
            Self::Previewed => "previewed",
            Self::AwaitingApproval => "awaiting_approval",
            Self::Writing => "writing",
            Self::Applied => "applied",
            Self::Refused => "refused",
            Self::Declined => "declined",
            Self::Discarded => "discarded",
            Self::Expired => "expired",
            Self::Abandoned => "abandoned",
        }
    }
}

/// A decision on an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision<'a> {
    /// Who, as the trail names them.
    pub by: &'a str,
    /// When.
    pub at: At,
    /// What they said.
    pub note: &'a str,
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

    /// Records an import.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_roster_import(&self, import: &RosterImport) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO roster_imports (insurer_id, id, file_name, file_sha256, mode, actor, state, base_version, version, rows_read,
                 outcome, mapping, approval_reasons, started_at, handed_in_by, handed_in_at, decided_by, decided_at, decision_note,
                 applied_at, resumes_as)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
            import.insurer_id,
            import.id,
            &import.file_name,
            &import.file_sha256,
            &import.mode,
            &import.actor,
            &import.state,
            import.base_version,
            import.version,
            import.rows_read,
            &import.outcome,
            &import.mapping,
            &import.approval_reasons,
            import.started_at,
            &import.handed_in_by,
            import.handed_in_at,
            &import.decided_by,
            import.decided_at,
            &import.decision_note,
            import.applied_at,
            &import.resumes_as
        )?;
        Ok(())
    }

    /// An import.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn roster_import(&self, insurer_id: i64, import_id: i64) -> Result<Option<RosterImport>, StoreError> {
        fetch_optional!(self, RosterImport, "SELECT * FROM roster_imports WHERE insurer_id = $1 AND id = $2", insurer_id, import_id)
    }

    /// A page of the insurer's imports: at most `rows`, the latest first, before this one (`i64::MAX`: from the latest).
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn roster_imports(&self, insurer_id: i64, before: i64, rows: i64) -> Result<Vec<RosterImport>, StoreError> {
        fetch_all!(
            self,
            RosterImport,
            "SELECT * FROM roster_imports WHERE insurer_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
            insurer_id,
            before,
            rows
        )
    }

    /// The insurer's imports in this state, the oldest first, at most 1,000.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn roster_imports_in(&self, insurer_id: i64, state: ImportState) -> Result<Vec<RosterImport>, StoreError> {
        fetch_all!(
            self,
            RosterImport,
            "SELECT * FROM roster_imports WHERE insurer_id = $1 AND state = $2 ORDER BY id LIMIT 1000",
            insurer_id,
            state.name()
        )
    }

    /// Moves an import from one state to another; answers whether it was in that state.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn change_import_state(
        &self,
        insurer_id: i64,
        import_id: i64,
        from: ImportState,
        to: ImportState,
    ) -> Result<bool, StoreError> {
        let changed = execute!(
            self,
            "UPDATE roster_imports SET state = $4 WHERE insurer_id = $1 AND id = $2 AND state = $3",
            insurer_id,
            import_id,
            from.name(),
            to.name()
        )?;
        Ok(changed == 1)
    }

    /// Hands a kept import in for approval; answers whether it was waiting to be.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn hand_in_import(&self, insurer_id: i64, import_id: i64, by: &str, at: At) -> Result<bool, StoreError> {
        let handed_in = execute!(
            self,
            "UPDATE roster_imports SET state = 'awaiting_approval', handed_in_by = $3, handed_in_at = $4
             WHERE insurer_id = $1 AND id = $2 AND state = 'previewed'",
            insurer_id,
            import_id,
            by,
            at
        )?;
        Ok(handed_in == 1)
    }

    /// Notes a decision that ends a kept import; answers whether it was in that state.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn decide_on_import(
        &self,
        insurer_id: i64,
        import_id: i64,
        (from, to): (ImportState, ImportState),
        decision: Decision<'_>,
    ) -> Result<bool, StoreError> {
        let decided = execute!(
            self,
            "UPDATE roster_imports SET state = $4, decided_by = $5, decided_at = $6, decision_note = $7
             WHERE insurer_id = $1 AND id = $2 AND state = $3",
            insurer_id,
            import_id,
            from.name(),
            to.name(),
            decision.by,
            decision.at,
            decision.note
        )?;
        Ok(decided == 1)
    }

    /// Notes who let a kept import take effect.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn note_decision(&self, insurer_id: i64, import_id: i64, decision: Decision<'_>) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE roster_imports SET decided_by = $3, decided_at = $4, decision_note = $5 WHERE insurer_id = $1 AND id = $2",
            insurer_id,
            import_id,
            decision.by,
            decision.at,
            decision.note
        )?;
        Ok(())
    }

    /// Records that a kept import begins to write rows of this version; answers whether it was in that state, to which it goes back when
    /// it is killed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_kept_import(&self, insurer_id: i64, import_id: i64, from: ImportState, version: i64) -> Result<bool, StoreError> {
        let begun = execute!(
            self,
            "UPDATE roster_imports SET state = 'writing', resumes_as = $3, version = $4 WHERE insurer_id = $1 AND id = $2 AND state = $3",
            insurer_id,
            import_id,
            from.name(),
            version
        )?;
        Ok(begun == 1)
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

    /// The import that took effect last before this one, of the same mode.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn roster_import_before(&self, import: &RosterImport) -> Result<Option<RosterImport>, StoreError> {
        fetch_optional!(
            self,
            RosterImport,
            "SELECT * FROM roster_imports WHERE insurer_id = $1 AND mode = $2 AND state = 'applied' AND version <= $3 AND id <> $4
             ORDER BY version DESC LIMIT 1",
            import.insurer_id,
            &import.mode,
            import.version,
            import.id
        )
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
            "UPDATE roster_imports SET state = 'applied', applied_at = $3, resumes_as = NULL WHERE insurer_id = $1 AND id = $2",
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

    /// What one-digit era codes mean in this insurer's files of a kind, as somebody chose last.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn era_of_files(&self, insurer_id: i64, file_kind: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT era FROM eras_of_files WHERE insurer_id = $1 AND file_kind = $2";
        Ok(fetch_optional!(self, (String,), sql, insurer_id, file_kind)?.map(|(era,)| era))
    }

    /// Keeps that for the next time.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_era_of_files(&self, insurer_id: i64, file_kind: &str, era: &str) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO eras_of_files (insurer_id, file_kind, era) VALUES ($1, $2, $3)
             ON CONFLICT (insurer_id, file_kind) DO UPDATE SET era = excluded.era",
            insurer_id,
            file_kind,
            era
        )?;
        Ok(())
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
