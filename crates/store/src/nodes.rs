//! The servers of one database and their jobs, as operators see them.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all},
};

/// A server.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Node {
    /// Drawn when it starts.
    pub id: i64,
    /// The machine's name and the address on which members are served.
    pub name: String,
    /// The program's version.
    pub version: String,
    /// When it started.
    pub started_at: At,
    /// When it last said that it runs.
    pub seen_at: At,
}

/// The last run of a job.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct JobRun {
    /// The job.
    pub name: String,
    /// The server on which it ran.
    pub node_id: i64,
    /// When it began.
    pub started_at: At,
    /// When it ended.
    pub ended_at: At,
    /// How many rows it dealt with.
    pub dealt_with: i64,
    /// What went wrong; none when it was done.
    pub failure: Option<String>,
    /// When it was last done without a failure.
    pub last_good_at: Option<At>,
}

/// A lease that somebody has or had.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Lease {
    /// What only one may do at a time.
    pub name: String,
    /// Who has it.
    pub holder: i64,
    /// Until when.
    pub expires_at: At,
}

impl Work {
    /// A server says that it runs.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn beat(&self, node: &Node) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO nodes (id, name, version, started_at, seen_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at",
            node.id,
            &node.name,
            &node.version,
            node.started_at,
            node.seen_at
        )?;
        Ok(())
    }

    /// A server ends.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_node(&self, id: i64) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM nodes WHERE id = $1", id)?;
        Ok(())
    }

    /// Forgets servers that last spoke before `before`; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_silent_nodes(&self, before: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM nodes WHERE seen_at < $1", before)
    }

    /// The servers, the latest started first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn nodes(&self) -> Result<Vec<Node>, StoreError> {
        fetch_all!(self, Node, "SELECT * FROM nodes ORDER BY started_at DESC, id")
    }

    /// Notes the run of a job in place of the one before.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn note_job_run(&self, run: &JobRun) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO job_runs (name, node_id, started_at, ended_at, dealt_with, failure, last_good_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (name) DO UPDATE SET node_id = excluded.node_id, started_at = excluded.started_at, ended_at = excluded.ended_at,
                 dealt_with = excluded.dealt_with, failure = excluded.failure,
                 last_good_at = COALESCE(excluded.last_good_at, job_runs.last_good_at)",
            &run.name,
            run.node_id,
            run.started_at,
            run.ended_at,
            run.dealt_with,
            &run.failure,
            run.last_good_at
        )?;
        Ok(())
    }

    /// The last run of every job that ran, by name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn job_runs(&self) -> Result<Vec<JobRun>, StoreError> {
        fetch_all!(self, JobRun, "SELECT * FROM job_runs ORDER BY name")
    }

    /// The leases in force at `now`, by name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn leases(&self, now: At) -> Result<Vec<Lease>, StoreError> {
        fetch_all!(self, Lease, "SELECT * FROM leases WHERE expires_at > $1 ORDER BY name", now)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
