//! From a file to judged rows in the temporary file.

use std::path::Path;

use madoguchi_rules::my_number::ColumnWatch;
use madoguchi_store::{StoreError, staging::Staging};

use super::{
    Progress,
    fields::RosterField,
    row::{Judge, absent_columns},
};
use crate::imports::{
    RowProblem,
    headers::{Columns, MOST_TITLE_ROWS, Vocabulary, my_number_column},
    table::{Position, Record, Table, TableError},
};

/// The most problems and warnings that are kept one by one.
const MOST_LISTED: usize = 100_000;
/// How often progress is told, in records.
const TOLD_EVERY: i64 = 2_000;

/// A file that was read to its end.
pub struct ReadFile {
    /// Its good rows.
    pub staging: Staging,
    /// Rows with data, good or bad.
    pub rows: i64,
    /// Rows that are bad.
    pub bad_rows: i64,
    /// What is wrong with those.
    pub problems: Listed,
    /// What is odd.
    pub warnings: Listed,
    /// The columns.
    pub columns: Columns<RosterField>,
}

/// Why a file was not read to its end.
pub enum ReadError {
    /// It is refused as a whole; so many rows had been read.
    Refused(Vec<RowProblem>, i64),
    /// The temporary file failed.
    Store(StoreError),
}

/// Problems one by one up to a bound, so that a file of nothing but errors cannot fill the memory.
#[derive(Default)]
pub struct Listed {
    listed: Vec<RowProblem>,
    more: u64,
}

/// What a reading judges by, before the columns are known.
pub struct Expectations<'a> {
    /// Names of columns.
    pub vocabulary: Vocabulary<RosterField>,
    /// Makes the judge of the rows.
    pub judge: &'a dyn Fn(Columns<RosterField>) -> Judge,
    /// The day of the import.
    pub today: madoguchi_store::Day,
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
    body: Option<Body>,
    warnings: Listed,
}

/// What is below the header line.
struct Body {
    judge: Judge,
    staging: Staging,
    watches: Vec<ColumnWatch>,
    rows: i64,
    bad_rows: i64,
    blank_rows: u64,
    totals: Vec<u64>,
    problems: Listed,
}

/// Reads a file to its end, or refuses it.
///
/// # Errors
/// [`ReadError`].
pub fn read(
    table: Table,
    path: &Path,
    expectations: Expectations<'_>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<ReadFile, ReadError> {
    let total = if table.survey().is_sheet() { 0 } else { table.survey().bytes };
    let mut reading = Reading { expectations, progress, total, titles: Vec::new(), body: None, warnings: Listed::default() };
    let stopped = table.read(|record, position| reading.take(record, position)).err();
    if let Some(stop) = stopped {
        let rows = reading.body.as_ref().map_or(0, |body| body.rows);
        let names = reading.body.as_ref().map_or(&[][..], |body| &body.judge.columns.names);
        return Err(match stop {
            Stop::Table(error) => ReadError::Refused(vec![error.into_problem(names, path)], rows),
            Stop::Refused(problems) => ReadError::Refused(problems, rows),
            Stop::Store(error) => ReadError::Store(error),
        });
    }
    reading.finish()
}

