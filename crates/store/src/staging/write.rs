//! The one place where rows are written in bulk: `ATTACH` and `INSERT … SELECT` on SQLite, `COPY` on PostgreSQL.
//!
//! Rows of the next version are invisible until `insurers.roster_version` moves, so they go in small transactions that let others
//! through. Each of them holds the lease of the import: a process that was overtaken writes nothing more.

use std::time::Duration;

use rusqlite::{TransactionBehavior, named_params, params, types::ValueRef};

use super::{Staging, load::all_columns};
use crate::{
    At, Database, StoreError, Work,
    engine::{Engine, EngineTransaction},
    roster::OPEN_END,
};

/// Rows of one transaction: well under 50 ms on either engine.
pub(super) const CHUNK: i64 = 2_000;

/// The lease under which an import writes.
#[derive(Clone, Debug)]
pub struct WriteLease {
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub holder: i64,
    /// Until when it is kept by the next transaction.
    pub until: At,
}

/// How long SQLite's lock has been held. What depends on it is only how long the next gap for others is.
pub(super) struct Held(std::time::Instant);

impl Held {
    #[allow(clippy::disallowed_methods)] // measures
    pub(super) fn begun() -> Held {
        Held(std::time::Instant::now())
    }

    pub(super) fn so_far(&self) -> Duration {
        self.0.elapsed()
    }
}

impl Staging {
    /// Writes the rows `first` to `first + 1,999` of the plan as rows of `version`, and closes the ones that they replace.
    /// Answers the first row that is left, or `None` when all are written.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another process took over; nothing of this chunk is written then.
    pub async fn write_chunk(
        &mut self,
        database: &Database,
        insurer_id: i64,
        version: i64,
        lease: &WriteLease,
        first: i64,
    ) -> Result<Option<i64>, StoreError> {
        let next = first + CHUNK;
        match &database.engine {
            Engine::Sqlite { .. } => {
                let held = tokio::task::block_in_place(|| self.insert_into_attached(insurer_id, version, lease, first))?;
                // SQLite's lock is not fair: whoever waits for it needs a gap to find.
                tokio::time::sleep(held / 2).await;
            }
            Engine::Postgres(_) => {
                let (rows, replaced) = tokio::task::block_in_place(|| self.copy_text(insurer_id, version, first))?;
                let (rows, replaced) = (&rows, &replaced);
                database.write(|work| async move { work.copy_roster_rows(insurer_id, version, lease, rows, replaced).await }).await?;
            }
        }
        Ok((next <= self.planned()?).then_some(next))
    }

    /// Writes one chunk through the attached database; answers how long it held the lock.
    fn insert_into_attached(&mut self, insurer_id: i64, version: i64, lease: &WriteLease, first: i64) -> Result<Duration, StoreError> {
        let columns = all_columns();
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let lock = Held::begun();
        let held = transaction.execute(
            "UPDATE portal.leases SET expires_at = ?3 WHERE name = ?1 AND holder = ?2",
            params![lease.name, lease.holder, lease.until.milliseconds()],
        )?;
        if held != 1 {
            return Err(StoreError::LeaseLost);
        }
        transaction.execute(
            "UPDATE portal.roster_entries SET to_version = :version
             WHERE insurer_id = :insurer AND to_version = :open AND from_version < :version AND person_id IN (
                 SELECT person_id FROM plan WHERE seq BETWEEN :first AND :last AND kind <> 'added')",
            named_params! { ":version": version, ":insurer": insurer_id, ":open": OPEN_END, ":first": first, ":last": first + CHUNK - 1 },
        )?;
        transaction.execute(
            &format!(
                "INSERT INTO portal.roster_entries (insurer_id, person_id, from_version, to_version, {columns})
                 SELECT :insurer, person_id, :version, :open, {columns} FROM next_rows WHERE seq BETWEEN :first AND :last"
            ),
            named_params! { ":version": version, ":insurer": insurer_id, ":open": OPEN_END, ":first": first, ":last": first + CHUNK - 1 },
        )?;
        transaction.commit()?;
        Ok(lock.so_far())
    }

    /// One chunk as lines of PostgreSQL's COPY, and the people whose rows it replaces.
    fn copy_text(&mut self, insurer_id: i64, version: i64, first: i64) -> Result<(Vec<u8>, Vec<i64>), StoreError> {
        let columns = all_columns();
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT kind = 'added', ?1, person_id, ?2, ?3, {columns} FROM next_rows WHERE seq BETWEEN ?4 AND ?5"
        ))?;
        let width = select.column_count();
        let mut rows = select.query(params![insurer_id, version, OPEN_END, first, first + CHUNK - 1])?;
        let (mut text, mut replaced) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next()? {
            if !row.get::<_, bool>(0)? {
                replaced.push(row.get(2)?);
            }
            for place in 1..width {
                if place > 1 {
                    text.push(b'\t');
                }
                copy_value(&mut text, row.get_ref(place)?);
            }
            text.push(b'\n');
        }
        Ok((text, replaced))
    }
}

pub(super) fn copy_value(text: &mut Vec<u8>, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => text.extend_from_slice(b"\\N"),
        ValueRef::Integer(number) => text.extend_from_slice(number.to_string().as_bytes()),
        ValueRef::Real(number) => text.extend_from_slice(number.to_string().as_bytes()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            for byte in bytes {
                match byte {
                    b'\\' => text.extend_from_slice(b"\\\\"),
                    b'\t' => text.extend_from_slice(b"\\t"),
                    b'\n' => text.extend_from_slice(b"\\n"),
                    b'\r' => text.extend_from_slice(b"\\r"),
                    byte => text.push(*byte),
                }
            }
        }
    }
}

impl Work {
    /// PostgreSQL only: writes lines of COPY and closes the rows that they replace, under the lease.
    async fn copy_roster_rows(
        &self,
        insurer_id: i64,
        version: i64,
        lease: &WriteLease,
        lines: &[u8],
        replaced: &[i64],
    ) -> Result<(), StoreError> {
        if !self.keep_lease(&lease.name, lease.holder, lease.until).await? {
            return Err(StoreError::LeaseLost);
        }
        let EngineTransaction::Postgres(transaction) = &mut *self.lock().await else { return Err(StoreError::LeaseLost) };
        sqlx::query(
            "UPDATE roster_entries SET to_version = $2
             WHERE insurer_id = $1 AND to_version = $3 AND from_version < $2 AND person_id = ANY($4)",
        )
        .bind(insurer_id)
        .bind(version)
        .bind(OPEN_END)
        .bind(replaced)
        .execute(&mut **transaction)
        .await?;
        let copy = format!("COPY roster_entries (insurer_id, person_id, from_version, to_version, {}) FROM STDIN", all_columns());
        let mut sink = transaction.copy_in_raw(&copy).await?;
        sink.send(lines).await?;
        sink.finish().await?;
        Ok(())
    }
}
