//! Exporting: one JSON object a line, in the order of recording.

use std::io::Write;

use madoguchi_rules::audit::Seal;
use madoguchi_store::{
    Database, StoreError,
    audit::{EventFilter, ExportedEvent},
};
use serde::Serialize;

/// So many events are read at once.
const PAGE: i64 = 1_000;

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The lines could not be written.
    #[error("the export could not be written: {0}")]
    Write(#[from] std::io::Error),
}

/// An event as a line has it.
#[derive(Serialize)]
struct Line<'a> {
    id: i64,
    at: jiff::Timestamp,
    insurer: Option<&'a str>,
    actor_kind: &'a str,
    actor: &'a str,
    action: &'a str,
    subject: &'a str,
    detail: serde_json::Value,
    seq: Option<i64>,
    seal: Option<String>,
}

/// Writes the events that the filter means; answers how many. Events that are not sealed yet have neither `seq` nor `seal`.
///
/// # Errors
/// [`ExportError`]; the lines before it are written.
pub async fn export(database: &Database, filter: &EventFilter, mut to: impl Write) -> Result<u64, ExportError> {
    let (mut after, mut written) = (i64::MIN, 0);
    loop {
        let page = database.read(|work| async move { work.events_after(filter, after, PAGE).await }).await?;
        let Some(last) = page.last() else { break };
        after = last.event.id;
        for event in &page {
            serde_json::to_writer(&mut to, &line(event)).map_err(std::io::Error::from)?;
            to.write_all(b"\n")?;
            written += 1;
        }
    }
    to.flush()?;
    Ok(written)
}

fn line(exported: &ExportedEvent) -> Line<'_> {
    let event = &exported.event;
    Line {
        id: event.id,
        at: event.at.timestamp(),
        insurer: exported.insurer_code.as_deref(),
        actor_kind: &event.actor_kind,
        actor: &event.actor,
        action: &event.action,
        subject: &event.subject,
        // What is no JSON was not written by us: it is exported as the text that stands there.
        detail: serde_json::from_str(&event.detail).unwrap_or_else(|_| event.detail.clone().into()),
        seq: exported.seq,
        seal: exported.hash.as_deref().and_then(|hash| Seal::try_from(hash).ok()).map(|seal| seal.to_string()),
    }
}
