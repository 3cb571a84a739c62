//! Costs of care on their way in: judged lines of a file, what is in force of their months, and what the next version brings.

use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior, params};
use sqlx::Row;

use super::{
    Staging, problems,
    write::{Held, WriteLease, copy_value},
};
use crate::{
    Database, Day, StoreError, Work,
    costs::CostLine,
    engine::{Engine, EngineTransaction},
};

/// Lines of one transaction: well under 100 ms on either engine.
const CHUNK: i64 = 10_000;
/// How many people are asked for at once on PostgreSQL.
const PEOPLE_AT_ONCE: i64 = 2_000;

/// What makes two lines of a person and a month equal.
const CONTENT: &str = "kind, institution, days, total, insurer_share, public_share, own_share, meals, additional";

/// A line of a file, judged, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingCost {
    /// The line on which the record starts (of a sheet: the row).
    pub line: i64,
    /// Our own identifier of the person.
    pub person_id: i64,
    /// What it says.
    pub cost: CostLine,
}

/// How many lines of a month the file has, and what comes of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthPlan {
    /// The month of care.
    pub care_month: String,
    /// Lines of the file.
    pub lines: i64,
    /// Lines that the next version has.
    pub planned: i64,
    /// Lines of the file that are in force already.
    pub known: i64,
    /// Lines in force for the people of the file, and for a replacement, of everybody.
    pub existing: i64,
}

impl Staging {
    /// Opens an empty file for costs. `today` is the day of the import in Tokyo.
    ///
    /// # Errors
    /// [`StoreError::Staging`] when there is nowhere to put it.
    pub fn for_costs(today: Day) -> Result<Staging, StoreError> {
        let connection = Connection::open("")?;
        connection.execute_batch(&format!(
            "PRAGMA main.journal_mode = OFF; PRAGMA main.synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA main.cache_size = -32768;
             CREATE TABLE incoming (line INTEGER PRIMARY KEY, {LINE}) STRICT;
             CREATE TABLE existing ({LINE}) STRICT;
             CREATE TABLE numbered ({LINE}, nth INTEGER NOT NULL) STRICT;
             CREATE TABLE known (line INTEGER PRIMARY KEY) STRICT;
             CREATE TABLE plan (seq INTEGER PRIMARY KEY, {LINE}) STRICT;
             {problems};
             BEGIN;",
            problems = problems::TABLE,
        ))?;
        connection.set_prepared_statement_cache_capacity(32);
        Ok(Staging { connection, absent: Vec::new(), today })
    }

    /// Puts a line of the file down.
    ///
    /// # Errors
    /// [`StoreError::Staging`] when there is no room left.
    pub fn add_cost(&mut self, incoming: &IncomingCost) -> Result<(), StoreError> {
        let IncomingCost { line, person_id, cost } = incoming;
        let mut insert =
            self.connection.prepare_cached("INSERT INTO incoming VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")?;
        insert.execute(params![
            line,
            cost.care_month,
            person_id,
            cost.kind,
            cost.institution,
            cost.days,
            cost.total,
            cost.insurer_share,
            cost.public_share,
            cost.own_share,
            cost.meals,
            cost.additional,
        ])?;
        Ok(())
    }

