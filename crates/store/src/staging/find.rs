//! Who on the roster comes near to what was typed: for the desk's `roster match`.

use rusqlite::params;

use super::Staging;
use crate::{Day, StoreError};

/// A person of the roster who agrees with at least one typed item.
#[derive(Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The person.
    pub person_id: i64,
    /// 記号.
    pub symbol: String,
    /// 番号.
    pub number: String,
    /// 枝番.
    pub branch: Option<String>,
    /// 氏名カナ.
    pub kana_name: String,
    /// 生年月日.
    pub birth_date: Day,
    /// `insured` or `dependant`.
    pub relation: String,
    /// The first day of eligibility, if the roster has one.
    pub acquired_on: Option<Day>,
    /// 資格喪失日.
    pub lost_on: Option<Day>,
}

impl Staging {
    /// Makes the loaded roster searchable by each item alone.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn index_items(&mut self) -> Result<(), StoreError> {
        self.run(
            "CREATE INDEX current_by_birth_date ON current (birth_date);
             CREATE INDEX current_by_folded ON current (kana_folded);
             CREATE INDEX current_by_lenient ON current (kana_lenient);
             CREATE INDEX current_by_symbol ON current (symbol_loose)",
        )
    }

    /// Everybody who agrees in 番号, name or birth date, and somebody who agrees in 記号, if anybody does.
    ///
    /// # Errors
    /// [`StoreError::Staging`], [`StoreError::Unreadable`].
    pub fn near(
        &mut self,
        symbol_loose: &str,
        number_loose: &str,
        birth_date: Day,
        kana: (&str, &str),
    ) -> Result<Vec<Candidate>, StoreError> {
        let mut select = self.connection.prepare_cached(
            "SELECT person_id, symbol, number, branch, kana_name, birth_date, relation, COALESCE(eligible_from, acquired_on), lost_on
             FROM current WHERE person_id IN (
                 SELECT person_id FROM current WHERE number_loose = ?2
                 UNION SELECT person_id FROM current WHERE birth_date = ?3
                 UNION SELECT person_id FROM current WHERE kana_folded = ?4
                 UNION SELECT person_id FROM current WHERE kana_lenient = ?5
                 UNION SELECT * FROM (SELECT person_id FROM current WHERE symbol_loose = ?1 LIMIT 1))
             ORDER BY person_id",
        )?;
        let mut rows = select.query(params![symbol_loose, number_loose, birth_date.0.to_string(), kana.0, kana.1])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let day =
                |place| -> Result<Option<Day>, StoreError> { row.get::<_, Option<String>>(place)?.map(|text| day(&text)).transpose() };
            found.push(Candidate {
                person_id: row.get(0)?,
                symbol: row.get(1)?,
                number: row.get(2)?,
                branch: row.get(3)?,
                kana_name: row.get(4)?,
                birth_date: day(5)?.ok_or_else(|| unreadable("no date"))?,
                relation: row.get(6)?,
                acquired_on: day(7)?,
                lost_on: day(8)?,
            });
        }
        Ok(found)
    }
}

fn day(text: &str) -> Result<Day, StoreError> {
    text.parse().map(Day).map_err(|_| unreadable("no date"))
}

fn unreadable(problem: &str) -> StoreError {
    StoreError::Unreadable { column: "roster_entries", problem: problem.to_owned() }
}
