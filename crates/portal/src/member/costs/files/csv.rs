//! The lines as マイナポータル's 医療費通知情報 has them: a key and a value on each line, UTF-8 with a byte order mark. Of several people
//! one follows the other, each with the whole of it.

use madoguchi_rules::{costs::CareKind, eligibility::age_on};
use madoguchi_store::costs::CostLine;

use super::year_of_costs::{YearOfCosts, month_of, written};
use crate::{
    desk::today::grouped,
    exports::harmless,
    member::costs::{figures::Sums, seen::PersonCosts},
    people::shown_kana,
    text::ja::TEXTS,
    web::language::Language,
};

const END_OF_LINE: &str = "\r\n";

/// The file of a year.
pub fn csv(year: &YearOfCosts) -> Vec<u8> {
    let mut file = Lines("\u{feff}".to_owned());
    for person in &year.people {
        write(&mut file, year, person);
    }
    file.0.into_bytes()
}

/// A file under construction.
struct Lines(String);

impl Lines {
    fn title(&mut self, title: &str) {
        self.0.push_str(title);
        self.0.push_str(END_OF_LINE);
    }

    fn pair(&mut self, key: &str, value: &str) {
        self.title(&format!("{key},{}", quoted(&harmless(value))));
    }

    fn amounts(&mut self, sums: &Sums) {
        self.pair("医療費の総額（円）", &grouped(sums.total));
        self.pair("保険者の負担額（円）", &grouped(sums.insurer_share));
        self.pair("その他の公費の負担額（円）", &grouped(sums.public_share));
        self.pair("窓口相当負担額（円）", &grouped(sums.own_share));
    }
}

/// RFC 4180.
fn quoted(value: &str) -> String {
    match value.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", value.replace('"', "\"\"")),
        false => value.to_owned(),
    }
}

fn write(file: &mut Lines, year: &YearOfCosts, person: &PersonCosts) {
    let japanese = Language::Japanese { asked: false };
    let entry = &person.entry;
    let asked = |number: &str| if year.with_numbers { number.to_owned() } else { String::new() };
    let months = format!("{}～{}", written(year.months.0), written(year.months.1));
    file.title("わたしの情報");
    file.title("医療費通知情報");
    file.title("");
    file.pair("項目名", "内容");
    file.pair("作成日", &japanese.date(year.issued_on));
    file.title("資格情報");
    file.pair("氏名カナ", &shown_kana(&entry.kana_name).replace([' ', '\u{3000}'], ""));
    file.pair("氏名", &person.name);
    file.pair("生年月日", &japanese.date(entry.birth_date.0));
    file.pair("性別", "");
    file.pair("年齢", &format!("{}歳", age_on(entry.birth_date.0, year.issued_on)));
    file.pair("保険者等番号", year.insurer_number.as_deref().unwrap_or_default());
    file.pair("被保険者証等記号", &asked(&entry.symbol));
    file.pair("被保険者証等番号", &asked(&entry.number));
    file.pair("枝番", &asked(entry.branch.as_deref().unwrap_or_default()));
    file.title("医療費明細一覧の概要");
    file.pair("一覧表示の範囲", &format!("{}まで", written(year.months.1)));
    for title in ["医療費の合計", "年間の合計"] {
        file.title(title);
        file.pair("期間", &months);
        file.amounts(&Sums::of(&person.lines));
    }
    file.title("医療費情報明細");
    for line in &person.lines {
        file.pair("診療年月", &month_of(line));
        file.pair("診療区分", kind(line));
        file.pair("日数", &line.days.to_string());
        file.pair("医療機関等名称", line.institution.trim());
        file.amounts(&Sums::of([line]));
    }
    file.title("保険者情報");
    file.pair("保険者の名称", &year.insurer_name);
    file.pair("医療費情報明細の範囲", &months);
}

/// 診療区分 in マイナポータル's words.
fn kind(line: &CostLine) -> &'static str {
    match line.kind.parse::<CareKind>() {
        Ok(CareKind::Dental) => "歯科外来",
        Ok(kind) => (TEXTS.costs.kind_of)(kind),
        Err(_) => "",
    }
}
