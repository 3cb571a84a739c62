//! The columns of a file before it is read: what the desk's mapping of headers starts from.

use super::{ImportError, ImportRequest, ImportSite, RosterField, find_insurer};
use crate::imports::{
    RowProblem,
    headers::{MOST_TITLE_ROWS, Vocabulary},
    table::{Record, Table, TableError},
};

/// A column as the file names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundColumn {
    /// Its header.
    pub header: String,
    /// What it means by the usual names and the insurer's mapping; `None` when nobody knows, or when it is not to be used.
    pub field: Option<RosterField>,
}

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
    let (mut best, mut most, mut seen) = (Vec::new(), None, 0);
    let read = table.read(|record, _| {
        if !record.is_blank() {
            let likeness = (vocabulary.recognised(record), record.len());
            if most.is_none_or(|most| likeness > most) {
                (best, most) = (columns(record, vocabulary), Some(likeness));
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
    record.cells().map(|cell| FoundColumn { header: cell.trim().to_owned(), field: vocabulary.field_of(cell) }).collect()
}

impl From<TableError> for Stop {
    fn from(error: TableError) -> Stop {
        Stop::Table(error)
    }
}
