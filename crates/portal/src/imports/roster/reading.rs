//! From a file to judged rows in the temporary file.

use std::path::Path;

use madoguchi_rules::my_number::ColumnWatch;
use madoguchi_store::{StoreError, staging::Staging};

use super::{
    Progress,
    fields::RosterField,
    found,
    row::{Judge, absent_columns},
};
use crate::imports::{
    RowProblem,
    headers::{Columns, MOST_TITLE_ROWS, Vocabulary, my_number_column},
    table::{Position, Record, Table, TableError},
};

/// How often progress is told, in records.
const TOLD_EVERY: i64 = 2_000;
/// How many rows below the data may be totals: some systems write one for each office.
const MOST_TOTALS: usize = 1_000;

/// A file that was read to its end.
pub struct ReadFile {
    /// Its good rows, and what is wrong or odd.
    pub staging: Staging,
    /// Rows with data, good or bad.
    pub rows: i64,
    /// Rows that are bad.
    pub bad_rows: i64,
    /// The columns.
    pub columns: Columns<RosterField>,
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

/// What a reading judges by, before the columns are known.
pub struct Expectations<'a> {
    /// Names of columns.
    pub vocabulary: Vocabulary<RosterField>,
    /// Makes the judge of the rows.
    pub judge: &'a dyn Fn(Columns<RosterField>) -> Judge,
}

enum Stop {
    Table(TableError),
    Refused(Vec<RowProblem>),
    Store(StoreError),
}

struct Reading<'a, 'p> {
    expectations: Expectations<'a>,
    progress: &'p mut (dyn FnMut(Progress) + Send),
    total: u64,
    titles: Vec<u64>,
    staging: Staging,
    body: Option<Body>,
}

/// What is below the header line.
struct Body {
    judge: Judge,
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
pub fn read(
    table: Table,
    path: &Path,
    staging: Staging,
    expectations: Expectations<'_>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<ReadFile, ReadError> {
    let total = if table.survey().is_sheet() { 0 } else { table.survey().bytes };
    let mut reading = Reading { expectations, progress, total, titles: Vec::new(), staging, body: None };
    let read = table.read(|record, position| reading.take(record, position));
    match read.and_then(|()| reading.finish()) {
        Ok(body) => Ok(ReadFile { staging: reading.staging, rows: body.rows, bad_rows: body.bad_rows, columns: body.judge.columns }),
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

impl Reading<'_, '_> {
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
            None => Err(Stop::Refused(vec![no_header()])),
        }
    }

    fn begin(&mut self, header: &Record) -> Result<(), Stop> {
        let columns = self.expectations.vocabulary.columns(header).map_err(Stop::Refused)?;
        let judge = (self.expectations.judge)(columns);
        let tells_relation = [RosterField::Relation, RosterField::Branch].iter().any(|field| judge.columns.place(*field).is_some());
        if !tells_relation && !judge.takes_all {
            return Err(Stop::Refused(vec![RowProblem::of_cell(
                header.line,
                "続柄",
                "「続柄」の列も「枝番」の列もないため、本人か家族かがわかりません。",
                "どちらかの列を加えてください。家族も登録できる保険者では、設定 registrants=all とすると取り込めます。",
            )]));
        }
        for place in &judge.columns.unknown {
            let name = judge.columns.name_at(*place);
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
        self.staging.lacks(absent_columns(&judge.columns));
        let watches = vec![ColumnWatch::default(); judge.columns.names.len()];
        self.body = Some(Body { judge, watches, rows: 0, bad_rows: 0, blank_rows: 0, totals: Vec::new() });
        Ok(())
    }

    /// What only the whole file tells.
    fn finish(&mut self) -> Result<Body, Stop> {
        let Some(body) = &self.body else { return Err(Stop::Refused(vec![no_header()])) };
        let watched = body.watches.iter().enumerate().filter(|(_, watch)| watch.holds_my_numbers());
        let my_numbers: Vec<_> =
            watched.map(|(place, _)| my_number_column(body.judge.columns.line, &body.judge.columns.name_at(place))).collect();
        if !my_numbers.is_empty() {
            return Err(Stop::Refused(my_numbers));
        }
        if body.rows == 0 {
            let empty = RowProblem::of_file("見出しの下にデータがありません。", "加入者の行があるファイルを指定してください。");
            return Err(Stop::Refused(vec![empty]));
        }
        if let Some(first) = body.totals.first() {
            let totals = RowProblem::of_row(
                *first,
                format!("データの下の{}行を、合計として読み飛ばしました。", body.totals.len()),
                "データの行であれば、氏名カナと生年月日を入れてください。",
            );
            found::warning(&mut self.staging, totals)?;
        }
        if body.blank_rows > 0 {
            let blank =
                RowProblem::of_file(format!("空の行を{}行読み飛ばしました。", body.blank_rows), "データが抜けていないか確認してください。");
            found::warning(&mut self.staging, blank)?;
        }
        self.staging.seal()?;
        self.body.take().ok_or_else(|| Stop::Refused(vec![no_header()]))
    }

    fn refuse(mut self, stop: Stop, path: &Path) -> ReadError {
        let rows = self.body.as_ref().map_or(0, |body| body.rows);
        let names = self.body.as_ref().map_or(&[][..], |body| &body.judge.columns.names);
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

impl Body {
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
                "合計の行を削除するか、氏名カナと生年月日を入れてください。",
            );
            found::error(staging, total)?;
        }
        self.rows += 1;
        for (watch, cell) in self.watches.iter_mut().zip(record.cells()) {
            watch.observe(cell);
        }
        match self.judge.judge(record) {
            Ok(judged) => {
                judged.warnings.into_iter().try_for_each(|warning| found::warning(staging, warning))?;
                Ok(staging.add(&judged.row)?)
            }
            Err(problems) => {
                self.bad_rows += 1;
                Ok(problems.into_iter().try_for_each(|problem| found::error(staging, problem))?)
            }
        }
    }
}

fn no_header() -> RowProblem {
    RowProblem::of_file(
        "見出しの行が見つかりません。",
        "「番号」「氏名カナ」「生年月日」の列名が入った行を、データの上に置いてください。文字化けしている場合は、ファイルの文字コードを確認してください（コマンドでは --encoding）。",
    )
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
