//! What is worth a warning before an import takes effect.

use super::Staging;
use crate::StoreError;

/// A 記号・番号 of the file that looks odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Household {
    /// The first of its lines.
    pub line: i64,
    /// How many rows make it odd.
    pub rows: i64,
}

/// How many odd households are named.
const NAMED: usize = 20;

impl Staging {
    /// Households of the file with family and without an insured person, here or on the roster. At most 20 are named; the number is of all.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn families_without_insured(&self) -> Result<(i64, Vec<Household>), StoreError> {
        self.households(
            "SELECT MIN(i.line), COUNT(*) FROM incoming i WHERE i.lost_on IS NULL GROUP BY i.number_loose, i.symbol_loose
             HAVING COUNT(*) = SUM(i.relation = 'dependant') AND NOT EXISTS (
                 SELECT 1 FROM incoming o WHERE o.number_loose = i.number_loose AND o.symbol_loose = i.symbol_loose AND o.relation = 'insured'
                 UNION ALL
                 SELECT 1 FROM current c WHERE c.number_loose = i.number_loose AND c.symbol_loose = i.symbol_loose AND c.relation = 'insured')",
        )
    }

    /// Households of the file with more than one insured person who has not left.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn households_with_two_insured(&self) -> Result<(i64, Vec<Household>), StoreError> {
        self.households(
            "SELECT MIN(line), COUNT(*) FROM incoming WHERE lost_on IS NULL AND relation = 'insured'
             GROUP BY number_loose, symbol_loose, number_key, symbol_key HAVING COUNT(*) > 1",
        )
    }

    /// Rows whose 記号 or 番号 has fewer leading zeros than the roster has: Excel takes them away. The roster keeps them.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn rows_that_lost_zeros(&self) -> Result<(i64, Vec<Household>), StoreError> {
        self.households(
            "SELECT i.line, 1 FROM pairs p JOIN incoming i ON i.line = p.line JOIN current c ON c.person_id = p.person_id
             WHERE c.number_loose = i.number_loose AND length(i.number_key) < length(c.number_key)
                OR c.symbol_loose = i.symbol_loose AND length(i.symbol_key) < length(c.symbol_key)",
        )
    }

    /// How many people of the roster have a mail address, and how many rows of the file.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn mail_addresses(&self) -> Result<(i64, i64), StoreError> {
        let before = self.count("SELECT COUNT(email) FROM current")?;
        Ok((before, self.count("SELECT COUNT(email) FROM incoming")?))
    }

    /// How many paired people lose their mail address.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn cleared_mail_addresses(&self) -> Result<i64, StoreError> {
        self.count(
            "SELECT COUNT(*) FROM merged m JOIN current c ON c.person_id = m.person_id WHERE c.email IS NOT NULL AND m.email IS NULL",
        )
    }

    /// `sql` gives a line and a number of rows for each odd household.
    fn households(&self, sql: &str) -> Result<(i64, Vec<Household>), StoreError> {
        let named = format!("WITH odd (line, rows) AS ({sql}) SELECT line, rows, COUNT(*) OVER () FROM odd ORDER BY line LIMIT {NAMED}");
        let mut select = self.connection.prepare(&named)?;
        let found = select.query_map([], |row| Ok((Household { line: row.get(0)?, rows: row.get(1)? }, row.get(2)?)))?;
        let found: Vec<(Household, i64)> = found.collect::<Result<_, _>>()?;
        let number = found.first().map_or(0, |(_, number)| *number);
        Ok((number, found.into_iter().map(|(household, _)| household).collect()))
    }
}
