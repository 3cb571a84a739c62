//! How far a task is: the page that waits for its end, and what the page's script asks.

use askama::Template;
use madoguchi_store::{Work, file_tasks::FileTask};
use serde_json::json;

use super::{
    Room,
    columns::{self, Questions},
    errand::SILENT,
    texts,
};
use crate::{
    desk::today::grouped,
    text::RoomWords,
    web::{Answer, Chrome, DeskVisit, Refusal, page},
};

#[derive(Template)]
#[template(path = "desk/uploads/working.html")]
struct Working {
    chrome: Chrome,
    words: &'static RoomWords,
    file_name: String,
    progress: Told,
    /// Where the script asks.
    state: String,
    back: String,
}

#[derive(Template)]
#[template(path = "desk/uploads/failed.html")]
struct Failed {
    chrome: Chrome,
    words: &'static RoomWords,
    file_name: String,
    problem: &'static str,
    /// Where the import stands, if there is one.
    import: Option<String>,
    again: String,
    back: String,
}

/// How far a task is, in words.
struct Told {
    words: &'static str,
    /// Percent; none when nobody knows.
    percent: Option<i64>,
    /// What is known instead.
    amount: String,
}

/// What a task is at.
#[derive(Debug, PartialEq, Eq)]
enum Stage<'a> {
    Columns,
    Working,
    Done(i64),
    Failed(&'a str),
}

/// The task of this visitor's insurer in this room.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn find(visit: &DeskVisit, room: Room, task_id: i64) -> Result<FileTask, Refusal> {
    let insurer_id = visit.insurer_id();
    let found = visit.portal.store.read(|work: Work| async move { work.file_task(insurer_id, task_id).await });
    found.await?.filter(|task| task.room == room.name()).ok_or(Refusal::NotFound)
}

/// The page of a task: what is asked, how far it is, or why it ended; an import that was looked at has its own page.
///
/// # Errors
/// A [`Refusal`].
pub fn screen(visit: &DeskVisit, questions: &Questions, task: &FileTask) -> Answer {
    let room = questions.room;
    match stage(visit, task) {
        Stage::Columns => page::show(&columns::form(visit, questions, task, None)?),
        Stage::Working => page::show(&working(visit, room, task)),
        Stage::Done(import_id) => Ok(page::see_other(&room.address(visit, import_id))),
        Stage::Failed(problem) => page::show(&failed(visit, room, task, problem)),
    }
}

/// The same for the page's script: the words, how far, and where it goes on once there is another page.
///
/// # Errors
/// A [`Refusal`].
pub async fn state(visit: &DeskVisit, room: Room, task_id: i64) -> Answer {
    let task = find(visit, room, task_id).await?;
    let told = told(visit, room, &task);
    let next = match stage(visit, &task) {
        Stage::Working => None,
        Stage::Done(import_id) => Some(room.address(visit, import_id)),
        Stage::Columns | Stage::Failed(_) => Some(room.address(visit, format!("tasks/{task_id}"))),
    };
    Ok(page::json(json!({ "words": told.words, "percent": told.percent, "amount": told.amount, "next": next }).to_string()))
}

fn stage<'a>(visit: &DeskVisit, task: &'a FileTask) -> Stage<'a> {
    let is_silent = visit.now.duration_since(task.told_at.timestamp()) > SILENT;
    match (task.stage.as_str(), task.import_id) {
        ("columns", _) => Stage::Columns,
        ("done", Some(import_id)) => Stage::Done(import_id),
        ("working", _) if !is_silent => Stage::Working,
        ("working", _) => Stage::Failed("stopped"),
        _ => Stage::Failed(&task.problem),
    }
}

fn told(visit: &DeskVisit, room: Room, task: &FileTask) -> Told {
    let (texts, room) = (texts(visit), room.words(visit));
    let words = match (task.phase.as_str(), task.kind.as_str()) {
        ("waiting", _) => texts.waiting,
        ("comparing", _) => room.comparing,
        ("writing", "effect") | (_, "effect") => room.taking_effect,
        ("writing", _) => texts.keeping,
        _ => texts.reading,
    };
    let percent = (task.total > 0).then(|| (task.done.min(task.total) * 100) / task.total);
    let amount = if percent.is_none() && task.done > 0 { (texts.rows_read)(&grouped(task.done)) } else { String::new() };
    Told { words, percent, amount }
}

