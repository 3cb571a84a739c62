//! Where an import is compared with the roster in force: a temporary SQLite file, whichever engine the portal runs on.
//!
//! A file's rows are put down here as they are read, the insurer's current rows beside them, and the rules of matching run as SQL over
//! both, so that memory stays flat with any size of file and both engines get the same answer. What the next version of the roster
//! changes ends up in `plan`, from which `write.rs` carries it over in small transactions.
//!
//! The file has no name: SQLite unlinks it as soon as it is open, so that a killed import leaves no personal data behind.

mod carry;
mod corrections;
mod find;
mod keep;
mod load;
mod matching;
mod moves;
mod plan;
mod problems;
mod review;
mod shape;
mod statements;
mod write;

use rusqlite::{Connection, params};

pub use carry::Whose;
pub use corrections::EndedCorrection;
pub use find::Candidate;
pub(crate) use load::all_columns;
pub use matching::Duplicate;
pub use moves::Move;
pub use plan::{Change, Counts};
pub use problems::Problem;
pub use review::Household;
pub use statements::{IncomingCost, IncomingStatement, MonthPlan};
pub use write::WriteLease;

use crate::{Day, StoreError};

/// The columns of a roster row that a file decides, as in `roster_entries`.
pub(crate) const COLUMNS: [&str; 24] = [
    "symbol",
    "number",
    "branch",
    "symbol_key",
    "number_key",
    "symbol_loose",
    "number_loose",
    "kana_name",
    "kana_unfolded",
    "kana_folded",
    "kana_lenient",
    "name",
    "birth_date",
    "relation",
    "acquired_on",
    "lost_on",
    "email",
    "personal_key",
    "office",
    "postal_code",
    "address",
    "burden",
    "burden_from",
    "recognised_on",
];

/// The columns that the portal decides, carried from one version to the next.
pub(crate) const OWN_COLUMNS: [&str; 2] = ["eligible_from", "lost_by_import"];

/// A row of a file, read and judged. Keys are made by `madoguchi-rules`.
#[derive(Clone, PartialEq, Eq)]
pub struct IncomingRow {
    /// The line on which the record starts (of a sheet: the row).
    pub line: i64,
    /// 記号 as given; empty when there is none.
    pub symbol: String,
    /// 記号 as compared.
    pub symbol_key: String,
    /// 記号 without leading zeros.
    pub symbol_loose: String,
    /// 番号 as given.
    pub number: String,
    /// 番号 as compared.
    pub number_key: String,
    /// 番号 without leading zeros.
    pub number_loose: String,
    /// 枝番, two digits.
    pub branch: Option<String>,
    /// 氏名カナ as given.
    pub kana_name: String,
    /// 氏名カナ in one width and script, voicing kept.
    pub kana_unfolded: String,
    /// 氏名カナ folded, as sign-up compares it.
    pub kana_folded: String,
    /// 氏名カナ folded leniently.
    pub kana_lenient: String,
    /// 氏名; empty when the file has none.
    pub name: String,
    /// 生年月日.
    pub birth_date: Day,
    /// `insured` or `dependant`; `None` when the file does not tell.
    pub relation: Option<&'static str>,
    /// 資格取得日.
    pub acquired_on: Option<Day>,
    /// 資格喪失日.
    pub lost_on: Option<Day>,
    /// メールアドレス.
    pub email: Option<String>,
    /// 個人キー.
    pub personal_key: Option<String>,
    /// 事業所名.
    pub office: Option<String>,
    /// 郵便番号.
    pub postal_code: Option<String>,
    /// 住所.
    pub address: Option<String>,
    /// 負担割合.
    pub burden: Option<String>,
    /// 負担割合発効日.
    pub burden_from: Option<Day>,
    /// 認定日.
    pub recognised_on: Option<Day>,
}

/// The temporary file of one import.
pub struct Staging {
    connection: Connection,
    /// Columns that the file does not have: what is there stays there.
    absent: Vec<&'static str>,
    today: Day,
}

