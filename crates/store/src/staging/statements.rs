//! Statements on their way in: judged lines of a file, what is in force of their months, and what the next version brings.

use madoguchi_rules::statements::StatementKind;
use rusqlite::{Connection, params};

use super::{Staging, problems, shape::Shape};
use crate::{Day, StoreError, costs::CostLine};

/// A line of a file of costs, judged, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingCost {
    /// The line on which the record starts (of a sheet: the row).
    pub line: i64,
    /// Our own identifier of the person.
    pub person_id: i64,
    /// What it says.
    pub cost: CostLine,
}

/// A line of a file of any other kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingStatement {
    /// The line on which the record starts (of a sheet: the row).
    pub line: i64,
    /// Our own identifier of the person.
    pub person_id: i64,
    /// The month of care, `YYYY-MM`.
    pub care_month: String,
    /// What it says, as it is kept.
    pub content: String,
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
    /// Opens an empty file for statements of a kind. `today` is the day of the import in Tokyo.
    ///
    /// # Errors
    /// [`StoreError::Staging`] when there is nowhere to put it.
    pub fn for_statements(kind: StatementKind, today: Day) -> Result<Staging, StoreError> {
        let connection = Connection::open("")?;
        connection.execute_batch(&format!(
            "PRAGMA main.journal_mode = OFF; PRAGMA main.synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA main.cache_size = -32768;
             CREATE TABLE incoming (line INTEGER PRIMARY KEY, {line}) STRICT;
             CREATE TABLE existing ({line}) STRICT;
             CREATE TABLE numbered ({line}, nth INTEGER NOT NULL) STRICT;
             CREATE TABLE known (line INTEGER PRIMARY KEY) STRICT;
             CREATE TABLE plan (seq INTEGER PRIMARY KEY, line INTEGER NOT NULL) STRICT;
             {problems};
             BEGIN;",
            line = Shape::of(kind).line(),
            problems = problems::TABLE,
        ))?;
        connection.set_prepared_statement_cache_capacity(32);
        Ok(Staging { connection, absent: Vec::new(), today })
    }

    /// Puts a line of a file of costs down.
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

    /// Puts a line of a file of any other kind down.
    ///
    /// # Errors
    /// [`StoreError::Staging`] when there is no room left.
    pub fn add_statement(&mut self, incoming: &IncomingStatement) -> Result<(), StoreError> {
        let IncomingStatement { line, person_id, care_month, content } = incoming;
        let mut insert = self.connection.prepare_cached("INSERT INTO incoming VALUES (?1, ?2, ?3, ?4)")?;
        insert.execute(params![line, care_month, person_id, content])?;
        Ok(())
    }

    /// All lines of the file are down.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn seal_statements(&mut self) -> Result<(), StoreError> {
        self.run("COMMIT; CREATE INDEX incoming_by_person ON incoming (care_month, person_id);")
    }

    /// The months of the file, in order.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn statement_months(&self) -> Result<Vec<String>, StoreError> {
        let mut select = self.connection.prepare("SELECT DISTINCT care_month FROM incoming ORDER BY care_month")?;
        let months = select.query_map([], |row| row.get(0))?;
        Ok(months.collect::<Result<_, _>>()?)
    }

    /// Compares the file with what was loaded, as multisets, and plans the next version: for an addition what is not there yet, for a
    /// replacement every line. Answers what comes of each month.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn plan_statements(&mut self, kind: StatementKind, replaces: bool) -> Result<Vec<MonthPlan>, StoreError> {
        let shape = Shape::of(kind);
        let (content, telling) = (shape.content(), shape.telling);
        if self.count("SELECT EXISTS (SELECT 1 FROM existing)")? == 1 {
            self.run(&format!(
                "INSERT INTO numbered
                     SELECT *, ROW_NUMBER() OVER (PARTITION BY care_month, person_id, {content}) FROM existing;
                 CREATE INDEX numbered_by_person ON numbered (person_id, care_month, {telling});
                 INSERT INTO known SELECT i.line FROM (
                     SELECT *, ROW_NUMBER() OVER (PARTITION BY care_month, person_id, {content} ORDER BY line) AS nth FROM incoming
                     WHERE care_month IN (SELECT DISTINCT care_month FROM existing)) i
                 JOIN numbered n ON n.person_id = i.person_id AND n.care_month = i.care_month AND n.nth = i.nth{equal};",
                equal = shape.are_equal("n", "i")
            ))?;
        }
        let planned = if replaces { "TRUE" } else { "line NOT IN (SELECT line FROM known)" };
        self.run(&format!("INSERT INTO plan (line) SELECT line FROM incoming WHERE {planned} ORDER BY care_month, person_id, line"))?;
        let mut select = self.connection.prepare(
            "SELECT care_month, COUNT(*), COUNT(k.line), (SELECT COUNT(*) FROM existing e WHERE e.care_month = i.care_month)
             FROM incoming i LEFT JOIN known k ON k.line = i.line GROUP BY care_month ORDER BY care_month",
        )?;
        let months = select.query_map([], |row| {
            let (lines, known) = (row.get(1)?, row.get(2)?);
            let planned = if replaces { lines } else { lines - known };
            Ok(MonthPlan { care_month: row.get(0)?, lines, planned, known, existing: row.get(3)? })
        })?;
        Ok(months.collect::<Result<_, _>>()?)
    }

    /// For how many people something changes.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn people_of_statement_plan(&self, replaces: bool) -> Result<i64, StoreError> {
        let losing = match replaces {
            true => {
                " UNION SELECT person_id FROM (
                     SELECT person_id, 1 AS n FROM existing WHERE care_month IN (SELECT care_month FROM incoming)
                     UNION ALL SELECT i.person_id, -1 FROM incoming i JOIN known k ON k.line = i.line)
                 GROUP BY person_id HAVING SUM(n) <> 0"
            }
            false => "",
        };
        self.count(&format!(
            "SELECT COUNT(*) FROM (SELECT DISTINCT person_id FROM incoming WHERE line NOT IN (SELECT line FROM known){losing})"
        ))
    }

    /// The lines of the file that give a person the number of something else that stays in force: of kinds whose lines have numbers.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn lines_with_taken_numbers(&self, kind: StatementKind, replaces: bool) -> Result<Vec<i64>, StoreError> {
        let Some(number) = Shape::of(kind).number else { return Ok(Vec::new()) };
        let stays = if replaces { "e.care_month NOT IN (SELECT care_month FROM incoming)" } else { "TRUE" };
        let mut select = self.connection.prepare(&format!(
            "SELECT DISTINCT i.line FROM incoming i
             JOIN existing e ON e.person_id = i.person_id AND json_extract(e.content, '{number}') = json_extract(i.content, '{number}')
             WHERE i.line NOT IN (SELECT line FROM known) AND {stays} ORDER BY i.line"
        ))?;
        let lines = select.query_map([], |row| row.get(0))?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// How many lines the plan has.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn planned_statements(&self) -> Result<i64, StoreError> {
        self.count("SELECT COALESCE(MAX(seq), 0) FROM plan")
    }
}
