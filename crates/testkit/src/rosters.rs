//! Rosters of any size: invented people, the same ones every time, written as an insurer's system writes them (CP932, CRLF, half-width
//! kana).

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

/// The header line.
pub const HEADER: &str = "記号,番号,枝番,氏名カナ,氏名,生年月日,続柄,資格取得日,資格喪失日,メールアドレス";

const FAMILIES: [(&str, &str); 8] = [
    ("青木", "ｱｵｷ"),
    ("上田", "ｳｴﾀﾞ"),
    ("加藤", "ｶﾄｳ"),
    ("工藤", "ｸﾄﾞｳ"),
    ("清水", "ｼﾐｽﾞ"),
    ("高橋", "ﾀｶﾊｼ"),
    ("土屋", "ﾂﾁﾔ"),
    ("平野", "ﾋﾗﾉ"),
];
const GIVEN: [(&str, &str); 16] = [
    ("葵", "ｱｵｲ"),
    ("一郎", "ｲﾁﾛｳ"),
    ("海", "ｳﾐ"),
    ("恵美", "ｴﾐ"),
    ("修", "ｵｻﾑ"),
    ("和子", "ｶｽﾞｺ"),
    ("久美子", "ｸﾐｺ"),
    ("健太", "ｹﾝﾀ"),
    ("咲", "ｻｷ"),
    ("進", "ｽｽﾑ"),
    ("千鶴", "ﾁﾂﾞﾙ"),
    ("剛", "ﾂﾖｼ"),
    ("直樹", "ﾅｵｷ"),
    ("春香", "ﾊﾙｶ"),
    ("誠", "ﾏｺﾄ"),
    ("結衣", "ﾕｲ"),
];

/// Which month's file of the same insurer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Month {
    /// The first.
    First,
    /// The next: one row in forty has another mail address.
    Next,
}

/// The line of a row, from 0, without its end. Four rows are a household, the first of them its insured.
pub fn line(row: usize, month: Month) -> String {
    let (household, branch) = (row / 4, row % 4);
    let family = FAMILIES[household % FAMILIES.len()];
    let given = GIVEN[(household / FAMILIES.len() + branch * 5) % GIVEN.len()];
    let (symbol, relation) = (1 + household % 400, if branch == 0 { "本人" } else { "家族" });
    let year = if branch < 2 { 1955 + household % 50 } else { 2006 + household % 20 };
    let birth = format!("{year}{:02}{:02}", 1 + household % 12, 1 + (household / 12) % 28);
    let email = match (branch, month) {
        (0, Month::First) => format!("member.{row}@example.jp"),
        (0, Month::Next) if row.is_multiple_of(40) => format!("new.{row}@example.jp"),
        (0, Month::Next) => format!("member.{row}@example.jp"),
        _ => String::new(),
    };
    format!("{symbol},{household:07},{branch:02},{} {},{}　{},{birth},{relation},20200401,,{email}", family.1, given.1, family.0, given.0)
}

/// Writes a file of so many rows.
pub fn write(path: &Path, rows: usize, month: Month) {
    write_lines(path, (0..rows).map(|row| line(row, month)));
}

/// Writes these lines under the header.
pub fn write_lines(path: &Path, lines: impl Iterator<Item = String>) {
    let mut file = BufWriter::new(File::create(path).expect("a file for a roster"));
    for line in std::iter::once(HEADER.to_owned()).chain(lines) {
        let (bytes, _, has_unmappable) = encoding_rs::SHIFT_JIS.encode(&line);
        assert!(!has_unmappable, "CP932 has every character of {line}");
        file.write_all(&bytes).and_then(|()| file.write_all(b"\r\n")).expect("room for a roster");
    }
    file.flush().expect("room for a roster");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_of_a_household_differ_and_the_next_month_changes_some_addresses() {
        let lines: Vec<String> = (0..400).map(|row| line(row, Month::First)).collect();
        let distinct: std::collections::HashSet<&str> = lines.iter().map(|line| line.split(',').nth(3).unwrap()).collect();
        assert!(distinct.len() > 100);
        for household in lines.chunks(4) {
            let names: std::collections::HashSet<&str> = household.iter().map(|line| line.split(',').nth(3).unwrap()).collect();
            assert_eq!(names.len(), 4);
        }
        let changed = (0..400).filter(|row| line(*row, Month::First) != line(*row, Month::Next)).count();
        assert_eq!(changed, 10);
    }
}
