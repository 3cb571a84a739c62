//! One row of 加入者データ, judged by the rules of the field.

use jiff::civil::Date;
use madoguchi_rules::{
    dates::{DateError, DateUse, EraDigits, parse_roster_date},
    eligibility::seventy_fifth_birthday,
    identifiers::{Branch, Number, PersonalKey, Symbol},
    kana::{KanaError, RosterKana},
    mail_address::MailAddress,
    relation::Relation,
};
use madoguchi_store::{Day, staging::IncomingRow};

use super::fields::RosterField;
use crate::imports::{
    RowProblem,
    headers::{Columns, Field},
    reading::{self, mangled_by_a_spreadsheet},
    table::Record,
};

/// The most characters of a text that is kept as it is.
pub(in crate::imports) const MOST_TEXT: usize = 200;

/// What a row is judged by.
pub struct Judge {
    /// Where the columns are.
    pub columns: Columns<RosterField>,
    /// What a one-digit era code means.
    pub era: EraDigits,
    /// The day of the import in Tokyo.
    pub today: Date,
    /// Whether dependants may register too; then a row may leave open who is the insured.
    pub takes_all: bool,
    /// Whether the 75th birthday ends a membership of this insurer.
    pub ends_at_seventy_five: bool,
}

/// A judged row, with what is odd about it though it is taken.
pub struct Judged {
    /// The row.
    pub row: IncomingRow,
    /// What is worth a look.
    pub warnings: Vec<RowProblem>,
}

struct Findings {
    line: u64,
    problems: Vec<RowProblem>,
}

impl Judge {
    /// Judges a record.
    ///
    /// # Errors
    /// Everything that is wrong with it, cell by cell.
    pub fn judge(&self, record: &Record) -> Result<Judged, Vec<RowProblem>> {
        let mut findings = Findings { line: record.line, problems: Vec::new() };
        self.check_width(record, &mut findings);
        let symbol = self.identifier(record, RosterField::Symbol, &mut findings, Symbol::parse).flatten();
        let number = self.identifier(record, RosterField::Number, &mut findings, Number::parse);
        let branch = self.identifier(record, RosterField::Branch, &mut findings, Branch::parse).flatten();
        let personal_key = self.identifier(record, RosterField::PersonalKey, &mut findings, PersonalKey::parse).flatten();
        let kana = self.kana(record, &mut findings);
        let birth_date = self.date(record, RosterField::BirthDate, DateUse::Birth, &mut findings);
        let acquired_on = self.date(record, RosterField::AcquiredOn, DateUse::Other, &mut findings);
        let lost_on = self.date(record, RosterField::LostOn, DateUse::Other, &mut findings);
        let burden_from = self.date(record, RosterField::BurdenFrom, DateUse::Other, &mut findings);
        let recognised_on = self.date(record, RosterField::RecognisedOn, DateUse::Other, &mut findings);
        let relation = self.relation(record, branch.as_ref(), &mut findings);
        let email = self.email(record, &mut findings);
        let name = self.text(record, RosterField::Name, &mut findings).unwrap_or_default();
        let office = self.text(record, RosterField::Office, &mut findings);
        let postal_code = self.text(record, RosterField::PostalCode, &mut findings);
        let address = self.text(record, RosterField::Address, &mut findings);
        let burden = self.text(record, RosterField::Burden, &mut findings);
        let (Some(number), Some(kana), Some(birth_date), true) = (number, kana, birth_date, findings.problems.is_empty()) else {
            return Err(findings.problems);
        };
        let row = IncomingRow {
            line: i64::try_from(record.line).unwrap_or(i64::MAX),
            symbol: symbol.as_ref().map_or_else(String::new, |symbol| symbol.as_given().to_owned()),
            symbol_key: symbol.as_ref().map_or_else(String::new, |symbol| symbol.key().to_owned()),
            symbol_loose: symbol.as_ref().map_or_else(String::new, |symbol| symbol.loose_key().to_owned()),
            number: number.as_given().to_owned(),
            number_key: number.key().to_owned(),
            number_loose: number.loose_key().to_owned(),
            branch: branch.map(|branch| branch.as_str().to_owned()),
            kana_name: self.cell(record, RosterField::KanaName).trim().to_owned(),
            kana_unfolded: kana.unfolded().to_owned(),
            kana_folded: kana.folded().to_owned(),
            kana_lenient: kana.lenient(),
            name,
            birth_date: Day(birth_date),
            relation,
            acquired_on: acquired_on.map(Day),
            lost_on: lost_on.map(Day),
            email,
            personal_key: personal_key.map(|key| key.key().to_owned()),
            office,
            postal_code,
            address,
            burden,
            burden_from: burden_from.map(Day),
            recognised_on: recognised_on.map(Day),
        };
        let warnings = self.warnings(&row, &kana);
        Ok(Judged { row, warnings })
    }

    fn check_width(&self, record: &Record, findings: &mut Findings) {
        findings.problems.extend(reading::odd_width(&self.columns, record));
    }

