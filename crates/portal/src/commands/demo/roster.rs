//! The demo's rosters: invented people, the same ones for the same seed, written as the file that an insurer would bring.

use std::{io, path::Path};

use jiff::{
    ToSpan,
    civil::{Date, date},
};

/// One person of a roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub symbol: String,
    pub number: String,
    pub branch: String,
    pub kana_name: String,
    pub name: String,
    pub birth_date: Date,
    pub is_insured: bool,
    pub acquired: Date,
    pub lost: Option<Date>,
    pub email: String,
}

/// Somebody to try the demo with, and what they show.
pub struct Example {
    pub row: Row,
    pub shows: &'static str,
}

/// The rest of the roster behind the examples: surnames with their kana.
const SURNAMES: [(&str, &str); 24] = [
    ("青木", "アオキ"),
    ("石川", "イシカワ"),
    ("上田", "ウエダ"),
    ("遠藤", "エンドウ"),
    ("小川", "オガワ"),
    ("加藤", "カトウ"),
    ("菊地", "キクチ"),
    ("黒田", "クロダ"),
    ("近藤", "コンドウ"),
    ("坂本", "サカモト"),
    ("清水", "シミズ"),
    ("杉山", "スギヤマ"),
    ("高木", "タカギ"),
    ("千葉", "チバ"),
    ("土屋", "ツチヤ"),
    ("中島", "ナカジマ"),
    ("野口", "ノグチ"),
    ("服部", "ハットリ"),
    ("平野", "ヒラノ"),
    ("藤原", "フジワラ"),
    ("松田", "マツダ"),
    ("宮崎", "ミヤザキ"),
    ("森田", "モリタ"),
    ("渡部", "ワタナベ"),
];

const GIVEN_NAMES: [(&str, &str); 30] = [
    ("明", "アキラ"),
    ("一郎", "イチロウ"),
    ("海斗", "カイト"),
    ("健太", "ケンタ"),
    ("浩二", "コウジ"),
    ("聡", "サトシ"),
    ("翔太", "ショウタ"),
    ("大輔", "ダイスケ"),
    ("拓也", "タクヤ"),
    ("直人", "ナオト"),
    ("博", "ヒロシ"),
    ("誠", "マコト"),
    ("康平", "コウヘイ"),
    ("悠真", "ユウマ"),
    ("隆", "タカシ"),
    ("彩", "アヤ"),
    ("恵美", "エミ"),
    ("香織", "カオリ"),
    ("京子", "キョウコ"),
    ("幸子", "サチコ"),
    ("純子", "ジュンコ"),
    ("千尋", "チヒロ"),
    ("朋美", "トモミ"),
    ("奈々", "ナナ"),
    ("真由美", "マユミ"),
    ("美穂", "ミホ"),
    ("桃子", "モモコ"),
    ("結菜", "ユイナ"),
    ("陽子", "ヨウコ"),
    ("理沙", "リサ"),
];

/// The people of さくら健康保険組合 to try. Dates that must lie before or after today follow it by the month.
pub fn examples_of_sakura(today: Date) -> Vec<Example> {
    let this_month = today.first_of_month();
    let person = insured("12", "1001", "オガワ ミサキ", "小川　美咲", date(1986, 4, 12));
    vec![
        Example { row: person.clone(), shows: "ふつうの登録" },
        Example {
            row: Row {
                email: "kenichi.fujita@example.jp".to_owned(),
                ..insured("12", "1002", "フジタ ケンイチ", "藤田　健一", date(1975, 9, 30))
            },
            shows: "名簿にメールアドレスがある",
        },
        Example {
            row: Row { symbol: String::new(), ..insured("", "1003", "タカハシ ショウ", "髙橋　翔", date(1992, 2, 29)) },
            shows: "記号がない",
        },
        Example {
            row: Row { lost: Some(this_month), ..insured("12", "1004", "ニシムラ ケイコ", "西村　恵子", date(1968, 11, 3)) },
            shows: "資格を喪失した（登録できません）",
        },
        Example {
            row: Row {
                acquired: this_month.saturating_add(1.month()).first_of_month(),
                ..insured("健３", "1005", "ヤマグチ リョウ", "山口　涼", date(1999, 8, 21))
            },
            shows: "翌月に加入する（まだ登録できません）",
        },
    ]
}

/// The people of かえで共済組合 to try: dependants may register there.
pub fn examples_of_kaede() -> Vec<Example> {
    let parent = Row { branch: "00".to_owned(), ..insured("21", "2001", "オカモト ナオキ", "岡本　直樹", date(1979, 5, 16)) };
    let twin = |branch: &str, kana_name: &str, name: &str| Row {
        branch: branch.to_owned(),
        kana_name: kana_name.to_owned(),
        name: name.to_owned(),
        birth_date: date(2008, 7, 7),
        is_insured: false,
        ..parent.clone()
    };
    vec![
        Example { row: parent.clone(), shows: "別の組合（パスワードの決まりが違う）" },
        Example {
            row: twin("01", "オカモト ジュン", "岡本　潤"), shows: "双子（氏名カナの清濁だけが違い、特定できません）"
        },
        Example { row: twin("02", "オカモト シュン", "岡本　駿"), shows: "双子（同上）" },
    ]
}

