//! The last imports of the roster.

use madoguchi_store::{StoreError, Work, imports::RosterImport};

use super::grouped;
use crate::{clock::in_tokyo, desk::uploads::kept, web::DeskVisit};

/// An import on the page.
pub struct Line {
    /// Where the import stands by itself.
    pub address: String,
    pub at: String,
    pub file: String,
    pub mode: &'static str,
    pub who: String,
    pub rows: String,
    /// What it came to, in words.
    pub outcome: String,
    pub state: &'static str,
    /// `good`, `late` or `bad`: the colour beside the word.
    pub standing: &'static str,
}

/// Imports with the names of the staff members who made them.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn with_names(work: &Work, imports: Vec<RosterImport>) -> Result<Vec<(RosterImport, Option<String>)>, StoreError> {
    let mut named = Vec::new();
    for import in imports {
        let id = import.actor.strip_prefix("staff:").and_then(|id| id.parse().ok());
        let name = match id {
            Some(id) => work.staff_member(id).await?.map(|staff| staff.name),
            None => None,
        };
        named.push((import, name));
    }
    Ok(named)
}

/// An import in words.
pub fn line(visit: &DeskVisit, import: &RosterImport, name: Option<&str>) -> Line {
    let texts = &visit.texts().desk;
    let (state, standing) = kept::state(visit, &import.state);
    Line {
        address: visit.address(&format!("roster/{}", import.id)),
        at: visit.language.moment(in_tokyo(import.applied_at.unwrap_or(import.started_at).timestamp())),
        file: import.file_name.clone(),
        mode: if import.mode == "full" { texts.import_full } else { texts.import_merge },
        who: name.unwrap_or(&import.actor).to_owned(),
        rows: grouped(import.rows_read),
        outcome: outcome(visit, &import.outcome),
        state,
        standing,
    }
}

/// The counts that are not 0.
fn outcome(visit: &DeskVisit, outcome: &str) -> String {
    let texts = &visit.texts().desk;
    let told = [
        ("added", texts.import_added),
        ("left", texts.import_left),
        ("changed", texts.import_changed),
        ("rekeyed", texts.import_rekeyed),
        ("refused", texts.import_refused),
    ];
    kept::outcome(outcome, &told)
}

/// An import that took effect, for tests.
#[cfg(test)]
pub(crate) fn sample(at: madoguchi_store::At) -> RosterImport {
    RosterImport {
        insurer_id: 1,
        id: 1,
        file_name: "roster.csv".to_owned(),
        file_sha256: vec![1],
        mode: "full".to_owned(),
        actor: "story".to_owned(),
        state: "applied".to_owned(),
        base_version: 1,
        version: 2,
        rows_read: 10,
        outcome: "{}".to_owned(),
        mapping: "[]".to_owned(),
        approval_reasons: String::new(),
        started_at: at,
        handed_in_by: None,
        handed_in_at: None,
        decided_by: None,
        decided_at: None,
        decision_note: None,
        applied_at: Some(at),
        resumes_as: None,
    }
}
