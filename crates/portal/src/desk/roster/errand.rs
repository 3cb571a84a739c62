//! What goes on in the background: looking at a file, letting an import take effect. The task's row tells every server how far it is.

use std::time::Duration;

use jiff::SignedDuration;
use madoguchi_rules::{dates::EraDigits, identifiers::InsurerCodeOrNumber};
use madoguchi_store::{
    At, StoreError, Work,
    roster_tasks::{RosterTask, TaskProgress},
};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use tokio::sync::watch;

use crate::{
    fault::Fault,
    imports::{
        roster::{
            self, Actor, Approval, Approver, ImportError, ImportMode, ImportRequest, KeptError, PATIENCE, Progress, columns_of,
            leave_questions, preview,
        },
        table::Encoding,
    },
    portal::Portal,
    stored,
    web::{DeskVisit, Refusal},
};

/// What ends within this time needs no page that tells how far it is.
const AT_ONCE: Duration = Duration::from_secs(1);
/// How often a task tells how far it is.
const TELLS_EVERY: Duration = Duration::from_millis(500);
/// A task that has not told anything for so long has ended with its server.
pub const SILENT: SignedDuration = SignedDuration::from_secs(30);
/// How many times nothing may be told while nothing moves.
const QUIET_TELLS: u32 = 10;

/// How a file is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// `merge` or `full`.
    pub mode: String,
    /// `western`, `receipt` or `nenkin`.
    pub era: String,
    /// Whether the columns are looked at though all are known.
    pub checks_columns: bool,
}

