//! From a file of any kind to judged rows in the temporary file: titles, header, rows, totals, blank rows, My Numbers.

use std::path::Path;

use madoguchi_rules::my_number::ColumnWatch;
use madoguchi_store::{StoreError, staging::Staging};

use super::{
    RowProblem, found,
    headers::{Columns, Field, MOST_TITLE_ROWS, Vocabulary, my_number_column},
    roster::Progress,
    table::{Position, Record, Table, TableError},
};

/// How often progress is told, in records.
const TOLD_EVERY: i64 = 2_000;
/// How many rows below the data may be totals: some systems write one for each office.
const MOST_TOTALS: usize = 1_000;

/// The rows of a kind of file: how each is judged and put down.
pub trait Rows {
    /// Its columns.
    type Field: Field;

    /// Where they are.
    fn columns(&self) -> &Columns<Self::Field>;

    /// Whether the record is a total below the data: it says so and names nobody.
    fn is_total(&self, record: &Record) -> bool;

    /// Judges a record and puts it down, or answers everything that is wrong with it.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    fn take(&mut self, record: &Record, staging: &mut Staging) -> Result<Result<(), Vec<RowProblem>>, StoreError>;

    /// All rows are down.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    fn seal(&self, staging: &mut Staging) -> Result<(), StoreError>;

    /// How many rows stayed out though they are right, and were told.
    fn set_aside(&self) -> i64 {
        0
    }
}

/// A file that was read to its end.
pub struct ReadFile<F> {
    /// Its good rows, and what is wrong or odd.
    pub staging: Staging,
    /// Rows with data, good or bad.
    pub rows: i64,
    /// Rows that are bad.
    pub bad_rows: i64,
    /// Rows that stayed out though they are right.
    pub set_aside: i64,
    /// The columns.
    pub columns: Columns<F>,
}

/// Why a file was not read to its end.
pub enum ReadError {
    /// It is refused as a whole.
    Refused(Box<RefusedFile>),
    /// The temporary file failed.
    Store(StoreError),
}

/// A file that is refused as a whole.
pub struct RefusedFile {
    /// What is wrong with it.
    pub staging: Staging,
    /// How many rows had been read.
    pub rows: i64,
    /// SHA-256 of the file; empty when it could not be opened.
    pub sha256: Vec<u8>,
}

/// Makes the judge of the rows of a file with these columns, or refuses them.
pub type Begin<'a, R> = dyn Fn(Columns<<R as Rows>::Field>, &mut Staging) -> Result<R, RowProblem> + 'a;

/// What a reading judges by, before the columns are known.
pub struct Expectations<'a, R: Rows> {
    /// Names of columns.
    pub vocabulary: Vocabulary<R::Field>,
    /// Makes the judge of the rows, or refuses the columns.
    pub begin: &'a Begin<'a, R>,
    /// Names of columns by which the header line is known, for whoever looks for it.
    pub header: &'static str,
    /// What a row must have that is not a total.
    pub names_somebody: &'static str,
}

enum Stop {
    Table(TableError),
    Refused(Vec<RowProblem>),
    Store(StoreError),
}

struct Reading<'a, 'p, R: Rows> {
    expectations: Expectations<'a, R>,
    progress: &'p mut (dyn FnMut(Progress) + Send),
    total: u64,
    titles: Vec<u64>,
    staging: Staging,
    body: Option<Body<R>>,
}

/// What is below the header line.
struct Body<R> {
    judge: R,
    watches: Vec<ColumnWatch>,
    rows: i64,
    bad_rows: i64,
    blank_rows: u64,
    totals: Vec<u64>,
}

/// Reads a file to its end, or refuses it.
///
/// # Errors
/// [`ReadError`].
pub fn read<R: Rows>(
    table: Table,
    path: &Path,
    staging: Staging,
    expectations: Expectations<'_, R>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<ReadFile<R::Field>, ReadError> {
    let total = if table.survey().is_sheet() { 0 } else { table.survey().bytes };
    let mut reading = Reading { expectations, progress, total, titles: Vec::new(), staging, body: None };
    let read = table.read(|record, position| reading.take(record, position));
    match read.and_then(|()| reading.finish()) {
        Ok(body) => {
            let (columns, set_aside) = (body.judge.columns().clone(), body.judge.set_aside());
            Ok(ReadFile { staging: reading.staging, rows: body.rows, bad_rows: body.bad_rows, set_aside, columns })
        }
        Err(stop) => Err(reading.refuse(stop, path)),
    }
}

