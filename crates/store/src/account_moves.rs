//! A move to a new 記号・番号 that somebody at the desk chose, whatever an import thought of it.

use crate::{At, StoreError, Work, engine::execute};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

impl Work {
    /// Accepts that `old` and `new` are one person, in place of whatever else was thought of `old`; then
    /// [`Work::carry_accounts_over`].
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn choose_move(&self, insurer_id: i64, old: i64, new: i64, at: At, by: &str) -> Result<(), StoreError> {
        execute!(
            self,
            "DELETE FROM possible_same_people
             WHERE insurer_id = $1 AND ((old_person_id = $2 AND new_person_id <> $3) OR (old_person_id = $3 AND new_person_id = $2))",
            insurer_id,
            old,
            new
        )?;
        execute!(
            self,
            "INSERT INTO possible_same_people (insurer_id, old_person_id, new_person_id, import_id, accepted_at, accepted_by)
             VALUES ($1, $2, $3, 0, $4, $5)
             ON CONFLICT (insurer_id, old_person_id, new_person_id) DO UPDATE SET accepted_at = excluded.accepted_at,
                 accepted_by = excluded.accepted_by",
            insurer_id,
            old,
            new,
            at,
            by
        )?;
        Ok(())
    }
}
