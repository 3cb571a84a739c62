//! What can go wrong between the program and its database.

/// An error of the database or of what it holds. It is never turned into "not found" or "wrong password".
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine refused or could not be reached.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The temporary file in which an import is compared failed (no room left, most likely).
    #[error("temporary file of an import: {0}")]
    Staging(#[from] rusqlite::Error),
    /// Another process took the import over; nothing more was written by this one.
    #[error("the lease of this import was taken over")]
    LeaseLost,
    /// The migrations could not be read, compared or run.
    #[error("migrations: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The address of the database is of no engine that we know.
    #[error("database_url {0:?} names no engine: expected sqlite://PATH or postgres://USER@HOST/NAME")]
    UnknownEngine(String),
    /// A file beside the database could not be made or read.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The program kept a unit of work beyond its end; nothing was written.
    #[error("a unit of work outlived its closure")]
    UnitOutlived,
    /// A row holds a value that the program cannot have written.
    #[error("unreadable value in {column}: {problem}")]
    Unreadable {
        /// Table and column.
        column: &'static str,
        /// What is wrong with it; never the value itself, which may be personal.
        problem: String,
    },
}

impl StoreError {
    /// Whether the same unit of work may succeed when it is run again: serialization failure (40001), deadlock (40P01),
    /// or SQLite's busy (5) and snapshot-busy (517).
    pub fn is_transient(&self) -> bool {
        let StoreError::Database(sqlx::Error::Database(error)) = self else { return false };
        matches!(error.code().as_deref(), Some("40001" | "40P01" | "5" | "517" | "261"))
    }

    /// Whether the database refused a row because one with the same unique key stands there.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, StoreError::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}
