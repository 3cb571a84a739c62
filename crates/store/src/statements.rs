//! Statements, what an insurer brings for a person and a month: data sets by kind and month, their lines, and which of them members see.
//!
//! Lines never change. A set is in force when its version is; members see it from its release date on, until a later set that replaces
//! the month is released. Costs have a table of lines of their own; the other kinds share one.

mod calendar;
mod choices;
mod cleaning;
pub(crate) mod lines;
pub mod mailings;

use std::collections::BTreeSet;

use madoguchi_rules::statements::StatementKind;

pub use calendar::{CalendarSet, ImportByCommand};
pub use choices::Choice;
pub use lines::{AdviceLine, BenefitDecision, Content, SavingsLine, StatementLine};

use crate::{
    At, Day, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

/// What one import brought for one month.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StatementSet {
    /// The month of care, `YYYY-MM`.
    pub care_month: String,
    /// The import's version.
    pub version: i64,
    /// Whether it stands for the whole month.
    pub replaces: bool,
    /// The first day on which members see it.
    pub release_on: Day,
    /// How many lines it has.
    pub lines: i64,
}

/// The record of an import of statements.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StatementImport {
    /// The insurer.
    pub insurer_id: i64,
    /// The kind, by its name in `madoguchi-rules`.
    pub kind: String,
    /// Our own identifier.
    pub id: i64,
    /// The file's name, without its folder.
    pub file_name: String,
    /// SHA-256 of the file.
    pub file_sha256: Vec<u8>,
    /// `add` or `replace`.
    pub mode: String,
    /// Who brought the file, as the trail names them.
    pub actor: String,
    /// `writing`, `applied` or `abandoned`.
    pub state: String,
    /// The version that it makes.
    pub version: i64,
    /// Rows of the file.
    pub rows_read: i64,
    /// What it came to: a JSON object of numbers.
    pub outcome: String,
    /// When it began to write.
    pub started_at: At,
    /// When it took effect.
    pub applied_at: Option<At>,
}

/// A span of months, both ends included, `YYYY-MM`.
#[derive(Clone, Copy, Debug)]
pub struct Months<'a> {
    /// The first.
    pub from: &'a str,
    /// The last.
    pub until: &'a str,
}

/// That set `s` of the version `v` in force, of this kind and of the months $2 to $3 of insurer $1, is seen on day $4. The tables are to
/// be joined by `CROSS JOIN`, which keeps SQLite at their order.
macro_rules! released {
    ($kind:literal) => {
        concat!(
            "v.insurer_id = $1 AND v.kind = ",
            $kind,
            " AND s.insurer_id = v.insurer_id AND s.kind = v.kind AND s.version <= v.version AND s.care_month BETWEEN $2 AND $3
               AND s.release_on <= $4
               AND NOT EXISTS (SELECT 1 FROM statement_sets r WHERE r.insurer_id = s.insurer_id AND r.kind = s.kind
                   AND r.care_month = s.care_month AND r.version > s.version AND r.version <= v.version AND r.replaces
                   AND r.release_on <= $4)"
        )
    };
}
pub(crate) use released;

/// The sets of kind $5 that members see on day $4, of the months $2 to $3.
pub(crate) const RELEASED: &str = concat!(
    "SELECT s.care_month, s.version, s.replaces, s.release_on, s.lines FROM statement_versions v CROSS JOIN statement_sets s WHERE ",
    released!("$5"),
    " ORDER BY s.care_month, s.version"
);