    pub(super) fn cell<'a>(&self, record: &'a Record, field: RosterField) -> &'a str {
        self.columns.place(field).map_or("", |place| record.get(place))
    }

    fn identifier<T, E: std::fmt::Display>(
        &self,
        record: &Record,
        field: RosterField,
        findings: &mut Findings,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let cell = self.cell(record, field);
        if let Some(problem) = mangled_by_a_spreadsheet(cell) {
            findings.add(self, field, problem, "列の書式を「文字列」にして、元のデータから貼り付け直してください。");
            return None;
        }
        match parse(cell) {
            Ok(value) => Some(value),
            Err(error) => {
                findings.add(self, field, &error.to_string(), "元のデータを確認して、直してください。");
                None
            }
        }
    }

    fn kana(&self, record: &Record, findings: &mut Findings) -> Option<RosterKana> {
        match RosterKana::parse(self.cell(record, RosterField::KanaName)) {
            Ok(kana) => Some(kana),
            Err(error) => {
                let KanaError { character, position, .. } = &error;
                let remedy = match character {
                    Some(_) => format!("{}文字目を、カタカナに直してください。", position + 1),
                    None => "氏名のカナを入れてください。".to_owned(),
                };
                findings.add(self, RosterField::KanaName, &error.to_string(), &remedy);
                None
            }
        }
    }

    fn date(&self, record: &Record, field: RosterField, date_use: DateUse, findings: &mut Findings) -> Option<Date> {
        match parse_roster_date(self.cell(record, field), self.era, self.today, date_use) {
            Ok(date) => date,
            Err(error) => {
                let remedy = match error {
                    DateError::EraDigitsNotAnnounced => "ファイルを作成したシステムの元号コードを確認して、--era を指定してください。",
                    DateError::UnknownEra { .. } => "元号コードの種類（--era の指定）と、この日付を確認してください。",
                    _ => "日付を確認して、直してください。例：19510101、昭和26年1月1日",
                };
                findings.add(self, field, &error.to_string(), remedy);
                None
            }
        }
    }

    /// 本人 or 家族: what 続柄 says; without it, 枝番 00 is 本人.
    fn relation(&self, record: &Record, branch: Option<&Branch>, findings: &mut Findings) -> Option<&'static str> {
        let cell = self.cell(record, RosterField::Relation);
        if cell.trim().is_empty() {
            return match branch {
                Some(branch) if branch.as_str() == "00" => Some("insured"),
                Some(_) => Some("dependant"),
                None if self.takes_all => None,
                None => {
                    findings.add(
                        self,
                        RosterField::Relation,
                        "続柄も枝番もないため、本人か家族かがわかりません。",
                        "続柄（本人または家族）か、枝番（00が本人）を入れてください。",
                    );
                    None
                }
            };
        }
        match Relation::parse(cell) {
            Ok(Relation::Insured) => Some("insured"),
            Ok(Relation::Dependant) => Some("dependant"),
            Err(error) => {
                findings.add(self, RosterField::Relation, &error.to_string(), "本人、家族、または妻・長男などの続柄に直してください。");
                None
            }
        }
    }

    fn email(&self, record: &Record, findings: &mut Findings) -> Option<String> {
        let cell = self.cell(record, RosterField::Email).trim();
        if cell.is_empty() {
            return None;
        }
        match MailAddress::parse(cell) {
            Ok(address) => Some(address.as_given()),
            Err(error) => {
                findings.add(self, RosterField::Email, &error.to_string(), "正しいメールアドレスに直すか、空欄にしてください。");
                None
            }
        }
    }

    fn text(&self, record: &Record, field: RosterField, findings: &mut Findings) -> Option<String> {
        let cell = self.cell(record, field).trim();
        if cell.chars().count() > MOST_TEXT {
            findings.add(self, field, &format!("{MOST_TEXT}文字を超えています。"), "列のずれがないか確認して、短くしてください。");
        }
        (!cell.is_empty()).then(|| cell.to_owned())
    }

    fn warnings(&self, row: &IncomingRow, kana: &RosterKana) -> Vec<RowProblem> {
        let line = u64::try_from(row.line).unwrap_or_default();
        let mut warnings = Vec::new();
        if kana.has_question_mark() {
            warnings.push(unconverted(line, self.columns.name_of(RosterField::KanaName)));
        }
        if row.name.contains(['?', '？', '〓']) {
            warnings.push(unconverted(line, self.columns.name_of(RosterField::Name)));
        }
        if self.ends_at_seventy_five && row.lost_on.is_none() && seventy_fifth_birthday(row.birth_date.0) <= self.today {
            warnings.push(RowProblem::of_cell(
                line,
                self.columns.name_of(RosterField::LostOn),
                "75歳以上で、資格喪失日がありません。75歳からは後期高齢者医療制度の加入者です。",
                "生年月日と資格喪失日を確認してください。",
            ));
        }
        warnings
    }
}

impl Findings {
    fn add(&mut self, judge: &Judge, field: RosterField, problem: &str, remedy: &str) {
        self.problems.push(RowProblem::of_cell(self.line, judge.columns.name_of(field), problem, remedy));
    }
}

fn unconverted(line: u64, column: String) -> RowProblem {
    RowProblem::of_cell(
        line,
        column,
        "氏名に「?」や「〓」があります。前のシステムで変換できなかった文字のようです。",
        "元のデータで正しい文字に直すと、ご本人が登録できるようになります。",
    )
}

/// Every field that a file lacks, as columns of the store.
pub fn absent_columns(columns: &Columns<RosterField>) -> Vec<&'static str> {
    let absent = RosterField::ALL.iter().filter(|field| columns.place(**field).is_none());
    absent.flat_map(|field| field.columns().iter().copied()).collect()
}
