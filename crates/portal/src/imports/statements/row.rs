//! One line of a file of statements, judged by the rules of the field, and whose it is.

use jiff::civil::Date;
use madoguchi_rules::{
    costs::CareMonth,
    dates::EraDigits,
    identifiers::{Branch, Number, Symbol},
    kana::RosterKana,
    settings::UnknownLines,
};
use madoguchi_store::{StoreError, staging::Staging};

use super::{
    cells::{CHECK, Cells, Findings},
    fields::StatementField,
    kinds::{JudgedRow, KindOfRows},
    people::{Differing, Found, Named, People},
};
use crate::imports::{
    RowProblem, found,
    headers::Columns,
    reading::{self, Rows, mangled_by_a_spreadsheet},
    table::Record,
};

/// What a line is judged by.
pub struct Judge<'a, K: KindOfRows> {
    /// What is the kind's own.
    pub kind: K,
    /// Where the columns are.
    pub columns: Columns<K::Field>,
    /// What a one-digit era code means.
    pub era: EraDigits,
    /// The day of the import in Tokyo.
    pub today: Date,
    /// The only month that may stand in the file.
    pub only: Option<CareMonth>,
    /// The insurer's people.
    pub people: &'a People,
    /// What becomes of a line that names no one person.
    pub unknown: UnknownLines,
    /// How many such lines stayed out.
    pub set_aside: i64,
    /// Whose the line before was.
    pub before: Option<Before>,
}

/// The person of the line before. Files go from person to person: most lines name the same one, who need not be looked for again.
pub struct Before {
    /// The cells that name the person and the month.
    cells: [String; 6],
    person_id: i64,
    was_eligible: bool,
    month: CareMonth,
}

/// A line whose cells are right.
enum Judged<T> {
    /// It is somebody's, who was eligible in the month or not.
    Of(JudgedRow<T>, bool),
    /// It names no one person.
    Nobodys(RowProblem),
}

/// What a line says about its person.
struct Items {
    symbol: String,
    number: String,
    branch: Option<String>,
    /// Folded, and with its voicing.
    kana: Option<[String; 2]>,
    birth_date: Option<Date>,
}

impl<K: KindOfRows> Rows for Judge<'_, K> {
    type Field = K::Field;

    fn columns(&self) -> &Columns<K::Field> {
        &self.columns
    }

    fn is_total(&self, record: &Record) -> bool {
        let cell = |field| self.columns.place(field).map_or("", |place| record.get(place));
        reading::names_a_total(record, &[K::Field::KANA_NAME, K::Field::BIRTH_DATE, K::Field::CARE_MONTH].map(cell))
    }

    fn take(&mut self, record: &Record, staging: &mut Staging) -> Result<Result<(), Vec<RowProblem>>, StoreError> {
        let judged = match self.judge(record) {
            Ok(judged) => judged,
            Err(problems) => return Ok(Err(problems)),
        };
        match (judged, self.unknown) {
            (Judged::Of(row, was_eligible), _) => {
                if !was_eligible {
                    found::warning(staging, outside_the_eligibility::<K>(&self.columns, record))?;
                }
                K::put(staging, row).map(Ok)
            }
            (Judged::Nobodys(problem), UnknownLines::Refuse) => Ok(Err(vec![problem])),
            (Judged::Nobodys(problem), UnknownLines::SetAside) => {
                self.set_aside += 1;
                let told = RowProblem { problem: format!("{}この行は取り込みませんでした。", problem.problem), ..problem };
                found::warning(staging, told).map(Ok)
            }
        }
    }

    fn seal(&self, staging: &mut Staging) -> Result<(), StoreError> {
        staging.seal_statements()
    }

    fn set_aside(&self) -> i64 {
        self.set_aside
    }
}

fn outside_the_eligibility<K: KindOfRows>(columns: &Columns<K::Field>, record: &Record) -> RowProblem {
    RowProblem::of_cell(
        record.line,
        columns.name_of(K::Field::CARE_MONTH),
        "診療年月は、この方の資格のある月ではありません。氏名と生年月日が一致するため、この方の明細として取り込みます。",
        "名簿の資格取得日・資格喪失日を確認してください。",
    )
}

