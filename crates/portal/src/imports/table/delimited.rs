//! Records of comma- or tab-separated text (RFC 4180, with LF as well as CRLF).

use std::io::{BufRead, BufReader, Read};

use super::{
    MAX_COLUMNS, Position, Record, TableError,
    encoding::{Decided, Flaw, decode, looks_like_utf8},
};
use crate::imports::RowProblem;

/// No record is longer, line breaks inside quotes included.
const MAX_RECORD: usize = 256 * 1024;

struct Lines<R> {
    input: BufReader<R>,
    /// The number of the line that is read next, from 1.
    next: u64,
    position: u64,
}

/// Hands every record of `input` to `take`.
pub(super) fn read<E: From<TableError>>(
    input: impl Read,
    encoding: Decided,
    take: &mut impl FnMut(&Record, Position) -> Result<(), E>,
) -> Result<(), E> {
    let mut lines = Lines { input: BufReader::with_capacity(256 * 1024, input), next: 1, position: 0 };
    let (mut raw, mut text) = (Vec::new(), String::new());
    let mut record = Record::default();
    let mut delimiter = None;
    loop {
        let line = lines.next;
        if !lines.read_record(&mut raw)? {
            return Ok(());
        }
        let bytes = without_end(&raw);
        if bytes == [0x1a] {
            continue;
        }
        delimiter = delimiter.or_else(|| delimiter_of(bytes));
        let delimiter = delimiter.unwrap_or(',');
        record.begin(line);
        if encoding == Decided::Cp932 && looks_like_utf8(bytes) {
            return Err(first_flaw(bytes, line, delimiter, encoding, Flaw::OtherEncoding).into());
        }
        if let Err(flaw) = decode(bytes, encoding, &mut text) {
            return Err(first_flaw(bytes, line, delimiter, encoding, flaw).into());
        }
        split(&text, delimiter, &mut record)?;
        take(&record, lines.position)?;
    }
}

impl<R: Read> Lines<R> {
    /// Reads the next record with its end of line into `raw`; `false` at the end of the file.
    fn read_record(&mut self, raw: &mut Vec<u8>) -> Result<bool, TableError> {
        raw.clear();
        let line = self.next;
        let mut checked = 0;
        let mut is_open = false;
        loop {
            let begun = raw.len();
            self.read_line(raw, line, is_open)?;
            if raw.len() == begun {
                return if is_open { Err(unclosed(line)) } else { Ok(!raw.is_empty()) };
            }
            // An even number of quotes so far closes every one that was opened; where they stand is judged when the record is split.
            is_open ^= raw.get(checked..).unwrap_or_default().iter().filter(|byte| **byte == b'"').count() % 2 == 1;
            checked = raw.len();
            if !is_open {
                return Ok(true);
            }
        }
    }

    fn read_line(&mut self, raw: &mut Vec<u8>, line: u64, is_open: bool) -> Result<(), TableError> {
        loop {
            let available = self.input.fill_buf()?;
            if available.is_empty() {
                return Ok(());
            }
            let end = available.iter().position(|byte| *byte == b'\n').map(|place| place + 1);
            let used = end.unwrap_or(available.len());
            raw.extend_from_slice(available.get(..used).unwrap_or_default());
            self.input.consume(used);
            self.position += used as u64;
            if raw.len() > MAX_RECORD {
                return Err(too_long(raw, line, is_open));
            }
            if end.is_some() {
                self.next += 1;
                return Ok(());
            }
        }
    }
}

fn without_end(raw: &[u8]) -> &[u8] {
    let raw = raw.strip_suffix(b"\n").unwrap_or(raw);
    raw.strip_suffix(b"\r").unwrap_or(raw)
}

