//! The cells of a row, as each kind reads them.

use jiff::civil::Date;
use madoguchi_rules::{
    costs::{AmountError, parse_yen},
    dates::{DateUse, EraDigits, parse_roster_date},
};

use crate::imports::{
    RowProblem,
    headers::{Columns, Field},
    table::Record,
};

/// What a clerk does about a cell that is not understood.
pub const CHECK: &str = "元のデータを確認して、直してください。";

/// A row and where its columns are.
pub struct Cells<'a, F> {
    /// The columns.
    pub columns: &'a Columns<F>,
    /// The row.
    pub record: &'a Record,
    /// What a one-digit era code means.
    pub era: EraDigits,
    /// The day of the import in Tokyo.
    pub today: Date,
}

/// What is wrong with a row.
#[derive(Default)]
pub struct Findings(pub Vec<RowProblem>);

impl Findings {
    /// Adds one.
    pub fn add(&mut self, problem: RowProblem) {
        self.0.push(problem);
    }
}

impl<'a, F: Field> Cells<'a, F> {
    /// What stands in a column; blank when there is none.
    pub fn get(&self, field: F) -> &'a str {
        self.columns.place(field).map_or("", |place| self.record.get(place))
    }

    /// What is wrong with a cell.
    pub fn problem(&self, field: F, problem: impl Into<String>, remedy: impl Into<String>) -> RowProblem {
        RowProblem::of_cell(self.record.line, self.columns.name_of(field), problem, remedy)
    }

    /// A text of at most so many characters; blank when there is none.
    pub fn text(&self, field: F, most: usize, findings: &mut Findings) -> String {
        let cell = self.get(field).trim();
        if cell.chars().count() > most {
            let remedy = "列のずれがないか確認して、短くしてください。";
            findings.add(self.problem(field, format!("{most}文字を超えています。"), remedy));
        }
        cell.to_owned()
    }

    /// A text that must be there.
    pub fn required_text(&self, field: F, most: usize, findings: &mut Findings) -> String {
        let text = self.text(field, most, findings);
        if text.is_empty() {
            findings.add(self.blank(field));
        }
        text
    }

    /// That a cell is blank that must not be.
    fn blank(&self, field: F) -> RowProblem {
        self.problem(field, format!("「{}」が空です。", field.name()), "元のデータを確認して、入れてください。")
    }

    /// An amount; a blank one is nothing, except of a column that every file must have.
    pub fn yen(&self, field: F, findings: &mut Findings) -> i64 {
        match parse_yen(self.get(field)) {
            Ok(amount) => amount,
            Err(AmountError::Empty) if !field.is_required() => 0,
            Err(error) => {
                let remedy = match error {
                    AmountError::Negative => "減額は、その月全体を置き換えて取り込んでください（--mode replace --month）。",
                    _ => "円の単位の整数を入れてください。",
                };
                findings.add(self.problem(field, error.to_string(), remedy));
                0
            }
        }
    }

    /// How many days or times, up to `most`; `what` names it. None when it is blank or wrong.
    pub fn count(&self, field: F, what: &str, most: i64, findings: &mut Findings) -> Option<i64> {
        let cell = self.get(field).trim().trim_end_matches(['日', '回']);
        match parse_yen(cell) {
            Ok(count) if count <= most => Some(count),
            Err(AmountError::Empty) => None,
            _ => {
                findings.add(self.problem(field, format!("{what}として読み取れません。"), "0以上の整数を入れてください。"));
                None
            }
        }
    }

    /// A date; none when it is blank.
    pub fn day(&self, field: F, findings: &mut Findings) -> Option<Date> {
        match parse_roster_date(self.get(field), self.era, self.today, DateUse::Other) {
            Ok(day) => day,
            Err(error) => {
                findings.add(self.problem(field, error.to_string(), "日付と、元号コードの種類（--era の指定）を確認してください。"));
                None
            }
        }
    }

    /// A date that must be there.
    pub fn required_day(&self, field: F, findings: &mut Findings) -> Option<Date> {
        let found = findings.0.len();
        let day = self.day(field, findings);
        if day.is_none() && findings.0.len() == found {
            findings.add(self.blank(field));
        }
        day
    }
}