/// Households until there are `people` people with the examples; the same ones for the same seed.
pub fn fill(examples: &[Example], people: usize, seed: u64) -> Vec<Row> {
    let mut rows: Vec<Row> = examples.iter().map(|example| example.row.clone()).collect();
    let mut dice = Dice(seed);
    let mut number = 3_001;
    while rows.len() < people {
        rows.extend(household(&mut dice, number));
        number += 1;
    }
    rows.truncate(people.max(examples.len()));
    rows
}

/// Writes the roster as an insurer's file: CSV, UTF-8 with BOM.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, rows: &[Row]) -> io::Result<()> {
    let mut file = csv::Writer::from_writer(b"\xEF\xBB\xBF".to_vec());
    file.write_record(["記号", "番号", "枝番", "氏名カナ", "氏名", "生年月日", "続柄", "資格取得日", "資格喪失日", "メールアドレス"])?;
    for row in rows {
        let relation = if row.is_insured { "本人" } else { "家族" };
        let (birth, acquired) = (row.birth_date.to_string(), row.acquired.to_string());
        let lost = row.lost.map(|day| day.to_string()).unwrap_or_default();
        file.write_record([
            &row.symbol,
            &row.number,
            &row.branch,
            &row.kana_name,
            &row.name,
            &birth,
            relation,
            &acquired,
            &lost,
            &row.email,
        ])?;
    }
    let bytes = file.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    std::fs::write(path, bytes)
}

fn insured(symbol: &str, number: &str, kana_name: &str, name: &str, birth_date: Date) -> Row {
    Row {
        symbol: symbol.to_owned(),
        number: number.to_owned(),
        branch: String::new(),
        kana_name: kana_name.to_owned(),
        name: name.to_owned(),
        birth_date,
        is_insured: true,
        acquired: date(2015, 4, 1),
        lost: None,
        email: String::new(),
    }
}

/// An insured person with up to three dependants.
fn household(dice: &mut Dice, number: u32) -> Vec<Row> {
    let (surname, surname_kana) = SURNAMES[dice.below(SURNAMES.len())];
    let birth = dice.day_of(1960, 40);
    let member = |dice: &mut Dice, place: usize, birth_date: Date, acquired: Date| {
        let (given, given_kana) = GIVEN_NAMES[dice.below(GIVEN_NAMES.len())];
        Row {
            symbol: [11, 12, 13, 100][number as usize % 4].to_string(),
            number: format!("{number:06}"),
            branch: format!("{place:02}"),
            kana_name: format!("{surname_kana} {given_kana}"),
            name: format!("{surname}　{given}"),
            birth_date,
            is_insured: place == 0,
            acquired,
            lost: None,
            email: if place == 0 && dice.below(4) == 0 { format!("member.{number}@example.jp") } else { String::new() },
        }
    };
    let acquired = date(2018, 4, 1);
    let size = dice.below(4);
    (0..=size)
        .map(|place| {
            let born = match place {
                0 => birth,
                1 => dice.day_of(birth.year(), 5),
                // Nobody is born in the future.
                _ => dice.day_of((birth.year() + 24).min(2017), 8),
            };
            member(dice, place, born, acquired.max(born))
        })
        .collect()
}

/// Numbers that depend on the seed alone (SplitMix64): the demo's people must be the same each time, so this is no randomness.
pub struct Dice(u64);

impl Dice {
    /// Dice that fall the same way for the same seed.
    pub fn of(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A day within so many years from the beginning of one.
    fn day_of(&mut self, year: i16, years: usize) -> Date {
        date(year, 1, 1).saturating_add((self.below(years * 365) as i64).days())
    }
}

#[cfg(test)]
mod tests {
    use madoguchi_rules::kana::RosterKana;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn the_same_seed_gives_the_same_people_and_another_seed_others() {
        let examples = examples_of_sakura(TODAY);
        assert_eq!(fill(&examples, 300, 1), fill(&examples, 300, 1));
        assert_ne!(fill(&examples, 300, 1), fill(&examples, 300, 2));
        assert_eq!(fill(&examples, 300, 1).len(), 300);
    }

    #[test]
    fn nobody_is_born_in_the_future_or_joins_before_being_born() {
        for row in fill(&[], 5_000, 3) {
            assert!(row.birth_date < TODAY && row.birth_date <= row.acquired, "{row:?}");
        }
    }

    #[test]
    fn the_twins_are_one_after_folding() {
        let folded = |row: &Row| RosterKana::parse(&row.kana_name).map(|kana| kana.folded().to_owned()).ok();
        let [_, one, other] = &examples_of_kaede()[..] else { unreachable!("a parent and two children") };
        assert_eq!(folded(&one.row), folded(&other.row));
        assert_ne!(one.row.kana_name, other.row.kana_name);
    }
}
