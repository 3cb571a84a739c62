//! The columns of a file before it is read: what the desk's mapping of headers starts from.

use std::path::Path;

use madoguchi_rules::my_number::is_my_number_header;
use madoguchi_store::{StoreError, Work};
use serde::{Deserialize, Serialize};

use super::{
    RowProblem,
    headers::{Field, MOST_TITLE_ROWS, Vocabulary},
    roster::ImportSite,
    table::{Encoding, Record, Table, TableError},
};

/// A column as the file names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundColumn {
    /// Its header.
    pub header: String,
    /// The name of the field that it means by the usual names and the insurer's mapping; `None` when nobody knows, or when it is not to be
    /// used.
    pub field: Option<String>,
    /// Whether anybody knows: a column that is not to be used is known too.
    pub is_known: bool,
    /// What stands under the header in the first row.
    pub example: String,
}

/// A file to look at.
#[derive(Clone, Copy, Debug)]
pub struct Unread<'a> {
    /// Whose it is.
    pub insurer_id: i64,
    /// The kind of file under which the insurer's mapping is kept.
    pub kind: &'a str,
    /// Where it is.
    pub path: &'a Path,
    /// Its encoding.
    pub encoding: Encoding,
    /// What headers mean in it, beside the usual names and the insurer's mapping.
    pub mapping: &'a [(String, String)],
}

/// Whether somebody must say what the columns mean: one is unknown, or of two a field, or a required field has none. A file with a column
/// of My Numbers leaves no question: it is refused.
pub fn leave_questions<F: Field>(columns: &[FoundColumn]) -> bool {
    let of = |field: &F| columns.iter().filter(|column| column.field.as_deref() == Some(field.name())).count();
    let is_open = |field: &F| of(field) > 1 || (field.is_required() && of(field) == 0);
    let has_unknown = columns.iter().any(|column| !column.is_known && !column.header.is_empty());
    let is_refused = columns.iter().any(|column| is_my_number_header(&column.header));
    !is_refused && (has_unknown || F::ALL.iter().any(is_open))
}

/// How much of an example is shown, in characters.
const EXAMPLE: usize = 30;

enum Stop {
    Seen,
    Table(TableError),
}

/// The columns by the line that looks most like a header among the first 21.
///
/// # Errors
/// [`StoreError::Database`]; the inner error is what is wrong with a file that cannot be read so far.
pub async fn columns_of<F: Field>(site: &ImportSite, file: Unread<'_>) -> Result<Result<Vec<FoundColumn>, RowProblem>, StoreError> {
    let Unread { insurer_id, kind, .. } = file;
    let mut mapping = site.store.read(|work: Work| async move { work.header_mappings(insurer_id, kind).await }).await?;
    mapping.extend(file.mapping.iter().cloned());
    Ok(tokio::task::block_in_place(|| look(site, file, &Vocabulary::<F>::new(&mapping))))
}

fn look<F: Field>(site: &ImportSite, file: Unread<'_>, vocabulary: &Vocabulary<F>) -> Result<Vec<FoundColumn>, RowProblem> {
    let problem = |error: TableError| error.into_problem(&[], file.path);
    let table = Table::open(file.path, file.encoding, site.max_bytes).map_err(problem)?;
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

fn columns<F: Field>(record: &Record, vocabulary: &Vocabulary<F>) -> Vec<FoundColumn> {
    let column = |cell: &str| FoundColumn {
        header: cell.trim().to_owned(),
        field: vocabulary.field_of(cell).map(|field| field.name().to_owned()),
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
