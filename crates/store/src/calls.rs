//! Calls of members at the desk: what the caller was asked, why they called, what came of it.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_one, fetch_optional},
};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Call {
    /// The insurer.
    pub insurer_id: i64,
    /// Our own identifier.
    pub id: i64,
    /// The roster's person whom it is about.
    pub person_id: i64,
    /// When the note was begun.
    pub opened_at: At,
    /// By whom (`staff:ID`).
    pub opened_by: String,
    /// What the caller was asked and knew: names of `madoguchi_rules::calls::Question`, by commas.
    pub verified: String,
    /// Why they called; none while nothing is noted.
    pub reason: Option<String>,
    /// What came of it; none while nothing is noted.
    pub outcome: Option<String>,
    /// In the clerk's words.
    pub note: String,
    /// When something was last noted.
    pub noted_at: Option<At>,
    /// By whom.
    pub noted_by: Option<String>,
    /// When it was closed; none while it is open.
    pub closed_at: Option<At>,
}

/// What is noted of a call.
#[derive(Clone, Debug)]
pub struct CallNote {
    /// What the caller was asked and knew.
    pub verified: String,
    /// Why they called.
    pub reason: String,
    /// What came of it.
    pub outcome: String,
    /// In the clerk's words.
    pub note: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: At,
    /// Whether the call is settled with that.
    pub closes: bool,
}

impl Work {
    /// Opens a call.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn open_call(&self, insurer_id: i64, id: i64, person_id: i64, by: &str, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO calls (insurer_id, id, person_id, opened_at, opened_by, verified, note) VALUES ($1, $2, $3, $4, $5, '', '')",
            insurer_id,
            id,
            person_id,
            at,
            by
        )?;
        Ok(())
    }

    /// Notes a call that is open; answers whether it was.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn note_call(&self, insurer_id: i64, id: i64, note: &CallNote) -> Result<bool, StoreError> {
        let noted = execute!(
            self,
            "UPDATE calls SET verified = $3, reason = $4, outcome = $5, note = $6, noted_at = $7, noted_by = $8, closed_at = $9
             WHERE insurer_id = $1 AND id = $2 AND closed_at IS NULL",
            insurer_id,
            id,
            &note.verified,
            &note.reason,
            &note.outcome,
            &note.note,
            note.at,
            &note.by,
            note.closes.then_some(note.at)
        )?;
        Ok(noted == 1)
    }

    /// The latest calls about a person, at most `most`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn calls_of_person(&self, insurer_id: i64, person_id: i64, most: i64) -> Result<Vec<Call>, StoreError> {
        fetch_all!(
            self,
            Call,
            "SELECT * FROM calls WHERE insurer_id = $1 AND person_id = $2 ORDER BY opened_at DESC, id DESC LIMIT $3",
            insurer_id,
            person_id,
            most
        )
    }

    /// A call.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn call(&self, insurer_id: i64, id: i64) -> Result<Option<Call>, StoreError> {
        fetch_optional!(self, Call, "SELECT * FROM calls WHERE insurer_id = $1 AND id = $2", insurer_id, id)
    }

    /// How many calls are open.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn open_calls(&self, insurer_id: i64) -> Result<i64, StoreError> {
        let (open,) = fetch_one!(self, (i64,), "SELECT COUNT(*) FROM calls WHERE insurer_id = $1 AND closed_at IS NULL", insurer_id)?;
        Ok(open)
    }

    /// The open calls, the oldest first, at most `most`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn list_open_calls(&self, insurer_id: i64, most: i64) -> Result<Vec<Call>, StoreError> {
        fetch_all!(
            self,
            Call,
            "SELECT * FROM calls WHERE insurer_id = $1 AND closed_at IS NULL ORDER BY opened_at, id LIMIT $2",
            insurer_id,
            most
        )
    }

    /// How many calls from `from` until before `until` had which reason, the most frequent first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn calls_by_reason(&self, insurer_id: i64, from: At, until: At) -> Result<Vec<(String, i64)>, StoreError> {
        fetch_all!(
            self,
            (String, i64),
            "SELECT reason, COUNT(*) FROM calls
             WHERE insurer_id = $1 AND opened_at >= $2 AND opened_at < $3 AND reason IS NOT NULL
             GROUP BY reason ORDER BY 2 DESC, 1",
            insurer_id,
            from,
            until
        )
    }
}
