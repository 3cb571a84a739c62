//! A file as records: CSV in UTF-8 or CP932, commas or tabs, or the first sheet of an XLSX workbook.
//!
//! The reader is strict where a lenient one would take in half a file unnoticed: an unclosed quote, a quote inside a cell, a character
//! that only its own system can show, more than 200 columns. Memory stays flat with the size of the file.

mod delimited;
mod encoding;
mod sheet;
mod survey;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

pub use encoding::Encoding;
pub use survey::Survey;

use super::RowProblem;

/// The most columns that a file may have.
pub const MAX_COLUMNS: usize = 200;

/// A record: where it starts, and its cells.
#[derive(Debug, Default)]
pub struct Record {
    /// The line on which it starts, from 1 (of a sheet: the row).
    pub line: u64,
    text: String,
    cells: Vec<(usize, usize)>,
    numbers: Vec<usize>,
    is_sheet: bool,
}

/// Why a file cannot be read.
#[derive(Debug)]
pub enum TableError {
    /// The operating system refused.
    Io(std::io::Error),
    /// The file is not as it must be.
    Refused(RowProblem),
    /// One cell is not as it must be; the header names its column.
    Cell {
        /// The line on which the record starts.
        line: u64,
        /// The place of the column, from 0.
        column: usize,
        /// What is wrong.
        problem: String,
        /// What to do.
        remedy: String,
    },
}

/// How much of a file has been read, told after each record: bytes of `Survey::bytes` (of a sheet: rows).
pub type Position = u64;

impl Record {
    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether it has no cell at all.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// A cell; a place beyond the last is blank.
    pub fn get(&self, place: usize) -> &str {
        self.cells.get(place).and_then(|(start, end)| self.text.get(*start..*end)).unwrap_or_default()
    }

    /// The cells in order.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.get(place))
    }

    /// Whether nothing but white space stands in it.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty() || self.cells().all(|cell| cell.trim().is_empty())
    }

    /// Whether it is the row of a sheet, which ends with its last cell that is not blank.
    pub fn is_sheet(&self) -> bool {
        self.is_sheet
    }

    /// Whether the cell is a number of a sheet, which has no leading zeros.
    pub fn is_number(&self, place: usize) -> bool {
        self.numbers.contains(&place)
    }

    fn begin(&mut self, line: u64) {
        self.line = line;
        self.text.clear();
        self.cells.clear();
        self.numbers.clear();
    }

    fn push(&mut self, cell: &str) {
        let start = self.text.len();
        self.text.push_str(cell);
        self.cells.push((start, self.text.len()));
    }
}

impl From<std::io::Error> for TableError {
    fn from(error: std::io::Error) -> TableError {
        TableError::Io(error)
    }
}

impl TableError {
    /// The problem, with the column by its name in `headers` or by its place.
    pub fn into_problem(self, headers: &[String], file: &Path) -> RowProblem {
        match self {
            TableError::Io(error) => RowProblem::of_file(
                format!("ファイル「{}」を読み込めません（{error}）。", file.display()),
                "ファイルの場所と、読み取りの権限を確認してください。",
            ),
            TableError::Refused(problem) => problem,
            TableError::Cell { line, column, problem, remedy } => {
                let name = headers.get(column).filter(|name| !name.is_empty()).cloned();
                RowProblem::of_cell(line, name.unwrap_or_else(|| format!("{}列目", column + 1)), problem, remedy)
            }
        }
    }
}

/// A file that was looked through once.
pub struct Table {
    file: File,
    survey: Survey,
}

impl Table {
    /// Opens a file and looks through it: its size, its hash, its encoding. `Encoding::Auto` decides between UTF-8 and CP932.
    ///
    /// # Errors
    /// [`TableError::Refused`] above `max_bytes`, for an empty file, UTF-16 or another kind of file.
    pub fn open(path: &Path, encoding: Encoding, max_bytes: u64) -> Result<Table, TableError> {
        let mut file = File::open(path)?;
        if file.metadata()?.len() > max_bytes {
            return Err(TableError::Refused(RowProblem::of_file(
                format!("ファイルが大きすぎます（上限{max_bytes}バイト）。"),
                "ファイルを分けて取り込むか、設定 max_import_bytes を大きくしてください。",
            )));
        }
        let survey = Survey::of((&mut file).take(max_bytes.saturating_add(1)), encoding)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Table { file, survey })
    }

    /// What the first look told.
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// Hands every record to `take`, with the position in the file behind it.
    ///
    /// # Errors
    /// [`TableError`] of the file, or what `take` returns.
    pub fn read<E: From<TableError>>(self, mut take: impl FnMut(&Record, Position) -> Result<(), E>) -> Result<(), E> {
        match self.survey.content {
            survey::Content::Sheet => sheet::read(self.file, &mut take),
            survey::Content::Text { encoding, skip } => {
                let mut file = self.file;
                file.seek(SeekFrom::Start(skip)).map_err(TableError::from)?;
                delimited::read(file, encoding, &mut take)
            }
        }
    }
}
