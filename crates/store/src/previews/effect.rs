//! How a kept import takes effect: its plan becomes rows of the next version in small transactions, then the caller switches.

use crate::{
    At, Day, StoreError, Work,
    engine::{execute, fetch_all, fetch_one},
    roster::OPEN_END,
    staging::all_columns,
};

/// See [`Work::is_plan_out_of_date`].
pub(crate) const OUT_OF_DATE: &str = "SELECT EXISTS (SELECT 1 FROM roster_imports r
         JOIN roster_imports later ON later.insurer_id = r.insurer_id AND later.state = 'applied' AND later.version > r.base_version
         WHERE r.insurer_id = $1 AND r.id = $2)
     OR EXISTS (SELECT 1 FROM roster_imports r JOIN insurers i ON i.id = r.insurer_id AND i.roster_version > r.base_version
         JOIN roster_plan_rows p ON p.insurer_id = r.insurer_id AND p.import_id = r.id
         JOIN roster_entries e ON e.insurer_id = p.insurer_id AND e.person_id = p.person_id
              AND e.from_version > r.base_version AND e.from_version <= i.roster_version
         WHERE r.insurer_id = $1 AND r.id = $2)";

impl Work {
    /// Whether the plan of a kept import is out of date: another import took effect since, or somebody of the plan was corrected.
    /// Corrections of other people do not touch it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn is_plan_out_of_date(&self, insurer_id: i64, import_id: i64) -> Result<bool, StoreError> {
        let (is_out_of_date,): (bool,) = fetch_one!(self, (bool,), OUT_OF_DATE, insurer_id, import_id)?;
        Ok(is_out_of_date)
    }

    /// The last place of a plan, 0 when it is empty.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_planned(&self, insurer_id: i64, import_id: i64) -> Result<i64, StoreError> {
        let (last,) = fetch_one!(
            self,
            (i64,),
            "SELECT COALESCE(MAX(seq), CAST(0 AS BIGINT)) FROM roster_plan_rows WHERE insurer_id = $1 AND import_id = $2",
            insurer_id,
            import_id
        )?;
        Ok(last)
    }

    /// Writes the places `first` to `last` of a plan as rows of roster version `version`, which nobody sees yet, and closes the ones that
    /// they replace. Who leaves does so `today`, the day on which the import takes effect.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn write_planned_rows(
        &self,
        insurer_id: i64,
        import_id: i64,
        version: i64,
        (first, last): (i64, i64),
        today: Day,
    ) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE roster_entries SET to_version = $3
             WHERE insurer_id = $1 AND to_version = $6 AND from_version < $3 AND person_id IN (
                 SELECT p.person_id FROM roster_plan_rows p WHERE p.insurer_id = $1 AND p.import_id = $2 AND p.seq BETWEEN $4 AND $5
                     AND p.kind <> 'added')",
            insurer_id,
            import_id,
            version,
            first,
            last,
            OPEN_END
        )?;
        let columns = all_columns();
        let values = columns.replace("lost_on", "CASE WHEN kind = 'left' THEN $7 ELSE lost_on END");
        let insert = format!(
            "INSERT INTO roster_entries (insurer_id, person_id, from_version, to_version, {columns})
             SELECT insurer_id, person_id, CAST($3 AS BIGINT), CAST($6 AS BIGINT), {values} FROM roster_plan_rows
             WHERE insurer_id = $1 AND import_id = $2 AND seq BETWEEN $4 AND $5"
        );
        execute!(self, sqlx::AssertSqlSafe(insert.clone()), insurer_id, import_id, version, first, last, OPEN_END, today)?;
        Ok(())
    }

    /// Makes the moves of a kept import known, to be confirmed at any time.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn publish_planned_moves(&self, insurer_id: i64, import_id: i64) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO possible_same_people (insurer_id, old_person_id, new_person_id, import_id)
             SELECT insurer_id, old_person_id, new_person_id, import_id FROM roster_plan_moves WHERE insurer_id = $1 AND import_id = $2",
            insurer_id,
            import_id
        )?;
        Ok(())
    }

    /// Confirms the moves of a kept import that somebody confirmed in its preview, but where the new person has an account already or the
    /// old one's went to somebody else. Call after the switch; then [`Work::carry_accounts_over`].
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn accept_confirmed_moves(&self, insurer_id: i64, import_id: i64, at: At, by: &str) -> Result<u64, StoreError> {
        execute!(
            self,
            "UPDATE possible_same_people SET accepted_at = $3, accepted_by = $4
             WHERE insurer_id = $1 AND import_id = $2 AND accepted_at IS NULL
               AND EXISTS (SELECT 1 FROM roster_plan_moves m WHERE m.insurer_id = $1 AND m.import_id = $2 AND m.is_confirmed
                   AND m.old_person_id = possible_same_people.old_person_id AND m.new_person_id = possible_same_people.new_person_id)
               AND NOT EXISTS (SELECT 1 FROM possible_same_people x WHERE x.insurer_id = $1 AND x.accepted_at IS NOT NULL
                   AND x.old_person_id = possible_same_people.old_person_id AND x.new_person_id <> possible_same_people.new_person_id)
               AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.insurer_id = $1 AND a.person_id = possible_same_people.new_person_id
                   AND a.closed_at IS NULL)",
            insurer_id,
            import_id,
            at,
            by
        )
    }

    /// The imports (insurer, import) that began by then and still have a plan, or problems, or wait for somebody; at most 100.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn imports_with_old_plans(&self, by: At) -> Result<Vec<(i64, i64)>, StoreError> {
        fetch_all!(
            self,
            (i64, i64),
            "SELECT r.insurer_id, r.id FROM roster_imports r WHERE r.started_at <= $1 AND r.state <> 'writing'
               AND (r.state IN ('previewing', 'previewed', 'awaiting_approval')
                 OR EXISTS (SELECT 1 FROM roster_plan_rows p WHERE p.insurer_id = r.insurer_id AND p.import_id = r.id)
                 OR EXISTS (SELECT 1 FROM roster_plan_moves m WHERE m.insurer_id = r.insurer_id AND m.import_id = r.id)
                 OR EXISTS (SELECT 1 FROM roster_plan_corrections c WHERE c.insurer_id = r.insurer_id AND c.import_id = r.id)
                 OR EXISTS (SELECT 1 FROM roster_import_problems e WHERE e.insurer_id = r.insurer_id AND e.import_id = r.id))
             ORDER BY r.id LIMIT 100",
            by
        )
    }

    /// An import on which nobody decided in time can no longer take effect; one that somebody decided on stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn expire_import(&self, insurer_id: i64, import_id: i64) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE roster_imports SET state = 'expired' WHERE insurer_id = $1 AND id = $2
               AND state IN ('previewing', 'previewed', 'awaiting_approval')",
            insurer_id,
            import_id
        )?;
        Ok(())
    }

    /// Takes away the places up to `last` of the plan of a kept import.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn drop_planned_rows(&self, insurer_id: i64, import_id: i64, last: i64) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM roster_plan_rows WHERE insurer_id = $1 AND import_id = $2 AND seq <= $3", insurer_id, import_id, last)?;
        Ok(())
    }

    /// Takes away what else a kept import left beside its plan: moves, ends of corrections, problems.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn drop_rest_of_plan(&self, insurer_id: i64, import_id: i64) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM roster_plan_moves WHERE insurer_id = $1 AND import_id = $2", insurer_id, import_id)?;
        execute!(self, "DELETE FROM roster_plan_corrections WHERE insurer_id = $1 AND import_id = $2", insurer_id, import_id)?;
        execute!(self, "DELETE FROM roster_import_problems WHERE insurer_id = $1 AND import_id = $2", insurer_id, import_id)?;
        Ok(())
    }
}
