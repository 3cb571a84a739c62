//! Taking the insurer's roster into the temporary file: by `ATTACH` from SQLite, in pages from PostgreSQL.

use rusqlite::{params, params_from_iter};
use sqlx::{Row, postgres::PgRow};

use super::{COLUMNS, OWN_COLUMNS, Staging};
use crate::{Database, StoreError, engine::Engine};

/// How many rows a page from PostgreSQL has.
const PAGE: i64 = 5_000;

impl Staging {
    /// Takes over the rows that roster version `version` shows, and which of its people moved on to another number.
    ///
    /// # Errors
    /// [`StoreError`] of either side.
    pub async fn load_current(&mut self, database: &Database, insurer_id: i64, version: i64) -> Result<(), StoreError> {
        match &database.engine {
            Engine::Sqlite { readers, .. } => {
                self.attach(readers.connect_options().get_filename())?;
                tokio::task::block_in_place(|| self.load_from_attached(insurer_id, version))?;
            }
            Engine::Postgres(pool) => {
                let mut last = i64::MIN;
                loop {
                    let rows = sqlx::query(sqlx::AssertSqlSafe(page())).bind(insurer_id).bind(version).bind(last).fetch_all(pool).await?;
                    let Some(end) = rows.last() else { break };
                    last = end.try_get(0)?;
                    tokio::task::block_in_place(|| self.put_page(&rows))?;
                }
            }
        }
        self.run("CREATE INDEX current_by_number ON current (number_loose, symbol_loose, birth_date)")?;
        let moved = database.read(|work| async move { work.moved_people(insurer_id).await }).await?;
        let mut mark = self.connection.prepare("UPDATE current SET moved = TRUE WHERE person_id = ?1")?;
        for person_id in moved {
            mark.execute(params![person_id])?;
        }
        Ok(())
    }

    /// The largest identifier of a person on the roster, 0 when there is nobody.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn last_person_id(&self) -> Result<i64, StoreError> {
        self.count("SELECT COALESCE(MAX(person_id), 0) FROM current")
    }

    pub(super) fn attach(&self, file: &std::path::Path) -> Result<(), StoreError> {
        self.connection.busy_timeout(std::time::Duration::from_secs(10))?;
        self.connection.execute("ATTACH ?1 AS portal", params![file.display().to_string()])?;
        Ok(())
    }

    fn load_from_attached(&self, insurer_id: i64, version: i64) -> Result<(), StoreError> {
        let columns = all_columns();
        self.connection.execute(
            &format!(
                "INSERT INTO current (person_id, {columns}) SELECT person_id, {columns} FROM portal.roster_entries
                 WHERE insurer_id = ?1 AND from_version <= ?2 AND ?2 < to_version ORDER BY person_id"
            ),
            params![insurer_id, version],
        )?;
        Ok(())
    }

    fn put_page(&mut self, rows: &[PgRow]) -> Result<(), StoreError> {
        self.run("BEGIN")?;
        let places = (1..=COLUMNS.len() + OWN_COLUMNS.len() + 1).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
        let insert = format!("INSERT INTO current (person_id, {}) VALUES ({places})", all_columns());
        let mut insert = self.connection.prepare_cached(&insert)?;
        for row in rows {
            let mut values: Vec<rusqlite::types::Value> = vec![row.try_get::<i64, _>(0)?.into()];
            for place in 1..=COLUMNS.len() + 1 {
                values.push(row.try_get::<Option<String>, _>(place)?.into());
            }
            values.push(i64::from(row.try_get::<bool, _>(COLUMNS.len() + 2)?).into());
            insert.execute(params_from_iter(values))?;
        }
        drop(insert);
        self.run("COMMIT")
    }
}

/// The columns of a roster row after its key and its versions.
pub(crate) fn all_columns() -> String {
    COLUMNS.iter().chain(&OWN_COLUMNS).copied().collect::<Vec<_>>().join(", ")
}

fn page() -> String {
    format!(
        "SELECT person_id, {} FROM roster_entries
         WHERE insurer_id = $1 AND from_version <= $2 AND $2 < to_version AND person_id > $3 ORDER BY person_id LIMIT {PAGE}",
        all_columns()
    )
}
