//! Lines of statements over the border: what is in force into the temporary file, and the plan out of it, in small transactions.

use std::time::Duration;

use madoguchi_rules::statements::StatementKind;
use rusqlite::{TransactionBehavior, params, params_from_iter, types::Value};
use sqlx::{AssertSqlSafe, Row, postgres::PgRow};

use super::{
    Staging,
    shape::Shape,
    write::{Held, WriteLease, copy_value},
};
use crate::{
    Database, StoreError, Work,
    engine::{Engine, EngineTransaction},
};

/// Lines of one transaction: well under 100 ms on either engine.
const CHUNK: i64 = 10_000;
/// How many people are asked for at once on PostgreSQL.
const PEOPLE_AT_ONCE: i64 = 2_000;

/// Whose lines of a month are loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Of the people whom the file has in this month.
    OfMonth,
    /// Of the people whom the file has in any month.
    OfFile,
    /// Of everybody.
    Everybody,
}

impl Staging {
    /// Takes over what versions `from` to `until` of a kind have of a month.
    ///
    /// # Errors
    /// [`StoreError`] of either side.
    pub async fn load_statements(
        &mut self,
        database: &Database,
        (insurer_id, kind): (i64, StatementKind),
        (care_month, whose): (&str, Whose),
        (from, until): (i64, i64),
    ) -> Result<(), StoreError> {
        let shape = &Shape::of(kind);
        match &database.engine {
            Engine::Sqlite { readers, .. } => {
                let file = readers.connect_options();
                tokio::task::block_in_place(|| {
                    self.attach_once(file.get_filename())?;
                    self.load_attached(shape, insurer_id, (care_month, whose), (from, until))
                })
            }
            Engine::Postgres(pool) => {
                let page = Page { pool, shape, insurer_id, care_month, versions: (from, until) };
                let mut after = i64::MIN;
                loop {
                    let (people, last) = if whose == Whose::Everybody {
                        (None, page.last_person(after).await?)
                    } else {
                        let people = self.people_of_file(care_month, whose, after)?;
                        let last = people.last().copied();
                        (Some(people), last)
                    };
                    let rows = page.lines((after, last), people.as_deref()).await?;
                    tokio::task::block_in_place(|| self.put_existing(shape, &rows))?;
                    let Some(last) = last else { return Ok(()) };
                    after = last;
                }
            }
        }
    }

    fn load_attached(
        &self,
        shape: &Shape,
        insurer_id: i64,
        (care_month, whose): (&str, Whose),
        (from, until): (i64, i64),
    ) -> Result<(), StoreError> {
        let lines = format!("portal.{} l", shape.table);
        let people = match whose {
            Whose::Everybody => format!("{lines} WHERE TRUE"),
            Whose::OfFile => {
                format!("(SELECT DISTINCT person_id AS of FROM incoming) p CROSS JOIN {lines} WHERE l.person_id = p.of")
            }
            Whose::OfMonth => {
                format!(
                    "(SELECT DISTINCT person_id AS of FROM incoming WHERE care_month = ?2) p CROSS JOIN {lines} WHERE l.person_id = p.of"
                )
            }
        };
        self.connection.execute(
            &format!(
                "INSERT INTO existing SELECT l.care_month, l.person_id, {content} FROM {people}
                 AND l.insurer_id = ?1{kind} AND l.care_month = ?2 AND l.version BETWEEN ?3 AND ?4",
                content = shape.content(),
                kind = shape.is_of_kind(),
            ),
            params![insurer_id, care_month, from, until],
        )?;
        Ok(())
    }

    fn attach_once(&self, file: &std::path::Path) -> Result<(), StoreError> {
        let attached = self.count("SELECT COUNT(*) FROM pragma_database_list WHERE name = 'portal'")?;
        if attached == 0 { self.attach(file) } else { Ok(()) }
    }

    fn people_of_file(&self, care_month: &str, whose: Whose, after: i64) -> Result<Vec<i64>, StoreError> {
        let (sql, month) = match whose {
            Whose::OfFile => ("SELECT DISTINCT person_id FROM incoming WHERE person_id > ?1 ORDER BY person_id LIMIT ?2", None),
            _ => (
                "SELECT DISTINCT person_id FROM incoming WHERE care_month = ?3 AND person_id > ?1 ORDER BY person_id LIMIT ?2",
                Some(care_month),
            ),
        };
        let mut select = self.connection.prepare_cached(sql)?;
        let limits: [&dyn rusqlite::ToSql; 2] = [&after, &PEOPLE_AT_ONCE];
        let month = month.as_ref().map(|month| month as &dyn rusqlite::ToSql);
        let people = select.query_map(limits.into_iter().chain(month).collect::<Vec<_>>().as_slice(), |row| row.get(0))?;
        Ok(people.collect::<Result<_, _>>()?)
    }

    fn put_existing(&mut self, shape: &Shape, rows: &[PgRow]) -> Result<(), StoreError> {
        self.run("BEGIN")?;
        let are_texts: Vec<bool> = shape.are_texts().collect();
        let places: Vec<String> = (1..=are_texts.len()).map(|place| format!("?{place}")).collect();
        let mut insert = self.connection.prepare_cached(&format!("INSERT INTO existing VALUES ({})", places.join(", ")))?;
        for row in rows {
            let value = |(place, is_text): (usize, &bool)| match is_text {
                true => row.try_get(place).map(Value::Text),
                false => row.try_get(place).map(Value::Integer),
            };
            let values: Vec<Value> = are_texts.iter().enumerate().map(value).collect::<Result<_, sqlx::Error>>()?;
            insert.execute(params_from_iter(values))?;
        }
        drop(insert);
        self.run("COMMIT")
    }

