//! People who are probably one under an old and a new 記号・番号 (任意継続, re-employment, a merged office), and what a confirmation
//! carries over.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_one},
    roster::OPEN_END,
};

/// An old and a new person of a roster who are probably one, as the desk sees them.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PossibleMove {
    /// The old one.
    pub old_person_id: i64,
    /// The new one.
    pub new_person_id: i64,
    /// 記号 of the old one.
    pub old_symbol: String,
    /// 番号 of the old one.
    pub old_number: String,
    /// 枝番 of the old one.
    pub old_branch: Option<String>,
    /// 記号 of the new one.
    pub new_symbol: String,
    /// 番号 of the new one.
    pub new_number: String,
    /// 枝番 of the new one.
    pub new_branch: Option<String>,
    /// 氏名カナ.
    pub kana_name: String,
}

/// See [`Work::open_moves`].
pub(crate) const OPEN_MOVES: &str = "SELECT m.old_person_id, m.new_person_id, o.symbol AS old_symbol, o.number AS old_number,
            o.branch AS old_branch, n.symbol AS new_symbol, n.number AS new_number, n.branch AS new_branch, n.kana_name
     FROM possible_same_people m JOIN insurers i ON i.id = m.insurer_id
     JOIN roster_entries o ON o.insurer_id = m.insurer_id AND o.person_id = m.old_person_id
          AND o.from_version <= i.roster_version AND i.roster_version < o.to_version
     JOIN roster_entries n ON n.insurer_id = m.insurer_id AND n.person_id = m.new_person_id
          AND n.from_version <= i.roster_version AND i.roster_version < n.to_version
     WHERE m.insurer_id = $1 AND m.accepted_at IS NULL
     ORDER BY m.import_id, m.new_person_id LIMIT $2";

