//! What CSV, workbook and JSON hold, without a database.

use std::io::Cursor;

use calamine::{Data, Reader};
use madoguchi_store::costs::CostLine;

use super::{pairs, sample_year};
use crate::member::costs::files::{Wanted, csv::csv, json::json, table, year_of_costs::YearOfCosts};

/// A line of the table as a spreadsheet reads it.
#[derive(Debug, PartialEq)]
pub struct TableLine {
    pub person: String,
    pub institution: String,
    pub purposes: Vec<usize>,
    pub paid: i64,
    pub refunded: i64,
}

/// The lines of each sheet of the table.
pub fn lines_of_table(workbook: &[u8]) -> Vec<Vec<TableLine>> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(workbook)).unwrap();
    let sheets = book.sheet_names();
    assert_eq!(sheets[0], "はじめにお読みください");
    let text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{other:?} is no text"),
    };
    let yen = |cell: &Data| match cell {
        Data::Float(amount) => *amount as i64,
        other => panic!("{other:?} is no amount"),
    };
    let line = |row: &[Data]| TableLine {
        person: text(&row[0]),
        institution: text(&row[1]),
        purposes: (2..6).filter(|place| text(&row[*place]) == "該当する").collect(),
        paid: yen(&row[6]),
        refunded: yen(&row[7]),
    };
    let lines = |sheet: &String| book.worksheet_range(sheet).unwrap().rows().skip(1).map(line).collect();
    sheets[1..].iter().map(lines).collect()
}

fn told(workbook: &[u8]) -> String {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(workbook)).unwrap();
    let range = book.worksheet_range("はじめにお読みください").unwrap();
    range.rows().map(|row| row[0].to_string()).collect::<Vec<_>>().join("\n")
}

fn with_lines(lines: Vec<CostLine>) -> YearOfCosts {
    let mut year = sample_year();
    year.people[0].lines = lines;
    year.people[0].name = "福田　結衣".to_owned();
    year
}

fn line(kind: &str, institution: &str, own_share: i64) -> CostLine {
    let mut line = sample_year().people[0].lines[0].clone();
    (line.kind, line.institution, line.own_share) = (kind.to_owned(), institution.to_owned(), own_share);
    line
}

#[test]
fn the_table_has_the_columns_and_lengths_of_the_form_and_says_what_it_is_not() {
    let long = "医療法人社団さくら会附属中央総合病院付属研究センター";
    let mut year = with_lines(vec![
        line("outpatient", long, 3_702),
        line("pharmacy", "ひまわり薬局", 1_000),
        line("device", "義肢製作所", 20_000),
        line("judo", "", 500),
    ]);
    year.people[0].lines[0].additional = 250;
    let workbook = table::workbook(&year).unwrap();
    let sheets = lines_of_table(&workbook);
    assert_eq!(sheets.len(), 1);
    let cut: String = long.chars().take(20).collect();
    let line = |institution: &str, purpose, paid, refunded| TableLine {
        person: "福田　結衣".to_owned(),
        institution: institution.to_owned(),
        purposes: vec![purpose],
        paid,
        refunded,
    };
    assert_eq!(
        sheets[0],
        [line(&cut, 2, 3_702, 250), line("ひまわり薬局", 3, 1_000, 0), line("義肢製作所", 5, 20_000, 0), line("", 2, 500, 0)]
    );
    let told = told(&workbook);
    for words in ["国税庁の様式ではありません", "領収書が必要です", "1行で名前や名称の後ろを省きました", "名称がない行が1行あります"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains("枚のシートに分けました"));
    year.people[0].name = "寿限無寿限無五劫の擦り切れ".to_owned();
    let sheets = lines_of_table(&table::workbook(&year).unwrap());
    assert!(sheets[0].iter().all(|line| line.person == "寿限無寿限無五劫の擦"));
}

#[test]
fn more_lines_than_the_form_takes_go_to_another_sheet_and_that_is_told() {
    let lines = (0..996).map(|number| line("outpatient", "中央総合病院", number)).collect();
    let year = with_lines(lines);
    let workbook = table::workbook(&year).unwrap();
    let sheets = lines_of_table(&workbook);
    assert_eq!(sheets.iter().map(Vec::len).collect::<Vec<_>>(), [995, 1]);
    assert_eq!(sheets.iter().flatten().map(|line| line.paid).sum::<i64>(), 996 * 995 / 2);
    assert!(told(&workbook).contains("995行ごとに2枚のシートに分けました"));
    assert_eq!(table::Cautions::of(&year), table::Cautions { sheets: 2, cut: 0, nameless: 0 });
}

