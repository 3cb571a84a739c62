//! Page, paper and files of random households agree to the yen.

use madoguchi_testkit::{
    browserless::Client,
    on_both_engines,
    people::{AOI_DEPENDANT, Person, TEPPEI},
};

use super::{formats::lines_of_table, pairs};
use crate::{
    member::costs::{figures::Sums, tests::bring},
    random::Random,
    testing::{Story, paper::text_layer},
};

const HOUSEHOLDS: u64 = 4;
const KINDS: [&str; 11] =
    ["医科入院", "医科外来", "歯科入院", "歯科", "調剤", "訪問看護", "柔道整復", "はり・きゅう", "マッサージ", "治療用装具", "その他"];
const INSTITUTIONS: [&str; 5] = ["中央総合病院", "", "ひまわり薬局, 駅前店", "=医院", "医療法人社団さくら会附属中央総合病院付属センター"];
const KEN: Person =
    Person { branch: "02", kana_name: "ｵｶﾀﾞ ｹﾝ", name: "岡田　健", birth_date: "2020-05-05", ..AOI_DEPENDANT };
const MEI: Person = Person { branch: "03", kana_name: "ｵｶﾀﾞ ﾒｲ", name: "", birth_date: "2023-01-09", ..AOI_DEPENDANT };

/// A generator (SplitMix64) that a seed repeats.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}

