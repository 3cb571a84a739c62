//! Imports that are kept for a look before they take effect: their plan, their moves, their problems. Everything is keyed by the import
//! and goes with [`Work::drop_planned_rows`] and [`Work::drop_rest_of_plan`].

pub(crate) mod effect;

use crate::{
    StoreError, Work,
    engine::{execute, fetch_all, fetch_one},
    roster::{OPEN_END, RosterEntry},
};

/// A row of a plan: what the roster will show, and what becomes of the person.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PlannedRow {
    /// The place in the plan.
    pub seq: i64,
    /// `added`, `changed`, `rekeyed` or `left`.
    pub kind: String,
    /// The line of the file; `None` for who leaves.
    pub line: Option<i64>,
    /// Of who leaves: the line of another person who has their number now.
    pub taken_by_line: Option<i64>,
    /// The columns that change, each with a comma behind it.
    pub changed: String,
    /// The person as the roster will show them.
    #[sqlx(flatten)]
    pub next: RosterEntry,
}

/// Which rows of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlannedKind {
    /// People who were not on the roster.
    Added,
    /// People of whom something changes.
    Changed,
    /// People recognised within their household though number, 枝番 or name changed.
    Rekeyed,
    /// People who leave because they are not in the file.
    Missing,
    /// People who leave because another person has their number now.
    Replaced,
}

/// An old and a new person of a kept import who are probably one.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PlannedMove {
    /// The line of the new one.
    pub line: i64,
    /// The old one.
    pub old_person_id: i64,
    /// The new one.
    pub new_person_id: i64,
    /// 氏名カナ.
    pub kana_name: String,
    /// 記号 of the old one.
    pub old_symbol: String,
    /// 番号 of the old one.
    pub old_number: String,
    /// 枝番 of the old one; empty when there is none.
    pub old_branch: String,
    /// 記号 of the new one.
    pub new_symbol: String,
    /// 番号 of the new one.
    pub new_number: String,
    /// 枝番 of the new one; empty when there is none.
    pub new_branch: String,
    /// Whether nothing speaks against it: one old to one new person, no days without eligibility ahead.
    pub is_sure: bool,
    /// Whether somebody confirmed it.
    pub is_confirmed: bool,
}

/// What was wrong or odd in the file of a kept import.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ImportProblem {
    /// The place in the list.
    pub seq: i64,
    /// Whether it is an error; otherwise a warning.
    pub is_error: bool,
    /// The line on which the record starts; `None` when it is about the whole file.
    pub line: Option<i64>,
    /// The column's header; `None` when it is about the whole row.
    pub column_name: Option<String>,
    /// What was found.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

/// See [`Work::people_before_plan`]. `+ 0` keeps SQLite from walking through the insurer's people in their order to spare a sort.
pub(crate) const BEFORE_PLAN: &str = "SELECT e.* FROM roster_plan_rows p
     JOIN roster_imports r ON r.insurer_id = p.insurer_id AND r.id = p.import_id
     JOIN roster_entries e ON e.insurer_id = p.insurer_id AND e.person_id = p.person_id
          AND e.from_version <= r.base_version AND r.base_version < e.to_version
     WHERE p.insurer_id = $1 AND p.import_id = $2 AND p.kind = $3 AND p.seq BETWEEN $4 AND $5 ORDER BY e.person_id + 0";

impl PlannedKind {
    /// Every one, in the order of a preview.
    pub const ALL: [PlannedKind; 5] = [Self::Added, Self::Missing, Self::Changed, Self::Rekeyed, Self::Replaced];

    fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Rekeyed => "rekeyed",
            Self::Missing | Self::Replaced => "left",
        }
    }

    /// Whether the row must have a line that took the number; `None` where that is not asked.
    fn is_taken(self) -> Option<bool> {
        match self {
            Self::Missing => Some(false),
            Self::Replaced => Some(true),
            Self::Added | Self::Changed | Self::Rekeyed => None,
        }
    }
}