impl Work {
    /// The version in force of an insurer's statements of a kind; 0 before the first import.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn statement_version(&self, insurer_id: i64, kind: StatementKind) -> Result<i64, StoreError> {
        let sql = "SELECT version FROM statement_versions WHERE insurer_id = $1 AND kind = $2";
        let found = fetch_optional!(self, (i64,), sql, insurer_id, kind.as_str())?;
        Ok(found.map_or(0, |(version,)| version))
    }

    /// Every set in force, released or not, by month and version.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn statement_sets(&self, insurer_id: i64, kind: StatementKind) -> Result<Vec<StatementSet>, StoreError> {
        fetch_all!(
            self,
            StatementSet,
            "SELECT s.care_month, s.version, s.replaces, s.release_on, s.lines FROM statement_sets s
             JOIN statement_versions v ON v.insurer_id = s.insurer_id AND v.kind = s.kind AND s.version <= v.version
             WHERE s.insurer_id = $1 AND s.kind = $2 ORDER BY s.care_month, s.version",
            insurer_id,
            kind.as_str()
        )
    }

    /// The sets of these months that members see on `day`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn released_statement_sets(
        &self,
        insurer_id: i64,
        kind: StatementKind,
        months: Months<'_>,
        day: Day,
    ) -> Result<Vec<StatementSet>, StoreError> {
        fetch_all!(self, StatementSet, RELEASED, insurer_id, months.from, months.until, day, kind.as_str())
    }

    /// The first day after `day` on which something of a kind is released.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn next_statement_release(&self, insurer_id: i64, kind: StatementKind, day: Day) -> Result<Option<Day>, StoreError> {
        let (next,): (Option<Day>,) = crate::engine::fetch_one!(
            self,
            (Option<Day>,),
            "SELECT MIN(s.release_on) FROM statement_sets s
             JOIN statement_versions v ON v.insurer_id = s.insurer_id AND v.kind = s.kind AND s.version <= v.version
             WHERE s.insurer_id = $1 AND s.kind = $2 AND s.release_on > $3",
            insurer_id,
            kind.as_str(),
            day
        )?;
        Ok(next)
    }

    /// The person, and whom they were under earlier numbers of confirmed moves: all of it is one person's.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn one_and_the_same(&self, insurer_id: i64, person_id: i64) -> Result<Vec<i64>, StoreError> {
        let (mut known, mut open) = (BTreeSet::from([person_id]), vec![person_id]);
        while let Some(person_id) = open.pop() {
            let earlier: Vec<(i64,)> = fetch_all!(
                self,
                (i64,),
                "SELECT old_person_id FROM possible_same_people WHERE insurer_id = $1 AND new_person_id = $2 AND accepted_at IS NOT NULL",
                insurer_id,
                person_id
            )?;
            open.extend(earlier.into_iter().map(|(earlier,)| earlier).filter(|earlier| known.insert(*earlier)));
        }
        Ok(known.into_iter().collect())
    }

    /// Records that an import begins to write, with the sets that it makes. Nobody sees them yet.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_statement_import(&self, import: &StatementImport, sets: &[StatementSet]) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO statement_imports (insurer_id, id, kind, file_name, file_sha256, mode, actor, state, version, rows_read, outcome,
                 started_at, applied_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'writing', $8, $9, $10, $11, NULL)",
            import.insurer_id,
            import.id,
            &import.kind,
            &import.file_name,
            &import.file_sha256,
            &import.mode,
            &import.actor,
            import.version,
            import.rows_read,
            &import.outcome,
            import.started_at
        )?;
        for set in sets {
            execute!(
                self,
                "INSERT INTO statement_sets (insurer_id, kind, care_month, version, replaces, release_on, lines)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                import.insurer_id,
                &import.kind,
                &set.care_month,
                set.version,
                set.replaces,
                set.release_on,
                set.lines
            )?;
        }
        Ok(())
    }

    /// The switch: version `next` of the kind is in force from now on, if `next - 1` was. Answers whether it was.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn switch_statements(&self, insurer_id: i64, kind: StatementKind, next: i64) -> Result<bool, StoreError> {
        let first =
            "INSERT INTO statement_versions (insurer_id, kind, version) VALUES ($1, $2, $3) ON CONFLICT (insurer_id, kind) DO NOTHING";
        let later = "UPDATE statement_versions SET version = $3 WHERE insurer_id = $1 AND kind = $2 AND version = $3 - 1";
        let sql = if next == 1 { first } else { later };
        Ok(execute!(self, sql, insurer_id, kind.as_str(), next)? == 1)
    }

    /// Records that an import took effect.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn finish_statement_import(&self, import: &StatementImport, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE statement_imports SET state = 'applied', applied_at = $4 WHERE insurer_id = $1 AND kind = $2 AND id = $3",
            import.insurer_id,
            &import.kind,
            import.id,
            at
        )?;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
