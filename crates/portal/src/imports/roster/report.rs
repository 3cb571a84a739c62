//! The report of an import: a CSV that Excel opens (UTF-8 with byte order mark), every problem, warning and change in it.

use std::{
    fs::OpenOptions,
    io::{BufWriter, Write},
    path::Path,
};

use madoguchi_store::{StoreError, staging::Staging};

use super::{ImportError, ImportOutcome, RosterField};
use crate::imports::{RowProblem, headers::Field};

const HEADER: [&str; 10] = ["区分", "行", "記号", "番号", "枝番", "氏名カナ", "氏名", "項目", "内容", "対処"];

/// Writes the report, if one is asked for. It holds personal data: only its owner may read it.
///
/// # Errors
/// [`ImportError::Report`] when the file cannot be written.
pub fn write(path: Option<&Path>, outcome: &ImportOutcome, staging: Option<&mut Staging>) -> Result<(), ImportError> {
    let Some(path) = path else { return Ok(()) };
    write_to(path, outcome, staging).map_err(|error| match error {
        ReportError::Store(error) => ImportError::Store(error),
        ReportError::Csv(error) => ImportError::Report { path: path.display().to_string(), source: std::io::Error::other(error) },
        ReportError::Io(source) => ImportError::Report { path: path.display().to_string(), source },
    })
}

enum ReportError {
    Io(std::io::Error),
    Csv(csv::Error),
    Store(StoreError),
}

fn write_to(path: &Path, outcome: &ImportOutcome, staging: Option<&mut Staging>) -> Result<(), ReportError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = BufWriter::new(options.open(path)?);
    file.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    csv.write_record(HEADER)?;
    for (kind, problems) in [("エラー", &outcome.errors), ("注意", &outcome.warnings)] {
        for problem in problems {
            csv.write_record(record_of(kind, problem))?;
        }
    }
    for found in &outcome.possible_same_person {
        let line = found.line.map_or_else(String::new, |line| line.to_string());
        let before = format!(
            "以前は記号「{}」番号「{}」枝番「{}」の方と同じ方の可能性があります。",
            found.old.symbol, found.old.number, found.old.branch
        );
        let [symbol, number, branch] = [&found.new.symbol, &found.new.number, &found.new.branch].map(|text| cell(text));
        let remedy = "同じ方であれば、確認のうえ引き継いでください（--accept-moves）。";
        csv.write_record(["同じ方の可能性", &line, &symbol, &number, &branch, &cell(&found.kana_name), "", "", &before, remedy])?;
    }
    if let Some(staging) = staging {
        staging.changes::<ReportError>(|change| {
            let columns = change.columns.iter().filter_map(|column| RosterField::of_column(column)).map(RosterField::name);
            let columns = columns.collect::<Vec<_>>().join("、");
            let line = change.line.map_or_else(String::new, |line| line.to_string());
            let [symbol, number, branch, kana_name, name] = change.person.map(|text| cell(&text));
            let kind = kind(&change.kind);
            Ok(csv.write_record([kind, &line, &symbol, &number, &branch, &kana_name, &name, &columns, "", ""])?)
        })?;
    }
    csv.flush()?;
    Ok(())
}

fn record_of(kind: &str, problem: &RowProblem) -> [String; 10] {
    let line = problem.line.map_or_else(String::new, |line| line.to_string());
    let column = problem.column.as_deref().map(cell).unwrap_or_default();
    let blank = String::new;
    [kind.to_owned(), line, blank(), blank(), blank(), blank(), blank(), column, cell(&problem.problem), problem.remedy.clone()]
}

fn kind(kind: &str) -> &'static str {
    match kind {
        "added" => "追加",
        "changed" => "変更",
        "rekeyed" => "番号・氏名の変更",
        _ => "資格喪失",
    }
}

/// A text that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

impl From<std::io::Error> for ReportError {
    fn from(error: std::io::Error) -> ReportError {
        ReportError::Io(error)
    }
}

impl From<csv::Error> for ReportError {
    fn from(error: csv::Error) -> ReportError {
        ReportError::Csv(error)
    }
}

impl From<StoreError> for ReportError {
    fn from(error: StoreError) -> ReportError {
        ReportError::Store(error)
    }
}