/// What separates the cells of the file, by its first line that has any: titles above the header may have none.
fn delimiter_of(line: &[u8]) -> Option<char> {
    let count = |wanted: u8| line.iter().filter(|byte| **byte == wanted).count();
    match (count(b'\t'), count(b',')) {
        (0, 0) => None,
        (tabs, commas) if tabs >= commas => Some('\t'),
        _ => Some(','),
    }
}

fn split(text: &str, delimiter: char, record: &mut Record) -> Result<(), TableError> {
    if !text.contains('"') {
        for cell in text.split(delimiter) {
            check_column(record)?;
            record.push(cell);
        }
        return Ok(());
    }
    let mut rest = Some(text);
    while let Some(from) = rest {
        check_column(record)?;
        let (line, column) = (record.line, record.len());
        rest = match from.strip_prefix('"') {
            Some(quoted) => {
                let (cell, after) = unquote(quoted).ok_or_else(|| unclosed(line))?;
                record.push(&cell);
                match after.strip_prefix(delimiter) {
                    Some(next) => Some(next),
                    None if after.is_empty() => None,
                    None => return Err(lone_quote(line, column)),
                }
            }
            None => {
                let (cell, next) = from.split_once(delimiter).map_or((from, None), |(cell, next)| (cell, Some(next)));
                if cell.contains('"') {
                    return Err(lone_quote(line, column));
                }
                record.push(cell);
                next
            }
        };
    }
    Ok(())
}

/// The text up to the closing quote, doubled quotes undone, and what follows.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('"')?;
        cell.push_str(before);
        match after.strip_prefix('"') {
            Some(next) => {
                cell.push('"');
                rest = next;
            }
            None => return Some((cell, after)),
        }
    }
}

fn check_column(record: &Record) -> Result<(), TableError> {
    if record.len() < MAX_COLUMNS { Ok(()) } else { Err(too_many_columns(record.line)) }
}

/// Which cell of a record is flawed: cells are cut at every delimiter, which is near enough inside quotes.
fn first_flaw(bytes: &[u8], line: u64, delimiter: char, encoding: Decided, flaw: Flaw) -> TableError {
    let mut text = String::new();
    let cells = bytes.split(|byte| char::from(*byte) == delimiter);
    for (column, cell) in cells.enumerate() {
        if encoding == Decided::Cp932 && looks_like_utf8(cell) {
            return Flaw::OtherEncoding.at(line, column, encoding);
        }
        if let Err(flaw) = decode(cell, encoding, &mut text) {
            return flaw.at(line, column, encoding);
        }
    }
    flaw.at(line, 0, encoding)
}

fn too_long(raw: &[u8], line: u64, is_open: bool) -> TableError {
    let delimiters = raw.iter().filter(|byte| matches!(byte, b',' | b'\t')).count();
    match (is_open, delimiters >= MAX_COLUMNS) {
        (true, _) => unclosed(line),
        (false, true) => too_many_columns(line),
        (false, false) => TableError::Refused(RowProblem::of_row(
            line,
            format!("1件の長さが{}キロバイトを超えています。", MAX_RECORD / 1024),
            "改行と引用符（\"）を確認してください。1件は1行です。",
        )),
    }
}

pub(super) fn too_many_columns(line: u64) -> TableError {
    TableError::Refused(RowProblem::of_row(
        line,
        format!("列が{MAX_COLUMNS}を超えています。"),
        "区切り文字と改行を確認し、不要な列を削除してください。",
    ))
}

fn unclosed(line: u64) -> TableError {
    TableError::Refused(RowProblem::of_row(
        line,
        "引用符（\"）が閉じていません。",
        "この行から始まる項目の終わりに引用符を付けるか、余分な引用符を消してください。",
    ))
}

fn lone_quote(line: u64, column: usize) -> TableError {
    TableError::Cell {
        line,
        column,
        problem: "項目の途中に引用符（\"）があります。".to_owned(),
        remedy: "引用符を消すか、項目全体を引用符で囲み、中の引用符を2つ（\"\"）にしてください。".to_owned(),
    }
}
