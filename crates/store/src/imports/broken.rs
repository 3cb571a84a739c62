//! What an import leaves that was killed while it wrote: rows that nobody sees.

use crate::{
    StoreError, Work,
    engine::{execute, fetch_one, fetch_optional},
    roster::OPEN_END,
};

impl Work {
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

    /// Closes the records of imports that began to write and did not end, with the moves that they noted. Kept ones are as before.
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
        execute!(
            self,
            "UPDATE roster_imports SET state = COALESCE(resumes_as, 'abandoned'), resumes_as = NULL
             WHERE insurer_id = $1 AND state = 'writing'",
            insurer_id
        )?;
        Ok(())
    }
}
