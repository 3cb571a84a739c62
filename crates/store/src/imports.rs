//! Imports of rosters: their record, their one short switch, and the people who moved.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_one, fetch_optional},
    roster::OPEN_END,
};

/// The record of an import.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RosterImport {
    /// The insurer.
    pub insurer_id: i64,
    /// Our own identifier.
    pub id: i64,
    /// The file's name, without its folder.
    pub file_name: String,
    /// SHA-256 of the file.
    pub file_sha256: Vec<u8>,
    /// `merge` or `full`.
    pub mode: String,
    /// Who ran it.
    pub actor: String,
    /// `writing`, `applied` or `abandoned`.
    pub state: String,
    /// The roster version that it makes.
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
     ORDER BY m.import_id, m.new_person_id";

impl Work {
    /// Keeps a lease longer, whatever the clock says; answers whether `holder` still had it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_lease(&self, name: &str, holder: i64, expires_at: At) -> Result<bool, StoreError> {
        let kept = execute!(self, "UPDATE leases SET expires_at = $3 WHERE name = $1 AND holder = $2", name, holder, expires_at)?;
        Ok(kept == 1)
    }

    /// Records that an import begins to write.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_roster_import(&self, import: &RosterImport) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO roster_imports (insurer_id, id, file_name, file_sha256, mode, actor, state, version, rows_read, outcome,
                 started_at, applied_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            import.insurer_id,
            import.id,
            &import.file_name,
            &import.file_sha256,
            &import.mode,
            &import.actor,
            &import.state,
            import.version,
            import.rows_read,
            &import.outcome,
            import.started_at,
            import.applied_at
        )?;
        Ok(())
    }

    /// The insurer's imports, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn roster_imports(&self, insurer_id: i64) -> Result<Vec<RosterImport>, StoreError> {
        fetch_all!(self, RosterImport, "SELECT * FROM roster_imports WHERE insurer_id = $1 ORDER BY id DESC LIMIT 100", insurer_id)
    }

    /// The last import of this mode that took effect.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_roster_import(&self, insurer_id: i64, mode: &str) -> Result<Option<RosterImport>, StoreError> {
        fetch_optional!(
            self,
            RosterImport,
            "SELECT * FROM roster_imports WHERE insurer_id = $1 AND mode = $2 AND state = 'applied' ORDER BY version DESC LIMIT 1",
            insurer_id,
            mode
        )
    }

    /// Whether an import of this insurer began to write and did not end.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn has_broken_import(&self, insurer_id: i64) -> Result<bool, StoreError> {
        let (broken,): (bool,) = fetch_one!(
            self,
            (bool,),
            "SELECT EXISTS (SELECT 1 FROM roster_imports WHERE insurer_id = $1 AND state = 'writing')",
            insurer_id
        )?;
        Ok(broken)
    }

    /// The person after which `rows` more rows of the roster (of any version) follow; `None` when fewer do.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn person_after(&self, insurer_id: i64, person_id: i64, rows: i64) -> Result<Option<i64>, StoreError> {
        let found: Option<(i64,)> = fetch_optional!(
            self,
            (i64,),
            "SELECT person_id FROM roster_entries WHERE insurer_id = $1 AND person_id > $2 ORDER BY person_id LIMIT 1 OFFSET $3",
            insurer_id,
            person_id,
            rows
        )?;
        Ok(found.map(|(person_id,)| person_id))
    }

    /// Undoes what a broken import wrote for the people after `first` up to `last`: rows ahead of `version` go, rows that were closed
    /// for them are open again.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn undo_broken_rows(&self, insurer_id: i64, version: i64, first: i64, last: i64) -> Result<(), StoreError> {
        execute!(
            self,
            "DELETE FROM roster_entries WHERE insurer_id = $1 AND person_id > $3 AND person_id <= $4 AND from_version > $2",
            insurer_id,
            version,
            first,
            last
        )?;
        execute!(
            self,
            "UPDATE roster_entries SET to_version = $5
             WHERE insurer_id = $1 AND person_id > $3 AND person_id <= $4 AND to_version > $2 AND to_version < $5",
            insurer_id,
            version,
            first,
            last,
            OPEN_END
        )?;
        Ok(())
    }

    /// Closes the records of imports that began to write and did not end, with the moves that they noted.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn abandon_broken_imports(&self, insurer_id: i64) -> Result<(), StoreError> {
        execute!(
            self,
            "DELETE FROM possible_same_people WHERE insurer_id = $1 AND import_id IN (
                 SELECT id FROM roster_imports WHERE insurer_id = $1 AND state = 'writing')",
            insurer_id
        )?;
        execute!(self, "UPDATE roster_imports SET state = 'abandoned' WHERE insurer_id = $1 AND state = 'writing'", insurer_id)?;
        Ok(())
    }

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

    /// The switch: version `next` is in force from now on, if `next - 1` was. Answers whether it was.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn switch_roster(&self, insurer_id: i64, next: i64) -> Result<bool, StoreError> {
        let switched =
            execute!(self, "UPDATE insurers SET roster_version = $2 WHERE id = $1 AND roster_version = $3", insurer_id, next, next - 1)?;
        Ok(switched == 1)
    }

    /// Records that an import took effect.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn finish_roster_import(&self, insurer_id: i64, import_id: i64, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE roster_imports SET state = 'applied', applied_at = $3 WHERE insurer_id = $1 AND id = $2",
            insurer_id,
            import_id,
            at
        )?;
        Ok(())
    }

    /// The moves that wait for a confirmation.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn open_moves(&self, insurer_id: i64) -> Result<Vec<PossibleMove>, StoreError> {
        fetch_all!(self, PossibleMove, OPEN_MOVES, insurer_id)
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

    /// Header names that this insurer's files of this kind use, and the field that each means.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn header_mappings(&self, insurer_id: i64, file_kind: &str) -> Result<Vec<(String, String)>, StoreError> {
        fetch_all!(
            self,
            (String, String),
            "SELECT header, field FROM header_mappings WHERE insurer_id = $1 AND file_kind = $2 ORDER BY header",
            insurer_id,
            file_kind
        )
    }

    /// Saves what a header of this insurer's files means.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_header_mapping(&self, insurer_id: i64, file_kind: &str, header: &str, field: &str) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO header_mappings (insurer_id, file_kind, header, field) VALUES ($1, $2, $3, $4)
             ON CONFLICT (insurer_id, file_kind, header) DO UPDATE SET field = excluded.field",
            insurer_id,
            file_kind,
            header,
            field
        )?;
        Ok(())
    }
}