impl Staging {
    /// Opens an empty file. `today` is the day of the import in Tokyo.
    ///
    /// # Errors
    /// [`StoreError::Staging`] when there is nowhere to put it.
    pub fn open(today: Day) -> Result<Staging, StoreError> {
        let connection = Connection::open("")?;
        connection.execute_batch(
            "PRAGMA main.journal_mode = OFF; PRAGMA main.synchronous = OFF; PRAGMA temp_store = FILE;
             PRAGMA main.cache_size = -8192;",
        )?;
        connection.set_prepared_statement_cache_capacity(32);
        let columns = columns();
        connection.execute_batch(&format!(
            "CREATE TABLE incoming (line INTEGER PRIMARY KEY, {columns}) STRICT;
             CREATE TABLE current (person_id INTEGER PRIMARY KEY, {columns}, eligible_from TEXT, lost_by_import INTEGER NOT NULL,
                 moved INTEGER NOT NULL DEFAULT FALSE) STRICT;
             CREATE TABLE pairs (line INTEGER PRIMARY KEY, person_id INTEGER NOT NULL UNIQUE, kind TEXT NOT NULL) STRICT;
             CREATE TABLE plan (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, line INTEGER, person_id INTEGER NOT NULL, taken_by INTEGER)
                 STRICT;
             CREATE TABLE moves (line INTEGER PRIMARY KEY, old_person_id INTEGER NOT NULL, new_person_id INTEGER NOT NULL,
                 is_sure INTEGER NOT NULL) STRICT;
             CREATE TABLE duplicates (line INTEGER PRIMARY KEY, first INTEGER NOT NULL, is_personal_key INTEGER NOT NULL) STRICT;
             {corrected};
             {problems};
             BEGIN;",
            corrected = corrections::table(),
            problems = problems::TABLE,
        ))?;
        Ok(Staging { connection, absent: Vec::new(), today })
    }

    /// Tells which columns the file lacks: what is there stays there.
    pub fn lacks(&mut self, columns: Vec<&'static str>) {
        self.absent = columns;
    }

    /// Puts a row of the file down.
    ///
    /// # Errors
    /// [`StoreError::Staging`] when there is no room left.
    pub fn add(&mut self, row: &IncomingRow) -> Result<(), StoreError> {
        let day = |day: Option<Day>| day.map(|day| day.0.to_string());
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO incoming VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                 ?21, ?22, ?23, ?24, ?25)",
        )?;
        insert.execute(params![
            row.line,
            row.symbol,
            row.number,
            row.branch,
            row.symbol_key,
            row.number_key,
            row.symbol_loose,
            row.number_loose,
            row.kana_name,
            row.kana_unfolded,
            row.kana_folded,
            row.kana_lenient,
            row.name,
            row.birth_date.0.to_string(),
            row.relation,
            day(row.acquired_on),
            day(row.lost_on),
            row.email,
            row.personal_key,
            row.office,
            row.postal_code,
            row.address,
            row.burden,
            day(row.burden_from),
            day(row.recognised_on),
        ])?;
        Ok(())
    }

    /// All rows of the file are down: makes them searchable.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn seal(&mut self) -> Result<(), StoreError> {
        self.run(
            "COMMIT;
             CREATE INDEX incoming_by_number ON incoming (number_loose, symbol_loose, branch, birth_date);
             CREATE INDEX incoming_by_personal_key ON incoming (personal_key) WHERE personal_key IS NOT NULL;",
        )
    }

    fn run(&self, sql: &str) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch(sql)?)
    }

    fn count(&self, sql: &str) -> Result<i64, StoreError> {
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    fn today(&self) -> String {
        self.today.0.to_string()
    }

    fn is_absent(&self, column: &str) -> bool {
        self.absent.contains(&column)
    }
}

/// The columns that a file decides, as DDL: all text, any of them may be absent.
fn columns() -> String {
    COLUMNS.map(|column| format!("{column} TEXT")).join(", ")
}
