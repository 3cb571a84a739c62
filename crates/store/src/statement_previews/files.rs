//! The file of a preview, and what was wrong or odd in it.

use super::Work;
use crate::{
    At, StoreError,
    engine::{execute, fetch_all, fetch_optional},
    previews::ImportProblem,
};

impl Work {
    /// Keeps a piece of a file; the first one is 1.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_statement_file(&self, insurer_id: i64, id: i64, seq: i64, content: &[u8]) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO statement_preview_parts (insurer_id, preview_id, seq, content) VALUES ($1, $2, $3, $4)",
            insurer_id,
            id,
            seq,
            content
        )?;
        Ok(())
    }

    /// A piece of a file; none after the last.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn statement_file(&self, insurer_id: i64, id: i64, seq: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT content FROM statement_preview_parts WHERE insurer_id = $1 AND preview_id = $2 AND seq = $3";
        Ok(fetch_optional!(self, (Vec<u8>,), sql, insurer_id, id, seq)?.map(|(content,)| content))
    }

    /// Takes the pieces of a file away up to this one; answers how many went.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn drop_statement_file(&self, insurer_id: i64, id: i64, until: i64) -> Result<u64, StoreError> {
        let sql = "DELETE FROM statement_preview_parts WHERE insurer_id = $1 AND preview_id = $2 AND seq <= $3";
        execute!(self, sql, insurer_id, id, until)
    }

    /// Keeps what was wrong or odd in a file.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_statement_problem(&self, insurer_id: i64, id: i64, problem: &ImportProblem) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO statement_preview_problems (insurer_id, preview_id, seq, is_error, line, column_name, problem, remedy)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            insurer_id,
            id,
            problem.seq,
            problem.is_error,
            problem.line,
            &problem.column_name,
            &problem.problem,
            &problem.remedy
        )?;
        Ok(())
    }

    /// What was wrong (or odd) in a file: at most `rows` after this place.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn statement_problems(
        &self,
        insurer_id: i64,
        id: i64,
        are_errors: bool,
        after: i64,
        rows: i64,
    ) -> Result<Vec<ImportProblem>, StoreError> {
        fetch_all!(
            self,
            ImportProblem,
            "SELECT seq, is_error, line, column_name, problem, remedy FROM statement_preview_problems
             WHERE insurer_id = $1 AND preview_id = $2 AND is_error = $3 AND seq > $4 ORDER BY seq LIMIT $5",
            insurer_id,
            id,
            are_errors,
            after,
            rows
        )
    }

    /// The files that were sent by then of which anything but the record is left; at most 1,000.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn old_statement_previews(&self, by: At) -> Result<Vec<(i64, i64)>, StoreError> {
        fetch_all!(
            self,
            (i64, i64),
            "SELECT p.insurer_id, p.id FROM statement_previews p WHERE p.started_at <= $1
               AND (p.state IN ('previewing', 'previewed', 'awaiting_approval')
                    OR EXISTS (SELECT 1 FROM statement_preview_parts f WHERE f.insurer_id = p.insurer_id AND f.preview_id = p.id)
                    OR EXISTS (SELECT 1 FROM statement_preview_problems w WHERE w.insurer_id = p.insurer_id AND w.preview_id = p.id))
             ORDER BY p.insurer_id, p.id LIMIT 1000",
            by
        )
    }

    /// What nobody decided on is void from now on, and what was found in the file is forgotten.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn expire_statement_preview(&self, insurer_id: i64, id: i64) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE statement_previews SET state = 'expired'
             WHERE insurer_id = $1 AND id = $2 AND state IN ('previewing', 'previewed', 'awaiting_approval')",
            insurer_id,
            id
        )?;
        execute!(self, "DELETE FROM statement_preview_problems WHERE insurer_id = $1 AND preview_id = $2", insurer_id, id)?;
        Ok(())
    }
}
