//! Reading 加入者データ.

use std::path::Path;

use madoguchi_store::{StoreError, staging::Staging};

use super::{
    Progress,
    fields::RosterField,
    found,
    row::{Judge, absent_columns},
};
pub use crate::imports::reading::{ReadError, RefusedFile};
use crate::imports::{
    RowProblem,
    headers::{Columns, Vocabulary},
    reading::{self, Rows},
    table::{Record, Table},
};

/// A roster file that was read to its end.
pub type ReadFile = reading::ReadFile<RosterField>;

/// What a reading judges by, before the columns are known.
pub struct Expectations<'a> {
    /// Names of columns.
    pub vocabulary: Vocabulary<RosterField>,
    /// Makes the judge of the rows.
    pub judge: &'a dyn Fn(Columns<RosterField>) -> Judge,
}

/// Reads a file to its end, or refuses it.
///
/// # Errors
/// [`ReadError`].
pub fn read(
    table: Table,
    path: &Path,
    staging: Staging,
    expectations: Expectations<'_>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<ReadFile, ReadError> {
    let begin = |columns: Columns<RosterField>, staging: &mut Staging| {
        let judge = (expectations.judge)(columns);
        let tells_relation = [RosterField::Relation, RosterField::Branch].iter().any(|field| judge.columns.place(*field).is_some());
        if !tells_relation && !judge.takes_all {
            return Err(RowProblem::of_cell(
                judge.columns.line,
                "続柄",
                "「続柄」の列も「枝番」の列もないため、本人か家族かがわかりません。",
                "どちらかの列を加えてください。家族も登録できる保険者では、設定 registrants=all とすると取り込めます。",
            ));
        }
        staging.lacks(absent_columns(&judge.columns));
        Ok(judge)
    };
    let expectations = reading::Expectations {
        vocabulary: expectations.vocabulary,
        begin: &begin,
        header: "「番号」「氏名カナ」「生年月日」",
        names_somebody: "氏名カナと生年月日",
    };
    reading::read(table, path, staging, expectations, progress)
}

impl Rows for Judge {
    type Field = RosterField;

    fn columns(&self) -> &Columns<RosterField> {
        &self.columns
    }

    fn is_total(&self, record: &Record) -> bool {
        reading::names_a_total(record, &[RosterField::KanaName, RosterField::BirthDate].map(|field| self.cell(record, field)))
    }

    fn take(&mut self, record: &Record, staging: &mut Staging) -> Result<Result<(), Vec<RowProblem>>, StoreError> {
        match self.judge(record) {
            Ok(judged) => {
                judged.warnings.into_iter().try_for_each(|warning| found::warning(staging, warning))?;
                staging.add(&judged.row).map(Ok)
            }
            Err(problems) => Ok(Err(problems)),
        }
    }

    fn seal(&self, staging: &mut Staging) -> Result<(), StoreError> {
        staging.seal()
    }
}
