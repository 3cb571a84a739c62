//! The history of an insurer's settings: what was changed, when, by whom and why.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_one, fetch_optional},
};

/// A change of one setting.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SettingChange {
    /// The insurer.
    pub insurer_id: i64,
    /// Our own identifier; later changes have larger ones.
    pub id: i64,
    /// Which setting.
    pub key: String,
    /// What held before, the default included.
    pub old_value: String,
    /// What holds from then on.
    pub new_value: String,
    /// Why; blank from the command line.
    pub reason: String,
    /// `staff` or `command`.
    pub actor_kind: String,
    /// Who, as the trail names them.
    pub actor: String,
    /// When.
    pub at: At,
    /// The change that this one took back.
    pub undoes: Option<i64>,
}

/// A change as the history shows it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ToldChange {
    /// The change.
    #[sqlx(flatten)]
    pub change: SettingChange,
    /// The name of the staff member who made it; none when a command did, or when they gave no name.
    pub staff_name: Option<String>,
}

impl Work {
    /// Has other changes of this insurer's settings wait until this unit of work ends.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn hold_insurer_settings(&self, insurer_id: i64) -> Result<(), StoreError> {
        execute!(self, "UPDATE insurers SET kind = kind WHERE id = $1", insurer_id)?;
        Ok(())
    }

    /// Writes a change into the history.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn note_setting_change(&self, change: &SettingChange) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO setting_changes (insurer_id, id, key, old_value, new_value, reason, actor_kind, actor, at, undoes)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            change.insurer_id,
            change.id,
            &change.key,
            &change.old_value,
            &change.new_value,
            &change.reason,
            &change.actor_kind,
            &change.actor,
            change.at,
            change.undoes
        )?;
        Ok(())
    }

    /// The changes of an insurer's settings before the one with identifier `before`, at most `most`, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn setting_changes(&self, insurer_id: i64, before: i64, most: i64) -> Result<Vec<ToldChange>, StoreError> {
        fetch_all!(
            self,
            ToldChange,
            "SELECT c.*, s.name AS staff_name FROM setting_changes c
             LEFT JOIN staff s ON c.actor_kind = 'staff' AND c.actor = 'staff:' || CAST(s.id AS TEXT)
             WHERE c.insurer_id = $1 AND c.id < $2 ORDER BY c.id DESC LIMIT $3",
            insurer_id,
            before,
            most
        )
    }

    /// One change of an insurer's settings.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn setting_change(&self, insurer_id: i64, id: i64) -> Result<Option<SettingChange>, StoreError> {
        fetch_optional!(self, SettingChange, "SELECT * FROM setting_changes WHERE insurer_id = $1 AND id = $2", insurer_id, id)
    }

    /// How often an insurer's settings were changed: it grows with every change, whatever the clocks say.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_setting_changes(&self, insurer_id: i64) -> Result<i64, StoreError> {
        let (count,) = fetch_one!(self, (i64,), "SELECT COUNT(*) FROM setting_changes WHERE insurer_id = $1", insurer_id)?;
        Ok(count)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