    /// Writes the next lines of the plan, from `first` on, as lines of `version`. Answers the first line that is left, or `None` when
    /// all are written.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another process took over; nothing of this chunk is written then.
    pub async fn write_statements(
        &mut self,
        database: &Database,
        (insurer_id, kind, version): (i64, StatementKind, i64),
        lease: &WriteLease,
        first: i64,
    ) -> Result<Option<i64>, StoreError> {
        let shape = &Shape::of(kind);
        match &database.engine {
            Engine::Sqlite { readers, .. } => {
                let file = readers.connect_options();
                let held = tokio::task::block_in_place(|| {
                    self.attach_once(file.get_filename())?;
                    self.insert_into_portal(shape, (insurer_id, version), lease, first)
                })?;
                // SQLite's lock is not fair: whoever waits for it needs a gap to find.
                tokio::time::sleep(held / 10).await;
            }
            Engine::Postgres(_) => {
                let rows = &tokio::task::block_in_place(|| self.lines_to_copy(shape, insurer_id, version, first))?;
                let copy = &format!("COPY {} ({}) FROM STDIN", shape.table, columns(shape));
                database.write(|work| async move { work.copy_statements(lease, copy, rows).await }).await?;
            }
        }
        let next = first + CHUNK;
        Ok((next <= self.planned_statements()?).then_some(next))
    }

    fn insert_into_portal(
        &mut self,
        shape: &Shape,
        (insurer_id, version): (i64, i64),
        lease: &WriteLease,
        first: i64,
    ) -> Result<Duration, StoreError> {
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
            &format!("INSERT INTO portal.{} ({}) {}", shape.table, columns(shape), planned(shape)),
            params![insurer_id, version, first, first + CHUNK - 1],
        )?;
        transaction.commit()?;
        Ok(lock.so_far())
    }

    fn lines_to_copy(&self, shape: &Shape, insurer_id: i64, version: i64, first: i64) -> Result<Vec<u8>, StoreError> {
        let mut select = self.connection.prepare_cached(&planned(shape))?;
        let width = select.column_count();
        let mut rows = select.query(params![insurer_id, version, first, first + CHUNK - 1])?;
        let mut text = Vec::new();
        while let Some(row) = rows.next()? {
            for place in 0..width {
                if place > 0 {
                    text.push(b'\t');
                }
                copy_value(&mut text, row.get_ref(place)?);
            }
            text.push(b'\n');
        }
        Ok(text)
    }
}

/// The columns of a line as it is kept.
fn columns(shape: &Shape) -> String {
    format!("insurer_id, care_month, person_id, version, seq, {}{}", shape.content(), shape.own_kind().0)
}

/// What stands in them: lines ?3 to ?4 of the plan, of version ?2 of insurer ?1.
fn planned(shape: &Shape) -> String {
    format!(
        "SELECT ?1, care_month, person_id, ?2, seq, {}{} FROM plan CROSS JOIN incoming USING (line) WHERE seq BETWEEN ?3 AND ?4 ORDER BY seq",
        shape.content(),
        shape.own_kind().1
    )
}

/// A month of PostgreSQL that is read in pages.
struct Page<'a> {
    pool: &'a sqlx::PgPool,
    shape: &'a Shape,
    insurer_id: i64,
    care_month: &'a str,
    versions: (i64, i64),
}

impl Page<'_> {
    /// The last person of the next page; `None` when the page is the last one.
    async fn last_person(&self, after: i64) -> Result<Option<i64>, StoreError> {
        let sql = format!(
            "SELECT l.person_id FROM {} l WHERE l.insurer_id = $1{} AND l.care_month = $2 AND l.person_id > $3
             ORDER BY l.person_id LIMIT 1 OFFSET 5000",
            self.shape.table,
            self.shape.is_of_kind()
        );
        let query = sqlx::query_as(AssertSqlSafe(sql)).bind(self.insurer_id).bind(self.care_month).bind(after);
        let found: Option<(i64,)> = query.fetch_optional(self.pool).await?;
        Ok(found.map(|(person_id,)| person_id))
    }

    /// The lines of these people, or of everybody after the first up to the last.
    async fn lines(&self, (after, last): (i64, Option<i64>), people: Option<&[i64]>) -> Result<Vec<PgRow>, StoreError> {
        let of = if people.is_some() { "l.person_id = ANY($5)" } else { "l.person_id > $5 AND l.person_id <= $6" };
        let sql = format!(
            "SELECT l.care_month, l.person_id, {} FROM {} l WHERE l.insurer_id = $1{} AND l.care_month = $2
               AND l.version BETWEEN $3 AND $4 AND {of}",
            self.shape.content(),
            self.shape.table,
            self.shape.is_of_kind()
        );
        let (from, until) = self.versions;
        let query = sqlx::query(AssertSqlSafe(sql)).bind(self.insurer_id).bind(self.care_month).bind(from).bind(until);
        let query = match people {
            Some(people) => query.bind(people),
            None => query.bind(after).bind(last.unwrap_or(i64::MAX)),
        };
        Ok(query.fetch_all(self.pool).await?)
    }
}

impl Work {
    /// PostgreSQL only: writes lines of COPY under the lease.
    async fn copy_statements(&self, lease: &WriteLease, copy: &str, lines: &[u8]) -> Result<(), StoreError> {
        if !self.keep_lease(&lease.name, lease.holder, lease.until).await? {
            return Err(StoreError::LeaseLost);
        }
        let EngineTransaction::Postgres(transaction) = &mut *self.lock().await else { return Err(StoreError::LeaseLost) };
        let mut sink = transaction.copy_in_raw(copy).await?;
        sink.send(lines).await?;
        sink.finish().await?;
        Ok(())
    }
}