impl Work {
    /// Notes a move that an import found; it counts when the import takes effect.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn note_possible_move(&self, insurer_id: i64, old: i64, new: i64, import_id: i64) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO possible_same_people (insurer_id, old_person_id, new_person_id, import_id) VALUES ($1, $2, $3, $4)",
            insurer_id,
            old,
            new,
            import_id
        )?;
        Ok(())
    }

    /// The moves that wait for a confirmation, at most `most`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn open_moves(&self, insurer_id: i64, most: i64) -> Result<Vec<PossibleMove>, StoreError> {
        fetch_all!(self, PossibleMove, OPEN_MOVES, insurer_id, most)
    }

    /// How many moves wait for a confirmation.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_open_moves(&self, insurer_id: i64) -> Result<i64, StoreError> {
        let (open,) = fetch_one!(
            self,
            (i64,),
            "SELECT COUNT(*) FROM possible_same_people m JOIN roster_imports r ON r.insurer_id = m.insurer_id AND r.id = m.import_id
             WHERE m.insurer_id = $1 AND m.accepted_at IS NULL AND r.state = 'applied'",
            insurer_id
        )?;
        Ok(open)
    }

    /// Whether this move was confirmed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn is_accepted_move(&self, insurer_id: i64, old: i64, new: i64) -> Result<bool, StoreError> {
        let (is_accepted,): (bool,) = fetch_one!(
            self,
            (bool,),
            "SELECT EXISTS (SELECT 1 FROM possible_same_people WHERE insurer_id = $1 AND old_person_id = $2 AND new_person_id = $3
                 AND accepted_at IS NOT NULL)",
            insurer_id,
            old,
            new
        )?;
        Ok(is_accepted)
    }

    /// Old people whose account, consents and costs went to another number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn moved_people(&self, insurer_id: i64) -> Result<Vec<i64>, StoreError> {
        let moved: Vec<(i64,)> = fetch_all!(
            self,
            (i64,),
            "SELECT DISTINCT old_person_id FROM possible_same_people WHERE insurer_id = $1 AND accepted_at IS NOT NULL",
            insurer_id
        )?;
        Ok(moved.into_iter().map(|(person_id,)| person_id).collect())
    }

    /// Confirms open moves: all that nothing speaks against (one old to one new person, no days without eligibility ahead, no account
    /// on the new side), or with `only` that one pair, whatever its days. Call after the switch; then [`Work::carry_accounts_over`].
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn accept_moves(
        &self,
        insurer_id: i64,
        only: Option<(i64, i64)>,
        today: crate::Day,
        at: At,
        by: &str,
    ) -> Result<u64, StoreError> {
        let (old, new) = only.unzip();
        execute!(
            self,
            "UPDATE possible_same_people SET accepted_at = $2, accepted_by = $3
             WHERE insurer_id = $1 AND accepted_at IS NULL
               AND ($4 IS NULL OR (old_person_id = $4 AND new_person_id = $5))
               AND NOT EXISTS (SELECT 1 FROM possible_same_people x WHERE x.insurer_id = $1
                   AND x.old_person_id = possible_same_people.old_person_id AND x.new_person_id <> possible_same_people.new_person_id)
               AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.insurer_id = $1 AND a.person_id = possible_same_people.new_person_id
                   AND a.closed_at IS NULL)
               AND ($4 IS NOT NULL OR EXISTS (SELECT 1 FROM insurers i
                   JOIN roster_entries n ON n.insurer_id = i.id AND n.person_id = possible_same_people.new_person_id
                        AND n.from_version <= i.roster_version AND i.roster_version < n.to_version
                   JOIN roster_entries o ON o.insurer_id = i.id AND o.person_id = possible_same_people.old_person_id
                        AND o.from_version <= i.roster_version AND i.roster_version < o.to_version
                   WHERE i.id = $1 AND (n.acquired_on IS NULL OR n.acquired_on <= $6 OR o.lost_on IS NULL OR n.acquired_on <= o.lost_on)))",
            insurer_id,
            at,
            by,
            old,
            new,
            today
        )
    }

    /// Carries the accounts of confirmed moves over to the new person, and the first day of eligibility with them, so that nobody is
    /// locked out until the new 資格取得日.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn carry_accounts_over(&self, insurer_id: i64) -> Result<u64, StoreError> {
        execute!(
            self,
            "UPDATE roster_entries SET eligible_from = (
                 SELECT MIN(COALESCE(o.eligible_from, o.acquired_on, o.birth_date)) FROM possible_same_people m
                 JOIN insurers i ON i.id = m.insurer_id
                 JOIN roster_entries o ON o.insurer_id = m.insurer_id AND o.person_id = m.old_person_id
                      AND o.from_version <= i.roster_version AND i.roster_version < o.to_version
                 WHERE m.insurer_id = $1 AND m.new_person_id = roster_entries.person_id AND m.accepted_at IS NOT NULL
                   AND (o.lost_on IS NULL OR roster_entries.acquired_on <= o.lost_on))
             WHERE insurer_id = $1 AND to_version = $2 AND eligible_from IS NULL AND person_id IN (
                 SELECT m.new_person_id FROM possible_same_people m WHERE m.insurer_id = $1 AND m.accepted_at IS NOT NULL)",
            insurer_id,
            OPEN_END
        )?;
        execute!(
            self,
            "UPDATE accounts SET person_id = (
                 SELECT MAX(m.new_person_id) FROM possible_same_people m
                 WHERE m.insurer_id = $1 AND m.old_person_id = accounts.person_id AND m.accepted_at IS NOT NULL)
             WHERE insurer_id = $1 AND closed_at IS NULL
               AND EXISTS (SELECT 1 FROM possible_same_people m WHERE m.insurer_id = $1 AND m.old_person_id = accounts.person_id
                   AND m.accepted_at IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM accounts b WHERE b.insurer_id = $1 AND b.person_id = m.new_person_id AND b.closed_at IS NULL))",
            insurer_id
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