#[test]
fn nothing_in_the_table_is_a_formula_and_equal_years_make_equal_workbooks() {
    let year = with_lines(vec![line("outpatient", "=HYPERLINK(\"http://example.com\")", 1)]);
    let workbook = table::workbook(&year).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&workbook)).unwrap();
    assert!(book.worksheet_formula("表1").unwrap().is_empty());
    assert_eq!(lines_of_table(&workbook)[0][0].institution, "=HYPERLINK(\"http://e");
    assert_eq!(workbook, table::workbook(&year).unwrap());
}

#[test]
fn the_csv_is_arranged_as_mynaportal_has_it() {
    let csv = csv(&with_lines(vec![line("dental", "さくら歯科", 1_234)]));
    assert!(
        csv.starts_with("\u{feff}わたしの情報\r\n医療費通知情報\r\n\r\n項目名,内容\r\n作成日,2026年11月22日\r\n資格情報\r\n".as_bytes())
    );
    let keys: Vec<String> = pairs(&csv).into_iter().map(|(key, _)| key).collect();
    let amounts = ["医療費の総額（円）", "保険者の負担額（円）", "その他の公費の負担額（円）", "窓口相当負担額（円）"];
    let expected = [
        &["わたしの情報", "医療費通知情報", "項目名", "作成日", "資格情報", "氏名カナ", "氏名", "生年月日", "性別", "年齢"][..],
        &["保険者等番号", "被保険者証等記号", "被保険者証等番号", "枝番", "医療費明細一覧の概要", "一覧表示の範囲", "医療費の合計", "期間"],
        &amounts,
        &["年間の合計", "期間"],
        &amounts,
        &["医療費情報明細", "診療年月", "診療区分", "日数", "医療機関等名称"],
        &amounts,
        &["保険者情報", "保険者の名称", "医療費情報明細の範囲"],
    ];
    assert_eq!(keys, expected.concat());
    let value = |key: &str| pairs(&csv).into_iter().rfind(|(own, _)| own == key).and_then(|(_, value)| value).unwrap();
    assert_eq!(
        (value("診療年月"), value("診療区分"), value("窓口相当負担額（円）")),
        ("2026年6月".to_owned(), "歯科外来".to_owned(), "1,234".to_owned())
    );
    assert_eq!((value("氏名カナ"), value("年齢"), value("被保険者証等番号")), ("フクダユイ".to_owned(), "40歳".to_owned(), String::new()));
}

#[test]
fn what_was_written_to_the_csv_is_read_back() {
    let names = ["中央総合病院", "病院,分院", "\"さくら\"医院", "=1+1", "＋薬局", "two\nlines", ""];
    let lines: Vec<CostLine> = (0..).zip(names).map(|(number, name)| line("outpatient", name, 999 + number)).collect();
    let csv = csv(&with_lines(lines));
    assert!(String::from_utf8(csv.clone()).unwrap().contains("医療機関等名称,'=1+1\r\n"), "no spreadsheet takes it for a formula");
    let values =
        |key: &str| -> Vec<String> { pairs(&csv).into_iter().filter(|(own, _)| own == key).filter_map(|(_, value)| value).collect() };
    assert_eq!(values("医療機関等名称"), names);
    let amounts = values("窓口相当負担額（円）");
    assert_eq!(amounts[2..], ["999", "1,000", "1,001", "1,002", "1,003", "1,004", "1,005"]);
    assert_eq!(amounts[..2], ["7,014", "7,014"]);
}

#[test]
fn the_json_tells_lines_sums_and_which_lines_have_all_six_items() {
    let mut year = with_lines(vec![line("outpatient", "中央総合病院", 100), line("judo", " ", 50)]);
    let read = |year: &YearOfCosts| -> serde_json::Value { serde_json::from_slice(&json(year)).unwrap() };
    let json = read(&year);
    assert_eq!(
        (json["year"].as_i64(), json["sums"]["own_share"].as_i64(), json["annual_pdf_use"].as_str()),
        (Some(2026), Some(150), Some("reference"))
    );
    let complete = |json: &serde_json::Value| -> Vec<bool> {
        json["people"][0]["lines"].as_array().unwrap().iter().map(|line| line["has_all_six_items"].as_bool().unwrap()).collect()
    };
    assert_eq!(complete(&json), [true, false]);
    assert!(json["people"][0].get("card").is_none());
    year.insured_name.clear();
    assert_eq!(complete(&read(&year)), [false, false], "without the insured's name no line has all six");
}

#[test]
fn a_wanted_file_is_named_and_found_by_its_name() {
    for name in ["2026-annual.pdf", "2026-annual.pdf-numbers", "2025-costs.csv", "2026-table.xlsx", "2026-costs.json-numbers"] {
        assert_eq!(Wanted::named(name).unwrap().to_string(), name);
    }
    for name in ["", "2026", "annual.pdf", "2026-", "2026-annual.pdf-", "x-annual.pdf", "2026-../../home"] {
        assert_eq!(Wanted::named(name), None, "{name}");
    }
}
