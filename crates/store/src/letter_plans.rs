//! Plans of letters that the desk asks for: counted in the background, told by a row that every server sees.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_optional},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LetterPlan {
    /// The insurer.
    pub insurer_id: i64,
    /// Our own identifier.
    pub id: i64,
    /// Who asked, as the trail names them.
    pub actor: String,
    /// What was asked for, as a form sends it.
    pub wish: String,
    /// `working`, `done` or `failed`.
    pub stage: String,
    /// How many people were read so far.
    pub people_read: i64,
    /// What it came to: a JSON object; blank before.
    pub outcome: String,
    /// When whoever counts last said so.
    pub told_at: At,
}

impl Work {
    /// Puts a plan down.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_letter_plan(&self, plan: &LetterPlan) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO letter_plans (insurer_id, id, actor, wish, stage, people_read, outcome, told_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            plan.insurer_id,
            plan.id,
            &plan.actor,
            &plan.wish,
            &plan.stage,
            plan.people_read,
            &plan.outcome,
            plan.told_at
        )?;
        Ok(())
    }

    /// A plan.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn letter_plan(&self, insurer_id: i64, id: i64) -> Result<Option<LetterPlan>, StoreError> {
        fetch_optional!(self, LetterPlan, "SELECT * FROM letter_plans WHERE insurer_id = $1 AND id = $2", insurer_id, id)
    }

    /// Whoever counts says how many people were read.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn tell_letter_plan(&self, insurer_id: i64, id: i64, people_read: i64, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE letter_plans SET people_read = $3, told_at = $4 WHERE insurer_id = $1 AND id = $2 AND stage = 'working'",
            insurer_id,
            id,
            people_read,
            at
        )?;
        Ok(())
    }

    /// A plan ended: with what it came to, or without.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_letter_plan(&self, insurer_id: i64, id: i64, outcome: Option<&str>, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE letter_plans SET stage = $3, outcome = $4, told_at = $5 WHERE insurer_id = $1 AND id = $2",
            insurer_id,
            id,
            if outcome.is_some() { "done" } else { "failed" },
            outcome.unwrap_or_default(),
            at
        )?;
        Ok(())
    }

    /// Removes the plans that told nothing since; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_old_letter_plans(&self, by: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM letter_plans WHERE told_at <= $1", by)
    }
}
