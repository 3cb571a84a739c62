//! The demo's savings and advice: invented lines of its first people, with names of medicines that nobody sells.

use std::{io, path::Path};

use jiff::civil::Date;
use madoguchi_rules::costs::CareMonth;

use super::{
    costs::was_there,
    roster::{Dice, Row},
};

/// How many people have lines.
const PEOPLE: usize = 40;
/// How many months there are, the latest being that of three months ago, as claims come late.
const MONTHS: u16 = 3;

const PERSON: [&str; 6] = ["記号", "番号", "枝番", "氏名カナ", "生年月日", "診療年月"];

/// Name, quantity, what is paid now, and what would be saved.
const MEDICINES: [[&str; 4]; 4] = [
    ["先発医薬品Ａ錠 5mg", "28錠", "1240", "430"],
    ["先発医薬品Ｂカプセル 20mg", "56カプセル", "2310", "920"],
    ["先発医薬品Ｃ点眼液 0.1%", "5mL", "680", "210"],
    ["先発医薬品Ｄ軟膏", "20g", "510", "150"],
];

/// 種別, institution, what it is about, how often, and the insurer's own words.
const ADVICE: [[&str; 5]; 3] = [
    ["頻回受診", "さくら内科クリニック", "", "16", ""],
    ["重複服薬", "ひまわり薬局", "先発医薬品Ａ錠 5mg", "2", "お薬手帳を1冊にまとめると、薬局で重なりを確認できます。"],
    ["時間外加算", "中央総合病院", "", "3", ""],
];

/// Writes a file of ジェネリック医薬品差額.
///
/// # Errors
/// When it cannot be written.
pub fn write_savings(path: &Path, rows: &[Row], today: Date, seed: u64) -> io::Result<()> {
    let own = ["薬局名", "先発医薬品名", "数量", "現在の自己負担額", "後発に変えた場合の削減可能額"];
    write(path, &own, rows, today, |place, month| {
        let mut dice = Dice::of(seed ^ (place as u64 * 100 + month.month().unsigned_abs() as u64));
        let [medicine, quantity, own_share, saving] = MEDICINES[dice.below(MEDICINES.len())];
        (place == 0 || dice.below(3) > 0).then_some(["ひまわり薬局", medicine, quantity, own_share, saving])
    })
}

/// Writes a file of 適正受診・適正服薬.
///
/// # Errors
/// When it cannot be written.
pub fn write_advice(path: &Path, rows: &[Row], today: Date) -> io::Result<()> {
    let own = ["種別", "医療機関名・薬局名", "対象", "回数", "留意事項"];
    let latest = latest(today);
    write(path, &own, rows, today, |place, month| (month == latest).then(|| ADVICE.get(place).copied()).flatten())
}

fn latest(today: Date) -> CareMonth {
    CareMonth::of(today).earlier(3)
}

/// Writes what `line` says of each person, by their place, and each month.
fn write(
    path: &Path,
    own: &[&str; 5],
    rows: &[Row],
    today: Date,
    line: impl Fn(usize, CareMonth) -> Option<[&'static str; 5]>,
) -> io::Result<()> {
    let mut file = csv::Writer::from_writer(b"\xEF\xBB\xBF".to_vec());
    file.write_record(PERSON.iter().chain(own))?;
    for (place, row) in rows.iter().take(PEOPLE).enumerate() {
        for back in 0..MONTHS {
            let month = latest(today).earlier(back);
            if let Some(rest) = line(place, month).filter(|_| was_there(row, month)) {
                let birth_date = row.birth_date.to_string();
                let person = [&row.symbol, &row.number, &row.branch, &row.kana_name, &birth_date].map(String::as_str);
                file.write_record(person.iter().copied().chain([month.to_string().as_str()]).chain(rest))?;
            }
        }
    }
    let bytes = file.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    std::fs::write(path, bytes)
}