impl Work {
    /// Notes a move of a kept import.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_move(&self, insurer_id: i64, import_id: i64, found: &PlannedMove) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO roster_plan_moves (insurer_id, import_id, line, old_person_id, new_person_id, kana_name, old_symbol, old_number,
                 old_branch, new_symbol, new_number, new_branch, is_sure, is_confirmed)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            insurer_id,
            import_id,
            found.line,
            found.old_person_id,
            found.new_person_id,
            &found.kana_name,
            &found.old_symbol,
            &found.old_number,
            &found.old_branch,
            &found.new_symbol,
            &found.new_number,
            &found.new_branch,
            found.is_sure,
            found.is_confirmed
        )?;
        Ok(())
    }

    /// Notes a problem of a kept import.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_problem(&self, insurer_id: i64, import_id: i64, problem: &ImportProblem) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO roster_import_problems (insurer_id, import_id, seq, is_error, line, column_name, problem, remedy)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            insurer_id,
            import_id,
            problem.seq,
            problem.is_error,
            problem.line,
            &problem.column_name,
            &problem.problem,
            &problem.remedy
        )?;
        Ok(())
    }

    /// Notes that a correction of the desk ends with a kept import.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_end_of_correction(&self, insurer_id: i64, import_id: i64, person_id: i64, field: &str) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO roster_plan_corrections (insurer_id, import_id, person_id, field) VALUES ($1, $2, $3, $4)",
            insurer_id,
            import_id,
            person_id,
            field
        )?;
        Ok(())
    }

    /// A page of a plan: at most `rows` of this kind, after the place `after` (0: from the first).
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn planned_rows(
        &self,
        insurer_id: i64,
        import_id: i64,
        kind: PlannedKind,
        after: i64,
        rows: i64,
    ) -> Result<Vec<PlannedRow>, StoreError> {
        fetch_all!(
            self,
            PlannedRow,
            "SELECT p.*, r.version AS from_version, CAST($6 AS BIGINT) AS to_version FROM roster_plan_rows p
             JOIN roster_imports r ON r.insurer_id = p.insurer_id AND r.id = p.import_id
             WHERE p.insurer_id = $1 AND p.import_id = $2 AND p.kind = $3 AND p.seq > $4
               AND ($7 IS NULL OR (p.taken_by_line IS NOT NULL) = $7)
             ORDER BY p.seq LIMIT $5",
            insurer_id,
            import_id,
            kind.name(),
            after,
            rows,
            OPEN_END,
            kind.is_taken()
        )
    }

    /// How many rows of this kind a plan has.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_planned_rows(&self, insurer_id: i64, import_id: i64, kind: PlannedKind) -> Result<i64, StoreError> {
        let (rows,) = fetch_one!(
            self,
            (i64,),
            "SELECT COUNT(*) FROM roster_plan_rows WHERE insurer_id = $1 AND import_id = $2 AND kind = $3
                 AND ($4 IS NULL OR (taken_by_line IS NOT NULL) = $4)",
            insurer_id,
            import_id,
            kind.name(),
            kind.is_taken()
        )?;
        Ok(rows)
    }

    /// The people of a page of a plan (places `first` to `last` of this kind) as the version that it was compared with shows them, by
    /// our own identifier. Whoever is added is not among them.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn people_before_plan(
        &self,
        insurer_id: i64,
        import_id: i64,
        kind: PlannedKind,
        (first, last): (i64, i64),
    ) -> Result<Vec<RosterEntry>, StoreError> {
        fetch_all!(self, RosterEntry, BEFORE_PLAN, insurer_id, import_id, kind.name(), first, last)
    }

    /// The new people who have the numbers of those who leave at the places `first` to `last` of a plan, by line.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn planned_in_the_place_of(
        &self,
        insurer_id: i64,
        import_id: i64,
        (first, last): (i64, i64),
    ) -> Result<Vec<PlannedRow>, StoreError> {
        fetch_all!(
            self,
            PlannedRow,
            "SELECT p.*, r.version AS from_version, CAST($5 AS BIGINT) AS to_version FROM roster_plan_rows p
             JOIN roster_imports r ON r.insurer_id = p.insurer_id AND r.id = p.import_id
             WHERE p.insurer_id = $1 AND p.import_id = $2 AND p.kind = 'added' AND p.line IN (
                 SELECT l.taken_by_line FROM roster_plan_rows l
                 WHERE l.insurer_id = $1 AND l.import_id = $2 AND l.kind = 'left' AND l.seq BETWEEN $3 AND $4)
             ORDER BY p.line",
            insurer_id,
            import_id,
            first,
            last,
            OPEN_END
        )
    }

    /// A page of a kept import's moves: at most `rows`, by line, after this one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn planned_moves(&self, insurer_id: i64, import_id: i64, after: i64, rows: i64) -> Result<Vec<PlannedMove>, StoreError> {
        fetch_all!(
            self,
            PlannedMove,
            "SELECT * FROM roster_plan_moves WHERE insurer_id = $1 AND import_id = $2 AND line > $3 ORDER BY line LIMIT $4",
            insurer_id,
            import_id,
            after,
            rows
        )
    }

    /// Confirms one move of a kept import, or takes the confirmation back. One old person goes to one new one: another confirmation of the
    /// same old person ends. Answers whether there is such a move.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn confirm_planned_move(&self, insurer_id: i64, import_id: i64, line: i64, is_confirmed: bool) -> Result<bool, StoreError> {
        execute!(
            self,
            "UPDATE roster_plan_moves SET is_confirmed = FALSE WHERE insurer_id = $1 AND import_id = $2 AND old_person_id = (
                 SELECT m.old_person_id FROM roster_plan_moves m WHERE m.insurer_id = $1 AND m.import_id = $2 AND m.line = $3)",
            insurer_id,
            import_id,
            line
        )?;
        let found = execute!(
            self,
            "UPDATE roster_plan_moves SET is_confirmed = $4 WHERE insurer_id = $1 AND import_id = $2 AND line = $3",
            insurer_id,
            import_id,
            line,
            is_confirmed
        )?;
        Ok(found == 1)
    }

    /// Confirms all moves of a kept import that nothing speaks against; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn confirm_sure_moves(&self, insurer_id: i64, import_id: i64) -> Result<u64, StoreError> {
        execute!(
            self,
            "UPDATE roster_plan_moves SET is_confirmed = TRUE WHERE insurer_id = $1 AND import_id = $2 AND is_sure",
            insurer_id,
            import_id
        )
    }

    /// A page of a kept import's errors, or warnings: at most `rows`, after the place `after` (0: from the first).
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn import_problems(
        &self,
        insurer_id: i64,
        import_id: i64,
        are_errors: bool,
        after: i64,
        rows: i64,
    ) -> Result<Vec<ImportProblem>, StoreError> {
        fetch_all!(
            self,
            ImportProblem,
            "SELECT seq, is_error, line, column_name, problem, remedy FROM roster_import_problems
             WHERE insurer_id = $1 AND import_id = $2 AND is_error = $3 AND seq > $4 ORDER BY seq LIMIT $5",
            insurer_id,
            import_id,
            are_errors,
            after,
            rows
        )
    }

    /// The corrections that end with a kept import: person and field.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn planned_ends_of_corrections(&self, insurer_id: i64, import_id: i64) -> Result<Vec<(i64, String)>, StoreError> {
        fetch_all!(
            self,
            (i64, String),
            "SELECT person_id, field FROM roster_plan_corrections WHERE insurer_id = $1 AND import_id = $2 ORDER BY person_id, field",
            insurer_id,
            import_id
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
