//! What stands on a PDF.

use std::{io::Write, process::Command};

/// The text layer of a PDF, in the order of the lines on the paper (poppler's `pdftotext`).
pub fn text_layer(pdf: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let read = Command::new("pdftotext").arg("-layout").arg(file.path()).arg("-").output();
    let read = read.unwrap_or_else(|error| panic!("pdftotext (Debian: poppler-utils) is missing: {error}"));
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8(read.stdout).unwrap()
}

/// The same without white space.
pub fn plain_text(pdf: &[u8]) -> String {
    text_layer(pdf).chars().filter(|c| !c.is_whitespace()).collect()
}