fn working(visit: &DeskVisit, room: Room, task: &FileTask) -> Working {
    Working {
        chrome: visit.chrome(texts(visit).working_title),
        words: room.words(visit),
        file_name: task.file_name.clone(),
        progress: told(visit, room, task),
        state: room.address(visit, format!("tasks/{}/state", task.id)),
        back: room.front(visit),
    }
}

fn failed(visit: &DeskVisit, room: Room, task: &FileTask, problem: &str) -> Failed {
    Failed {
        chrome: visit.chrome(texts(visit).failed_title),
        words: room.words(visit),
        file_name: task.file_name.clone(),
        problem: in_words(visit, room, problem),
        import: task.import_id.map(|import_id| room.address(visit, import_id)),
        again: room.address(visit, "new"),
        back: room.front(visit),
    }
}

/// Why something could not be done.
pub fn in_words(visit: &DeskVisit, room: Room, problem: &str) -> &'static str {
    let texts = texts(visit);
    match problem {
        "stopped" => texts.stopped,
        "file_gone" => texts.file_gone,
        "busy" => texts.busy,
        "out_of_date" => room.words(visit).out_of_date,
        "not_waiting" => texts.not_waiting,
        "needs_approval" => texts.needs_approval,
        "same_person" => texts.same_person,
        "no_approver" => texts.no_approver,
        _ => texts.broken,
    }
}

/// A task that is under way, as the list shows it: its file, how far it is, its page.
fn line(visit: &DeskVisit, room: Room, task: &FileTask) -> (String, String, String) {
    let words = match stage(visit, task) {
        Stage::Columns => texts(visit).columns_title.to_owned(),
        _ => {
            let told = told(visit, room, task);
            told.percent.map_or_else(|| told.words.to_owned(), |percent| format!("{} {percent}%", told.words))
        }
    };
    (task.file_name.clone(), words, room.address(visit, format!("tasks/{}", task.id)))
}

/// What the list of a room shows of tasks: those that wait for somebody, and those of servers that live.
pub fn under_way(visit: &DeskVisit, room: Room, tasks: &[FileTask]) -> Vec<(String, String, String)> {
    let is_alive = |task: &&FileTask| task.stage == "columns" || visit.now.duration_since(task.told_at.timestamp()) <= SILENT;
    let of_room = tasks.iter().filter(|task| task.room == room.name());
    of_room.filter(is_alive).map(|task| line(visit, room, task)).collect()
}

/// The page of a task that cannot go on, for what is found out when somebody answers.
///
/// # Errors
/// A [`Refusal`].
pub fn refuse(visit: &DeskVisit, room: Room, task: &FileTask, problem: &str) -> Answer {
    page::refuse(&failed(visit, room, task, problem))
}

#[cfg(test)]
pub(in crate::desk) fn sample(visit: &DeskVisit) -> FileTask {
    FileTask { done: 1, total: 3, ..super::errand::task(visit, Room::Roster, "look", crate::testing::samples::HOSTILE, "{}".to_owned()) }
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    let task = sample(visit);
    let reading_sheet = FileTask { total: 0, ..task.clone() };
    let of_import = FileTask { import_id: Some(1), ..task.clone() };
    vec![
        crate::testing::samples::sample("desk/uploads/working.html", &working(visit, Room::Roster, &task)),
        crate::testing::samples::sample("desk/uploads/working.html", &working(visit, Room::Roster, &reading_sheet)),
        crate::testing::samples::sample("desk/uploads/failed.html", &failed(visit, Room::Roster, &task, "busy")),
        crate::testing::samples::sample("desk/uploads/failed.html", &failed(visit, Room::Roster, &of_import, "out_of_date")),
    ]
}
