//! Keeping a plan in the database, to be looked at and to take effect later: in bulk, as the next version is written.

use rusqlite::{TransactionBehavior, named_params, params};

use super::{
    Staging,
    load::all_columns,
    plan::{CHANGED_ROWS, changed_columns},
    write::{CHUNK, Held, copy_value},
};
use crate::{
    Database, StoreError, Work,
    engine::{Engine, EngineTransaction},
};

impl Staging {
    /// Keeps the rows `first` to `first + 1,999` of the plan under this import. Answers the first row that is left, or `None` when all are
    /// kept.
    ///
    /// # Errors
    /// [`StoreError`] of either side.
    pub async fn keep_chunk(
        &mut self,
        database: &Database,
        insurer_id: i64,
        import_id: i64,
        first: i64,
    ) -> Result<Option<i64>, StoreError> {
        let next = first + CHUNK;
        match &database.engine {
            Engine::Sqlite { .. } => {
                let lock = Held::begun();
                tokio::task::block_in_place(|| self.keep_in_attached(insurer_id, import_id, first))?;
                // SQLite's lock is not fair: whoever waits for it needs a gap to find.
                tokio::time::sleep(lock.so_far() / 2).await;
            }
            Engine::Postgres(_) => {
                let lines = tokio::task::block_in_place(|| self.copy_plan(insurer_id, import_id, first))?;
                let lines = &lines;
                database.write(|work| async move { work.copy_plan_rows(lines).await }).await?;
            }
        }
        Ok((next <= self.planned()?).then_some(next))
    }

    fn keep_in_attached(&mut self, insurer_id: i64, import_id: i64, first: i64) -> Result<(), StoreError> {
        let columns = all_columns();
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute(
            &format!(
                "INSERT INTO portal.roster_plan_rows (insurer_id, import_id, {PLACE}, {columns})
                 SELECT :insurer, :import, {} WHERE n.seq BETWEEN :first AND :last",
                planned()
            ),
            named_params! { ":insurer": insurer_id, ":import": import_id, ":first": first, ":last": first + CHUNK - 1 },
        )?;
        transaction.commit()?;
        Ok(())
    }

    fn copy_plan(&mut self, insurer_id: i64, import_id: i64, first: i64) -> Result<Vec<u8>, StoreError> {
        let sql = format!("SELECT ?1, ?2, {} WHERE n.seq BETWEEN ?3 AND ?4", planned());
        let mut select = self.connection.prepare_cached(&sql)?;
        let width = select.column_count();
        let mut rows = select.query(params![insurer_id, import_id, first, first + CHUNK - 1])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            for place in 0..width {
                if place > 0 {
                    lines.push(b'\t');
                }
                copy_value(&mut lines, row.get_ref(place)?);
            }
            lines.push(b'\n');
        }
        Ok(lines)
    }
}

/// The columns of a kept plan between the import and those of the roster.
const PLACE: &str = "seq, kind, line, taken_by_line, changed, person_id";

/// The same out of the temporary file.
fn planned() -> String {
    let columns = all_columns().split(", ").map(|column| format!("n.{column}")).collect::<Vec<_>>().join(", ");
    format!(
        "n.seq, n.kind, n.line, p.taken_by, {}, n.person_id, {columns} FROM {CHANGED_ROWS} JOIN plan p ON p.seq = n.seq",
        changed_columns()
    )
}

impl Work {
    /// PostgreSQL only: writes lines of COPY as rows of a kept plan.
    async fn copy_plan_rows(&self, lines: &[u8]) -> Result<(), StoreError> {
        let EngineTransaction::Postgres(transaction) = &mut *self.lock().await else { return Err(StoreError::LeaseLost) };
        let copy = format!("COPY roster_plan_rows (insurer_id, import_id, {PLACE}, {}) FROM STDIN", all_columns());
        let mut sink = transaction.copy_in_raw(&copy).await?;
        sink.send(lines).await?;
        sink.finish().await?;
        Ok(())
    }
}
