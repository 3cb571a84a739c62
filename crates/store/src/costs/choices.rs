//! What was decided about who sees a person's costs.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all},
};

/// A decision about who sees a person's costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostChoice {
    /// Hidden from the household at the desk.
    HiddenByDesk,
    /// Hidden from the household by the person.
    HiddenBySelf,
    /// The person agreed that the insured sees them.
    Agreed,
}

impl CostChoice {
    const ALL: [CostChoice; 3] = [CostChoice::HiddenByDesk, CostChoice::HiddenBySelf, CostChoice::Agreed];

    fn name(self) -> &'static str {
        match self {
            CostChoice::HiddenByDesk => "hidden_by_desk",
            CostChoice::HiddenBySelf => "hidden_by_self",
            CostChoice::Agreed => "agreed",
        }
    }
}

impl Work {
    /// What holds for a person, also from earlier numbers of confirmed moves.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn cost_choices(&self, insurer_id: i64, person_id: i64) -> Result<Vec<CostChoice>, StoreError> {
        let mut found = Vec::new();
        for person_id in self.one_and_the_same(insurer_id, person_id).await? {
            let names: Vec<(String,)> = fetch_all!(
                self,
                (String,),
                "SELECT choice FROM cost_choices WHERE insurer_id = $1 AND person_id = $2 ORDER BY choice",
                insurer_id,
                person_id
            )?;
            found.extend(names.iter().filter_map(|(name,)| CostChoice::ALL.into_iter().find(|choice| choice.name() == name)));
        }
        Ok(found)
    }

    /// Notes a decision.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn choose_for_costs(&self, insurer_id: i64, person_id: i64, choice: CostChoice, at: At, by: &str) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO cost_choices (insurer_id, person_id, choice, chosen_at, chosen_by) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (insurer_id, person_id, choice) DO NOTHING",
            insurer_id,
            person_id,
            choice.name(),
            at,
            by
        )?;
        Ok(())
    }

    /// Takes a decision back, also from earlier numbers of confirmed moves.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn take_back_for_costs(&self, insurer_id: i64, person_id: i64, choice: CostChoice) -> Result<(), StoreError> {
        for person_id in self.one_and_the_same(insurer_id, person_id).await? {
            execute!(
                self,
                "DELETE FROM cost_choices WHERE insurer_id = $1 AND person_id = $2 AND choice = $3",
                insurer_id,
                person_id,
                choice.name()
            )?;
        }
        Ok(())
    }
}
