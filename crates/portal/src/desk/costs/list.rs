//! What is under way, what waits for a second person, and the history of files of statements.

use askama::Template;
use madoguchi_rules::staff::Role;
use madoguchi_store::{At, Work, file_tasks::FileTask, imports::ImportState};

use super::{
    line::{self, Brought, Line},
    texts,
};
use crate::{
    desk::uploads::{Room, task},
    imports::uploads::WAITS,
    web::{Answer, Chrome, DeskVisit, page},
};

/// Files of a page.
const ROWS: usize = 20;

#[derive(Template)]
#[template(path = "desk/costs/list.html")]
struct Screen {
    chrome: Chrome,
    /// Where a file is sent; none for who may not.
    send: Option<String>,
    calendar: String,
    /// Files that are being worked at: name, how far, page. Only for who may send one.
    under_way: Vec<(String, String, String)>,
    awaiting: Vec<Line>,
    history: Vec<Line>,
    /// The address of the next page.
    next: Option<String>,
}

type Named = (Brought, Option<String>);

pub(super) async fn screen(visit: DeskVisit) -> Answer {
    let insurer_id = visit.insurer_id();
    let before = visit.asked("before").and_then(|before| before.parse().ok()).unwrap_or(i64::MAX);
    let since = At::from(visit.now - WAITS);
    let rows = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
    let read = |work: Work| async move {
        let awaiting = work.statement_previews_in(insurer_id, ImportState::AwaitingApproval).await?;
        let awaiting = awaiting.into_iter().map(|found| Brought::ByDesk(Box::new(found))).collect();
        let history = line::latest(&work, insurer_id, before, rows).await?;
        let tasks = work.file_tasks_under_way(insurer_id, since).await?;
        Ok((line::with_names(&work, awaiting).await?, history, tasks))
    };
    let (awaiting, history, tasks) = visit.portal.store.read(read).await?;
    page::show(&filled(&visit, &awaiting, history, &tasks))
}

fn filled(visit: &DeskVisit, awaiting: &[Named], mut history: Vec<Named>, tasks: &[FileTask]) -> Screen {
    let loads = visit.seat.role >= Role::Clerk;
    let has_more = history.len() > ROWS;
    history.truncate(ROWS);
    let next = history.last().filter(|_| has_more).map(|(last, _)| visit.address(&format!("costs?before={}", last.id())));
    let row = |(brought, name): &Named| line::line(visit, brought, name.as_deref());
    Screen {
        chrome: visit.chrome(texts(visit).title).wide(),
        send: loads.then(|| Room::Costs.address(visit, "new")),
        calendar: Room::Costs.address(visit, "calendar"),
        under_way: if loads { task::under_way(visit, Room::Costs, tasks) } else { Vec::new() },
        awaiting: awaiting.iter().map(row).collect(),
        history: history.iter().map(row).collect(),
        next,
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use madoguchi_store::{statement_previews::StatementPreview, statements::ImportByCommand};

    use crate::testing::samples::{HOSTILE, sample};
    let at = At::from(visit.now);
    let by_desk = || {
        let hostile = StatementPreview { file_name: HOSTILE.to_owned(), ..line::sample(at) };
        (Brought::ByDesk(Box::new(hostile)), Some(HOSTILE.to_owned()))
    };
    let by_command = Brought::ByCommand(Box::new(ImportByCommand {
        id: 2,
        kind: "savings".to_owned(),
        file_name: HOSTILE.to_owned(),
        file_sha256: vec![1],
        mode: "replace".to_owned(),
        actor: HOSTILE.to_owned(),
        state: "abandoned".to_owned(),
        rows_read: 1,
        outcome: "{}".to_owned(),
        started_at: at,
        applied_at: None,
    }));
    let history = std::iter::once((by_command, None)).chain((0..ROWS).map(|_| by_desk())).collect();
    let task = FileTask { room: Room::Costs.name().to_owned(), ..task::sample(visit) };
    let pages = [filled(visit, &[by_desk()], history, &[task]), filled(visit, &[], Vec::new(), &[])];
    pages.iter().map(|page| sample("desk/costs/list.html", page)).collect()
}