    /// All lines of the file are down.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn seal_costs(&mut self) -> Result<(), StoreError> {
        self.run("COMMIT")
    }

    /// The months of the file, in order.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn cost_months(&self) -> Result<Vec<String>, StoreError> {
        let mut select = self.connection.prepare("SELECT DISTINCT care_month FROM incoming ORDER BY care_month")?;
        let months = select.query_map([], |row| row.get(0))?;
        Ok(months.collect::<Result<_, _>>()?)
    }

    /// Takes over what versions `from` to `until` have of a month: of everybody, or only of the people of the file.
    ///
    /// # Errors
    /// [`StoreError`] of either side.
    pub async fn load_costs(
        &mut self,
        database: &Database,
        insurer_id: i64,
        (care_month, everybody): (&str, bool),
        (from, until): (i64, i64),
    ) -> Result<(), StoreError> {
        match &database.engine {
            Engine::Sqlite { readers, .. } => {
                let file = readers.connect_options();
                tokio::task::block_in_place(|| {
                    self.load_attached_costs(file.get_filename(), insurer_id, (care_month, everybody), (from, until))
                })
            }
            Engine::Postgres(pool) => {
                let mut after = i64::MIN;
                loop {
                    let (people, last) = if everybody {
                        (None, person_of_page(pool, insurer_id, care_month, after).await?)
                    } else {
                        let people = self.people_of_month(care_month, after)?;
                        let last = people.last().copied();
                        (Some(people), last)
                    };
                    let rows = page_of_costs(pool, insurer_id, care_month, (from, until), (after, last), people.as_deref()).await?;
                    tokio::task::block_in_place(|| self.put_costs(&rows))?;
                    let Some(last) = last else { return Ok(()) };
                    after = last;
                }
            }
        }
    }

    fn load_attached_costs(
        &self,
        file: &std::path::Path,
        insurer_id: i64,
        (care_month, everybody): (&str, bool),
        (from, until): (i64, i64),
    ) -> Result<(), StoreError> {
        self.attach_once(file)?;
        let people = match everybody {
            true => "portal.cost_lines l WHERE l.insurer_id = ?1",
            false => {
                "(SELECT DISTINCT person_id AS of FROM incoming WHERE care_month = ?2) p CROSS JOIN portal.cost_lines l
                 WHERE l.person_id = p.of AND l.insurer_id = ?1"
            }
        };
        self.connection.execute(
            &format!(
                "INSERT INTO existing SELECT care_month, person_id, {CONTENT} FROM {people}
                 AND l.care_month = ?2 AND l.version BETWEEN ?3 AND ?4"
            ),
            params![insurer_id, care_month, from, until],
        )?;
        Ok(())
    }

    fn attach_once(&self, file: &std::path::Path) -> Result<(), StoreError> {
        let attached = self.count("SELECT COUNT(*) FROM pragma_database_list WHERE name = 'portal'")?;
        if attached == 0 { self.attach(file) } else { Ok(()) }
    }

    fn people_of_month(&self, care_month: &str, after: i64) -> Result<Vec<i64>, StoreError> {
        let mut select = self.connection.prepare_cached(
            "SELECT DISTINCT person_id FROM incoming WHERE care_month = ?1 AND person_id > ?2 ORDER BY person_id LIMIT ?3",
        )?;
        let people = select.query_map(params![care_month, after, PEOPLE_AT_ONCE], |row| row.get(0))?;
        Ok(people.collect::<Result<_, _>>()?)
    }

    fn put_costs(&mut self, rows: &[sqlx::postgres::PgRow]) -> Result<(), StoreError> {
        self.run("BEGIN")?;
        let mut insert = self.connection.prepare_cached("INSERT INTO existing VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")?;
        for row in rows {
            let text = |place: usize| row.try_get::<String, _>(place);
            let number = |place: usize| row.try_get::<i64, _>(place);
            insert.execute(params![
                text(0)?,
                number(1)?,
                text(2)?,
                text(3)?,
                number(4)?,
                number(5)?,
                number(6)?,
                number(7)?,
                number(8)?,
                number(9)?,
                number(10)?
            ])?;
        }
        drop(insert);
        self.run("COMMIT")
    }

    /// Compares the file with what was loaded, as multisets, and plans the next version: for an addition what is not there yet, for a
    /// replacement every line. Answers what comes of each month.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn plan_costs(&mut self, replaces: bool) -> Result<Vec<MonthPlan>, StoreError> {
        let equal = "PARTITION BY care_month, person_id, kind, institution, days, total, insurer_share, public_share, own_share, meals,
             additional";
        if self.count("SELECT EXISTS (SELECT 1 FROM existing)")? == 1 {
            self.run(&format!(
                "INSERT INTO numbered SELECT *, ROW_NUMBER() OVER ({equal}) FROM existing;
                 CREATE INDEX numbered_by_person ON numbered (person_id, care_month, total);
                 INSERT INTO known SELECT i.line FROM (
                     SELECT *, ROW_NUMBER() OVER ({equal} ORDER BY line) AS nth FROM incoming
                     WHERE care_month IN (SELECT DISTINCT care_month FROM existing)) i
                 JOIN numbered n ON n.person_id = i.person_id AND n.care_month = i.care_month AND n.total = i.total AND n.nth = i.nth
                      AND n.kind = i.kind AND n.institution = i.institution AND n.days = i.days AND n.insurer_share = i.insurer_share
                      AND n.public_share = i.public_share AND n.own_share = i.own_share AND n.meals = i.meals
                      AND n.additional = i.additional;"
            ))?;
        }
        let planned = if replaces { "TRUE" } else { "line NOT IN (SELECT line FROM known)" };
        self.run(&format!(
            "INSERT INTO plan (care_month, person_id, {CONTENT}) SELECT care_month, person_id, {CONTENT} FROM incoming
             WHERE {planned} ORDER BY care_month, person_id, line"
        ))?;
        let mut select = self.connection.prepare(
            "SELECT care_month, COUNT(*), (SELECT COUNT(*) FROM plan p WHERE p.care_month = i.care_month),
                    COUNT(k.line), (SELECT COUNT(*) FROM existing e WHERE e.care_month = i.care_month)
             FROM incoming i LEFT JOIN known k ON k.line = i.line GROUP BY care_month ORDER BY care_month",
        )?;
        let months = select.query_map([], |row| {
            Ok(MonthPlan { care_month: row.get(0)?, lines: row.get(1)?, planned: row.get(2)?, known: row.get(3)?, existing: row.get(4)? })
        })?;
        Ok(months.collect::<Result<_, _>>()?)
    }

    /// For how many people something changes.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn people_of_cost_plan(&self, replaces: bool) -> Result<i64, StoreError> {
        let losing = match replaces {
            true => {
                " UNION SELECT person_id FROM (SELECT person_id, 1 AS n FROM existing
                     UNION ALL SELECT i.person_id, -1 FROM incoming i JOIN known k ON k.line = i.line)
                 GROUP BY person_id HAVING SUM(n) <> 0"
            }
            false => "",
        };
        self.count(&format!(
            "SELECT COUNT(*) FROM (SELECT DISTINCT person_id FROM incoming WHERE line NOT IN (SELECT line FROM known){losing})"
        ))
    }

    /// How many lines the plan has.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn planned_costs(&self) -> Result<i64, StoreError> {
        self.count("SELECT COALESCE(MAX(seq), 0) FROM plan")
    }

    /// Writes the next lines of the plan, from `first` on, as lines of `version`. Answers the first line that is left, or `None` when
    /// all are written.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another process took over; nothing of this chunk is written then.
    pub async fn write_costs(
        &mut self,
        database: &Database,
        (insurer_id, version): (i64, i64),
        lease: &WriteLease,
        first: i64,
    ) -> Result<Option<i64>, StoreError> {
        match &database.engine {
            Engine::Sqlite { readers, .. } => {
                let file = readers.connect_options();
                let held = tokio::task::block_in_place(|| self.insert_costs(file.get_filename(), (insurer_id, version), lease, first))?;
                // SQLite's lock is not fair: whoever waits for it needs a gap to find.
                tokio::time::sleep(held / 10).await;
            }
            Engine::Postgres(_) => {
                let rows = &tokio::task::block_in_place(|| self.costs_to_copy(insurer_id, version, first))?;
                database.write(|work| async move { work.copy_costs(lease, rows).await }).await?;
            }
        }
        let next = first + CHUNK;
        Ok((next <= self.planned_costs()?).then_some(next))
    }

    fn insert_costs(
        &mut self,
        file: &std::path::Path,
        (insurer_id, version): (i64, i64),
        lease: &WriteLease,
        first: i64,
    ) -> Result<Duration, StoreError> {
        self.attach_once(file)?;
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
            &format!(
                "INSERT INTO portal.cost_lines (insurer_id, care_month, person_id, version, seq, {CONTENT})
                 SELECT ?1, care_month, person_id, ?2, seq, {CONTENT} FROM plan WHERE seq BETWEEN ?3 AND ?4 ORDER BY seq"
            ),
            params![insurer_id, version, first, first + CHUNK - 1],
        )?;
        transaction.commit()?;
        Ok(lock.so_far())
    }

    fn costs_to_copy(&self, insurer_id: i64, version: i64, first: i64) -> Result<Vec<u8>, StoreError> {
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT ?1, care_month, person_id, ?2, seq, {CONTENT} FROM plan WHERE seq BETWEEN ?3 AND ?4 ORDER BY seq"
        ))?;
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