/// A seed from outside, to repeat a run; else another one each time.
fn seed() -> u64 {
    let given = std::env::var("MADOGUCHI_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| u64::from(Random::system().number()))
}

fn line(dice: &mut Dice) -> String {
    let month = if dice.below(4) == 0 { 202501 + dice.below(12) } else { 202601 + dice.below(8) };
    let (kind, institution) = (dice.one_of(&KINDS), dice.one_of(&INSTITUTIONS));
    let total = dice.below(3_000_000);
    let own_share = total * dice.below(4) / 10;
    let public_share = dice.below(own_share.max(1));
    let (meals, additional) = (dice.below(2) * 490 * dice.below(30), dice.below(2) * dice.below(own_share.max(1)));
    let (insurer_share, own_share) = (total - own_share, own_share - public_share);
    format!(
        "{month},\"{institution}\",{kind},{},{total},{insurer_share},{public_share},{own_share},{meals},{additional}",
        1 + dice.below(31)
    )
}

fn yen(text: &str) -> i64 {
    text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

/// The total of each amount as the page of a year shows it.
async fn of_page(client: &Client, year: i16) -> Sums {
    let page = client.get(&format!("/portal/costs?year={year}")).await;
    let facts: Vec<i64> = page.select_texts("section.costs__total dd").iter().map(|text| yen(text)).collect();
    let [total, insurer_share, public_share, meals, additional, lines] = facts[..] else { panic!("{}", page.text()) };
    let own_share = yen(&page.select_texts(".costs__sum")[0]);
    Sums { lines: lines as usize, total, insurer_share, public_share, own_share, meals, additional }
}

/// The last row of the paper's first table.
fn of_paper(pdf: &[u8]) -> Sums {
    let text = text_layer(pdf);
    let row = text.lines().find(|line| line.trim_start().starts_with("合計")).unwrap();
    let amounts: Vec<i64> = row.split_whitespace().skip(1).map(yen).collect();
    let [lines, own_share, total, insurer_share, public_share, meals, additional] = amounts[..] else { panic!("{row}") };
    Sums { lines: lines as usize, total, insurer_share, public_share, own_share, meals, additional }
}

/// What the details of the CSV come to, checked against its own totals: (lines, total, insurer, public, own).
fn of_csv(csv: &[u8]) -> [i64; 5] {
    let (mut told, mut details, mut section) = ([0; 5], [0; 5], String::new());
    for (key, value) in pairs(csv) {
        let Some(value) = value else {
            section = key;
            continue;
        };
        let sums = match section.as_str() {
            "年間の合計" => &mut told,
            "医療費情報明細" => &mut details,
            _ => continue,
        };
        match key.as_str() {
            "医療機関等名称" => sums[0] += 1,
            "医療費の総額（円）" => sums[1] += yen(&value),
            "保険者の負担額（円）" => sums[2] += yen(&value),
            "その他の公費の負担額（円）" => sums[3] += yen(&value),
            "窓口相当負担額（円）" => sums[4] += yen(&value),
            _ => {}
        }
    }
    assert_eq!(told[1..], details[1..], "the CSV agrees with itself");
    details
}

fn of_json(json: &[u8]) -> Sums {
    let json: serde_json::Value = serde_json::from_slice(json).unwrap();
    let lines = || json["people"].as_array().unwrap().iter().flat_map(|person| person["lines"].as_array().unwrap());
    let sum = |name: &str| {
        let told = json["sums"][name].as_i64().unwrap();
        assert_eq!(lines().map(|line| line[name].as_i64().unwrap()).sum::<i64>(), told, "{name}");
        told
    };
    Sums {
        lines: lines().count(),
        total: sum("total"),
        insurer_share: sum("insurer_share"),
        public_share: sum("public_share"),
        own_share: sum("own_share"),
        meals: sum("meals"),
        additional: sum("additional"),
    }
}

on_both_engines! {
    async fn page_paper_and_files_of_random_households_agree_to_the_yen(database: TestDatabase) {
        let seed = seed();
        println!("MADOGUCHI_SEED={seed}");
        for household in 0..HOUSEHOLDS {
            let mut dice = Dice(seed.wrapping_mul(1_000).wrapping_add(household));
            let story = Story::begin(database.engine().fresh().await).await;
            story.enrol_registered(&TEPPEI, "teppei").await;
            let others = [AOI_DEPENDANT, KEN, MEI];
            let family: Vec<&Person> = [&TEPPEI].into_iter().chain(&others[..dice.below(4) as usize]).collect();
            for person in &family[1..] {
                story.enrol(person).await;
            }
            story.set("services", "costs").await;
            story.set("cost_visibility", "household").await;
            let lines: Vec<(usize, String)> = (0..1 + dice.below(60)).map(|_| (dice.below(family.len() as u64) as usize, line(&mut dice))).collect();
            let lines: Vec<(&Person, &str)> = lines.iter().map(|(person, line)| (family[*person], line.as_str())).collect();
            bring(&story, &lines, None).await;
            let client = story.logged_in("teppei").await;
            let mut seen = 0;
            for year in [2025, 2026] {
                if !lines.iter().any(|(_, line)| line.starts_with(&year.to_string())) {
                    continue;
                }
                let expected = of_page(&client, year).await;
                let mut files = Vec::new();
                for name in ["annual.pdf", "costs.csv", "table.xlsx", "costs.json"] {
                    let answer = client.get(&format!("/portal/costs/files/{year}/{name}")).await;
                    assert_eq!(answer.status(), 200, "{name} of {year}, seed {seed}, household {household}");
                    files.push(answer.bytes().to_vec());
                }
                assert_eq!(of_paper(&files[0]), expected, "paper of {year}, seed {seed}, household {household}");
                let csv = [expected.lines as i64, expected.total, expected.insurer_share, expected.public_share, expected.own_share];
                assert_eq!(of_csv(&files[1]), csv, "CSV of {year}, seed {seed}, household {household}");
                let table: Vec<_> = lines_of_table(&files[2]).into_iter().flatten().collect();
                let sum = (table.len(), table.iter().map(|line| line.paid).sum(), table.iter().map(|line| line.refunded).sum());
                assert_eq!(sum, (expected.lines, expected.own_share, expected.additional), "table of {year}, seed {seed}, household {household}");
                assert_eq!(of_json(&files[3]), expected, "JSON of {year}, seed {seed}, household {household}");
                seen += expected.lines;
            }
            assert_eq!(seen, lines.len(), "every line is in one of the years");
        }
    }
}
