//! Bringing a database up to date. One DDL statement per file under `migrations/`; `COLLATE_C` in a file becomes PostgreSQL's
//! byte-order collation and nothing on SQLite, whose default it is; `KEPT_BY_KEY` lets SQLite keep a table in the order of its key.

use std::borrow::Cow;

use sqlx::migrate::{Migration, Migrator};

use crate::{Database, StoreError, engine::Engine};

/// What the words of the files become on PostgreSQL: how text is compared, and how a table is kept.
const POSTGRES: [&str; 2] = [r#"COLLATE "C""#, ""];
/// The same on SQLite.
const SQLITE: [&str; 2] = ["", "WITHOUT ROWID"];

static FILES: Migrator = sqlx::migrate!("./migrations");

/// How the database stands to the migrations of this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MigrationState {
    /// Migrations that this database has.
    pub applied: usize,
    /// Migrations that it lacks.
    pub missing: usize,
    /// Migrations that a newer program applied, or that were edited since: this program must not use the database.
    pub unknown: usize,
}

impl Database {
    /// How many migrations this program has.
    pub fn migrations() -> usize {
        FILES.iter().count()
    }

    /// Runs the migrations that are missing, in order, under the engine's migration lock.
    ///
    /// # Errors
    /// [`StoreError::Migrate`] when an applied migration is unknown or was edited, or a statement fails.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => migrator(SQLITE).run(writer).await?,
            Engine::Postgres(pool) => migrator(POSTGRES).run(pool).await?,
        }
        Ok(())
    }

    /// Compares the database with the migrations of this program, changing nothing.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the engine cannot be asked.
    pub async fn migration_state(&self) -> Result<MigrationState, StoreError> {
        let (applied, migrator) = match &self.engine {
            Engine::Sqlite { readers, .. } => {
                let known: Option<(String,)> =
                    sqlx::query_as("SELECT name FROM sqlite_master WHERE name = '_sqlx_migrations'").fetch_optional(readers).await?;
                let applied: Vec<(i64, Vec<u8>)> = match known {
                    Some(_) => sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations").fetch_all(readers).await?,
                    None => Vec::new(),
                };
                (applied, migrator(SQLITE))
            }
            Engine::Postgres(pool) => {
                let (known,): (bool,) = sqlx::query_as("SELECT to_regclass('_sqlx_migrations') IS NOT NULL").fetch_one(pool).await?;
                let applied: Vec<(i64, Vec<u8>)> = match known {
                    true => sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations").fetch_all(pool).await?,
                    false => Vec::new(),
                };
                (applied, migrator(POSTGRES))
            }
        };
        let is_known = |(version, checksum): &&(i64, Vec<u8>)| {
            migrator.iter().any(|migration| migration.version == *version && *migration.checksum == **checksum)
        };
        let known = applied.iter().filter(is_known).count();
        Ok(MigrationState { applied: known, missing: migrator.iter().count() - known, unknown: applied.len() - known })
    }
}

fn migrator([collation, kept_by_key]: [&str; 2]) -> Migrator {
    let rendered = FILES.iter().map(|file| {
        let sql = sqlx::AssertSqlSafe(file.sql.as_str().replace("COLLATE_C", collation).replace("KEPT_BY_KEY", kept_by_key));
        Migration::new(file.version, file.description.clone(), file.migration_type, sqlx::SqlSafeStr::into_sql_str(sql), file.no_tx)
    });
    Migrator { migrations: Cow::Owned(rendered.collect()), ..Migrator::DEFAULT }
}
