//! The history of roster files, what is under way and what waits for a second person.

use askama::Template;
use madoguchi_rules::staff::Role;
use madoguchi_store::{
    At, Work,
    file_tasks::FileTask,
    imports::{ImportState, RosterImport},
};

use super::texts;
use crate::{
    desk::{
        today::imports::{self, Line},
        uploads::{Room, kept::short, task},
    },
    imports::uploads::WAITS,
    web::{Answer, Chrome, DeskVisit, page},
};

/// Imports of a page.
const ROWS: usize = 20;

#[derive(Template)]
#[template(path = "desk/roster/list.html")]
struct Screen {
    chrome: Chrome,
    /// Where a file is sent; none for who may not.
    send: Option<String>,
    /// Files that are being worked at: name, how far, page. Only for who may send one.
    under_way: Vec<(String, String, String)>,
    awaiting: Vec<Row>,
    history: Vec<Row>,
    /// The address of the next page.
    next: Option<String>,
}

/// An import with the beginning of its file's hash.
struct Row {
    line: Line,
    hash: String,
}

pub(super) async fn screen(visit: DeskVisit) -> Answer {
    let insurer_id = visit.insurer_id();
    let before = visit.asked("before").and_then(|before| before.parse().ok()).unwrap_or(i64::MAX);
    let since = At::from(visit.now - WAITS);
    let rows = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
    let read = |work: Work| async move {
        let awaiting = work.roster_imports_in(insurer_id, ImportState::AwaitingApproval).await?;
        let history = work.roster_imports(insurer_id, before, rows).await?;
        let tasks = work.file_tasks_under_way(insurer_id, since).await?;
        Ok((imports::with_names(&work, awaiting).await?, imports::with_names(&work, history).await?, tasks))
    };
    let (awaiting, history, tasks) = visit.portal.store.read(read).await?;
    page::show(&filled(&visit, awaiting, history, &tasks))
}

type Named = (RosterImport, Option<String>);

fn filled(visit: &DeskVisit, awaiting: Vec<Named>, mut history: Vec<Named>, tasks: &[FileTask]) -> Screen {
    let loads = visit.seat.role >= Role::Clerk;
    let has_more = history.len() > ROWS;
    history.truncate(ROWS);
    let next = history.last().filter(|_| has_more).map(|(last, _)| visit.address(&format!("roster?before={}", last.id)));
    let row = |(import, name): &Named| Row { line: imports::line(visit, import, name.as_deref()), hash: short(&import.file_sha256) };
    Screen {
        chrome: visit.chrome(texts(visit).title).wide(),
        send: loads.then(|| visit.address("roster/new")),
        under_way: if loads { task::under_way(visit, Room::Roster, tasks) } else { Vec::new() },
        awaiting: awaiting.iter().map(row).collect(),
        history: history.iter().map(row).collect(),
        next,
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let import = || {
        let hostile = RosterImport { file_name: HOSTILE.to_owned(), ..imports::sample(At::from(visit.now)) };
        (hostile, Some(HOSTILE.to_owned()))
    };
    let history = (0..=ROWS).map(|_| import()).collect();
    let pages = [filled(visit, vec![import()], history, &[task::sample(visit)]), filled(visit, Vec::new(), Vec::new(), &[])];
    pages.iter().map(|page| sample("desk/roster/list.html", page)).collect()
}
