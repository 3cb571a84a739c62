//! One line of 医療費, judged by the rules of the field, and whose it is.

use jiff::civil::Date;
use madoguchi_rules::{
    costs::{AmountError, CareKind, CareMonth, parse_yen},
    dates::{DateUse, EraDigits, parse_roster_date},
    identifiers::{Branch, Number, Symbol},
    kana::RosterKana,
};
use madoguchi_store::{
    StoreError,
    costs::CostLine,
    staging::{IncomingCost, Staging},
};

use super::{
    fields::CostField,
    people::{Differing, Found, Named, People},
};
use crate::imports::{
    RowProblem, found,
    headers::{Columns, Field},
    reading::{self, Rows, mangled_by_a_spreadsheet},
    roster::row::MOST_TEXT,
    table::Record,
};

/// The most days, or dispensings, that a line of a month may count.
const MOST_DAYS: i64 = 999;
/// What a clerk does about a cell that is not understood.
const CHECK: &str = "元のデータを確認して、直してください。";

/// What a line is judged by.
pub struct Judge<'a> {
    /// Where the columns are.
    pub columns: Columns<CostField>,
    /// What a one-digit era code means.
    pub era: EraDigits,
    /// The day of the import in Tokyo.
    pub today: Date,
    /// The only month that may stand in the file.
    pub only: Option<CareMonth>,
    /// The insurer's people.
    pub people: &'a People,
}

struct Findings(Vec<RowProblem>);

/// What a line says about its person.
struct Items {
    symbol: String,
    number: String,
    branch: Option<String>,
    /// Folded, and with its voicing.
    kana: Option<[String; 2]>,
    birth_date: Option<Date>,
}

impl Rows for Judge<'_> {
    type Field = CostField;

    fn columns(&self) -> &Columns<CostField> {
        &self.columns
    }

    fn is_total(&self, record: &Record) -> bool {
        let names = [CostField::KanaName, CostField::BirthDate, CostField::CareMonth].map(|field| self.cell(record, field));
        reading::names_a_total(record, &names)
    }

    fn take(&mut self, record: &Record, staging: &mut Staging) -> Result<Result<(), Vec<RowProblem>>, StoreError> {
        let (incoming, was_eligible) = match self.judge(record) {
            Ok(judged) => judged,
            Err(problems) => return Ok(Err(problems)),
        };
        if !was_eligible {
            let warning = self.problem(
                record,
                CostField::CareMonth,
                "診療年月は、この方の資格のある月ではありません。氏名と生年月日が一致するため、この方の明細として取り込みます。",
                "名簿の資格取得日・資格喪失日を確認してください。",
            );
            found::warning(staging, warning)?;
        }
        staging.add_cost(&incoming).map(Ok)
    }

    fn seal(&self, staging: &mut Staging) -> Result<(), StoreError> {
        staging.seal_costs()
    }
}

