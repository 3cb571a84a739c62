//! What was decided about who sees a person's statements.

use madoguchi_rules::statements::StatementKind;

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all},
};

/// A decision about who sees a person's statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Hidden from the household at the desk, of every kind.
    HiddenByDesk,
    /// Hidden from the household by the person.
    HiddenBySelf(StatementKind),
    /// The person agreed that the insured sees them.
    Agreed(StatementKind),
    /// The person does not want them: they are shown to nobody.
    Stopped(StatementKind),
}

/// The kind of a decision about every kind.
const ANY: &str = "any";

impl Choice {
    /// Its name and its kind as they are kept.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Choice::HiddenByDesk => ("hidden_by_desk", ANY),
            Choice::HiddenBySelf(kind) => ("hidden_by_self", kind.as_str()),
            Choice::Agreed(kind) => ("agreed", kind.as_str()),
            Choice::Stopped(kind) => ("stopped", kind.as_str()),
        }
    }

    fn named(choice: &str, kind: &str) -> Option<Choice> {
        let of: fn(StatementKind) -> Choice = match choice {
            "hidden_by_desk" => return Some(Choice::HiddenByDesk),
            "hidden_by_self" => Choice::HiddenBySelf,
            "agreed" => Choice::Agreed,
            "stopped" => Choice::Stopped,
            _ => return None,
        };
        kind.parse().ok().map(of)
    }
}

impl Work {
    /// What holds for a person, also from earlier numbers of confirmed moves.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn statement_choices(&self, insurer_id: i64, person_id: i64) -> Result<Vec<Choice>, StoreError> {
        let mut found = Vec::new();
        for person_id in self.one_and_the_same(insurer_id, person_id).await? {
            let names: Vec<(String, String)> = fetch_all!(
                self,
                (String, String),
                "SELECT choice, kind FROM statement_choices WHERE insurer_id = $1 AND person_id = $2 ORDER BY choice, kind",
                insurer_id,
                person_id
            )?;
            found.extend(names.iter().filter_map(|(choice, kind)| Choice::named(choice, kind)));
        }
        Ok(found)
    }

    /// Notes a decision.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn choose_for_statements(&self, insurer_id: i64, person_id: i64, choice: Choice, at: At, by: &str) -> Result<(), StoreError> {
        let (choice, kind) = choice.names();
        execute!(
            self,
            "INSERT INTO statement_choices (insurer_id, person_id, choice, kind, chosen_at, chosen_by) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (insurer_id, person_id, choice, kind) DO NOTHING",
            insurer_id,
            person_id,
            choice,
            kind,
            at,
            by
        )?;
        Ok(())
    }

    /// Takes a decision back, also from earlier numbers of confirmed moves.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn take_back_for_statements(&self, insurer_id: i64, person_id: i64, choice: Choice) -> Result<(), StoreError> {
        let (choice, kind) = choice.names();
        for person_id in self.one_and_the_same(insurer_id, person_id).await? {
            execute!(
                self,
                "DELETE FROM statement_choices WHERE insurer_id = $1 AND person_id = $2 AND choice = $3 AND kind = $4",
                insurer_id,
                person_id,
                choice,
                kind
            )?;
        }
        Ok(())
    }
}
