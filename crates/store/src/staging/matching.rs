//! Which row of the file is which person of the roster (contract, section 6, "Identity of a person").
//!
//! A pair is never made where birth date and folded kana both differ: that is another person, whatever the number or key says.

use rusqlite::params;

use super::Staging;
use crate::StoreError;

/// The same key twice in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The later line.
    pub line: i64,
    /// The line that had the key first.
    pub first: i64,
    /// Whether it is the 個人キー; otherwise 記号・番号・枝番.
    pub is_personal_key: bool,
}

/// What the steps after the key steps look at.
const FACTS: &str = "symbol_key, number_key, symbol_loose, number_loose, branch, birth_date, kana_unfolded, kana_folded, name, relation,
     personal_key";

/// One to one: each step pairs what is alone on both sides of one 記号・番号, from the closest likeness to the widest.
/// `household` is counted as rekeyed; a birth date that was corrected is a change.
const HOUSEHOLD_STEPS: [(&str, &str); 5] = [
    ("birth_date, kana_unfolded, name", "household"),
    ("birth_date, kana_unfolded", "household"),
    ("birth_date, kana_folded", "household"),
    ("birth_date, relation", "household"),
    ("kana_folded, relation", "key"),
];

impl Staging {
    /// Finds the keys that stand twice in the file; the later rows are taken out of the comparison, and counted. Two people whose 番号
    /// differ in leading zeros only are no duplicate when birth date and name both differ.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn take_out_duplicates(&mut self) -> Result<i64, StoreError> {
        self.run(
            "CREATE TABLE crowded AS SELECT i.line, i.number_loose, i.symbol_loose, i.number_key, i.symbol_key, i.branch, i.birth_date,
                    i.kana_folded, i.kana_unfolded
                 FROM (SELECT number_loose, symbol_loose, branch FROM incoming WHERE branch IS NOT NULL GROUP BY 1, 2, 3 HAVING COUNT(*) > 1) g
                 JOIN incoming i ON i.number_loose = g.number_loose AND i.symbol_loose = g.symbol_loose AND i.branch = g.branch;
             INSERT INTO crowded SELECT i.line, i.number_loose, i.symbol_loose, i.number_key, i.symbol_key, NULL, i.birth_date,
                    i.kana_folded, i.kana_unfolded
                 FROM (SELECT number_loose, symbol_loose, birth_date FROM incoming WHERE branch IS NULL GROUP BY 1, 2, 3 HAVING COUNT(*) > 1) g
                 JOIN incoming i ON i.number_loose = g.number_loose AND i.symbol_loose = g.symbol_loose AND i.branch IS NULL
                      AND i.birth_date = g.birth_date;
             CREATE TABLE keys_of_crowded AS
                 SELECT line, 'exact' AS rule, number_key || char(0) || symbol_key || char(0) || branch AS key FROM crowded WHERE branch IS NOT NULL
                 UNION ALL SELECT line, 'birth', number_loose || char(0) || symbol_loose || char(0) || branch || char(0) || birth_date
                      FROM crowded WHERE branch IS NOT NULL
                 UNION ALL SELECT line, 'kana', number_loose || char(0) || symbol_loose || char(0) || branch || char(0) || kana_folded
                      FROM crowded WHERE branch IS NOT NULL
                 UNION ALL SELECT line, 'bare', number_loose || char(0) || symbol_loose || char(0) || birth_date || char(0) || kana_unfolded
                      FROM crowded WHERE branch IS NULL
                 UNION ALL SELECT line, 'personal', personal_key FROM incoming WHERE personal_key IN (
                      SELECT personal_key FROM incoming WHERE personal_key IS NOT NULL GROUP BY 1 HAVING COUNT(*) > 1);",
        )?;
        self.run(
            "INSERT INTO duplicates SELECT line, MIN(first), rule = 'personal' FROM (
                 SELECT line, rule, MIN(line) OVER (PARTITION BY rule, key) AS first FROM keys_of_crowded)
             WHERE line <> first GROUP BY line;
             DELETE FROM incoming WHERE line IN (SELECT line FROM duplicates);",
        )?;
        self.count("SELECT COUNT(*) FROM duplicates")
    }

    /// A page of the duplicates: at most `most`, by line, after this one.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn duplicates_after(&self, line: i64, most: i64) -> Result<Vec<Duplicate>, StoreError> {
        let mut select =
            self.connection.prepare_cached("SELECT line, first, is_personal_key FROM duplicates WHERE line > ?1 ORDER BY line LIMIT ?2")?;
        let page = select
            .query_map(params![line, most], |row| Ok(Duplicate { line: row.get(0)?, first: row.get(1)?, is_personal_key: row.get(2)? }))?;
        Ok(page.collect::<Result<Vec<_>, _>>()?)
    }

    /// Pairs the rows of the file with the people of the roster. `current` must be loaded.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn pair(&mut self) -> Result<(), StoreError> {
        self.run("BEGIN")?;
        if self.count("SELECT EXISTS (SELECT 1 FROM current)")? == 1 {
            self.fill_in_absent_symbols()?;
            self.pair_by_personal_key()?;
            self.pair_by_number()?;
            self.set_the_rest_apart()?;
            self.pair_by_number_though_one_item_differs()?;
            for (likeness, kind) in HOUSEHOLD_STEPS {
                self.pair_within_household(likeness, kind)?;
            }
        } else {
            self.set_the_rest_apart()?;
        }
        self.run("COMMIT")
    }

    /// A file without 記号 means the 記号 that the person has; where two people would fit, it stays empty.
    fn fill_in_absent_symbols(&self) -> Result<(), StoreError> {
        if !self.is_absent("symbol") {
            return Ok(());
        }
        self.run(
            "UPDATE incoming AS i SET symbol = f.symbol, symbol_key = f.symbol_key, symbol_loose = f.symbol_loose
             FROM (SELECT i.line, MIN(c.symbol) AS symbol, MIN(c.symbol_key) AS symbol_key, MIN(c.symbol_loose) AS symbol_loose
                   FROM incoming i JOIN current c ON c.number_loose = i.number_loose AND c.birth_date = i.birth_date
                        AND c.kana_folded = i.kana_folded
                   GROUP BY i.line HAVING COUNT(DISTINCT c.symbol_key) = 1) f
             WHERE f.line = i.line",
        )
    }

    fn pair_by_personal_key(&self) -> Result<(), StoreError> {
        self.run(
            "INSERT OR IGNORE INTO pairs SELECT i.line, c.person_id, 'key'
             FROM current c JOIN incoming i ON i.personal_key = c.personal_key
             WHERE c.personal_key IS NOT NULL AND (c.birth_date = i.birth_date OR c.kana_folded = i.kana_folded)
             ORDER BY c.lost_on IS NOT NULL, c.person_id",
        )
    }

    /// 記号 + 番号 + 枝番, or without 枝番 + birth date + unfolded kana; members before those who left, exact numbers before those that
    /// differ in leading zeros. Nearly every row finds its person at once; only the others are asked again.
    fn pair_by_number(&self) -> Result<(), StoreError> {
        const MEMBERS: &str = "c.lost_on IS NULL";
        const EXACT: &str = "c.number_key = i.number_key AND c.symbol_key = i.symbol_key";
        self.pair_by_number_where("incoming i", &format!("{EXACT} AND {MEMBERS}"))?;
        self.run("CREATE TABLE unpaired AS SELECT line FROM incoming i WHERE NOT EXISTS (SELECT 1 FROM pairs p WHERE p.line = i.line)")?;
        for which in [MEMBERS, EXACT, "TRUE"] {
            self.pair_by_number_where("unpaired u CROSS JOIN incoming i ON i.line = u.line", which)?;
        }
        Ok(())
    }

    fn pair_by_number_where(&self, rows: &str, which: &str) -> Result<(), StoreError> {
        for likeness in [
            "i.branch IS NOT NULL AND c.branch = i.branch AND c.kana_folded = i.kana_folded",
            "i.branch IS NULL AND c.kana_unfolded = i.kana_unfolded",
        ] {
            self.run(&format!(
                "INSERT OR IGNORE INTO pairs SELECT i.line, c.person_id, 'key'
                 FROM {rows} CROSS JOIN current c INDEXED BY current_by_number ON c.number_loose = i.number_loose
                      AND c.symbol_loose = i.symbol_loose AND c.birth_date = i.birth_date
                 WHERE {likeness} AND {which} AND NOT EXISTS (SELECT 1 FROM pairs p WHERE p.line = i.line)"
            ))?;
        }
        Ok(())
    }

    fn set_the_rest_apart(&self) -> Result<(), StoreError> {
        self.run(&format!(
            "CREATE TABLE free_rows AS SELECT line, {FACTS} FROM incoming i WHERE NOT EXISTS (SELECT 1 FROM pairs p WHERE p.line = i.line);
             CREATE UNIQUE INDEX free_rows_by_line ON free_rows (line);
             CREATE INDEX free_rows_by_personal_key ON free_rows (personal_key) WHERE personal_key IS NOT NULL;
             CREATE INDEX free_rows_by_number ON free_rows (number_loose, symbol_loose, branch, birth_date);
             CREATE TABLE free_people AS SELECT person_id, lost_on, {FACTS} FROM current c
                 WHERE NOT EXISTS (SELECT 1 FROM pairs p WHERE p.person_id = c.person_id);
             CREATE UNIQUE INDEX free_people_by_id ON free_people (person_id);
             CREATE INDEX free_people_by_number ON free_people (number_loose, symbol_loose, branch, birth_date);"
        ))
    }

    fn drop_paired(&self) -> Result<(), StoreError> {
        self.run(
            "DELETE FROM free_rows WHERE line IN (SELECT line FROM pairs);
             DELETE FROM free_people WHERE person_id IN (SELECT person_id FROM pairs);",
        )
    }

    /// 記号 + 番号 + 枝番 with another birth date or another name: a correction or a marriage. Not where the row is somebody else of the
    /// household to the letter, or the person is another row: then the 枝番 changed hands, and an account must not go along.
    fn pair_by_number_though_one_item_differs(&self) -> Result<(), StoreError> {
        self.run(
            "INSERT OR IGNORE INTO pairs SELECT i.line, c.person_id, 'key'
             FROM free_rows i JOIN free_people c ON c.number_loose = i.number_loose AND c.symbol_loose = i.symbol_loose AND c.branch = i.branch
             WHERE (c.birth_date = i.birth_date OR c.kana_folded = i.kana_folded)
               AND NOT EXISTS (SELECT 1 FROM free_people o WHERE o.number_loose = i.number_loose AND o.symbol_loose = i.symbol_loose
                    AND o.birth_date = i.birth_date AND o.kana_folded = i.kana_folded)
               AND NOT EXISTS (SELECT 1 FROM free_rows o WHERE o.number_loose = c.number_loose AND o.symbol_loose = c.symbol_loose
                    AND o.birth_date = c.birth_date AND o.kana_folded = c.kana_folded)
             ORDER BY c.number_key <> i.number_key OR c.symbol_key <> i.symbol_key, c.lost_on IS NOT NULL, c.lost_on DESC, c.person_id,
                 i.line",
        )?;
        self.drop_paired()
    }

    fn pair_within_household(&self, likeness: &str, kind: &str) -> Result<(), StoreError> {
        let alone = |id: &str, table: &str| {
            format!(
                "SELECT number_loose, symbol_loose, {likeness}, MIN({id}) AS {id} FROM {table}
                 GROUP BY number_loose, symbol_loose, {likeness} HAVING COUNT(*) = 1"
            )
        };
        self.run(&format!(
            "INSERT INTO pairs SELECT r.line, p.person_id, '{kind}'
             FROM ({}) r JOIN ({}) p USING (number_loose, symbol_loose, {likeness})",
            alone("line", "free_rows"),
            alone("person_id", "free_people")
        ))?;
        self.drop_paired()
    }
}