impl Judge<'_> {
    fn judge(&self, record: &Record) -> Result<(IncomingCost, bool), Vec<RowProblem>> {
        let mut findings = Findings(reading::odd_width(&self.columns, record).into_iter().collect());
        let items = self.items(record, &mut findings);
        let month = self.month(record, &mut findings);
        let kind = self.kind(record, &mut findings);
        let institution = self.institution(record, &mut findings);
        let days = self.days(record, &mut findings);
        let [total, insurer_share, public_share, own_share, meals, additional] = [
            CostField::Total,
            CostField::InsurerShare,
            CostField::PublicShare,
            CostField::OwnShare,
            CostField::Meals,
            CostField::Additional,
        ]
        .map(|field| self.yen(record, field, &mut findings));
        let (Some(items), Some(month), Some(kind), true) = (items, month, kind, findings.0.is_empty()) else { return Err(findings.0) };
        let (person_id, was_eligible) = self.person(record, &items, month).map_err(|problem| vec![problem])?;
        let cost = CostLine {
            care_month: month.to_string(),
            kind: kind.as_str().to_owned(),
            institution,
            days,
            total,
            insurer_share,
            public_share,
            own_share,
            meals,
            additional,
        };
        Ok((IncomingCost { line: i64::try_from(record.line).unwrap_or(i64::MAX), person_id, cost }, was_eligible))
    }

    fn person(&self, record: &Record, items: &Items, month: CareMonth) -> Result<(i64, bool), RowProblem> {
        let named = Named {
            symbol_loose: &items.symbol,
            number_loose: &items.number,
            branch: items.branch.as_deref(),
            kana: items.kana.as_ref().map(|[folded, _]| folded.as_str()),
            voiced_kana: items.kana.as_ref().map(|[_, voiced]| voiced.as_str()),
            birth_date: items.birth_date,
            month,
        };
        let roster = "名簿が新しいか確認してください。名簿を先に取り込むと、一致することがあります。";
        match self.people.find(&named) {
            Found::One { person_id, was_eligible } => Ok((person_id, was_eligible)),
            Found::Nobody(Differing::Number) => {
                Err(self.problem(record, CostField::Number, "この記号・番号の方が、名簿にいません。", roster))
            }
            Found::Nobody(Differing::Branch) => {
                Err(self.problem(record, CostField::Branch, "この記号・番号に、この枝番の方がいません。", roster))
            }
            Found::Nobody(Differing::KanaName) => {
                Err(self.problem(record, CostField::KanaName, "この記号・番号の方と、氏名カナが一致しません。", roster))
            }
            Found::Nobody(Differing::BirthDate) => {
                Err(self.problem(record, CostField::BirthDate, "この記号・番号と氏名の方と、生年月日が一致しません。", roster))
            }
            Found::NotEligible => Err(self.problem(
                record,
                CostField::CareMonth,
                "診療年月は、この記号・番号の方の資格のある月ではありません。",
                "氏名カナと生年月日の列を加えると、どなたの明細か確認できます。",
            )),
            Found::Several => Err(self.problem(
                record,
                CostField::Number,
                "どなたの明細か、1人に決まりません。",
                "枝番、氏名カナ、生年月日を入れて、1人に決まるようにしてください。",
            )),
        }
    }

    fn items(&self, record: &Record, findings: &mut Findings) -> Option<Items> {
        let symbol = self.identifier(record, CostField::Symbol, findings, Symbol::parse)?;
        let number = self.identifier(record, CostField::Number, findings, Number::parse)?;
        let branch = self.identifier(record, CostField::Branch, findings, Branch::parse)?;
        let kana = match self.cell(record, CostField::KanaName).trim() {
            "" => None,
            cell => match RosterKana::parse(cell) {
                Ok(kana) => {
                    let folded = if self.people.is_lenient() { kana.lenient() } else { kana.folded().to_owned() };
                    Some([folded, kana.unfolded().to_owned()])
                }
                Err(error) => {
                    findings.add(self.problem(record, CostField::KanaName, error.to_string(), "氏名のカナを確認して、直してください。"));
                    None
                }
            },
        };
        let birth_date = match parse_roster_date(self.cell(record, CostField::BirthDate), self.era, self.today, DateUse::Other) {
            Ok(date) => date,
            Err(error) => {
                let remedy = "日付と、元号コードの種類（--era の指定）を確認してください。";
                findings.add(self.problem(record, CostField::BirthDate, error.to_string(), remedy));
                None
            }
        };
        let symbol = symbol.map_or_else(String::new, |symbol| symbol.loose_key().to_owned());
        let branch = branch.map(|branch| branch.as_str().to_owned());
        Some(Items { symbol, number: number.loose_key().to_owned(), branch, kana, birth_date })
    }

    fn identifier<T, E: std::fmt::Display>(
        &self,
        record: &Record,
        field: CostField,
        findings: &mut Findings,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let cell = self.cell(record, field);
        if let Some(problem) = mangled_by_a_spreadsheet(cell) {
            findings.add(self.problem(record, field, problem, "列の書式を「文字列」にして、元のデータから貼り付け直してください。"));
            return None;
        }
        parse(cell).map_err(|error| findings.add(self.problem(record, field, error.to_string(), CHECK))).ok()
    }

    fn month(&self, record: &Record, findings: &mut Findings) -> Option<CareMonth> {
        let field = CostField::CareMonth;
        let problem = match CareMonth::parse(self.cell(record, field), self.era, self.today) {
            Ok(month) if month > CareMonth::of(self.today) => self.problem(record, field, "診療年月が今月より先です。", CHECK),
            Ok(month) => match self.only.filter(|only| *only != month) {
                None => return Some(month),
                Some(only) => self.problem(
                    record,
                    field,
                    format!("置き換える月（{only}）ではない診療年月です。"),
                    "その月の明細だけのファイルにするか、--mode add で取り込んでください。",
                ),
            },
            Err(error) => self.problem(record, field, error.to_string(), "診療年月を確認して、直してください。例：202608、2026年8月"),
        };
        findings.add(problem);
        None
    }

    fn kind(&self, record: &Record, findings: &mut Findings) -> Option<CareKind> {
        CareKind::parse(self.cell(record, CostField::Kind))
            .map_err(|error| {
                let remedy = "医科入院、医科外来、歯科、調剤、訪問看護、柔道整復、はり・きゅう、マッサージ、治療用装具、その他のどれかにしてください。";
                findings.add(self.problem(record, CostField::Kind, error.to_string(), remedy));
            })
            .ok()
    }

    fn institution(&self, record: &Record, findings: &mut Findings) -> String {
        let cell = self.cell(record, CostField::Institution).trim();
        if cell.chars().count() > MOST_TEXT {
            let remedy = "列のずれがないか確認して、短くしてください。";
            findings.add(self.problem(record, CostField::Institution, format!("{MOST_TEXT}文字を超えています。"), remedy));
        }
        cell.to_owned()
    }

    fn days(&self, record: &Record, findings: &mut Findings) -> i64 {
        let cell = self.cell(record, CostField::Days).trim().trim_end_matches(['日', '回']);
        match parse_yen(cell) {
            Ok(days) if days <= MOST_DAYS => days,
            Err(AmountError::Empty) => 0,
            _ => {
                findings.add(self.problem(record, CostField::Days, "日数として読み取れません。", "0以上の整数を入れてください。"));
                0
            }
        }
    }

    /// An amount; a blank one is nothing, except of the two that every line must have.
    fn yen(&self, record: &Record, field: CostField, findings: &mut Findings) -> i64 {
        match parse_yen(self.cell(record, field)) {
            Ok(amount) => amount,
            Err(AmountError::Empty) if !field.is_required() => 0,
            Err(error) => {
                let remedy = match error {
                    AmountError::Negative => "減額は、その月全体を置き換えて取り込んでください（--mode replace --month）。",
                    _ => "円の単位の整数を入れてください。",
                };
                findings.add(self.problem(record, field, error.to_string(), remedy));
                0
            }
        }
    }

    fn cell<'r>(&self, record: &'r Record, field: CostField) -> &'r str {
        self.columns.place(field).map_or("", |place| record.get(place))
    }

    fn problem(&self, record: &Record, field: CostField, problem: impl Into<String>, remedy: impl Into<String>) -> RowProblem {
        RowProblem::of_cell(record.line, self.columns.name_of(field), problem, remedy)
    }
}

impl Findings {
    fn add(&mut self, problem: RowProblem) {
        self.0.push(problem);
    }
}
