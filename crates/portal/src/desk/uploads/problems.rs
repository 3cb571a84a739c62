//! What could not be read in a file, or is odd.

use madoguchi_store::previews::ImportProblem;

use super::texts;
use crate::{desk::today::grouped, web::DeskVisit};

/// A problem as the page shows it.
pub struct Problem {
    pub line: String,
    pub column: String,
    pub problem: String,
    pub remedy: String,
}

/// A problem in words.
pub fn shown(visit: &DeskVisit, found: ImportProblem) -> Problem {
    Problem {
        line: found.line.map_or_else(|| texts(visit).whole_file.to_owned(), grouped),
        column: found.column_name.unwrap_or_default(),
        problem: found.problem,
        remedy: found.remedy,
    }
}
