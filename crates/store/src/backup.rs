//! Copies of an embedded database, and putting one in its place. SQLite alone: PostgreSQL has its own tools.

use std::{
    fs::OpenOptions,
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode},
};

use crate::{Database, engine::Engine};

/// Why a copy was not made or not taken.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database is on a server.
    #[error("only an embedded database is copied so")]
    NotEmbedded,
    /// SQLite found damage.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// The engine refused.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// A file could not be made, read or renamed.
    #[error(transparent)]
    File(#[from] io::Error),
}

impl Database {
    /// Writes a consistent copy of an embedded database to a new file, readable by its owner only, while others write on. The file
    /// appears whole or not at all.
    ///
    /// # Errors
    /// [`BackupError`]; nothing is left behind.
    pub async fn copy_to(&self, file: &Path) -> Result<(), BackupError> {
        let Engine::Sqlite { readers, .. } = &self.engine else { return Err(BackupError::NotEmbedded) };
        let unfinished = with_ending(file, ".unfinished");
        make_private(&unfinished)?;
        let copied = sqlx::query("VACUUM INTO $1").bind(unfinished.to_string_lossy().into_owned()).execute(readers).await;
        let finish = || OpenOptions::new().write(true).open(&unfinished)?.sync_all().and_then(|()| std::fs::rename(&unfinished, file));
        let outcome = copied.map_err(BackupError::from).and_then(|_| Ok(finish()?));
        if outcome.is_err() {
            remove(&unfinished)?;
        }
        outcome
    }

    /// Has SQLite walk through the whole file.
    ///
    /// # Errors
    /// [`BackupError::Damaged`] with the first thing that it found.
    pub async fn check_integrity(&self) -> Result<(), BackupError> {
        let Engine::Sqlite { readers, .. } = &self.engine else { return Err(BackupError::NotEmbedded) };
        let (found,): (String,) = sqlx::query_as("PRAGMA integrity_check(1)").fetch_one(readers).await?;
        if found == "ok" { Ok(()) } else { Err(BackupError::Damaged(found)) }
    }
}

/// The file that a `database_url` names, when it is one of an embedded database.
pub fn file_of(url: &str) -> Option<PathBuf> {
    let options = url.starts_with("sqlite://").then(|| SqliteConnectOptions::from_str(url).ok()).flatten()?;
    Some(options.get_filename().to_owned())
}

/// Copies a file to a new one that only its owner may read.
///
/// # Errors
/// [`BackupError::File`].
pub fn copy_file(from: &Path, to: &Path) -> Result<(), BackupError> {
    let mut source = OpenOptions::new().read(true).open(from)?;
    remove(to)?;
    make_private(to)?;
    let mut target = OpenOptions::new().write(true).open(to)?;
    io::copy(&mut source, &mut target)?;
    Ok(target.sync_all()?)
}

/// Makes sure that nobody else has the database open, and that everything is in the one file.
///
/// # Errors
/// [`BackupError::Database`] (locked) when somebody has.
pub async fn make_alone(path: &Path) -> Result<(), BackupError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(Duration::from_secs(1))
        .locking_mode(SqliteLockingMode::Exclusive)
        .journal_mode(SqliteJournalMode::Delete);
    let mut connection = options.connect().await?;
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut connection).await?;
    sqlx::query("COMMIT").execute(&mut connection).await?;
    Ok(connection.close().await?)
}

/// Removes a database file with what SQLite keeps beside it; what is not there is not missed.
///
/// # Errors
/// The operating system's, when something is there and stays.
pub fn remove(path: &Path) -> io::Result<()> {
    for file in std::iter::once(path.to_owned()).chain(files_beside(path)) {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// What SQLite may keep beside a database file. Left beside another database of the same name it would be played into that one.
pub fn files_beside(path: &Path) -> [PathBuf; 3] {
    ["-wal", "-shm", "-journal"].map(|ending| with_ending(path, ending))
}

fn make_private(path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(|_| ())
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
