//! When decisions about benefits (給付金支給決定通知) were first opened, and by whom.
//!
//! An opening goes by the decision's own number, not by the line that an import wrote: it outlives a month that is brought anew.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// The first opening of a decision by one person.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BenefitOpening {
    /// The insurer.
    pub insurer_id: i64,
    /// Whose benefit was decided on.
    pub person_id: i64,
    /// 決定番号.
    pub decision_number: String,
    /// Who opened it: the person of the account.
    pub opened_by: i64,
    /// With which account.
    pub account_id: i64,
    /// When.
    pub opened_at: At,
}

impl Work {
    /// Notes an opening, if this person had not opened this decision before; answers whether it is the first. An earlier one never changes.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn note_benefit_opening(&self, opening: &BenefitOpening) -> Result<bool, StoreError> {
        let noted = execute!(
            self,
            "INSERT INTO benefit_openings (insurer_id, person_id, decision_number, opened_by, account_id, opened_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (insurer_id, person_id, decision_number, opened_by) DO NOTHING",
            opening.insurer_id,
            opening.person_id,
            &opening.decision_number,
            opening.opened_by,
            opening.account_id,
            opening.opened_at
        )?;
        Ok(noted == 1)
    }

    /// The openings of decisions about a person's benefits, the earliest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn benefit_openings(&self, insurer_id: i64, person_id: i64) -> Result<Vec<BenefitOpening>, StoreError> {
        fetch_all!(
            self,
            BenefitOpening,
            "SELECT insurer_id, person_id, decision_number, opened_by, account_id, opened_at FROM benefit_openings
             WHERE insurer_id = $1 AND person_id = $2 ORDER BY opened_at, decision_number, opened_by",
            insurer_id,
            person_id
        )
    }
}
