//! Files of statements that were sent to the desk: looked at, waiting for a second person, in force, or dropped; each with its file until
//! somebody decided on it.

mod files;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
    imports::{Decision, ImportState},
};

/// A file that was sent, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StatementPreview {
    /// The insurer.
    pub insurer_id: i64,
    /// Our own identifier.
    pub id: i64,
    /// The kind of statement, by its name in `madoguchi-rules`.
    pub kind: String,
    /// The file's name, as whoever sent it calls it.
    pub file_name: String,
    /// SHA-256 of the file.
    pub file_sha256: Vec<u8>,
    /// `add` or `replace`.
    pub mode: String,
    /// How the file is read: a JSON object.
    pub options: String,
    /// Who sent it, as the trail names them.
    pub actor: String,
    /// [`ImportState::name`].
    pub state: String,
    /// The version of the kind that it was compared with.
    pub base_version: i64,
    /// The roster version by which it was read.
    pub roster_version: i64,
    /// Rows of the file.
    pub rows_read: i64,
    /// What it comes to: a JSON object.
    pub outcome: String,
    /// Why a second person must agree, comma-separated; blank when nobody must.
    pub approval_reasons: String,
    /// When it was sent.
    pub started_at: At,
    /// Who handed it in for approval.
    pub handed_in_by: Option<String>,
    /// When.
    pub handed_in_at: Option<At>,
    /// Who applied, approved, declined or discarded it.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<At>,
    /// What they said.
    pub decision_note: Option<String>,
    /// The version of the kind that it became.
    pub import_version: Option<i64>,
}

impl Work {
    /// Records a file that was sent.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_statement_preview(&self, preview: &StatementPreview) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO statement_previews (insurer_id, id, kind, file_name, file_sha256, mode, options, actor, state, base_version,
                 roster_version, rows_read, outcome, approval_reasons, started_at, handed_in_by, handed_in_at, decided_by, decided_at,
                 decision_note, import_version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
            preview.insurer_id,
            preview.id,
            &preview.kind,
            &preview.file_name,
            &preview.file_sha256,
            &preview.mode,
            &preview.options,
            &preview.actor,
            &preview.state,
            preview.base_version,
            preview.roster_version,
            preview.rows_read,
            &preview.outcome,
            &preview.approval_reasons,
            preview.started_at,
            &preview.handed_in_by,
            preview.handed_in_at,
            &preview.decided_by,
            preview.decided_at,
            &preview.decision_note,
            preview.import_version
        )?;
        Ok(())
    }

    /// A file that was sent.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn statement_preview(&self, insurer_id: i64, id: i64) -> Result<Option<StatementPreview>, StoreError> {
        fetch_optional!(self, StatementPreview, "SELECT * FROM statement_previews WHERE insurer_id = $1 AND id = $2", insurer_id, id)
    }

    /// A page of what was sent: at most `rows`, the latest first, before this one (`i64::MAX`: from the latest).
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn statement_previews(&self, insurer_id: i64, before: i64, rows: i64) -> Result<Vec<StatementPreview>, StoreError> {
        fetch_all!(
            self,
            StatementPreview,
            "SELECT * FROM statement_previews WHERE insurer_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
            insurer_id,
            before,
            rows
        )
    }

    /// What waits in this state, the oldest first, at most 1,000.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn statement_previews_in(&self, insurer_id: i64, state: ImportState) -> Result<Vec<StatementPreview>, StoreError> {
        fetch_all!(
            self,
            StatementPreview,
            "SELECT * FROM statement_previews WHERE insurer_id = $1 AND state = $2 ORDER BY id LIMIT 1000",
            insurer_id,
            state.name()
        )
    }

    /// Moves a file from one state to another; answers whether it was in that state.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn change_statement_preview(
        &self,
        insurer_id: i64,
        id: i64,
        (from, to): (ImportState, ImportState),
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE statement_previews SET state = $4 WHERE insurer_id = $1 AND id = $2 AND state = $3";
        Ok(execute!(self, sql, insurer_id, id, from.name(), to.name())? == 1)
    }

    /// Hands a file in for approval; answers whether it was waiting to be.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn hand_in_statement_preview(&self, insurer_id: i64, id: i64, by: &str, at: At) -> Result<bool, StoreError> {
        let handed_in = execute!(
            self,
            "UPDATE statement_previews SET state = 'awaiting_approval', handed_in_by = $3, handed_in_at = $4
             WHERE insurer_id = $1 AND id = $2 AND state = 'previewed'",
            insurer_id,
            id,
            by,
            at
        )?;
        Ok(handed_in == 1)
    }

    /// Notes a decision on a file: it is dropped, or with `version` it is in force as this version of its kind. Answers whether it was in
    /// that state.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn decide_on_statement_preview(
        &self,
        insurer_id: i64,
        id: i64,
        (from, to): (ImportState, ImportState),
        decision: Decision<'_>,
        version: Option<i64>,
    ) -> Result<bool, StoreError> {
        let decided = execute!(
            self,
            "UPDATE statement_previews SET state = $4, decided_by = $5, decided_at = $6, decision_note = $7, import_version = $8
             WHERE insurer_id = $1 AND id = $2 AND state = $3",
            insurer_id,
            id,
            from.name(),
            to.name(),
            decision.by,
            decision.at,
            decision.note,
            version
        )?;
        Ok(decided == 1)
    }
}