impl ReadError {
    /// The same of the file with this SHA-256.
    pub fn of_file(self, sha256: [u8; 32]) -> ReadError {
        match self {
            ReadError::Refused(file) => ReadError::Refused(Box::new(RefusedFile { sha256: sha256.to_vec(), ..*file })),
            error => error,
        }
    }

    /// A file that is refused before its first row.
    pub fn refused(mut staging: Staging, problem: RowProblem) -> ReadError {
        match found::error(&mut staging, problem) {
            Ok(()) => ReadError::Refused(Box::new(RefusedFile { staging, rows: 0, sha256: Vec::new() })),
            Err(error) => ReadError::Store(error),
        }
    }
}

impl<R: Rows> Reading<'_, '_, R> {
    fn take(&mut self, record: &Record, position: Position) -> Result<(), Stop> {
        match &mut self.body {
            Some(body) => {
                if body.rows % TOLD_EVERY == 0 {
                    (self.progress)(Progress::Reading { done: position, total: self.total });
                }
                body.take(record, &mut self.staging)
            }
            None if record.is_blank() => Ok(()),
            None if self.expectations.vocabulary.is_header(record) => self.begin(record),
            None if self.titles.len() < MOST_TITLE_ROWS => {
                self.titles.push(record.line);
                Ok(())
            }
            None => Err(Stop::Refused(vec![self.no_header()])),
        }
    }

    fn begin(&mut self, header: &Record) -> Result<(), Stop> {
        let columns = self.expectations.vocabulary.columns(header).map_err(Stop::Refused)?;
        let judge = (self.expectations.begin)(columns, &mut self.staging).map_err(|problem| Stop::Refused(vec![problem]))?;
        for place in &judge.columns().unknown {
            let name = judge.columns().name_at(*place);
            let unknown = RowProblem::of_cell(
                header.line,
                name.clone(),
                "この列は使いません。",
                format!("必要な列であれば、「列の対応」で指定してください（コマンドでは --map '{name}=項目名'）。"),
            );
            found::warning(&mut self.staging, unknown)?;
        }
        if let Some(first) = self.titles.first() {
            let titles = RowProblem::of_row(
                *first,
                format!("見出しの上の{}行を、表題として読み飛ばしました。", self.titles.len()),
                "データの行であれば、見出しの行の下に移してください。",
            );
            found::warning(&mut self.staging, titles)?;
        }
        let watches = vec![ColumnWatch::default(); judge.columns().names.len()];
        self.body = Some(Body { judge, watches, rows: 0, bad_rows: 0, blank_rows: 0, totals: Vec::new() });
        Ok(())
    }

    /// What only the whole file tells.
    fn finish(&mut self) -> Result<Body<R>, Stop> {
        let Some(body) = &self.body else { return Err(Stop::Refused(vec![self.no_header()])) };
        let watched = body.watches.iter().enumerate().filter(|(_, watch)| watch.holds_my_numbers());
        let my_numbers: Vec<_> =
            watched.map(|(place, _)| my_number_column(body.judge.columns().line, &body.judge.columns().name_at(place))).collect();
        if !my_numbers.is_empty() {
            return Err(Stop::Refused(my_numbers));
        }
        if body.rows == 0 {
            let empty = RowProblem::of_file("見出しの下にデータがありません。", "データの行があるファイルを指定してください。");
            return Err(Stop::Refused(vec![empty]));
        }
        if let Some(first) = body.totals.first() {
            let totals = RowProblem::of_row(
                *first,
                format!("データの下の{}行を、合計として読み飛ばしました。", body.totals.len()),
                format!("データの行であれば、{}を入れてください。", self.expectations.names_somebody),
            );
            found::warning(&mut self.staging, totals)?;
        }
        if body.blank_rows > 0 {
            let blank =
                RowProblem::of_file(format!("空の行を{}行読み飛ばしました。", body.blank_rows), "データが抜けていないか確認してください。");
            found::warning(&mut self.staging, blank)?;
        }
        body.judge.seal(&mut self.staging)?;
        self.body.take().ok_or_else(|| Stop::Refused(vec![self.no_header()]))
    }

