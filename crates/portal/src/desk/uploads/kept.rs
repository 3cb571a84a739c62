//! An import that was looked at, as its page and the history tell of it.

use madoguchi_store::At;

use super::texts;
use crate::{clock::in_tokyo, desk::today::grouped, web::DeskVisit};

/// A number of this time, beside last time's.
pub struct Count {
    pub words: &'static str,
    pub now: String,
    pub last: String,
    /// Where those are listed who are counted.
    pub address: Option<String>,
}

/// What is told of whoever brought an import and decided on it.
pub struct History<'a> {
    /// Who brought it, by name.
    pub name: Option<&'a str>,
    /// When.
    pub started_at: At,
    /// Who handed it in, and when.
    pub handed_in: (Option<&'a str>, Option<At>),
    /// Who decided on it, and when.
    pub decided: (Option<&'a str>, Option<At>),
    /// What they said.
    pub note: Option<&'a str>,
    /// SHA-256 of the file.
    pub hash: &'a [u8],
}

/// A state in words, and the colour beside the word: `good`, `late` or `bad`.
pub fn state(visit: &DeskVisit, state: &str) -> (&'static str, &'static str) {
    let (desk, texts) = (&visit.texts().desk, texts(visit));
    match state {
        "applied" => (desk.import_applied, "good"),
        "writing" => (desk.import_writing, "late"),
        "previewing" | "previewed" => (desk.import_previewed, "late"),
        "awaiting_approval" => (desk.import_awaiting_approval, "late"),
        "refused" => (desk.import_refused_whole, "bad"),
        "declined" => (desk.import_declined, "bad"),
        "discarded" => (texts.discarded, "bad"),
        "expired" => (texts.expired, "bad"),
        _ => (desk.import_abandoned, "bad"),
    }
}

/// Who did what when, by name; what is not known is left out.
pub fn facts(visit: &DeskVisit, history: &History<'_>) -> Vec<(&'static str, String)> {
    let texts = texts(visit);
    let moment = |at: At| visit.language.moment(in_tokyo(at.timestamp()));
    let by_at = |(name, at): (Option<&str>, Option<At>)| Some((texts.by_at)(name?, &moment(at?)));
    let told = [
        (texts.who, history.name.map(str::to_owned)),
        (texts.at, Some(moment(history.started_at))),
        (texts.handed_in, by_at(history.handed_in)),
        (texts.decided, by_at(history.decided)),
        (texts.note, history.note.map(str::to_owned)),
        (texts.hash, Some(hex(history.hash))),
    ];
    told.into_iter().filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?))).collect()
}

/// The heading of last time's numbers.
pub fn last_title(visit: &DeskVisit, last: Option<At>) -> String {
    let texts = texts(visit);
    last.map_or_else(|| texts.last_time.to_owned(), |at| (texts.last_time_on)(&visit.language.date(in_tokyo(at.timestamp()).date())))
}

/// A number of an import's outcome.
pub fn number(outcome: &serde_json::Value, name: &str) -> i64 {
    outcome.get(name).and_then(serde_json::Value::as_i64).unwrap_or_default()
}

/// A number of both outcomes that nothing lists; blank where an outcome does not say.
pub fn count(words: &'static str, name: &str, now: &serde_json::Value, last: Option<&serde_json::Value>) -> Count {
    let told = |outcome: &serde_json::Value| outcome.get(name).and_then(serde_json::Value::as_i64).map(grouped).unwrap_or_default();
    Count { words, now: told(now), last: last.map(told).unwrap_or_default(), address: None }
}

/// The counts of an outcome that are not 0, in words.
pub fn outcome(outcome: &str, told: &[(&str, &str)]) -> String {
    let counts: serde_json::Value = serde_json::from_str(outcome).unwrap_or_default();
    let not_none = told.iter().filter(|(key, _)| number(&counts, key) > 0);
    not_none.map(|(key, words)| format!("{words} {}", grouped(number(&counts, key)))).collect::<Vec<_>>().join("、")
}

/// The first bytes of a hash: enough to tell files apart.
pub fn short(hash: &[u8]) -> String {
    hex(hash.get(..6).unwrap_or(hash))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
