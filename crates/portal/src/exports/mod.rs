//! Files that people take out: CSV and XLSX, written row by row so that memory stays flat, made whole before the first byte leaves.
//!
//! A [`Writer`] takes a [`Kind`] and a header, then rows; [`Writer::finish`] gives the [`Made`] file with the characters that its
//! encoding could not write. [`download::answer`] sends it. Who takes data out says what for: [`Purpose`] stands in the trail with what
//! was taken ([`detail`]).

mod csv;
pub mod download;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
mod xlsx;

pub(crate) use self::csv::harmless;

use std::{
    fs::File,
    io::{self, Seek},
};

use madoguchi_rules::UnknownName;
use serde::Serialize;

/// What a file is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// CSV (RFC 4180), UTF-8 with a byte order mark, by which spreadsheets know it.
    Csv,
    /// CSV (RFC 4180) in Shift_JIS as Windows has it.
    CsvCp932,
    /// A workbook of one sheet.
    Xlsx,
}

/// What stands in one place of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text. Where a spreadsheet would take it for a formula it is written so that it is not one.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A share of a hundred, one decimal.
    Percent(f64),
    /// Nothing.
    Empty,
}

/// A character that the encoding of a file does not have; 〓 stands in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unmappable {
    /// The record, counted from the header, which is 1.
    pub line: u64,
    /// The column's name.
    pub column: String,
    /// The character.
    pub character: char,
}

/// A file that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// No room, most likely.
    #[error("the temporary file of an export: {0}")]
    File(#[from] io::Error),
    /// The CSV could not be written.
    #[error("writing CSV: {0}")]
    Csv(#[from] ::csv::Error),
    /// The workbook could not be written.
    #[error("writing a workbook: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// A sheet holds no more rows.
    #[error("a sheet holds {MOST_SHEET_ROWS} rows; export as CSV instead")]
    TooManyRows,
}

/// The most rows of a sheet, the header among them.
pub const MOST_SHEET_ROWS: u64 = 1_048_576;
/// So many unmappable characters are listed; more are counted.
const MOST_LISTED: usize = 1000;

/// A file under construction.
pub struct Writer {
    kind: Kind,
    header: Vec<String>,
    lines: u64,
    sink: Sink,
    unmappable: Vec<Unmappable>,
    unmappable_count: u64,
}

/// One to an export.
#[allow(clippy::large_enum_variant)]
enum Sink {
    Csv(csv::Sink),
    Xlsx(xlsx::Sink),
}

/// A file that is made.
#[derive(Debug)]
pub struct Made {
    /// What it is.
    pub kind: Kind,
    /// The file, at its beginning; it goes with its last handle.
    pub file: File,
    /// Its size in bytes.
    pub bytes: u64,
    /// Rows below the header.
    pub rows: u64,
    /// The first characters that could not be written.
    pub unmappable: Vec<Unmappable>,
    /// How many could not be.
    pub unmappable_count: u64,
}

/// What data is taken out for, in the words of who takes it: 5 to 200 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose(String);

impl Kind {
    /// Every kind, by its name on forms and command lines.
    pub const ALL: [(Kind, &str); 3] = [(Kind::Csv, "csv"), (Kind::CsvCp932, "csv-cp932"), (Kind::Xlsx, "xlsx")];

    /// The name on forms and command lines.
    pub fn name(self) -> &'static str {
        Kind::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// The ending of the file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Kind::Csv | Kind::CsvCp932 => "csv",
            Kind::Xlsx => "xlsx",
        }
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Kind::Csv => "text/csv; charset=utf-8; header=present",
            Kind::CsvCp932 => "text/csv; charset=Shift_JIS; header=present",
            Kind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Kind, UnknownName> {
        let found = Kind::ALL.into_iter().find(|(_, name)| *name == text);
        let unknown = || UnknownName { found: text.to_owned(), allowed: Kind::ALL.map(|(_, name)| name).to_vec() };
        found.map(|(kind, _)| kind).ok_or_else(unknown)
    }
}

impl Cell {
    /// Text, or nothing where there is none.
    pub fn text(text: impl Into<String>) -> Cell {
        match text.into() {
            text if text.is_empty() => Cell::Empty,
            text => Cell::Text(text),
        }
    }

    /// Text that may be missing.
    pub fn optional(text: Option<String>) -> Cell {
        text.map_or(Cell::Empty, Cell::text)
    }

    /// So many of so many.
    pub fn share(part: i64, whole: i64) -> Cell {
        if whole == 0 { Cell::Empty } else { Cell::Percent(part as f64 * 100.0 / whole as f64) }
    }
}

impl Writer {
    /// Begins a file with its header. `title` names the sheet of a workbook.
    ///
    /// # Errors
    /// [`ExportError`] when there is no room for a temporary file.
    pub fn begin(kind: Kind, title: &str, header: &[&str]) -> Result<Writer, ExportError> {
        let sink = match kind {
            Kind::Csv | Kind::CsvCp932 => Sink::Csv(csv::Sink::begin(kind)?),
            Kind::Xlsx => Sink::Xlsx(xlsx::Sink::begin(title)?),
        };
        let names: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
        let mut writer = Writer { kind, header: names, lines: 0, sink, unmappable: Vec::new(), unmappable_count: 0 };
        let header: Vec<Cell> = header.iter().map(|name| Cell::text(*name)).collect();
        writer.row(&header)?;
        Ok(writer)
    }

    /// Writes a row: as many cells as the header has.
    ///
    /// # Errors
    /// [`ExportError`] when there is no more room on the disk or on the sheet.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), ExportError> {
        debug_assert_eq!(cells.len(), self.header.len(), "as many cells as the header has");
        self.lines += 1;
        let (line, header) = (self.lines, &self.header);
        let (listed, count) = (&mut self.unmappable, &mut self.unmappable_count);
        let mut unmappable = |place: usize, character: char| {
            *count += 1;
            if listed.len() < MOST_LISTED {
                listed.push(Unmappable { line, column: header[place].clone(), character });
            }
        };
        match &mut self.sink {
            Sink::Csv(sink) => sink.row(cells, &mut unmappable),
            Sink::Xlsx(sink) => sink.row(line - 1, cells),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`ExportError`] when there is no more room on the disk.
    pub fn finish(self) -> Result<Made, ExportError> {
        let mut file = match self.sink {
            Sink::Csv(sink) => sink.finish()?,
            Sink::Xlsx(sink) => sink.finish()?,
        };
        let bytes = file.stream_position()?;
        file.rewind()?;
        let (kind, rows) = (self.kind, self.lines - 1);
        Ok(Made { kind, file, bytes, rows, unmappable: self.unmappable, unmappable_count: self.unmappable_count })
    }
}

impl Purpose {
    /// Reads a purpose; none when it says too little, too much, or has control characters.
    pub fn parse(text: &str) -> Option<Purpose> {
        let text = text.trim();
        let fits = (5..=200).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        fits.then(|| Purpose(text.to_owned()))
    }

    /// In the words of who takes the data out.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The detail of the trail's event `data.exported`: which data, as what, how many rows, what for.
pub fn detail(data: &str, made: &Made, purpose: &Purpose) -> serde_json::Value {
    serde_json::json!({ "data": data, "kind": made.kind.name(), "rows": made.rows, "purpose": purpose.as_str() })
}
