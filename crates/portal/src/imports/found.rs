//! Problems of a file on their way to its temporary file, and the first of them on their way back.

use madoguchi_store::{
    StoreError,
    previews::ImportProblem,
    staging::{Problem, Staging},
};

use crate::imports::RowProblem;

/// The most problems, warnings and moves that an outcome lists one by one; `--report` has all.
pub const MOST_LISTED: i64 = 1_000;
/// The most errors, and the most warnings, that are kept with a file that was looked at.
const KEPT: i64 = 10_000;

/// Puts an error of the file down.
///
/// # Errors
/// [`StoreError::Staging`].
pub fn error(staging: &mut Staging, problem: RowProblem) -> Result<(), StoreError> {
    staging.add_problem(&as_found(true, problem))
}

/// Puts a warning down.
///
/// # Errors
/// [`StoreError::Staging`].
pub fn warning(staging: &mut Staging, problem: RowProblem) -> Result<(), StoreError> {
    staging.add_problem(&as_found(false, problem))
}

/// The first errors, or warnings, and how many there are.
///
/// # Errors
/// [`StoreError::Staging`].
pub fn listed(staging: &Staging, are_errors: bool) -> Result<(Vec<RowProblem>, i64), StoreError> {
    let first = staging.first_problems(are_errors, MOST_LISTED)?;
    Ok((first.into_iter().map(RowProblem::from).collect(), staging.count_problems(are_errors)?))
}

/// The first errors and warnings as they are kept with a file that was looked at, in this order.
///
/// # Errors
/// [`StoreError::Staging`].
pub fn kept(staging: &Staging) -> Result<Vec<ImportProblem>, StoreError> {
    let errors = staging.first_problems(true, KEPT)?;
    let all = errors.into_iter().chain(staging.first_problems(false, KEPT)?);
    let numbered = (1..).zip(all).map(|(seq, found)| {
        let Problem { is_error, line, column, problem, remedy } = found;
        ImportProblem { seq, is_error, line, column_name: column, problem, remedy }
    });
    Ok(numbered.collect())
}

fn as_found(is_error: bool, found: RowProblem) -> Problem {
    let RowProblem { line, column, problem, remedy } = found;
    Problem { is_error, line: line.map(|line| i64::try_from(line).unwrap_or(i64::MAX)), column, problem, remedy }
}

impl From<Problem> for RowProblem {
    fn from(found: Problem) -> RowProblem {
        let Problem { line, column, problem, remedy, .. } = found;
        RowProblem { line: line.and_then(|line| u64::try_from(line).ok()), column, problem, remedy }
    }
}
