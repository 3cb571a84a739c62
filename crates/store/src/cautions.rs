//! People whose whereabouts somebody must not learn (支援措置, 開示注意), and accounts that cannot be recovered for a while.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_optional},
};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

/// A person is marked. While they are: no views of the household, no names of institutions on paper, nothing told by telephone and
/// no change of address but through a manager.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Caution {
    /// `support` (支援措置) or `disclosure` (開示注意).
    pub kind: String,
    /// Why, in the clerk's words.
    pub note: String,
    /// Since when.
    pub marked_at: At,
    /// By whom (`staff:ID`).
    pub marked_by: String,
}

/// The person `$2` and who they were before accepted moves.
macro_rules! same_person {
    () => {
        "WITH RECURSIVE same (person_id) AS (
             SELECT CAST($2 AS BIGINT) UNION
             SELECT m.old_person_id FROM possible_same_people m JOIN same s ON m.new_person_id = s.person_id
             WHERE m.insurer_id = $1 AND m.accepted_at IS NOT NULL)
         SELECT person_id FROM same"
    };
}

impl Work {
    /// Marks a person, in place of an earlier mark.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn mark_caution(&self, insurer_id: i64, person_id: i64, caution: &Caution) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO cautions (insurer_id, person_id, kind, note, marked_at, marked_by) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (insurer_id, person_id) DO UPDATE SET kind = excluded.kind, note = excluded.note,
                 marked_at = excluded.marked_at, marked_by = excluded.marked_by",
            insurer_id,
            person_id,
            &caution.kind,
            &caution.note,
            caution.marked_at,
            &caution.marked_by
        )?;
        Ok(())
    }

    /// Takes the mark away, from who they were under an earlier 記号・番号 too; answers whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_caution(&self, insurer_id: i64, person_id: i64) -> Result<bool, StoreError> {
        let removed = execute!(
            self,
            concat!("DELETE FROM cautions WHERE insurer_id = $1 AND person_id IN (", same_person!(), ")"),
            insurer_id,
            person_id
        )?;
        Ok(removed > 0)
    }

    /// The mark of a person, also that of who they were before an accepted move.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn caution(&self, insurer_id: i64, person_id: i64) -> Result<Option<Caution>, StoreError> {
        fetch_optional!(
            self,
            Caution,
            concat!(
                "SELECT kind, note, marked_at, marked_by FROM cautions WHERE insurer_id = $1 AND person_id IN (",
                same_person!(),
                ") ORDER BY marked_at DESC LIMIT 1"
            ),
            insurer_id,
            person_id
        )
    }

    /// Lets nobody recover an account until then; a hold that lasts longer stays.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn hold_recovery(&self, insurer_id: i64, account_id: i64, until: At) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO recovery_holds (insurer_id, account_id, until) VALUES ($1, $2, $3)
             ON CONFLICT (insurer_id, account_id) DO UPDATE SET until = excluded.until WHERE recovery_holds.until < excluded.until",
            insurer_id,
            account_id,
            until
        )?;
        Ok(())
    }

    /// Until when an account cannot be recovered; none when it can.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn recovery_held_until(&self, insurer_id: i64, account_id: i64, now: At) -> Result<Option<At>, StoreError> {
        let held = fetch_optional!(
            self,
            (At,),
            "SELECT until FROM recovery_holds WHERE insurer_id = $1 AND account_id = $2 AND until > $3",
            insurer_id,
            account_id,
            now
        )?;
        Ok(held.map(|(until,)| until))
    }

    /// Removes the holds that ended; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_ended_holds(&self, by: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM recovery_holds WHERE until <= $1", by)
    }
}
