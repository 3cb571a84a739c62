//! What arguments are read as.

use std::path::Path;

use anyhow::{Context, bail};
use jiff::civil::Date;

/// A calendar date, `2026-12-01`.
///
/// # Errors
/// What was expected.
pub fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a date such as 2026-12-01".to_owned())
}

/// One line of at most 100 characters.
///
/// # Errors
/// What was expected.
pub fn line(text: &str) -> Result<String, String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= 100 && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err("expected one line of at most 100 characters".to_owned()) }
}

/// The text of a file: UTF-8, with or without BOM, not empty, at most `most` characters.
///
/// # Errors
/// The file, and what was expected of it.
pub fn text_file(path: &Path, most: usize) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let line = error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            bail!("{}, line {line}: this is not UTF-8\nSave the file as UTF-8 and try again.", path.display());
        }
    };
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    if let Some((place, line)) = text.lines().enumerate().find(|(_, line)| line.contains(|c: char| c.is_control() && c != '\t')) {
        let column = line.chars().take_while(|c| !c.is_control()).count() + 1;
        bail!("{}, line {}, column {column}: an invisible control character\nDelete it and try again.", path.display(), place + 1);
    }
    match text.chars().count() {
        _ if text.trim().is_empty() => bail!("{}: the file is empty", path.display()),
        length if length > most => bail!("{}: {length} characters; at most {most} fit", path.display()),
        _ => Ok(text),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_file_must_not_be_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("notice.md");
        let read = |bytes: &[u8]| {
            std::fs::write(&file, bytes).unwrap();
            text_file(&file, 10).map_err(|error| error.to_string())
        };
        assert_eq!(read("\u{feff}お知らせ\r\n".as_bytes()).unwrap(), "お知らせ\n");
        assert!(read(b"a\nb\n\x83\x41").unwrap_err().contains("line 3"));
        assert!(read(b"a\nbc\x00").unwrap_err().contains("line 2, column 3"));
        assert!(read(b" \n").unwrap_err().contains("empty"));
        assert!(read(b"01234567890").unwrap_err().contains("at most 10"));
    }
}
