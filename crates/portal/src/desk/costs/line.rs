//! Files of statements as the history and 今日の状況 tell of them.

use madoguchi_store::{At, StoreError, Work, statement_previews::StatementPreview, statements::ImportByCommand};

use super::{named_kind, texts};
use crate::{
    clock::in_tokyo,
    desk::{
        today::grouped,
        uploads::{Room, decide::name_of, kept},
    },
    web::DeskVisit,
};

/// A file that came, by the desk or by command.
pub enum Brought {
    /// By the desk.
    ByDesk(Box<StatementPreview>),
    /// By command.
    ByCommand(Box<ImportByCommand>),
}

/// A file as a table shows it.
pub struct Line {
    /// Where it stands by itself; an import by command has no page.
    pub address: Option<String>,
    pub at: String,
    pub file: String,
    pub kind: &'static str,
    pub mode: &'static str,
    pub who: String,
    pub rows: String,
    /// What it came to, in words.
    pub outcome: String,
    pub state: &'static str,
    /// `good`, `late` or `bad`: the colour beside the word.
    pub standing: &'static str,
    /// The beginning of the file's hash.
    pub hash: String,
}

impl Brought {
    /// Its identifier, by which the latest come first.
    pub fn id(&self) -> i64 {
        match self {
            Brought::ByDesk(preview) => preview.id,
            Brought::ByCommand(import) => import.id,
        }
    }

    fn actor(&self) -> &String {
        match self {
            Brought::ByDesk(preview) => &preview.actor,
            Brought::ByCommand(import) => &import.actor,
        }
    }
}

/// A page of the insurer's files before this one, the latest first, with the names of who brought them.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn latest(work: &Work, insurer_id: i64, before: i64, rows: i64) -> Result<Vec<(Brought, Option<String>)>, StoreError> {
    let by_desk = work.statement_previews(insurer_id, before, rows).await?.into_iter().map(|found| Brought::ByDesk(Box::new(found)));
    let by_command = work.imports_by_command(insurer_id, before, rows).await?.into_iter().map(|found| Brought::ByCommand(Box::new(found)));
    let mut all: Vec<Brought> = by_desk.chain(by_command).collect();
    all.sort_unstable_by_key(|brought| std::cmp::Reverse(brought.id()));
    all.truncate(usize::try_from(rows).unwrap_or_default());
    with_names(work, all).await
}

/// Files with the names of who brought them.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn with_names(work: &Work, all: Vec<Brought>) -> Result<Vec<(Brought, Option<String>)>, StoreError> {
    let mut named = Vec::new();
    for brought in all {
        let name = name_of(work, Some(brought.actor())).await?;
        named.push((brought, name));
    }
    Ok(named)
}

/// A file in words.
pub fn line(visit: &DeskVisit, brought: &Brought, name: Option<&str>) -> Line {
    let who = name.unwrap_or(brought.actor()).to_owned();
    match brought {
        Brought::ByDesk(preview) => {
            let (state, standing) = kept::state(visit, &preview.state);
            Line {
                address: Some(Room::Costs.address(visit, preview.id)),
                at: moment(visit, preview.decided_at.unwrap_or(preview.started_at)),
                file: preview.file_name.clone(),
                kind: named_kind(visit, &preview.kind),
                mode: mode(visit, &preview.mode),
                who,
                rows: grouped(preview.rows_read),
                outcome: outcome(visit, &preview.outcome),
                state,
                standing,
                hash: kept::short(&preview.file_sha256),
            }
        }
        Brought::ByCommand(import) => {
            let (state, standing) = kept::state(visit, &import.state);
            Line {
                address: None,
                at: moment(visit, import.applied_at.unwrap_or(import.started_at)),
                file: import.file_name.clone(),
                kind: named_kind(visit, &import.kind),
                mode: mode(visit, &import.mode),
                who,
                rows: grouped(import.rows_read),
                outcome: outcome(visit, &import.outcome),
                state,
                standing,
                hash: kept::short(&import.file_sha256),
            }
        }
    }
}

/// The mode in words.
pub fn mode(visit: &DeskVisit, mode: &str) -> &'static str {
    if mode == "replace" { texts(visit).replaced } else { texts(visit).addition }
}

fn moment(visit: &DeskVisit, at: At) -> String {
    visit.language.moment(in_tokyo(at.timestamp()))
}

/// The counts that are not 0.
fn outcome(visit: &DeskVisit, outcome: &str) -> String {
    let texts = texts(visit);
    let told = [
        ("added", texts.added),
        ("removed", texts.removed),
        ("set_aside", texts.set_aside),
        ("refused", visit.texts().desk_uploads.refused),
    ];
    kept::outcome(outcome, &told)
}

/// A file that is in force, for tests.
#[cfg(test)]
pub(crate) fn sample(at: At) -> StatementPreview {
    StatementPreview {
        insurer_id: 1,
        id: 1,
        kind: "costs".to_owned(),
        file_name: "costs.csv".to_owned(),
        file_sha256: vec![1],
        mode: "add".to_owned(),
        options: r#"{"era":"western","month":null,"release":"2026-12-05","mapping":[]}"#.to_owned(),
        actor: "staff:1".to_owned(),
        state: "applied".to_owned(),
        base_version: 1,
        roster_version: 1,
        rows_read: 10,
        outcome: r#"{"read":1,"added":1,"unchanged":0,"removed":0,"refused":0,"set_aside":0,"people":1,"months":[]}"#.to_owned(),
        approval_reasons: String::new(),
        started_at: at,
        handed_in_by: None,
        handed_in_at: None,
        decided_by: None,
        decided_at: None,
        decision_note: None,
        import_version: Some(2),
    }
}
