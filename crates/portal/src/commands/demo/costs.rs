//! The demo's costs: invented claims of the same people, the same ones for the same seed and month, written as an insurer's file.

use std::{io, path::Path};

use jiff::{ToSpan, civil::Date};
use madoguchi_rules::costs::CareMonth;

use super::roster::{Dice, Row};

/// How many months there are, the latest being that of three months ago, as claims come late.
const MONTHS: u16 = 20;
/// Costs of more people than this would only let the demo wait.
const MOST_PEOPLE: usize = 2_000;

const HEADER: [&str; 14] = [
    "記号",
    "番号",
    "枝番",
    "氏名カナ",
    "生年月日",
    "診療年月",
    "医療機関名",
    "診療区分",
    "日数",
    "医療費総額",
    "保険者負担額",
    "公費負担額",
    "自己負担額",
    "食事療養費",
];

/// Institutions and their kinds, the frequent ones more than once.
const INSTITUTIONS: [(&str, &str); 9] = [
    ("さくら内科クリニック", "医科外来"),
    ("さくら内科クリニック", "医科外来"),
    ("ひまわり薬局", "調剤"),
    ("ひまわり薬局", "調剤"),
    ("みどり歯科医院", "歯科"),
    ("東眼科", "医科外来"),
    ("中央総合病院", "医科入院"),
    ("あおば訪問看護ステーション", "訪問看護"),
    ("", "柔道整復"),
];

/// Writes the file.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, rows: &[Row], today: Date, seed: u64) -> io::Result<()> {
    let mut file = csv::Writer::from_writer(b"\xEF\xBB\xBF".to_vec());
    file.write_record(HEADER)?;
    let latest = CareMonth::of(today).earlier(3);
    let months: Vec<CareMonth> = (0..MONTHS).map(|back| latest.earlier(back)).collect();
    for row in rows.iter().take(MOST_PEOPLE) {
        for month in months.iter().filter(|month| was_there(row, **month)) {
            let counted = i64::from(month.year()) * 12 + i64::from(month.month());
            let mut dice = Dice::of(own_seed(row, seed) ^ counted.unsigned_abs());
            for _ in 0..dice.below(3) {
                file.write_record(line(row, *month, &mut dice))?;
            }
        }
    }
    let bytes = file.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    std::fs::write(path, bytes)
}

/// A seed of the person, whatever their place in the file.
fn own_seed(row: &Row, seed: u64) -> u64 {
    let card = row.number.bytes().chain(row.branch.bytes()).chain(row.kana_name.bytes());
    card.fold(seed, |hash, byte| hash.wrapping_mul(0x0100_0000_01B3) ^ u64::from(byte))
}

/// Whether the person was a member for the whole month and a while before.
pub(super) fn was_there(row: &Row, month: CareMonth) -> bool {
    let settled = row.acquired.saturating_add(1.month());
    settled <= month.first_day() && row.lost.is_none_or(|lost| month.last_day() < lost)
}

fn line(row: &Row, month: CareMonth, dice: &mut Dice) -> [String; 14] {
    let (institution, kind) = INSTITUTIONS[dice.below(INSTITUTIONS.len())];
    let is_stay = kind == "医科入院";
    let total = if is_stay { 90_000 + 10 * dice.below(30_000) } else { 1_500 + 10 * dice.below(2_200) };
    let own = total * 3 / 10;
    let days = 1 + dice.below(if is_stay { 9 } else { 4 });
    let meals = if is_stay { days * 1_530 } else { 0 };
    let texts = [&row.symbol, &row.number, &row.branch, &row.kana_name].map(Clone::clone);
    let [symbol, number, branch, kana_name] = texts;
    [
        symbol,
        number,
        branch,
        kana_name,
        row.birth_date.to_string(),
        month.to_string(),
        institution.to_owned(),
        kind.to_owned(),
        days.to_string(),
        total.to_string(),
        (total - own).to_string(),
        "0".to_owned(),
        own.to_string(),
        meals.to_string(),
    ]
}
