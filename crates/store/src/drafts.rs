//! What staff are writing, saved while they write.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// What somebody is writing in one form.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StaffDraft {
    /// Who writes.
    pub staff_id: i64,
    /// The form's own address.
    pub place: String,
    /// Its fields, sealed.
    pub sealed: Vec<u8>,
    /// When it was last saved.
    pub saved_at: At,
}

impl Work {
    /// Saves what somebody is writing, in place of what was saved for that form before.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_draft(&self, draft: &StaffDraft) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO staff_drafts (staff_id, place, sealed, saved_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (staff_id, place) DO UPDATE SET sealed = excluded.sealed, saved_at = excluded.saved_at",
            draft.staff_id,
            &draft.place,
            &draft.sealed,
            draft.saved_at
        )?;
        Ok(())
    }

    /// What somebody was writing in this form since then.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn draft(&self, staff_id: i64, place: &str, since: At) -> Result<Option<StaffDraft>, StoreError> {
        fetch_optional!(
            self,
            StaffDraft,
            "SELECT * FROM staff_drafts WHERE staff_id = $1 AND place = $2 AND saved_at > $3",
            staff_id,
            place,
            since
        )
    }

    /// The forms in which somebody was writing since then, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn places_of_drafts(&self, staff_id: i64, since: At) -> Result<Vec<String>, StoreError> {
        let places = fetch_all!(
            self,
            (String,),
            "SELECT place FROM staff_drafts WHERE staff_id = $1 AND saved_at > $2 ORDER BY saved_at DESC, place",
            staff_id,
            since
        )?;
        Ok(places.into_iter().map(|(place,)| place).collect())
    }

    /// Forgets what somebody was writing in this form; answers whether there was anything.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_draft(&self, staff_id: i64, place: &str) -> Result<bool, StoreError> {
        let removed = execute!(self, "DELETE FROM staff_drafts WHERE staff_id = $1 AND place = $2", staff_id, place)?;
        Ok(removed == 1)
    }

    /// Removes what was saved by then; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_old_drafts(&self, by: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM staff_drafts WHERE saved_at <= $1", by)
    }
}
