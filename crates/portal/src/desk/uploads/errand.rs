//! What goes on in the background: looking at a file, letting an import take effect. The task's row tells every server how far it is.

use std::time::Duration;

use jiff::SignedDuration;
use madoguchi_store::{
    At, StoreError, Work,
    file_tasks::{FileTask, TaskProgress},
};
use tokio::sync::watch;

use super::Room;
use crate::{
    fault::Fault,
    imports::roster::{KeptError, Progress},
    portal::Portal,
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

/// How whoever works tells how far it is.
#[derive(Clone)]
pub struct Tell(watch::Sender<TaskProgress>);

impl Tell {
    /// Tells it.
    pub fn show(&self, progress: Progress) {
        self.0.send_replace(told_as(progress));
    }
}

/// A new task of this visitor; `options` is a JSON object that the room reads again.
pub fn task(visit: &DeskVisit, room: Room, kind: &str, file_name: &str, options: String) -> FileTask {
    let at = At::from(visit.now);
    FileTask {
        insurer_id: visit.insurer_id(),
        id: visit.portal.random.id(visit.now),
        room: room.name().to_owned(),
        kind: kind.to_owned(),
        import_id: None,
        actor: visit.actor(),
        file_name: file_name.to_owned(),
        options,
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

/// Puts the task down and begins with it; answers what came of it when that is known at once. With `era`, keeps for the insurer how digits
/// of eras are read in files of that kind.
///
/// # Errors
/// A [`Refusal`] when the task cannot be put down.
pub async fn begin<F: Future<Output = Outcome> + Send + 'static>(
    visit: &DeskVisit,
    task: FileTask,
    era: Option<(&str, &str)>,
    job: impl FnOnce(Portal, FileTask, Tell) -> F + Send + 'static,
) -> Result<Option<Outcome>, Refusal> {
    let added = &task;
    let put = |work: Work| async move {
        if let Some((file_kind, era)) = era {
            work.set_era_of_files(added.insurer_id, file_kind, era).await?;
        }
        work.add_file_task(added).await
    };
    visit.portal.store.write(put).await?;
    go_on(visit, task, job).await
}

/// The same with a task that was put down before.
///
/// # Errors
/// A [`Refusal`] when the work broke off.
pub async fn go_on<F: Future<Output = Outcome> + Send + 'static>(
    visit: &DeskVisit,
    task: FileTask,
    job: impl FnOnce(Portal, FileTask, Tell) -> F + Send + 'static,
) -> Result<Option<Outcome>, Refusal> {
    let running = tokio::spawn(run(visit.portal.clone(), task, job));
    match tokio::time::timeout(AT_ONCE, running).await {
        Ok(ended) => Ok(Some(ended.map_err(Fault::from)?)),
        Err(_) => Ok(None),
    }
}

async fn run<F: Future<Output = Outcome> + Send>(
    portal: Portal,
    task: FileTask,
    job: impl FnOnce(Portal, FileTask, Tell) -> F + Send,
) -> Outcome {
    let key = (task.insurer_id, task.id);
    let (tell, told) = watch::channel(TaskProgress { phase: "reading", done: 0, total: 0 });
    let telling = tokio::spawn(keep_telling(portal.clone(), key, told));
    let outcome = job(portal.clone(), task, Tell(tell)).await;
    telling.abort();
    drop(telling.await);
    if let Err(error) = put_down(&portal, key, &outcome).await {
        tracing::error!(%error, "what came of a file could not be noted");
    }
    outcome
}

/// What came of letting an import take effect.
pub fn took_effect(import_id: i64, done: Result<(), KeptError>) -> Outcome {
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
            tracing::error!(%error, "a kept import could not take effect");
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
        let tell = |work: Work| async move { work.tell_file_task(insurer_id, task_id, progress, at).await };
        if let Err(error) = portal.store.write(tell).await {
            tracing::warn!(%error, "how far a file is could not be told");
        }
    }
}

async fn put_down(portal: &Portal, (insurer_id, task_id): (i64, i64), outcome: &Outcome) -> Result<(), StoreError> {
    let at = At::from(portal.clock.now());
    let put = |work: Work| async move {
        match outcome {
            Outcome::Asks(columns) => work.ask_for_columns(insurer_id, task_id, columns, at).await,
            Outcome::Import(import_id) => work.end_file_task(insurer_id, task_id, Some(*import_id), "", at).await,
            Outcome::Problem(problem) => work.end_file_task(insurer_id, task_id, None, problem, at).await,
        }
    };
    portal.store.write(put).await
}
