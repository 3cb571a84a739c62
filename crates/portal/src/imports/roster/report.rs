//! The report of an import: a CSV that Excel opens (UTF-8 with byte order mark), every problem, warning and change in it.

use std::{
    fs::{File, OpenOptions},
    io::{BufWriter, Write},
    path::Path,
};

use madoguchi_store::{StoreError, staging::Staging};

use super::{ImportError, MOST_LISTED, PossibleSamePerson, RosterField};
use crate::imports::headers::Field;

const HEADER: [&str; 10] = ["区分", "行", "記号", "番号", "枝番", "氏名カナ", "氏名", "項目", "内容", "対処"];

type Report = csv::Writer<BufWriter<File>>;

/// Writes the report of a file that was compared, if one is asked for. It holds personal data: only its owner may read it.
///
/// # Errors
/// [`ImportError::Report`] when the file cannot be written.
pub fn write(path: Option<&Path>, staging: &Staging, open_moves: &[PossibleSamePerson]) -> Result<(), ImportError> {
    at(path, |report| {
        problems(report, staging)?;
        moves(report, staging, open_moves)?;
        changes(report, staging)
    })
}

/// Writes the report of a file that was refused before it was compared.
///
/// # Errors
/// [`ImportError::Report`] when the file cannot be written.
pub fn write_refused(path: Option<&Path>, staging: &Staging) -> Result<(), ImportError> {
    at(path, |report| problems(report, staging))
}

fn at(path: Option<&Path>, write: impl FnOnce(&mut Report) -> Result<(), ReportError>) -> Result<(), ImportError> {
    let Some(path) = path else { return Ok(()) };
    let written = open(path).and_then(|mut report| {
        write(&mut report)?;
        Ok(report.flush()?)
    });
    written.map_err(|error| match error {
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

fn open(path: &Path) -> Result<Report, ReportError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = BufWriter::new(options.open(path)?);
    file.write_all("\u{feff}".as_bytes())?;
    let mut report = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    report.write_record(HEADER)?;
    Ok(report)
}

fn problems(report: &mut Report, staging: &Staging) -> Result<(), ReportError> {
    staging.problems(|problem| {
        let kind = if problem.is_error { "エラー" } else { "注意" };
        let line = problem.line.map_or_else(String::new, |line| line.to_string());
        let column = problem.column.as_deref().map(cell).unwrap_or_default();
        Ok(report.write_record([kind, &line, "", "", "", "", "", &column, &cell(&problem.problem), &problem.remedy])?)
    })
}

/// The moves of this file, and those that earlier imports found.
fn moves(report: &mut Report, staging: &Staging, open_moves: &[PossibleSamePerson]) -> Result<(), ReportError> {
    let mut last = 0;
    loop {
        let page = staging.moves_after(last, MOST_LISTED)?;
        let Some(end) = page.last() else { break };
        last = end.line;
        page.into_iter().try_for_each(|found| one_move(report, &PossibleSamePerson::from(found)))?;
    }
    open_moves.iter().try_for_each(|found| one_move(report, found))
}

fn one_move(report: &mut Report, found: &PossibleSamePerson) -> Result<(), ReportError> {
    let line = found.line.map_or_else(String::new, |line| line.to_string());
    let before = format!(
        "以前は記号「{}」番号「{}」枝番「{}」の方と同じ方の可能性があります。",
        found.old.symbol, found.old.number, found.old.branch
    );
    let [symbol, number, branch] = [&found.new.symbol, &found.new.number, &found.new.branch].map(|text| cell(text));
    let remedy = "同じ方であれば、確認のうえ引き継いでください（--accept-moves）。";
    Ok(report.write_record(["同じ方の可能性", &line, &symbol, &number, &branch, &cell(&found.kana_name), "", "", &before, remedy])?)
}

fn changes(report: &mut Report, staging: &Staging) -> Result<(), ReportError> {
    staging.changes(|change| {
        let columns = change.columns.iter().filter_map(|column| RosterField::of_column(column)).map(RosterField::name);
        let columns = columns.collect::<Vec<_>>().join("、");
        let line = change.line.map_or_else(String::new, |line| line.to_string());
        let [symbol, number, branch, kana_name, name] = change.person.map(|text| cell(&text));
        let ended = change.ended.iter().filter_map(|field| RosterField::of_column(field.name())).map(RosterField::name);
        let ended = ended.collect::<Vec<_>>().join("、");
        let said = match ended.is_empty() {
            true => String::new(),
            false => format!("窓口での訂正（{ended}）は、名簿の値が変わったため終わりました。"),
        };
        let kind = kind(&change.kind);
        Ok(report.write_record([kind, &line, &symbol, &number, &branch, &kana_name, &name, &columns, &said, ""])?)
    })
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
