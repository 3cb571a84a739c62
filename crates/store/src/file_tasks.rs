//! What the desk has the service do with files, so that every server can tell how far it is.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

/// A task.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct FileTask {
    /// The insurer.
    pub insurer_id: i64,
    /// Our own identifier.
    pub id: i64,
    /// The room of the desk whose files it is about: `roster` or `costs`.
    pub room: String,
    /// `look` at a file, or let an import take `effect`.
    pub kind: String,
    /// The import that it is about, as soon as there is one.
    pub import_id: Option<i64>,
    /// Who asked for it, as the trail names them.
    pub actor: String,
    /// The file's name, as whoever sent it calls it.
    pub file_name: String,
    /// How the file is to be read: a JSON object.
    pub options: String,
    /// `columns`, `working`, `done` or `failed`.
    pub stage: String,
    /// What is being done: `reading`, `waiting`, `comparing` or `writing`.
    pub phase: String,
    /// How much of it is done.
    pub done: i64,
    /// Of how much; 0 when nobody knows.
    pub total: i64,
    /// The file's columns while somebody is asked what they mean, JSON; blank otherwise.
    pub columns: String,
    /// Why it failed; blank otherwise.
    pub problem: String,
    /// When it began.
    pub began_at: At,
    /// When whoever works at it last said so.
    pub told_at: At,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskProgress {
    /// `reading`, `waiting`, `comparing` or `writing`.
    pub phase: &'static str,
    /// How much is done.
    pub done: i64,
    /// Of how much; 0 when nobody knows.
    pub total: i64,
}

impl Work {
    /// Puts a task down.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_file_task(&self, task: &FileTask) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO file_tasks (insurer_id, id, room, kind, import_id, actor, file_name, options, stage, phase, done, total, columns,
                 problem, began_at, told_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            task.insurer_id,
            task.id,
            &task.room,
            &task.kind,
            task.import_id,
            &task.actor,
            &task.file_name,
            &task.options,
            &task.stage,
            &task.phase,
            task.done,
            task.total,
            &task.columns,
            &task.problem,
            task.began_at,
            task.told_at
        )?;
        Ok(())
    }

    /// A task.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn file_task(&self, insurer_id: i64, task_id: i64) -> Result<Option<FileTask>, StoreError> {
        fetch_optional!(self, FileTask, "SELECT * FROM file_tasks WHERE insurer_id = $1 AND id = $2", insurer_id, task_id)
    }

    /// The insurer's tasks that are not ended, the latest first, at most 100: those that told anything after `since`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn file_tasks_under_way(&self, insurer_id: i64, since: At) -> Result<Vec<FileTask>, StoreError> {
        fetch_all!(
            self,
            FileTask,
            "SELECT * FROM file_tasks WHERE insurer_id = $1 AND stage IN ('columns', 'working') AND told_at > $2
             ORDER BY id DESC LIMIT 100",
            insurer_id,
            since
        )
    }

    /// Whoever works at a task says how far it is.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn tell_file_task(&self, insurer_id: i64, task_id: i64, progress: TaskProgress, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE file_tasks SET phase = $3, done = $4, total = $5, told_at = $6
             WHERE insurer_id = $1 AND id = $2 AND stage = 'working'",
            insurer_id,
            task_id,
            progress.phase,
            progress.done,
            progress.total,
            at
        )?;
        Ok(())
    }

    /// A task waits until somebody says what these columns mean.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn ask_for_columns(&self, insurer_id: i64, task_id: i64, columns: &str, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE file_tasks SET stage = 'columns', columns = $3, told_at = $4 WHERE insurer_id = $1 AND id = $2 AND stage = 'working'",
            insurer_id,
            task_id,
            columns,
            at
        )?;
        Ok(())
    }

    /// Somebody said what the columns mean, and the task goes on; answers whether it was waiting for that.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn go_on_with_file_task(&self, insurer_id: i64, task_id: i64, at: At) -> Result<bool, StoreError> {
        let goes_on = execute!(
            self,
            "UPDATE file_tasks SET stage = 'working', phase = 'reading', done = 0, total = 0, columns = '', told_at = $3
             WHERE insurer_id = $1 AND id = $2 AND stage = 'columns'",
            insurer_id,
            task_id,
            at
        )?;
        Ok(goes_on == 1)
    }

    /// A task ended: with this import, or because of this problem (blank: none).
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_file_task(
        &self,
        insurer_id: i64,
        task_id: i64,
        import_id: Option<i64>,
        problem: &str,
        at: At,
    ) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE file_tasks SET stage = $3, import_id = COALESCE($4, import_id), problem = $5, columns = '', told_at = $6
             WHERE insurer_id = $1 AND id = $2",
            insurer_id,
            task_id,
            if problem.is_empty() { "done" } else { "failed" },
            import_id,
            problem,
            at
        )?;
        Ok(())
    }

    /// Takes the tasks away that told nothing since; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_old_file_tasks(&self, by: At) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM file_tasks WHERE told_at <= $1", by)
    }
}
