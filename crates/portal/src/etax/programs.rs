//! The programs that judge and sign a document. It goes in and comes out through pipes.

use std::{ffi::OsStr, process::Stdio, time::Duration};

use tokio::{io::AsyncWriteExt, process::Command, time::timeout};

use super::EtaxError;

/// Judges a document by a schema (libxml2).
pub const XMLLINT: &str = "xmllint";
/// Signs and verifies (XML Security Library).
pub const XMLSEC1: &str = "xmlsec1";
/// A document takes well under a second.
const PATIENCE: Duration = Duration::from_secs(20);
/// So many findings are told.
const MOST_TOLD: usize = 5;

/// What a program came to.
pub struct Ran {
    /// Whether it ended well.
    pub is_good: bool,
    /// What it made.
    pub output: Vec<u8>,
    /// What it complains of, without values.
    pub told: Vec<String>,
}

/// Runs a program on a document.
///
/// # Errors
/// [`EtaxError::Program`] when it is not there or does not end.
pub async fn run<'a>(program: &'static str, arguments: impl Iterator<Item = &'a OsStr>, document: &[u8]) -> Result<Ran, EtaxError> {
    let failed = |reason: String| EtaxError::Program { program, reason };
    let mut child = Command::new(program)
        .args(arguments)
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let mut input = child.stdin.take().ok_or_else(|| failed("no standard input".to_owned()))?;
    let feed = async move {
        // A program that has seen enough closes its end; its status tells what it thinks.
        let _ = input.write_all(document).await;
    };
    let both = async { tokio::join!(feed, child.wait_with_output()).1 };
    let ended = timeout(PATIENCE, both).await.map_err(|_| failed("it does not end".to_owned()))?;
    let ended = ended.map_err(|error| failed(error.to_string()))?;
    Ok(Ran { is_good: ended.status.success(), output: ended.stdout, told: told(&String::from_utf8_lossy(&ended.stderr)) })
}

/// The first complaints up to the name of the element: what follows in quotes may be a member's.
fn told(complaints: &str) -> Vec<String> {
    let lines = complaints.lines().filter(|line| line.contains("error") || line.contains("fail"));
    lines.take(MOST_TOLD).map(without_values).collect()
}

fn without_values(line: &str) -> String {
    let parts: Vec<&str> = line.split('\'').collect();
    match parts.as_slice() {
        [before, element, after] if element.starts_with("{http") => format!("{before}{element}{after}"),
        [before, element, after, ..] if element.starts_with("{http") => format!("{before}{element}{after}…"),
        [whole] => (*whole).to_owned(),
        [before, ..] => format!("{before}…"),
        [] => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_complaint_is_told_without_the_values_of_the_document() {
        let told = super::told(
            "-:2: element W: Schemas validity error : Element '{http://example.jp}W': 'O'Brien' is not a valid value of the type 'xs:int'.\n\
             -:3: element B: Schemas validity error : Element '{http://example.jp}B': This element is not expected.\n- fails to validate\n",
        );
        assert_eq!(
            told,
            [
                "-:2: element W: Schemas validity error : Element {http://example.jp}W: …",
                "-:3: element B: Schemas validity error : Element {http://example.jp}B: This element is not expected.",
                "- fails to validate",
            ]
        );
    }
}
