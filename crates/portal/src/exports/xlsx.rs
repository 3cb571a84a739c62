//! A workbook of one sheet, written in constant memory. Text is written as text, so nothing in it is a formula, and 番号 keep their zeros.

use std::{
    fs::File,
    io::{Seek, SeekFrom},
};

use rust_xlsxwriter::{Format, Workbook};

use super::{Cell, ExportError, MOST_SHEET_ROWS};

pub(super) struct Sink {
    workbook: Workbook,
    header: Format,
    share: Format,
}

impl Sink {
    pub(super) fn begin(title: &str) -> Result<Sink, ExportError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(title))?.set_freeze_panes(1, 0)?;
        Ok(Sink { workbook, header: Format::new().set_bold(), share: Format::new().set_num_format("0.0") })
    }

    pub(super) fn row(&mut self, row: u64, cells: &[Cell]) -> Result<(), ExportError> {
        if row >= MOST_SHEET_ROWS {
            return Err(ExportError::TooManyRows);
        }
        let number = u32::try_from(row).map_err(|_| ExportError::TooManyRows)?;
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (place, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Text(text) if row == 0 => sheet.write_string_with_format(number, place, text, &self.header)?,
                Cell::Text(text) => sheet.write_string(number, place, text)?,
                Cell::Number(value) => sheet.write_number(number, place, *value as f64)?,
                Cell::Percent(value) => sheet.write_number_with_format(number, place, *value, &self.share)?,
                Cell::Empty => sheet,
            };
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<File, ExportError> {
        let mut file = tempfile::tempfile()?;
        self.workbook.save_to_writer(&mut file)?;
        file.seek(SeekFrom::End(0))?;
        Ok(file)
    }
}

/// At most 31 characters, none of those that a sheet's name must not have.
fn sheet_name(title: &str) -> String {
    title.chars().filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control()).take(31).collect()
}