/// What is to be done.
pub enum Errand {
    /// Look at a file.
    Look {
        /// The file.
        file: NamedTempFile,
        /// What its headers mean, once somebody has said so.
        mapping: Option<Vec<(String, String)>>,
    },
    /// Let an import take effect that needs nobody else's approval.
    Apply(i64),
    /// Let an import take effect as the second person, with a note.
    Approve(i64, Approver, String),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Somebody must say what these columns mean (JSON).
    Asks(String),
    /// This import was looked at, or took effect.
    Import(i64),
    /// It could not be done: the name of the reason.
    Problem(&'static str),
}

/// A new task of this visitor.
pub fn task(visit: &DeskVisit, kind: &str, file_name: &str, options: &Options) -> RosterTask {
    let at = At::from(visit.now);
    RosterTask {
        insurer_id: visit.insurer_id(),
        id: visit.portal.random.id(visit.now),
        kind: kind.to_owned(),
        import_id: None,
        actor: visit.actor(),
        file_name: file_name.to_owned(),
        options: serde_json::to_string(options).unwrap_or_default(),
        stage: "working".to_owned(),
        phase: "reading".to_owned(),
        done: 0,
        total: 0,
        columns: String::new(),
        problem: String::new(),
        began_at: at,
        told_at: at,
    }
}

/// Puts the task down and begins with it; answers what came of it when that is known at once.
///
/// # Errors
/// A [`Refusal`] when the task cannot be put down.
pub async fn begin(visit: &DeskVisit, task: RosterTask, errand: Errand) -> Result<Option<Outcome>, Refusal> {
    let added = &task;
    let options: Options = stored::json("roster_tasks.options", &task.options)?;
    let era = Some(options.era).filter(|_| matches!(errand, Errand::Look { .. }));
    let (insurer_id, era) = (task.insurer_id, era.as_deref());
    let put = |work: Work| async move {
        if let Some(era) = era {
            work.set_era_of_files(insurer_id, "roster", era).await?;
        }
        work.add_roster_task(added).await
    };
    visit.portal.store.write(put).await?;
    go_on(visit, task, errand).await
}

/// The same with a task that was put down before.
///
/// # Errors
/// A [`Refusal`] when the work broke off.
pub async fn go_on(visit: &DeskVisit, task: RosterTask, errand: Errand) -> Result<Option<Outcome>, Refusal> {
    let running = tokio::spawn(run(visit.portal.clone(), visit.seat.insurer.code.clone(), task, errand));
    match tokio::time::timeout(AT_ONCE, running).await {
        Ok(ended) => Ok(Some(ended.map_err(Fault::from)?)),
        Err(_) => Ok(None),
    }
}

async fn run(portal: Portal, insurer_code: String, task: RosterTask, errand: Errand) -> Outcome {
    let key = (task.insurer_id, task.id);
    let (tell, told) = watch::channel(TaskProgress { phase: "reading", done: 0, total: 0 });
    let telling = tokio::spawn(keep_telling(portal.clone(), key, told));
    let mut progress = |progress| {
        tell.send_replace(told_as(progress));
    };
    let outcome = match errand {
        Errand::Look { file, mapping } => look(&portal, &insurer_code, &task, file, mapping, &mut progress).await,
        Errand::Apply(import_id) => {
            let actor = Actor { kind: "staff", name: task.actor.clone() };
            let applied = roster::apply(&portal.import_site(), (task.insurer_id, import_id), &actor, &mut progress).await;
            took_effect(import_id, applied)
        }
        Errand::Approve(import_id, approver, note) => {
            let approved = roster::approve(&portal.import_site(), (task.insurer_id, import_id), approver, &note, &mut progress).await;
            took_effect(import_id, approved)
        }
    };
    telling.abort();
    drop(telling.await);
    if let Err(error) = put_down(&portal, key, &outcome).await {
        tracing::error!(%error, "what came of a roster file could not be noted");
    }
    outcome
}

async fn look(
    portal: &Portal,
    insurer_code: &str,
    task: &RosterTask,
    file: NamedTempFile,
    mapping: Option<Vec<(String, String)>>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Outcome {
    match try_to_look(portal, insurer_code, task, file, mapping, progress).await {
        Ok(outcome) => outcome,
        Err(ImportError::Busy) => Outcome::Problem("busy"),
        Err(error) => {
            tracing::error!(%error, "a roster file could not be looked at");
            Outcome::Problem("broken")
        }
    }
}

async fn try_to_look(
    portal: &Portal,
    insurer_code: &str,
    task: &RosterTask,
    file: NamedTempFile,
    mapping: Option<Vec<(String, String)>>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Outcome, ImportError> {
    let options: Options = stored::json("roster_tasks.options", &task.options)?;
    let unreadable = |what: &str| StoreError::Unreadable { column: "roster_tasks.options", problem: format!("no such {what}") };
    let asks = mapping.is_none();
    let request = ImportRequest {
        insurer: InsurerCodeOrNumber::parse(insurer_code).map_err(|_| ImportError::UnknownInsurer(insurer_code.to_owned()))?,
        path: file.path().to_owned(),
        file_name: Some(task.file_name.clone()),
        encoding: Encoding::Auto,
        era: options.era.parse().map_err(|_| unreadable("era"))?,
        mode: options.mode.parse().map_err(|_| unreadable("mode"))?,
        dry_run: false,
        accept_moves: false,
        allow_leavers: false,
        mapping: mapping.unwrap_or_default(),
        report: None,
        approval: Approval::Asked,
        patience: PATIENCE,
        actor: Actor { kind: "staff", name: task.actor.clone() },
    };
    let site = portal.import_site();
    if asks
        && let Ok(columns) = columns_of(&site, &request).await?
        && (leave_questions(&columns) || options.checks_columns)
    {
        portal.uploads.put(task.id, file, portal.clock.now());
        return Ok(Outcome::Asks(serde_json::to_string(&columns).unwrap_or_default()));
    }
    let looked = preview(&site, &request, progress).await?;
    Ok(Outcome::Import(looked.import.id))
}

fn took_effect(import_id: i64, done: Result<(), KeptError>) -> Outcome {
    match done {
        Ok(()) => Outcome::Import(import_id),
        Err(error) => Outcome::Problem(reason(&error)),
    }
}

/// The name of the reason why a kept import did not go the way that was asked.
pub fn reason(error: &KeptError) -> &'static str {
    match error {
        KeptError::NotWaiting => "not_waiting",
        KeptError::OutOfDate => "out_of_date",
        KeptError::NeedsApproval => "needs_approval",
        KeptError::SamePerson => "same_person",
        KeptError::NoApprover => "no_approver",
        KeptError::Busy => "busy",
        KeptError::Store(error) => {
            tracing::error!(%error, "a roster import could not take effect");
            "broken"
        }
    }
}

fn told_as(progress: Progress) -> TaskProgress {
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    match progress {
        Progress::Reading { done, total } => TaskProgress { phase: "reading", done: number(done), total: number(total) },
        Progress::Waiting => TaskProgress { phase: "waiting", done: 0, total: 0 },
        Progress::Comparing => TaskProgress { phase: "comparing", done: 0, total: 0 },
        Progress::Writing { done, total } => TaskProgress { phase: "writing", done: number(done), total: number(total) },
    }
}

/// Tells how far the task is, and from time to time that it still goes on.
async fn keep_telling(portal: Portal, (insurer_id, task_id): (i64, i64), mut told: watch::Receiver<TaskProgress>) {
    let mut quiet = 0;
    loop {
        tokio::time::sleep(TELLS_EVERY).await;
        quiet += 1;
        if !told.has_changed().unwrap_or_default() && quiet < QUIET_TELLS {
            continue;
        }
        quiet = 0;
        let (progress, at) = (*told.borrow_and_update(), At::from(portal.clock.now()));
        let tell = |work: Work| async move { work.tell_roster_task(insurer_id, task_id, progress, at).await };
        if let Err(error) = portal.store.write(tell).await {
            tracing::warn!(%error, "how far a roster file is could not be told");
        }
    }
}

async fn put_down(portal: &Portal, (insurer_id, task_id): (i64, i64), outcome: &Outcome) -> Result<(), StoreError> {
    let at = At::from(portal.clock.now());
    let put = |work: Work| async move {
        match outcome {
            Outcome::Asks(columns) => work.ask_for_columns(insurer_id, task_id, columns, at).await,
            Outcome::Import(import_id) => work.end_roster_task(insurer_id, task_id, Some(*import_id), "", at).await,
            Outcome::Problem(problem) => work.end_roster_task(insurer_id, task_id, None, problem, at).await,
        }
    };
    portal.store.write(put).await
}

impl Default for Options {
    fn default() -> Options {
        Options { mode: ImportMode::default().name().to_owned(), era: EraDigits::default().to_string(), checks_columns: false }
    }
}
