//! How far a task is: the page that waits for its end, and what the page's script asks.

use askama::Template;
use axum::extract::Path;
use madoguchi_store::{Work, roster_tasks::RosterTask};
use serde_json::json;

use super::{columns, errand::SILENT, texts};
use crate::{
    desk::today::grouped,
    web::{Answer, Chrome, DeskVisit, Refusal, page},
};

#[derive(Template)]
#[template(path = "desk/roster/working.html")]
struct Working {
    chrome: Chrome,
    file_name: String,
    progress: Told,
    /// Where the script asks.
    state: String,
    back: String,
}

#[derive(Template)]
#[template(path = "desk/roster/failed.html")]
struct Failed {
    chrome: Chrome,
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

/// The task of this visitor's insurer.
pub(super) async fn find(visit: &DeskVisit, task_id: i64) -> Result<RosterTask, Refusal> {
    let insurer_id = visit.insurer_id();
    let found = visit.portal.store.read(|work: Work| async move { work.roster_task(insurer_id, task_id).await });
    found.await?.ok_or(Refusal::NotFound)
}

pub(super) async fn screen(visit: DeskVisit, Path((_, task_id)): Path<(String, i64)>) -> Answer {
    let task = find(&visit, task_id).await?;
    match stage(&visit, &task) {
        Stage::Columns => page::show(&columns::form(&visit, &task, None)?),
        Stage::Working => page::show(&working(&visit, &task)),
        Stage::Done(import_id) => Ok(page::see_other(&visit.address(&format!("roster/{import_id}")))),
        Stage::Failed(problem) => page::show(&failed(&visit, &task, problem)),
    }
}

/// The same for the page's script: the words, how far, and where it goes on once there is another page.
pub(super) async fn state(visit: DeskVisit, Path((_, task_id)): Path<(String, i64)>) -> Answer {
    let task = find(&visit, task_id).await?;
    let told = told(&visit, &task);
    let next = match stage(&visit, &task) {
        Stage::Working => None,
        Stage::Done(import_id) => Some(visit.address(&format!("roster/{import_id}"))),
        Stage::Columns | Stage::Failed(_) => Some(visit.address(&format!("roster/tasks/{task_id}"))),
    };
    Ok(page::json(json!({ "words": told.words, "percent": told.percent, "amount": told.amount, "next": next }).to_string()))
}

fn stage<'a>(visit: &DeskVisit, task: &'a RosterTask) -> Stage<'a> {
    let is_silent = visit.now.duration_since(task.told_at.timestamp()) > SILENT;
    match (task.stage.as_str(), task.import_id) {
        ("columns", _) => Stage::Columns,
        ("done", Some(import_id)) => Stage::Done(import_id),
        ("working", _) if !is_silent => Stage::Working,
        ("working", _) => Stage::Failed("stopped"),
        _ => Stage::Failed(&task.problem),
    }
}

fn told(visit: &DeskVisit, task: &RosterTask) -> Told {
    let texts = texts(visit);
    let words = match (task.phase.as_str(), task.kind.as_str()) {
        ("waiting", _) => texts.waiting,
        ("comparing", _) => texts.comparing,
        ("writing", "effect") | (_, "effect") => texts.taking_effect,
        ("writing", _) => texts.keeping,
        _ => texts.reading,
    };
    let percent = (task.total > 0).then(|| (task.done.min(task.total) * 100) / task.total);
    let amount = if percent.is_none() && task.done > 0 { (texts.rows_read)(&grouped(task.done)) } else { String::new() };
    Told { words, percent, amount }
}

fn working(visit: &DeskVisit, task: &RosterTask) -> Working {
    Working {
        chrome: visit.chrome(texts(visit).working_title),
        file_name: task.file_name.clone(),
        progress: told(visit, task),
        state: visit.address(&format!("roster/tasks/{}/state", task.id)),
        back: visit.address("roster"),
    }
}

fn failed(visit: &DeskVisit, task: &RosterTask, problem: &str) -> Failed {
    Failed {
        chrome: visit.chrome(texts(visit).failed_title),
        file_name: task.file_name.clone(),
        problem: in_words(visit, problem),
        import: task.import_id.map(|import_id| visit.address(&format!("roster/{import_id}"))),
        again: visit.address("roster/new"),
        back: visit.address("roster"),
    }
}

/// Why something could not be done.
pub(super) fn in_words(visit: &DeskVisit, problem: &str) -> &'static str {
    let texts = texts(visit);
    match problem {
        "stopped" => texts.stopped,
        "file_gone" => texts.file_gone,
        "busy" => texts.busy,
        "out_of_date" => texts.out_of_date,
        "not_waiting" => texts.not_waiting,
        "needs_approval" => texts.needs_approval,
        "same_person" => texts.same_person,
        "no_approver" => texts.no_approver,
        _ => texts.broken,
    }
}

/// A task that is under way, as the list shows it: its file, how far it is, its page.
pub(super) fn line(visit: &DeskVisit, task: &RosterTask) -> (String, String, String) {
    let words = match stage(visit, task) {
        Stage::Columns => texts(visit).columns_title.to_owned(),
        _ => {
            let told = told(visit, task);
            told.percent.map_or_else(|| told.words.to_owned(), |percent| format!("{} {percent}%", told.words))
        }
    };
    (task.file_name.clone(), words, visit.address(&format!("roster/tasks/{}", task.id)))
}

/// The page of a task that cannot go on, for what is found out when somebody answers.
pub(super) fn refuse(visit: &DeskVisit, task: &RosterTask, problem: &str) -> Answer {
    page::refuse(&failed(visit, task, problem))
}

#[cfg(test)]
pub(super) fn sample(visit: &DeskVisit) -> RosterTask {
    RosterTask {
        done: 1,
        total: 3,
        ..super::errand::task(visit, "look", crate::testing::samples::HOSTILE, &super::errand::Options::default())
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    let task = sample(visit);
    let reading_sheet = RosterTask { total: 0, ..task.clone() };
    let of_import = RosterTask { import_id: Some(1), ..task.clone() };
    vec![
        crate::testing::samples::sample("desk/roster/working.html", &working(visit, &task)),
        crate::testing::samples::sample("desk/roster/working.html", &working(visit, &reading_sheet)),
        crate::testing::samples::sample("desk/roster/failed.html", &failed(visit, &task, "busy")),
        crate::testing::samples::sample("desk/roster/failed.html", &failed(visit, &of_import, "out_of_date")),
    ]
}
