//! What an import of statements came to, as `--json` prints it (contract, section 6).

use madoguchi_store::{StoreError, staging::Staging};
use serde::{Deserialize, Serialize};

use crate::imports::{RowProblem, found};

/// What an import came to. `read = added + unchanged + refused + set_aside`; `changed` and `rekeyed` are those of every import, and 0 here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StatementOutcome {
    /// Whether the statements are now as the file says; `false` for a refused file and for a dry run, which tell what would be.
    pub applied: bool,
    /// Rows of the file, without titles, totals and blank rows.
    pub read: i64,
    /// Lines that were not there.
    pub added: i64,
    /// None: a line is there or is not.
    pub changed: i64,
    /// None.
    pub rekeyed: i64,
    /// Lines that were there.
    pub unchanged: i64,
    /// Lines that a replacement takes away.
    pub removed: i64,
    /// Bad rows.
    pub refused: i64,
    /// Lines that name no one person and stayed out, where the insurer says so; each is among the warnings.
    pub set_aside: i64,
    /// For how many people something changes.
    pub people: i64,
    /// The months that change or were looked at.
    pub months: Vec<MonthOutcome>,
    /// The first 1,000 problems, in the order of the file. `--report` has every one.
    pub errors: Vec<RowProblem>,
    /// How many problems there are.
    pub errors_found: i64,
    /// What is worth a look though the file is taken; the first 1,000.
    pub warnings: Vec<RowProblem>,
    /// How many warnings there are.
    pub warnings_found: i64,
}

/// What becomes of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthOutcome {
    /// 診療年月, `2026-08`.
    pub month: String,
    /// Lines that were not there.
    pub added: i64,
    /// Lines that were there.
    pub unchanged: i64,
    /// Lines that a replacement takes away.
    pub removed: i64,
    /// The first day on which members see what is new.
    pub release: String,
}

impl StatementOutcome {
    /// The outcome of a file that is refused before it was compared.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub(super) fn refused(staging: &Staging, rows: i64) -> Result<StatementOutcome, StoreError> {
        StatementOutcome { read: rows, refused: rows, ..StatementOutcome::default() }.with_problems(staging)
    }

    /// The same with what was found in the file.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub(super) fn with_problems(mut self, staging: &Staging) -> Result<StatementOutcome, StoreError> {
        (self.errors, self.errors_found) = found::listed(staging, true)?;
        (self.warnings, self.warnings_found) = found::listed(staging, false)?;
        Ok(self)
    }

    /// Whether the file brings or takes away anything.
    pub(super) fn changes_anything(&self) -> bool {
        self.added > 0 || self.removed > 0
    }
}