    fn no_header(&self) -> RowProblem {
        RowProblem::of_file(
            "見出しの行が見つかりません。",
            format!(
                "{}の列名が入った行を、データの上に置いてください。文字化けしている場合は、ファイルの文字コードを確認してください（コマンドでは --encoding）。",
                self.expectations.header
            ),
        )
    }

    fn refuse(mut self, stop: Stop, path: &Path) -> ReadError {
        let rows = self.body.as_ref().map_or(0, |body| body.rows);
        let names = self.body.as_ref().map_or(&[][..], |body| &body.judge.columns().names);
        let problems = match stop {
            Stop::Table(error) => vec![error.into_problem(names, path)],
            Stop::Refused(problems) => problems,
            Stop::Store(error) => return ReadError::Store(error),
        };
        for problem in problems {
            if let Err(error) = found::error(&mut self.staging, problem) {
                return ReadError::Store(error);
            }
        }
        ReadError::Refused(Box::new(RefusedFile { staging: self.staging, rows, sha256: Vec::new() }))
    }
}

impl<R: Rows> Body<R> {
    fn take(&mut self, record: &Record, staging: &mut Staging) -> Result<(), Stop> {
        if record.is_blank() {
            self.blank_rows += 1;
            return Ok(());
        }
        if self.judge.is_total(record) && self.totals.len() < MOST_TOTALS {
            self.totals.push(record.line);
            return Ok(());
        }
        for line in std::mem::take(&mut self.totals) {
            self.rows += 1;
            self.bad_rows += 1;
            let total = RowProblem::of_row(
                line,
                "データの途中に、合計のような行があります。",
                "合計の行を削除するか、どなたの行かわかるようにしてください。",
            );
            found::error(staging, total)?;
        }
        self.rows += 1;
        for (watch, cell) in self.watches.iter_mut().zip(record.cells()) {
            watch.observe(cell);
        }
        match self.judge.take(record, staging)? {
            Ok(()) => Ok(()),
            Err(problems) => {
                self.bad_rows += 1;
                Ok(problems.into_iter().try_for_each(|problem| found::error(staging, problem))?)
            }
        }
    }
}

/// Whether a record is a total below the data: it says so, and the cells that would name somebody are blank.
pub fn names_a_total(record: &Record, names: &[&str]) -> bool {
    const WORDS: [&str; 8] = ["合計", "総計", "小計", "計", "総件数", "件数", "合計件数", "以上"];
    let names_nobody = names.iter().all(|cell| cell.trim().is_empty());
    let first = record.cells().map(str::trim).find(|cell| !cell.is_empty()).unwrap_or_default();
    let bare: String = first.chars().filter(|c| !c.is_whitespace()).collect();
    names_nobody
        && WORDS.iter().any(|word| bare == *word || bare.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)))
}

/// What is wrong with a record that has more cells than the header, or too few.
pub fn odd_width<F: Field>(columns: &Columns<F>, record: &Record) -> Option<RowProblem> {
    let expected = columns.names.len();
    let surplus = (expected..record.len()).any(|place| !record.get(place).trim().is_empty());
    let last_needed = columns.fields.iter().map(|(_, place)| place + 1).max().unwrap_or(0);
    let is_short = !record.is_sheet() && record.len() < last_needed;
    (surplus || is_short).then(|| {
        RowProblem::of_row(
            record.line,
            format!("列の数が見出しと違います（見出し{expected}列、この行{}列）。", record.len()),
            "区切り文字の過不足を確認してください。項目の中の区切り文字は、項目全体を引用符（\"）で囲みます。",
        )
    })
}

/// What Excel makes of numbers and symbols in a column that is not of text.
pub fn mangled_by_a_spreadsheet(cell: &str) -> Option<&'static str> {
    let cell = cell.trim();
    if !cell.is_ascii() {
        let digits = cell.strip_suffix('日').and_then(|rest| rest.split_once('月'));
        let is_day =
            digits.is_some_and(|(month, day)| [month, day].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())));
        return is_day.then_some("Excelが記号や番号を日付に変えたようです（例：1-2が1月2日）。");
    }
    let (mantissa, exponent) = cell.split_once("E+")?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (is_number(mantissa) && is_number(exponent)).then_some("Excelが番号を指数表示（例：1.23E+11）に変えたようです。")
}

impl From<TableError> for Stop {
    fn from(error: TableError) -> Stop {
        Stop::Table(error)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Stop {
        Stop::Store(error)
    }
}