impl<K: KindOfRows> Judge<'_, K> {
    fn judge(&mut self, record: &Record) -> Result<Judged<K::Content>, Vec<RowProblem>> {
        let cells = &Cells { columns: &self.columns, record, era: self.era, today: self.today };
        let mut findings = Findings(reading::odd_width(&self.columns, record).into_iter().collect());
        let naming =
            [K::Field::SYMBOL, K::Field::NUMBER, K::Field::BRANCH, K::Field::KANA_NAME, K::Field::BIRTH_DATE, K::Field::CARE_MONTH]
                .map(|field| cells.get(field));
        let line = i64::try_from(record.line).unwrap_or(i64::MAX);
        if let Some(before) = self.before.as_ref().filter(|before| before.cells == naming) {
            let content = self.kind.read(cells, Some(before.month), &mut findings);
            let Before { person_id, was_eligible, month, .. } = *before;
            return match (content, findings.0.is_empty()) {
                (Some(content), true) => Ok(Judged::Of(JudgedRow { line, person_id, month, content }, was_eligible)),
                _ => Err(findings.0),
            };
        }
        let items = items(cells, self.people.is_lenient(), &mut findings);
        let month = month(cells, self.only, &mut findings);
        let content = self.kind.read(cells, month, &mut findings);
        let (Some(items), Some(month), Some(content), true) = (items, month, content, findings.0.is_empty()) else {
            return Err(findings.0);
        };
        Ok(match person(cells, self.people, &items, month) {
            Ok((person_id, was_eligible)) => {
                self.before = Some(Before { cells: naming.map(str::to_owned), person_id, was_eligible, month });
                Judged::Of(JudgedRow { line, person_id, month, content }, was_eligible)
            }
            Err(problem) => Judged::Nobodys(problem),
        })
    }
}

/// Whose a line is, and whether they were eligible in the month; or why it names no one person.
fn person<F: StatementField>(cells: &Cells<'_, F>, people: &People, items: &Items, month: CareMonth) -> Result<(i64, bool), RowProblem> {
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
    match people.find(&named) {
        Found::One { person_id, was_eligible } => Ok((person_id, was_eligible)),
        Found::Nobody(Differing::Number) => Err(cells.problem(F::NUMBER, "この記号・番号の方が、名簿にいません。", roster)),
        Found::Nobody(Differing::Branch) => Err(cells.problem(F::BRANCH, "この記号・番号に、この枝番の方がいません。", roster)),
        Found::Nobody(Differing::KanaName) => Err(cells.problem(F::KANA_NAME, "この記号・番号の方と、氏名カナが一致しません。", roster)),
        Found::Nobody(Differing::BirthDate) => {
            Err(cells.problem(F::BIRTH_DATE, "この記号・番号と氏名の方と、生年月日が一致しません。", roster))
        }
        Found::NotEligible => Err(cells.problem(
            F::CARE_MONTH,
            "診療年月は、この記号・番号の方の資格のある月ではありません。",
            "氏名カナと生年月日の列を加えると、どなたの明細か確認できます。",
        )),
        Found::Several => Err(cells.problem(
            F::NUMBER,
            "どなたの明細か、1人に決まりません。",
            "枝番、氏名カナ、生年月日を入れて、1人に決まるようにしてください。",
        )),
    }
}

fn items<F: StatementField>(cells: &Cells<'_, F>, is_lenient: bool, findings: &mut Findings) -> Option<Items> {
    let symbol = identifier(cells, F::SYMBOL, findings, Symbol::parse)?;
    let number = identifier(cells, F::NUMBER, findings, Number::parse)?;
    let branch = identifier(cells, F::BRANCH, findings, Branch::parse)?;
    let kana = match cells.get(F::KANA_NAME).trim() {
        "" => None,
        cell => match RosterKana::parse(cell) {
            Ok(kana) => {
                let folded = if is_lenient { kana.lenient() } else { kana.folded().to_owned() };
                Some([folded, kana.unfolded().to_owned()])
            }
            Err(error) => {
                findings.add(cells.problem(F::KANA_NAME, error.to_string(), "氏名のカナを確認して、直してください。"));
                None
            }
        },
    };
    let birth_date = cells.day(F::BIRTH_DATE, findings);
    let symbol = symbol.map_or_else(String::new, |symbol| symbol.loose_key().to_owned());
    let branch = branch.map(|branch| branch.as_str().to_owned());
    Some(Items { symbol, number: number.loose_key().to_owned(), branch, kana, birth_date })
}

fn identifier<F: StatementField, T, E: std::fmt::Display>(
    cells: &Cells<'_, F>,
    field: F,
    findings: &mut Findings,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Option<T> {
    let cell = cells.get(field);
    if let Some(problem) = mangled_by_a_spreadsheet(cell) {
        findings.add(cells.problem(field, problem, "列の書式を「文字列」にして、元のデータから貼り付け直してください。"));
        return None;
    }
    parse(cell).map_err(|error| findings.add(cells.problem(field, error.to_string(), CHECK))).ok()
}

fn month<F: StatementField>(cells: &Cells<'_, F>, only: Option<CareMonth>, findings: &mut Findings) -> Option<CareMonth> {
    let field = F::CARE_MONTH;
    let problem = match CareMonth::parse(cells.get(field), cells.era, cells.today) {
        Ok(month) if month > CareMonth::of(cells.today) => cells.problem(field, "診療年月が今月より先です。", CHECK),
        Ok(month) => match only.filter(|only| *only != month) {
            None => return Some(month),
            Some(only) => cells.problem(
                field,
                format!("置き換える月（{only}）ではない診療年月です。"),
                "その月の明細だけのファイルにするか、--mode add で取り込んでください。",
            ),
        },
        Err(error) => cells.problem(field, error.to_string(), "診療年月を確認して、直してください。例：202608、2026年8月"),
    };
    findings.add(problem);
    None
}
