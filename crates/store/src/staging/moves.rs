//! Old and new people who are probably one: 任意継続, re-employment, a merged office.

use rusqlite::{named_params, params};

use super::Staging;
use crate::StoreError;

/// An old person and a new one with equal birth date, kana and kanji under another 記号・番号.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The line of the new one.
    pub line: i64,
    /// The old one.
    pub old_person_id: i64,
    /// The new one.
    pub new_person_id: i64,
    /// Whether nothing speaks against carrying the account over at once: one old to one new, and no days without eligibility ahead.
    pub is_sure: bool,
    /// 記号, 番号, 枝番 of the old one.
    pub old: [String; 3],
    /// 記号, 番号, 枝番 of the new one.
    pub new: [String; 3],
    /// 氏名カナ.
    pub kana_name: String,
}

impl Staging {
    /// Finds the moves among the people whom the plan adds, and counts them. An old one is who is not in the file, or whose 資格喪失日 is
    /// known; not who moved on already.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn find_moves(&mut self) -> Result<i64, StoreError> {
        let ended = if self.is_absent("lost_on") { "CASE WHEN c.lost_by_import THEN NULL ELSE c.lost_on END" } else { "o.lost_on" };
        self.run("CREATE INDEX current_by_birth ON current (birth_date, kana_folded)")?;
        let bare = |name: &str| format!("replace(replace({name}, '　', ''), ' ', '')");
        let (old_name, new_name) = (bare("c.name"), bare("i.name"));
        self.connection.execute(
            &format!(
                "INSERT INTO moves SELECT line, old_id, new_id, is_sure FROM (
                     SELECT *, ROW_NUMBER() OVER (PARTITION BY line ORDER BY old_lost IS NULL DESC, old_lost DESC, old_id DESC) AS place,
                            acquired_on IS NULL OR acquired_on <= :today OR old_lost IS NULL OR old_lost >= acquired_on AS is_sure
                     FROM (SELECT p.line, c.person_id AS old_id, p.person_id AS new_id, i.acquired_on,
                                  CASE WHEN q.line IS NOT NULL THEN {ended} WHEN l.kind = 'left' THEN :today ELSE c.lost_on END AS old_lost
                           FROM plan p
                           JOIN incoming i ON i.line = p.line
                           JOIN current c ON c.birth_date = i.birth_date AND c.kana_folded = i.kana_folded AND {old_name} = {new_name}
                           LEFT JOIN pairs q ON q.person_id = c.person_id
                           LEFT JOIN incoming o ON o.line = q.line
                           LEFT JOIN plan l ON l.person_id = c.person_id
                           WHERE p.kind = 'added' AND i.name <> '' AND NOT c.moved
                             AND (c.number_loose <> i.number_loose OR c.symbol_loose <> i.symbol_loose)
                             AND (q.line IS NULL OR {ended} IS NOT NULL)))
                 WHERE place = 1"
            ),
            named_params! { ":today": self.today() },
        )?;
        self.run(
            "UPDATE moves SET is_sure = FALSE WHERE old_person_id IN (SELECT old_person_id FROM moves GROUP BY 1 HAVING COUNT(*) > 1)",
        )?;
        self.count("SELECT COUNT(*) FROM moves")
    }

    /// A page of the moves: at most `most`, by line, after this one.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn moves_after(&self, line: i64, most: i64) -> Result<Vec<Move>, StoreError> {
        let mut found = self.connection.prepare_cached(
            "SELECT m.line, m.old_person_id, m.new_person_id, m.is_sure, c.symbol, c.number, COALESCE(c.branch, ''), i.symbol, i.number,
                    COALESCE(i.branch, ''), i.kana_name
             FROM moves m JOIN incoming i ON i.line = m.line JOIN current c ON c.person_id = m.old_person_id
             WHERE m.line > ?1 ORDER BY m.line LIMIT ?2",
        )?;
        let found = found.query_map(params![line, most], |row| {
            Ok(Move {
                line: row.get(0)?,
                old_person_id: row.get(1)?,
                new_person_id: row.get(2)?,
                is_sure: row.get(3)?,
                old: [row.get(4)?, row.get(5)?, row.get(6)?],
                new: [row.get(7)?, row.get(8)?, row.get(9)?],
                kana_name: row.get(10)?,
            })
        })?;
        Ok(found.collect::<Result<Vec<_>, _>>()?)
    }
}
