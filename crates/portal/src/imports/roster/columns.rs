//! The columns of a file before it is read: what the desk's mapping of headers starts from.

use madoguchi_rules::my_number::is_my_number_header;
use serde::{Deserialize, Serialize};

use super::{ImportError, ImportRequest, ImportSite, RosterField, find_insurer};
use crate::imports::{
    RowProblem,
    headers::{Field, MOST_TITLE_ROWS, Vocabulary},
    table::{Record, Table, TableError},
};

/// A column as the file names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundColumn {
    /// Its header.
    pub header: String,
    /// What it means by the usual names and the insurer's mapping; `None` when nobody knows, or when it is not to be used.
    pub field: Option<RosterField>,
    /// Whether anybody knows: a column that is not to be used is known too.
    pub is_known: bool,
    /// What stands under the header in the first row.
    pub example: String,
}

/// Whether somebody must say what the columns mean: one is unknown, or of two a field, or a required field has none. A file with a column
/// of My Numbers leaves no question: it is refused.
pub fn leave_questions(columns: &[FoundColumn]) -> bool {
    let of = |field: RosterField| columns.iter().filter(|column| column.field == Some(field)).count();
    let is_open = |field: &RosterField| of(*field) > 1 || (field.is_required() && of(*field) == 0);
    let has_unknown = columns.iter().any(|column| !column.is_known && !column.header.is_empty());
    let is_refused = columns.iter().any(|column| is_my_number_header(&column.header));
    !is_refused && (has_unknown || RosterField::ALL.iter().any(is_open))
}

/// How much of an example is shown, in characters.
const EXAMPLE: usize = 30;

enum Stop {
    Seen,
    Table(TableError),
}

/// The columns by the line that looks most like a header among the first 21; a request's own mapping counts.
///
/// # Errors
/// [`ImportError`]; the inner error is what is wrong with a file that cannot be read so far.
pub async fn columns_of(site: &ImportSite, request: &ImportRequest) -> Result<Result<Vec<FoundColumn>, RowProblem>, ImportError> {
    let (insurer, _) = find_insurer(site, &request.insurer).await?;
    let id = insurer.id;
    let mut mapping = site.store.read(|work| async move { work.header_mappings(id, "roster").await }).await?;
    mapping.extend(request.mapping.iter().cloned());
    Ok(tokio::task::block_in_place(|| look(site, request, &Vocabulary::new(&mapping))))
}

fn look(site: &ImportSite, request: &ImportRequest, vocabulary: &Vocabulary<RosterField>) -> Result<Vec<FoundColumn>, RowProblem> {
    let problem = |error: TableError| error.into_problem(&[], &request.path);
    let table = Table::open(&request.path, request.encoding, site.max_bytes).map_err(problem)?;
    let (mut best, mut most, mut seen, mut is_next) = (Vec::new(), None, 0, false);
    let read = table.read(|record, _| {
        if !record.is_blank() {
            let likeness = (vocabulary.recognised(record), record.len());
            if most.is_none_or(|most| likeness > most) {
                (best, most, is_next) = (columns(record, vocabulary), Some(likeness), true);
            } else if std::mem::take(&mut is_next) {
                best.iter_mut().zip(record.cells()).for_each(|(column, cell)| column.example = cell.trim().chars().take(EXAMPLE).collect());
            }
            seen += 1;
        }
        if seen > MOST_TITLE_ROWS { Err(Stop::Seen) } else { Ok(()) }
    });
    match read {
        Err(Stop::Table(error)) => Err(problem(error)),
        Ok(()) | Err(Stop::Seen) => Ok(best),
    }
}

fn columns(record: &Record, vocabulary: &Vocabulary<RosterField>) -> Vec<FoundColumn> {
    let column = |cell: &str| FoundColumn {
        header: cell.trim().to_owned(),
        field: vocabulary.field_of(cell),
        is_known: vocabulary.knows(cell),
        example: String::new(),
    };
    record.cells().map(column).collect()
}

impl From<TableError> for Stop {
    fn from(error: TableError) -> Stop {
        Stop::Table(error)
    }
}
