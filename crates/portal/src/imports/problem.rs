//! What is wrong with a file, so that a clerk can mend it.

use serde::Serialize;

/// A problem of a file: where it is, what was found, what to do. In Japanese, for whoever prepared the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowProblem {
    /// The line on which the record starts (of a sheet: the row); `None` when it is about the whole file.
    pub line: Option<u64>,
    /// The column's header; `None` when it is about the whole row.
    pub column: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

impl RowProblem {
    /// A problem of the whole file.
    pub fn of_file(problem: impl Into<String>, remedy: impl Into<String>) -> RowProblem {
        RowProblem { line: None, column: None, problem: problem.into(), remedy: remedy.into() }
    }

    /// A problem of a row.
    pub fn of_row(line: u64, problem: impl Into<String>, remedy: impl Into<String>) -> RowProblem {
        RowProblem { line: Some(line), column: None, problem: problem.into(), remedy: remedy.into() }
    }

    /// A problem of one cell.
    pub fn of_cell(line: u64, column: impl Into<String>, problem: impl Into<String>, remedy: impl Into<String>) -> RowProblem {
        RowProblem { line: Some(line), column: Some(column.into()), problem: problem.into(), remedy: remedy.into() }
    }
}
