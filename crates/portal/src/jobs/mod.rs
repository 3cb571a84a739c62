//! What the server does without being asked: sealing the audit trail, reckoning the budgets of failures, writing the
//! mails of notices, counting, cleaning up.
//!
//! Every job is a function that runs once; the runner calls it every so often, on one server of a database at a time.

pub mod cleaning;
pub mod figures;
pub mod heartbeat;

#[cfg(test)]
mod tests;

use std::{pin::Pin, time::Duration};

use jiff::SignedDuration;
use madoguchi_store::{At, StoreError, Work, nodes::JobRun};
use tokio::{sync::watch, task::JoinSet, time::sleep};

use crate::{announcements, audit, fault::Fault, imports::statements, limits::pressure, portal::Portal};

/// A job that died with its server is taken over after this long.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// The longest text of a failure that is kept, characters.
const MOST_FAILURE: usize = 300;

/// A job: what it is called, how often it runs, and what it does, answering how many rows it dealt with.
#[derive(Clone, Copy)]
pub struct Job {
    /// The name of its lease, and in the log.
    pub name: &'static str,
    /// The pause between two runs.
    pub every: Duration,
    run: fn(Portal) -> Run,
}

type Run = Pin<Box<dyn Future<Output = Result<u64, StoreError>> + Send>>;

/// All jobs.
pub const JOBS: [Job; 7] = [
    Job { name: "seal", every: Duration::from_secs(5), run: |portal| Box::pin(async move { audit::seal(&portal).await }) },
    Job {
        name: "failure_budgets",
        every: Duration::from_secs(600),
        run: |portal| Box::pin(async move { pressure::refresh(&portal).await }),
    },
    Job {
        name: "mailings",
        every: Duration::from_secs(10),
        run: |portal| Box::pin(async move { announcements::mailing::run(&portal).await }),
    },
    Job { name: "figures", every: Duration::from_secs(600), run: |portal| Box::pin(async move { figures::run_once(&portal).await }) },
    Job {
        name: "statements",
        every: Duration::from_secs(3600),
        run: |portal| Box::pin(async move { statements::remove_old_months(&portal).await }),
    },
    Job {
        name: "release_mails",
        every: Duration::from_secs(60),
        run: |portal| Box::pin(async move { announcements::releases::run(&portal).await }),
    },
    Job { name: "cleaning", every: Duration::from_secs(600), run: |portal| Box::pin(async move { cleaning::run_once(&portal).await }) },
];

/// Runs all jobs until `shutdown` holds `true` or its sender is gone; a run that is under way is finished.
pub async fn run(portal: Portal, shutdown: watch::Receiver<bool>) {
    let holder = portal.random.id(portal.clock.now());
    let mut running = JoinSet::new();
    running.spawn(heartbeat::run(portal.clone(), holder, shutdown.clone()));
    for job in JOBS {
        running.spawn(repeat(portal.clone(), job, holder, shutdown.clone()));
    }
    while running.join_next().await.is_some() {}
}

async fn repeat(portal: Portal, job: Job, holder: i64, mut shutdown: watch::Receiver<bool>) {
    while !*shutdown.borrow() {
        if let Err(failure) = run_apart(&portal, job, holder).await {
            tracing::error!(job = job.name, failure, "job failed");
            metrics::counter!("madoguchi_job_failures_total", "job" => job.name).increment(1);
        }
        tokio::select! {
            () = sleep(job.every) => {}
            changed = shutdown.changed() => if changed.is_err() { return },
        }
    }
}

/// Runs a job once in a task of its own: a fault of the program in one run is a failed run, and the job goes on.
async fn run_apart(portal: &Portal, job: Job, holder: i64) -> Result<(), String> {
    let portal = portal.clone();
    match tokio::spawn(async move { run_leased(&portal, job, holder).await }).await.map_err(Fault::from) {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(fault) => Err(fault.to_string()),
    }
}

/// Runs a job once, unless another server has it; answers how many rows it dealt with, or none when another has it.
///
/// # Errors
/// [`StoreError`] of the job or of its lease.
pub async fn run_leased(portal: &Portal, job: Job, holder: i64) -> Result<Option<u64>, StoreError> {
    let now = portal.clock.now();
    let (at, until) = (At::from(now), At::from(now + LEASE));
    if !portal.store.write(|work| async move { work.take_lease(job.name, holder, at, until).await }).await? {
        return Ok(None);
    }
    let outcome = (job.run)(portal.clone()).await;
    let run = &run_of(job, holder, at, At::from(portal.clock.now()), &outcome);
    let end = |work: Work| async move {
        work.note_job_run(run).await?;
        work.release_lease(job.name, holder).await
    };
    portal.store.write(end).await?;
    outcome.map(Some)
}

/// What operators see of a run.
fn run_of(job: Job, node_id: i64, started_at: At, ended_at: At, outcome: &Result<u64, StoreError>) -> JobRun {
    let failure = outcome.as_ref().err().map(|error| error.to_string().chars().take(MOST_FAILURE).collect());
    JobRun {
        name: job.name.to_owned(),
        node_id,
        started_at,
        ended_at,
        dealt_with: outcome.as_ref().map_or(0, |rows| i64::try_from(*rows).unwrap_or(i64::MAX)),
        failure,
        last_good_at: outcome.is_ok().then_some(ended_at),
    }
}