impl Reading<'_, '_> {
    fn take(&mut self, record: &Record, position: Position) -> Result<(), Stop> {
        match &mut self.body {
            Some(body) => {
                if body.rows % TOLD_EVERY == 0 {
                    (self.progress)(Progress::Reading { done: position, total: self.total });
                }
                body.take(record, &mut self.warnings)
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
            self.warnings.add(RowProblem::of_cell(
                header.line,
                name.clone(),
                "この列は使いません。",
                format!("必要な列であれば、--map '{name}=項目名' で指定してください。"),
            ));
        }
        if !self.titles.is_empty() {
            self.warnings.add(RowProblem::of_row(
                self.titles[0],
                format!("見出しの上の{}行を、表題として読み飛ばしました。", self.titles.len()),
                "データの行であれば、見出しの行の下に移してください。",
            ));
        }
        let staging = Staging::open(absent_columns(&judge.columns), self.expectations.today).map_err(Stop::Store)?;
        let watches = vec![ColumnWatch::default(); judge.columns.names.len()];
        let (rows, bad_rows, blank_rows) = (0, 0, 0);
        let (totals, problems) = (Vec::new(), Listed::default());
        self.body = Some(Body { judge, staging, watches, rows, bad_rows, blank_rows, totals, problems });
        Ok(())
    }

    fn finish(mut self) -> Result<ReadFile, ReadError> {
        let Some(mut body) = self.body else { return Err(ReadError::Refused(vec![no_header()], 0)) };
        let watched = body.watches.iter().enumerate().filter(|(_, watch)| watch.holds_my_numbers());
        let my_numbers: Vec<_> =
            watched.map(|(place, _)| my_number_column(body.judge.columns.line, &body.judge.columns.name_at(place))).collect();
        if !my_numbers.is_empty() {
            return Err(ReadError::Refused(my_numbers, body.rows));
        }
        if body.rows == 0 {
            let empty = RowProblem::of_file("見出しの下にデータがありません。", "加入者の行があるファイルを指定してください。");
            return Err(ReadError::Refused(vec![empty], 0));
        }
        if let Some(first) = body.totals.first() {
            self.warnings.add(RowProblem::of_row(
                *first,
                format!("データの下の{}行を、合計として読み飛ばしました。", body.totals.len()),
                "データの行であれば、氏名カナと生年月日を入れてください。",
            ));
        }
        if body.blank_rows > 0 {
            self.warnings.add(RowProblem::of_file(
                format!("空の行を{}行読み飛ばしました。", body.blank_rows),
                "データが抜けていないか確認してください。",
            ));
        }
        body.staging.seal().map_err(ReadError::Store)?;
        Ok(ReadFile {
            staging: body.staging,
            rows: body.rows,
            bad_rows: body.bad_rows,
            problems: body.problems,
            warnings: self.warnings,
            columns: body.judge.columns,
        })
    }
}

impl Body {
    fn take(&mut self, record: &Record, warnings: &mut Listed) -> Result<(), Stop> {
        if record.is_blank() {
            self.blank_rows += 1;
            return Ok(());
        }
        if self.judge.is_total(record) {
            self.totals.push(record.line);
            return Ok(());
        }
        for line in std::mem::take(&mut self.totals) {
            self.rows += 1;
            self.bad_rows += 1;
            self.problems.add(RowProblem::of_row(
                line,
                "データの途中に、合計のような行があります。",
                "合計の行を削除するか、氏名カナと生年月日を入れてください。",
            ));
        }
        self.rows += 1;
        for (watch, cell) in self.watches.iter_mut().zip(record.cells()) {
            watch.observe(cell);
        }
        match self.judge.judge(record) {
            Ok(judged) => {
                judged.warnings.into_iter().for_each(|warning| warnings.add(warning));
                self.staging.add(&judged.row).map_err(Stop::Store)
            }
            Err(problems) => {
                self.bad_rows += 1;
                problems.into_iter().for_each(|problem| self.problems.add(problem));
                Ok(())
            }
        }
    }
}

impl Listed {
    /// Adds one.
    pub fn add(&mut self, problem: RowProblem) {
        if self.listed.len() < MOST_LISTED {
            self.listed.push(problem);
        } else {
            self.more += 1;
        }
    }

    /// All of them, in the order of the file; beyond the bound only how many more there are.
    pub fn into_vec(mut self) -> Vec<RowProblem> {
        self.listed.sort_by_key(|problem| problem.line);
        if self.more > 0 {
            self.listed.push(RowProblem::of_file(
                format!("ほかに{}件あります。", self.more),
                "ここまでの内容を直してから、もう一度確認してください。",
            ));
        }
        self.listed
    }
}

fn no_header() -> RowProblem {
    RowProblem::of_file(
        "見出しの行が見つかりません。",
        "「番号」「氏名カナ」「生年月日」の列名が入った行を、データの上に置いてください。文字化けしている場合は --encoding を確認してください。",
    )
}

impl From<TableError> for Stop {
    fn from(error: TableError) -> Stop {
        Stop::Table(error)
    }
}
