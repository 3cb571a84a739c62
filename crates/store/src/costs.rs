//! Costs of care: data sets by month, their lines, and which of them members see.
//!
//! Lines never change. A set is in force when its version is; members see it from its release date on, until a later set that replaces
//! the month is released.

mod choices;
mod cleaning;
pub mod mailings;

use std::collections::BTreeSet;

pub use choices::CostChoice;

use crate::{
    At, Day, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

/// What one import brought for one month.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CostSet {
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

/// A line of care, in yen.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CostLine {
    /// The month of care, `YYYY-MM`.
    pub care_month: String,
    /// The kind of care, by its name in `madoguchi-rules`.
    pub kind: String,
    /// 医療機関名; blank when the insurer gave none.
    pub institution: String,
    /// 日数.
    pub days: i64,
    /// 医療費総額.
    pub total: i64,
    /// 保険者負担額.
    pub insurer_share: i64,
    /// 公費負担額.
    pub public_share: i64,
    /// 自己負担額.
    pub own_share: i64,
    /// 食事療養費.
    pub meals: i64,
    /// 付加給付額.
    pub additional: i64,
}

/// The record of an import of costs.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CostImport {
    /// The insurer.
    pub insurer_id: i64,
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

/// The sets that members see on day $4, of the months $2 to $3. `CROSS JOIN` keeps SQLite at this order of looking up.
pub(crate) const RELEASED: &str = "SELECT s.care_month, s.version, s.replaces, s.release_on, s.lines
     FROM cost_versions v CROSS JOIN cost_sets s
     WHERE v.insurer_id = $1 AND s.insurer_id = v.insurer_id AND s.version <= v.version AND s.care_month BETWEEN $2 AND $3
       AND s.release_on <= $4
       AND NOT EXISTS (SELECT 1 FROM cost_sets r WHERE r.insurer_id = s.insurer_id AND r.care_month = s.care_month
           AND r.version > s.version AND r.version <= v.version AND r.replaces AND r.release_on <= $4)
     ORDER BY s.care_month, s.version";

/// The lines of person $5 in those sets.
pub(crate) const SEEN_LINES: &str =
    "SELECT l.care_month, l.kind, l.institution, l.days, l.total, l.insurer_share, l.public_share, l.own_share, l.meals, l.additional
     FROM cost_versions v CROSS JOIN cost_sets s CROSS JOIN cost_lines l
     WHERE v.insurer_id = $1 AND s.insurer_id = v.insurer_id AND s.version <= v.version AND s.care_month BETWEEN $2 AND $3
       AND s.release_on <= $4
       AND NOT EXISTS (SELECT 1 FROM cost_sets r WHERE r.insurer_id = s.insurer_id AND r.care_month = s.care_month
           AND r.version > s.version AND r.version <= v.version AND r.replaces AND r.release_on <= $4)
       AND l.insurer_id = s.insurer_id AND l.care_month = s.care_month AND l.person_id = $5 AND l.version = s.version
     ORDER BY l.care_month, l.version, l.seq";

impl Work {
    /// The version of an insurer's costs in force; 0 before the first import.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn cost_version(&self, insurer_id: i64) -> Result<i64, StoreError> {
        let found = fetch_optional!(self, (i64,), "SELECT version FROM cost_versions WHERE insurer_id = $1", insurer_id)?;
        Ok(found.map_or(0, |(version,)| version))
    }

    /// Every set in force, released or not, by month and version.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn cost_sets(&self, insurer_id: i64) -> Result<Vec<CostSet>, StoreError> {
        fetch_all!(
            self,
            CostSet,
            "SELECT s.care_month, s.version, s.replaces, s.release_on, s.lines FROM cost_sets s
             JOIN cost_versions v ON v.insurer_id = s.insurer_id AND s.version <= v.version
             WHERE s.insurer_id = $1 ORDER BY s.care_month, s.version",
            insurer_id
        )
    }

    /// The sets of these months that members see on `day`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn released_cost_sets(&self, insurer_id: i64, months: Months<'_>, day: Day) -> Result<Vec<CostSet>, StoreError> {
        fetch_all!(self, CostSet, RELEASED, insurer_id, months.from, months.until, day)
    }

    /// The first day after `day` on which something is released.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn next_cost_release(&self, insurer_id: i64, day: Day) -> Result<Option<Day>, StoreError> {
        let (next,): (Option<Day>,) = crate::engine::fetch_one!(
            self,
            (Option<Day>,),
            "SELECT MIN(s.release_on) FROM cost_sets s JOIN cost_versions v ON v.insurer_id = s.insurer_id AND s.version <= v.version
             WHERE s.insurer_id = $1 AND s.release_on > $2",
            insurer_id,
            day
        )?;
        Ok(next)
    }

    /// A person's lines of these months that are seen on `day`, by month.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn cost_lines(&self, insurer_id: i64, person_id: i64, months: Months<'_>, day: Day) -> Result<Vec<CostLine>, StoreError> {
        fetch_all!(self, CostLine, SEEN_LINES, insurer_id, months.from, months.until, day, person_id)
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
    pub async fn begin_cost_import(&self, import: &CostImport, sets: &[CostSet]) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO cost_imports (insurer_id, id, file_name, file_sha256, mode, actor, state, version, rows_read, outcome, started_at,
                 applied_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'writing', $7, $8, $9, $10, NULL)",
            import.insurer_id,
            import.id,
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
                "INSERT INTO cost_sets (insurer_id, care_month, version, replaces, release_on, lines) VALUES ($1, $2, $3, $4, $5, $6)",
                import.insurer_id,
                &set.care_month,
                set.version,
                set.replaces,
                set.release_on,
                set.lines
            )?;
        }
        Ok(())
    }

    /// The switch: version `next` is in force from now on, if `next - 1` was. Answers whether it was.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn switch_costs(&self, insurer_id: i64, next: i64) -> Result<bool, StoreError> {
        let switched = match next {
            1 => execute!(
                self,
                "INSERT INTO cost_versions (insurer_id, version) VALUES ($1, 1) ON CONFLICT (insurer_id) DO NOTHING",
                insurer_id
            )?,
            _ => {
                execute!(self, "UPDATE cost_versions SET version = $2 WHERE insurer_id = $1 AND version = $3", insurer_id, next, next - 1)?
            }
        };
        Ok(switched == 1)
    }

    /// Records that an import took effect.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn finish_cost_import(&self, insurer_id: i64, import_id: i64, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE cost_imports SET state = 'applied', applied_at = $3 WHERE insurer_id = $1 AND id = $2",
            insurer_id,
            import_id,
            at
        )?;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
