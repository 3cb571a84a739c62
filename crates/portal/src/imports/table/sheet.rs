//! The first sheet of an XLSX workbook: text, numbers and dates.
//!
//! A workbook is a ZIP archive, so a small file can hold a huge sheet. What it unpacks to is bounded before anything of it is parsed.

use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
};

use calamine::{DataRef, Reader, Xlsx};

use super::{MAX_COLUMNS, Position, Record, TableError, delimited::too_many_columns};
use crate::imports::RowProblem;

/// The largest workbook that is opened, packed.
const MAX_PACKED: u64 = 128 * 1024 * 1024;
/// The most that all parts of a workbook may unpack to.
const MAX_UNPACKED: u64 = 768 * 1024 * 1024;
/// The most that the texts of a workbook may unpack to: they are held in memory.
const MAX_TEXTS: u64 = 192 * 1024 * 1024;

/// Hands every row of the first sheet to `take`.
pub(super) fn read<E: From<TableError>>(mut file: File, take: &mut impl FnMut(&Record, Position) -> Result<(), E>) -> Result<(), E> {
    refuse_unless_bounded(&mut file)?;
    let mut workbook = Xlsx::new(BufReader::new(file)).map_err(|error| unreadable(&error))?;
    let sheet = workbook.sheet_names().first().cloned().ok_or_else(|| unreadable(&"no sheet"))?;
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(|error| unreadable(&error))?;
    let mut record = Record { is_sheet: true, ..Record::default() };
    let mut row = None;
    loop {
        let cell = cells.next_cell().map_err(|error| unreadable(&error))?;
        let at = cell.as_ref().map(|cell| cell.get_position());
        if row != at.map(|(row, _)| row) {
            if let Some(row) = row {
                take(&record, u64::from(row) + 1)?;
            }
            let Some((next, _)) = at else { return Ok(()) };
            if row.is_some_and(|row| next < row) {
                return Err(unreadable(&"rows out of order").into());
            }
            row = Some(next);
            record.begin(u64::from(next) + 1);
        }
        let (Some(cell), Some((_, column))) = (cell, at) else { return Ok(()) };
        put(&mut record, column as usize, cell.get_value())?;
    }
}

fn put(record: &mut Record, column: usize, value: &DataRef<'_>) -> Result<(), TableError> {
    if column >= MAX_COLUMNS {
        return if matches!(value, DataRef::Empty) { Ok(()) } else { Err(too_many_columns(record.line)) };
    }
    if column < record.len() {
        return Err(unreadable(&"cells out of order"));
    }
    while record.len() < column {
        record.push("");
    }
    let flawed = |problem: &str| TableError::Cell {
        line: record.line,
        column,
        problem: problem.to_owned(),
        remedy: "この項目を文字または数値で入力し直してください。".to_owned(),
    };
    match value {
        DataRef::Empty => record.push(""),
        DataRef::String(text) => push_text(record, column, text)?,
        DataRef::SharedString(text) => push_text(record, column, text)?,
        DataRef::Int(number) => {
            record.numbers.push(column);
            record.push(&number.to_string());
        }
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            record.numbers.push(column);
            record.push(&format!("{number:.0}"));
        }
        DataRef::Float(number) => record.push(&number.to_string()),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            record.push(&format!("{year:04}-{month:02}-{day:02}"));
        }
        DataRef::DateTimeIso(text) => record.push(text.split('T').next().unwrap_or_default()),
        DataRef::Bool(_) | DataRef::DateTime(_) | DataRef::DurationIso(_) => return Err(flawed("文字でも数値でもない項目です。")),
        DataRef::Error(_) => return Err(flawed("計算式がエラーになっています。")),
    }
    Ok(())
}

fn push_text(record: &mut Record, column: usize, text: &str) -> Result<(), TableError> {
    match super::encoding::flaw_in(text) {
        Some(flaw) => Err(flaw.at(record.line, column, super::encoding::Decided::Utf8)),
        None => {
            record.push(text);
            Ok(())
        }
    }
}

/// Unpacks every part once, into nothing, and refuses more than the bounds: the sizes that an archive announces may be untrue.
fn refuse_unless_bounded(file: &mut File) -> Result<(), TableError> {
    if file.metadata()?.len() > MAX_PACKED {
        return Err(too_big());
    }
    let mut archive = zip::ZipArchive::new(&mut *file).map_err(|error| unreadable(&error))?;
    let mut total = 0;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|error| unreadable(&error))?;
        let name = part.name().map_err(|error| unreadable(&error))?.to_lowercase();
        let is_kept = name.ends_with("sharedstrings.xml") || name.ends_with("styles.xml");
        let bound = if is_kept { MAX_TEXTS } else { MAX_UNPACKED - total };
        let size = std::io::copy(&mut part.take(bound + 1), &mut std::io::sink()).map_err(|error| unreadable(&error))?;
        total += size;
        if size > bound || total > MAX_UNPACKED {
            return Err(too_big());
        }
    }
    drop(archive);
    file.seek(SeekFrom::Start(0))?;
    Ok(())
}

fn too_big() -> TableError {
    TableError::Refused(RowProblem::of_file("Excelブックが大きすぎます。", "CSV（UTF-8）で保存し直してください。"))
}

fn unreadable(error: &dyn std::fmt::Display) -> TableError {
    tracing::debug!(%error, "workbook refused");
    TableError::Refused(RowProblem::of_file(
        "Excelブックとして読み込めません。",
        "Excelで開いて、Excelブック（.xlsx）かCSVで保存し直してください。",
    ))
}
