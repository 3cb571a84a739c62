//! CSV as RFC 4180 has it: CRLF, quotes where they are needed. Text that a spreadsheet would take for a formula begins with `'`, which
//! stays through opening and saving, so that it is no formula the next time either.

use std::{
    borrow::Cow,
    fs::File,
    io::{BufWriter, Write},
};

use encoding_rs::SHIFT_JIS;

use super::{Cell, ExportError, Kind};

/// What stands in place of a character that CP932 does not have.
const GETA: &str = "〓";

/// Characters for which CP932 has the same shape under another number (Windows writes that one).
const SAME_SHAPE: [(char, char); 7] = [('〜', '～'), ('—', '―'), ('‖', '∥'), ('−', '－'), ('¢', '￠'), ('£', '￡'), ('¬', '￢')];

pub(super) struct Sink {
    writer: csv::Writer<BufWriter<File>>,
    is_cp932: bool,
}

impl Sink {
    pub(super) fn begin(kind: Kind) -> Result<Sink, ExportError> {
        let mut file = BufWriter::new(tempfile::tempfile()?);
        let is_cp932 = kind == Kind::CsvCp932;
        if !is_cp932 {
            file.write_all("\u{feff}".as_bytes())?;
        }
        let writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
        Ok(Sink { writer, is_cp932 })
    }

    pub(super) fn row(&mut self, cells: &[Cell], unmappable: &mut impl FnMut(usize, char)) -> Result<(), ExportError> {
        for (place, cell) in cells.iter().enumerate() {
            let text = match cell {
                Cell::Text(text) => harmless(text),
                Cell::Number(number) => number.to_string().into(),
                Cell::Percent(share) => format!("{share:.1}").into(),
                Cell::Empty => "".into(),
            };
            match self.is_cp932 {
                true => self.writer.write_field(in_cp932(&text, |character| unmappable(place, character)))?,
                false => self.writer.write_field(text.as_bytes())?,
            }
        }
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    pub(super) fn finish(self) -> Result<File, ExportError> {
        let unflushed = self.writer.into_inner().map_err(|error| error.into_error())?;
        Ok(unflushed.into_inner().map_err(|error| error.into_error())?)
    }
}

/// Text that no spreadsheet takes for a formula, the full-width signs included, which Japanese ones read too.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{text}").into() } else { text.into() }
}

fn in_cp932(text: &str, mut unmappable: impl FnMut(char)) -> Vec<u8> {
    // WHATWG's encoder writes ¥ and ‾ as \ and ~, which read back as something else.
    let is_altered = |c: char| matches!(c, '¥' | '‾') || SAME_SHAPE.iter().any(|(given, _)| *given == c);
    let (bytes, _, has_unmappable) = SHIFT_JIS.encode(text);
    if !has_unmappable && !text.contains(is_altered) {
        return bytes.into_owned();
    }
    let mut written = Vec::with_capacity(text.len());
    for character in text.chars() {
        let same = SAME_SHAPE.iter().find(|(given, _)| *given == character).map_or(character, |(_, has)| *has);
        let one = same.to_string();
        let (bytes, _, is_unmappable) = SHIFT_JIS.encode(&one);
        if is_unmappable || matches!(same, '¥' | '‾') {
            unmappable(character);
            written.extend_from_slice(&SHIFT_JIS.encode(GETA).0);
        } else {
            written.extend_from_slice(&bytes);
        }
    }
    written
}
