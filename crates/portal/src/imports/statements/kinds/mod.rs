//! What is each kind's own in its files.

mod advice;
mod benefits;
mod costs;
mod savings;

use madoguchi_rules::{costs::CareMonth, statements::StatementKind};
use madoguchi_store::{
    StoreError,
    staging::{IncomingStatement, Staging},
    statements::Content,
};

pub use advice::{AdviceField, AdviceRows};
pub use benefits::{BenefitField, BenefitRows};
pub use costs::{CostField, CostRows};
pub use savings::{SavingsField, SavingsRows};

use super::{
    cells::{Cells, Findings},
    fields::StatementField,
};

/// How the rows of a kind of file are judged, beside whose they are and of which month.
pub trait KindOfRows: Default {
    /// The columns.
    type Field: StatementField;
    /// What a row says.
    type Content;

    /// The kind.
    const KIND: StatementKind;
    /// The columns by which the header line is known, for whoever looks for it.
    const HEADER: &'static str;

    /// Reads what is the kind's own. What is wrong with it goes to the findings; of a row with findings nothing is taken.
    fn read(&mut self, cells: &Cells<'_, Self::Field>, month: Option<CareMonth>, findings: &mut Findings) -> Option<Self::Content>;

    /// Puts a row down.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    fn put(staging: &mut Staging, row: JudgedRow<Self::Content>) -> Result<(), StoreError>;
}

/// A row that is right.
pub struct JudgedRow<T> {
    /// The line on which it starts.
    pub line: i64,
    /// Whose it is.
    pub person_id: i64,
    /// Of which month.
    pub month: CareMonth,
    /// What it says.
    pub content: T,
}

impl<T: Content> JudgedRow<T> {
    /// Puts it down as the text that is kept.
    fn put_as_text(self, staging: &mut Staging) -> Result<(), StoreError> {
        let JudgedRow { line, person_id, month, content } = self;
        staging.add_statement(&IncomingStatement { line, person_id, care_month: month.to_string(), content: content.to_text()? })
    }
}
