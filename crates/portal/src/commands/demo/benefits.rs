//! The demo's decisions on benefits: for each insured person to try one that pays and one that does not, written as an insurer's file.

use std::{io, path::Path};

use jiff::{ToSpan, civil::Date};
use madoguchi_rules::costs::CareMonth;

use super::{
    costs::was_there,
    roster::{Example, Row},
};

const HEADER: [&str; 15] = [
    "記号",
    "番号",
    "枝番",
    "氏名カナ",
    "生年月日",
    "診療年月",
    "決定番号",
    "決定年月日",
    "給付種別",
    "対象期間開始",
    "対象期間終了",
    "支給額",
    "不支給理由",
    "支払予定日",
    "支払方法",
];

/// Writes the file: of the month of three months ago, decided in the middle of the last. Equal in the same month, so that bringing it again
/// changes nothing.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, examples: &[Example], today: Date) -> io::Result<()> {
    let mut file = csv::Writer::from_writer(b"\xEF\xBB\xBF".to_vec());
    file.write_record(HEADER)?;
    let month = CareMonth::of(today).earlier(3);
    let people = examples.iter().map(|example| &example.row).filter(|row| row.is_insured && was_there(row, month));
    for (place, row) in people.enumerate() {
        file.write_record(granted(row, month, place))?;
        file.write_record(refused(row, month, place))?;
    }
    let bytes = file.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    std::fs::write(path, bytes)
}

/// The day on which the decisions of a month were made.
fn decided_on(month: CareMonth) -> Date {
    month.next().next().first_day().saturating_add(9.days())
}

fn granted(row: &Row, month: CareMonth, place: usize) -> [String; 15] {
    let paid_on = month.next().next().last_day().to_string();
    line(row, month, format!("{month}-{}", 2 * place + 1), ["高額療養費", "", "", "57180", "", &paid_on, "事業主経由"])
}

fn refused(row: &Row, month: CareMonth, place: usize) -> [String; 15] {
    let (from, until) = (month.first_day().to_string(), month.last_day().to_string());
    let reason = "傷病手当金の支給に必要な「療養のため労務に服することができない」状態と認められないため。";
    line(row, month, format!("{month}-{}", 2 * place + 2), ["傷病手当金", &from, &until, "0", reason, "", ""])
}

fn line(row: &Row, month: CareMonth, number: String, rest: [&str; 7]) -> [String; 15] {
    let [benefit, from, until, amount, refusal, pays_on, pays_by] = rest.map(str::to_owned);
    [
        row.symbol.clone(),
        row.number.clone(),
        row.branch.clone(),
        row.kana_name.clone(),
        row.birth_date.to_string(),
        month.to_string(),
        number,
        decided_on(month).to_string(),
        benefit,
        from,
        until,
        amount,
        refusal,
        pays_on,
        pays_by,
    ]
}