/// A line without its key, as every table of the file has it.
const LINE: &str = "care_month TEXT NOT NULL, person_id INTEGER NOT NULL, kind TEXT NOT NULL, institution TEXT NOT NULL,
     days INTEGER NOT NULL, total INTEGER NOT NULL, insurer_share INTEGER NOT NULL, public_share INTEGER NOT NULL,
     own_share INTEGER NOT NULL, meals INTEGER NOT NULL, additional INTEGER NOT NULL";

/// The last person of the next page of a month; `None` when the page is the last one.
async fn person_of_page(pool: &sqlx::PgPool, insurer_id: i64, care_month: &str, after: i64) -> Result<Option<i64>, StoreError> {
    let found: Option<(i64,)> = sqlx::query_as(
        "SELECT person_id FROM cost_lines WHERE insurer_id = $1 AND care_month = $2 AND person_id > $3
         ORDER BY person_id LIMIT 1 OFFSET 5000",
    )
    .bind(insurer_id)
    .bind(care_month)
    .bind(after)
    .fetch_optional(pool)
    .await?;
    Ok(found.map(|(person_id,)| person_id))
}

/// Lines of a month: of these people, or of everybody after the first up to the last.
async fn page_of_costs(
    pool: &sqlx::PgPool,
    insurer_id: i64,
    care_month: &str,
    (from, until): (i64, i64),
    (after, last): (i64, Option<i64>),
    people: Option<&[i64]>,
) -> Result<Vec<sqlx::postgres::PgRow>, StoreError> {
    const OF: &str =
        "SELECT care_month, person_id, kind, institution, days, total, insurer_share, public_share, own_share, meals, additional
         FROM cost_lines WHERE insurer_id = $1 AND care_month = $2 AND version BETWEEN $3 AND $4 AND person_id = ANY($5)";
    const NEXT: &str =
        "SELECT care_month, person_id, kind, institution, days, total, insurer_share, public_share, own_share, meals, additional
         FROM cost_lines WHERE insurer_id = $1 AND care_month = $2 AND version BETWEEN $3 AND $4 AND person_id > $5 AND person_id <= $6";
    let query = match people {
        Some(people) => sqlx::query(OF).bind(insurer_id).bind(care_month).bind(from).bind(until).bind(people),
        None => sqlx::query(NEXT).bind(insurer_id).bind(care_month).bind(from).bind(until).bind(after).bind(last.unwrap_or(i64::MAX)),
    };
    Ok(query.fetch_all(pool).await?)
}

impl Work {
    /// PostgreSQL only: writes lines of COPY under the lease.
    async fn copy_costs(&self, lease: &WriteLease, lines: &[u8]) -> Result<(), StoreError> {
        if !self.keep_lease(&lease.name, lease.holder, lease.until).await? {
            return Err(StoreError::LeaseLost);
        }
        let EngineTransaction::Postgres(transaction) = &mut *self.lock().await else { return Err(StoreError::LeaseLost) };
        let mut sink = transaction
            .copy_in_raw(
                "COPY cost_lines (insurer_id, care_month, person_id, version, seq, kind, institution, days, total, insurer_share,
                     public_share, own_share, meals, additional) FROM STDIN",
            )
            .await?;
        sink.send(lines).await?;
        sink.finish().await?;
        Ok(())
    }
}
