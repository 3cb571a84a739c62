//! What is wrong or odd in a file, put down as it is found: a file of nothing but errors does not fill the memory.

use rusqlite::params;

use super::Staging;
use crate::StoreError;

/// What is wrong or odd in a file, in the words of whoever found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether it is an error; otherwise a warning.
    pub is_error: bool,
    /// The line on which the record starts; `None` when it is about the whole file.
    pub line: Option<i64>,
    /// The column's header; `None` when it is about the whole row.
    pub column: Option<String>,
    /// What was found.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

pub(super) const TABLE: &str = "CREATE TABLE problems (seq INTEGER PRIMARY KEY, is_error INTEGER NOT NULL, line INTEGER, column_name TEXT,
     problem TEXT NOT NULL, remedy TEXT NOT NULL) STRICT";

impl Staging {
    /// Puts a problem down.
    ///
    /// # Errors
    /// [`StoreError::Staging`] when there is no room left.
    pub fn add_problem(&mut self, problem: &Problem) -> Result<(), StoreError> {
        let Problem { is_error, line, column, problem, remedy } = problem;
        let insert = "INSERT INTO problems (is_error, line, column_name, problem, remedy) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.connection.prepare_cached(insert)?.execute(params![is_error, line, column, problem, remedy])?;
        Ok(())
    }

    /// How many errors, or warnings, were put down.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn count_problems(&self, are_errors: bool) -> Result<i64, StoreError> {
        Ok(self.connection.query_row("SELECT COUNT(*) FROM problems WHERE is_error = ?1", params![are_errors], |row| row.get(0))?)
    }

    /// The first errors, or warnings, in the order of the file; those about the whole file first.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn first_problems(&self, are_errors: bool, most: i64) -> Result<Vec<Problem>, StoreError> {
        let mut first = Vec::new();
        self.select_problems(are_errors, most, |problem| {
            first.push(problem);
            Ok::<_, StoreError>(())
        })?;
        Ok(first)
    }

    /// Tells every error, then every warning, in the order of the file.
    ///
    /// # Errors
    /// [`StoreError::Staging`], or what `tell` returns.
    pub fn problems<E: From<StoreError>>(&self, mut tell: impl FnMut(Problem) -> Result<(), E>) -> Result<(), E> {
        self.select_problems(true, -1, &mut tell)?;
        self.select_problems(false, -1, &mut tell)
    }

    fn select_problems<E: From<StoreError>>(
        &self,
        are_errors: bool,
        most: i64,
        mut tell: impl FnMut(Problem) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT is_error, line, column_name, problem, remedy FROM problems WHERE is_error = ?1
             ORDER BY line NULLS FIRST, seq LIMIT ?2";
        let mut select = self.connection.prepare(sql).map_err(StoreError::from)?;
        let mut rows = select.query(params![are_errors, most]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            tell(problem(row).map_err(StoreError::from)?)?;
        }
        Ok(())
    }
}

fn problem(row: &rusqlite::Row<'_>) -> Result<Problem, rusqlite::Error> {
    Ok(Problem { is_error: row.get(0)?, line: row.get(1)?, column: row.get(2)?, problem: row.get(3)?, remedy: row.get(4)? })
}
