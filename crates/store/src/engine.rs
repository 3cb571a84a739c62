//! The one place that knows which engine runs.
//!
//! A query is written once, with `$1` placeholders, and goes through one of the four macros below, which send the same text to
//! whichever engine the unit of work is on. Exceptions (bulk import, backup, locks) are in the modules that carry their names.

use std::{
    fs::OpenOptions,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sqlx::{
    PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use tokio::sync::{Mutex, MutexGuard, Notify};

use crate::StoreError;

/// How often a unit of work is run again after a transient error before the error is reported.
const RETRIES: u32 = 8;

/// The database of one installation: a SQLite file or a PostgreSQL database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Database {
    pub(crate) engine: Engine,
    /// Rings after each commit of a unit that queued mail.
    pub(crate) outbox_bell: Arc<Notify>,
}

#[derive(Clone, Debug)]
pub(crate) enum Engine {
    /// Writers queue for one connection inside the process and for `BEGIN IMMEDIATE` across processes.
    Sqlite {
        readers: SqlitePool,
        writer: SqlitePool,
    },
    Postgres(PgPool),
}

/// A unit of work: one transaction, on which the queries are methods (one room of this crate per subject).
/// A unit that ends in an error leaves nothing behind.
pub struct Work {
    transaction: Arc<Mutex<EngineTransaction>>,
    pub(crate) rings_outbox_bell: Arc<AtomicBool>,
}

pub(crate) enum EngineTransaction {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Database {
    /// Opens the database at `url` (`sqlite://PATH`, `postgres://…`); a SQLite file and its folder are made when absent.
    ///
    /// # Errors
    /// [`StoreError::UnknownEngine`] for another scheme; [`StoreError::Database`] when the engine cannot be reached.
    pub async fn open(url: &str) -> Result<Database, StoreError> {
        let engine = match url.split_once("://").map(|(scheme, _)| scheme) {
            Some("sqlite") => open_sqlite(SqliteConnectOptions::from_str(url)?).await?,
            Some("postgres" | "postgresql") => open_postgres(url).await?,
            _ => return Err(StoreError::UnknownEngine(url.to_owned())),
        };
        Ok(Database { engine, outbox_bell: Arc::default() })
    }

    /// Opens the SQLite file at `path`; it is made when absent.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it is no database.
    pub async fn open_file(path: &Path) -> Result<Database, StoreError> {
        let engine = open_sqlite(SqliteConnectOptions::new().filename(path)).await?;
        Ok(Database { engine, outbox_bell: Arc::default() })
    }

    /// Runs `unit` in a transaction that only reads and sees one consistent state of the database.
    ///
    /// # Errors
    /// Whatever the unit returns, or the engine's refusal to begin.
    pub async fn read<T, U>(&self, unit: impl FnOnce(Work) -> U) -> Result<T, StoreError>
    where
        U: Future<Output = Result<T, StoreError>>,
    {
        let transaction = Arc::new(Mutex::new(self.begin_reading().await?));
        unit(Work { transaction, rings_outbox_bell: Arc::default() }).await
    }

    /// Runs `unit` in a transaction and commits it when it returns `Ok`; runs it again after a serialization failure or a deadlock.
    /// The unit must have no effect but on the store.
    ///
    /// # Errors
    /// Whatever the unit returns (then nothing is written), or the last transient error after eight tries.
    pub async fn write<T, U>(&self, unit: impl Fn(Work) -> U) -> Result<T, StoreError>
    where
        U: Future<Output = Result<T, StoreError>>,
    {
        let mut tries = 0;
        loop {
            match self.write_once(&unit).await {
                Err(error) if error.is_transient() && tries < RETRIES => {
                    tries += 1;
                    tracing::debug!(tries, "unit of work runs again");
                    tokio::time::sleep(Duration::from_millis(5 << tries)).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn write_once<T, U>(&self, unit: &impl Fn(Work) -> U) -> Result<T, StoreError>
    where
        U: Future<Output = Result<T, StoreError>>,
    {
        let transaction = Arc::new(Mutex::new(self.begin_writing().await?));
        let rings_outbox_bell = Arc::new(AtomicBool::new(false));
        let value = unit(Work { transaction: transaction.clone(), rings_outbox_bell: rings_outbox_bell.clone() }).await?;
        let transaction = Arc::into_inner(transaction).ok_or(StoreError::UnitOutlived)?.into_inner();
        match transaction {
            EngineTransaction::Sqlite(transaction) => transaction.commit().await?,
            EngineTransaction::Postgres(transaction) => transaction.commit().await?,
        }
        if rings_outbox_bell.load(Ordering::Relaxed) {
            self.outbox_bell.notify_one();
        }
        Ok(value)
    }

    async fn begin_reading(&self) -> Result<EngineTransaction, StoreError> {
        Ok(match &self.engine {
            Engine::Sqlite { readers, .. } => EngineTransaction::Sqlite(readers.begin().await?),
            Engine::Postgres(pool) => {
                EngineTransaction::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    async fn begin_writing(&self) -> Result<EngineTransaction, StoreError> {
        Ok(match &self.engine {
            Engine::Sqlite { writer, .. } => EngineTransaction::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Engine::Postgres(pool) => EngineTransaction::Postgres(pool.begin().await?),
        })
    }

    /// `"sqlite"` or `"postgres"`, for messages to the operator.
    pub fn engine_name(&self) -> &'static str {
        match &self.engine {
            Engine::Sqlite { .. } => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }

    /// Closes all connections; units of work under way end first.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

impl Work {
    pub(crate) async fn lock(&self) -> MutexGuard<'_, EngineTransaction> {
        self.transaction.lock().await
    }
}

/// Rows that wait between SQLite's thread and the reader.
const SQLITE_ROWS: usize = 512;
/// The pages of the database that a connection keeps: 8 MiB, as SQLite writes it (negative, in KiB).
const SQLITE_CACHE: &str = "-8192";
/// The connections to a PostgreSQL, whose processors are shared with the portals of other machines.
const POSTGRES_CONNECTIONS: u32 = 8;

/// Connections that read SQLite at once: each has a thread, and more than the processors can run get in each other's way. Not fewer than
/// four, so that a long export holds nobody up.
fn readers() -> u32 {
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    u32::try_from(2 * processors).unwrap_or(8).clamp(4, 16)
}

async fn open_sqlite(options: SqliteConnectOptions) -> Result<Engine, StoreError> {
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        // A page of a list reaches the reader as a whole, not row by row from thread to thread.
        .row_buffer_size(SQLITE_ROWS)
        .pragma("cache_size", SQLITE_CACHE);
    if let Some(folder) = options.get_filename().parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|source| StoreError::File { path: folder.display().to_string(), source })?;
    }
    keep_from_others(options.get_filename())?;
    // A file does not hang up: asking each connection whether it lives costs two changes of thread for every unit of work.
    let pool = || SqlitePoolOptions::new().acquire_timeout(Duration::from_secs(30)).test_before_acquire(false);
    let writer = pool().max_connections(1).connect_with(options.clone()).await?;
    let readers = pool().max_connections(readers()).connect_with(options).await?;
    Ok(Engine::Sqlite { readers, writer })
}

/// Makes the file, when it is absent, readable by its owner only; SQLite gives its `-wal` and `-shm` the same permissions.
fn keep_from_others(file: &Path) -> Result<(), StoreError> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Err(source) if source.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(StoreError::File { path: file.display().to_string(), source })
        }
        _ => Ok(()),
    }
}

async fn open_postgres(url: &str) -> Result<Engine, StoreError> {
    let options = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(Duration::from_secs(30));
    Ok(Engine::Postgres(options.connect(url).await?))
}

/// Sends one SQL text to the engine of a unit of work: `on_engine!(self, connection => expression)`.
macro_rules! on_engine {
    ($work:expr, $connection:ident => $answer:expr) => {
        match &mut *$work.lock().await {
            $crate::engine::EngineTransaction::Sqlite(transaction) => {
                let $connection = &mut **transaction;
                $answer
            }
            $crate::engine::EngineTransaction::Postgres(transaction) => {
                let $connection = &mut **transaction;
                $answer
            }
        }
    };
}

/// Runs a statement and answers how many rows it changed: `execute!(self, "UPDATE … $1", value)`.
macro_rules! execute {
    ($work:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::engine::on_engine!($work, connection =>
            sqlx::query($sql)$(.bind($value))*.execute(connection).await.map(|done| done.rows_affected()))
        .map_err($crate::StoreError::from)
    };
}

/// The first row as `$row` (a tuple or a `FromRow` struct), or none: `fetch_optional!(self, Row, "SELECT … $1", value)`.
macro_rules! fetch_optional {
    ($work:expr, $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::engine::on_engine!($work, connection =>
            sqlx::query_as::<_, $row>($sql)$(.bind($value))*.fetch_optional(connection).await)
        .map_err($crate::StoreError::from)
    };
}

/// Exactly one row as `$row`.
macro_rules! fetch_one {
    ($work:expr, $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::engine::on_engine!($work, connection =>
            sqlx::query_as::<_, $row>($sql)$(.bind($value))*.fetch_one(connection).await)
        .map_err($crate::StoreError::from)
    };
}

/// All rows as `$row`.
macro_rules! fetch_all {
    ($work:expr, $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::engine::on_engine!($work, connection =>
            sqlx::query_as::<_, $row>($sql)$(.bind($value))*.fetch_all(connection).await)
        .map_err($crate::StoreError::from)
    };
}

pub(crate) use {execute, fetch_all, fetch_one, fetch_optional, on_engine};
