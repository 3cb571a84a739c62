//! What commands print: lines and tables for people, JSON for programs, on standard output; errors on standard error.

use std::io::{self, Write};

use serde::Serialize;

/// The flag of every command that lists or reports.
#[derive(clap::Args, Clone, Copy)]
pub struct Format {
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Prints a line.
///
/// # Errors
/// When standard output is closed or full.
pub fn say(line: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{line}")
}

/// Prints a value as indented JSON.
///
/// # Errors
/// When standard output is closed or full.
pub fn json(value: &impl Serialize) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    Ok(say(&text)?)
}

/// Prints rows under a header, in columns. A wide character counts two places, as on a terminal.
///
/// # Errors
/// When standard output is closed or full.
pub fn table<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> io::Result<()> {
    let header = header.map(str::to_owned);
    let mut widths = [0; N];
    for row in std::iter::once(&header).chain(rows) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = places(cell).max(*width);
        }
    }
    for row in std::iter::once(&header).chain(rows) {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - places(cell))));
        say(cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

/// Writes to standard error; there is nowhere to tell when that fails.
pub fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// The places that a text takes on a terminal, near enough for tables: East Asian characters take two, half-width kana one.
fn places(text: &str) -> usize {
    let width = |character: char| match u32::from(character) {
        0x1100..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000.. => 2,
        _ => 1,
    };
    text.chars().map(width).sum()
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn wide_characters_take_two_places() {
        assert_eq!(places("sakura さくら ﾌｸﾀﾞ"), 7 + 6 + 1 + 4);
    }
}
