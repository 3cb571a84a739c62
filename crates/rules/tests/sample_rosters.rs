//! The sample rosters are read whole, item by item.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::HashMap;

use jiff::civil::{Date, date};
use madoguchi_rules::{
    dates::{DateUse, EraDigits, parse_roster_date},
    eligibility::{Eligibility, Standing},
    identifiers::{Branch, Number, Symbol},
    identity::{Comparison, FailingItem, Identified, RosterFacts, TypedIdentity, compare_identity, identify},
    kana::{KanaMatching, RosterKana, TypedKana},
    mail_address::MailAddress,
    my_number::{ColumnWatch, is_my_number_header},
    relation::Relation,
};

const SAKURA: &[u8] = include_bytes!("../../../tests/data/roster-sakura.csv");
const TODAY: Date = date(2026, 11, 22);

/// The cells of each record; the samples quote nothing.
fn records() -> Vec<Vec<String>> {
    let (text, _, had_errors) = encoding_rs::SHIFT_JIS.decode(SAKURA);
    assert!(!had_errors);
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn facts(cells: &[String]) -> RosterFacts {
    RosterFacts {
        symbol: Symbol::parse(&cells[0]).unwrap(),
        number: Number::parse(&cells[1]).unwrap(),
        birth_date: day(&cells[5], DateUse::Birth).unwrap(),
        kana_name: RosterKana::parse(&cells[3]).unwrap(),
    }
}

fn day(text: &str, date_use: DateUse) -> Option<Date> {
    parse_roster_date(text, EraDigits::Receipt, TODAY, date_use).expect(text)
}

/// What the person types from the card: full-width, hiragana, without leading zeros.
fn typed(person: &RosterFacts) -> TypedIdentity {
    let full_width: String = person
        .number
        .loose_key()
        .chars()
        .map(|c| char::from_u32(u32::from(c) + 0xfee0).filter(|_| c.is_ascii_graphic()).unwrap_or(c))
        .collect();
    let hiragana: String = person
        .kana_name
        .display()
        .chars()
        .map(|c| if matches!(c, 'ァ'..='ヶ') { char::from_u32(u32::from(c) - 0x60).unwrap() } else { c })
        .collect();
    TypedIdentity {
        symbol: person.symbol.clone(),
        number: Number::parse(&full_width).unwrap(),
        birth_date: person.birth_date,
        kana_name: TypedKana::parse(&hiragana).unwrap(),
    }
}

#[test]
fn every_row_of_the_sample_is_read() {
    let records = records();
    assert_eq!(records.len() - 1, 1_154);
    assert!(records[0].iter().all(|header| !is_my_number_header(header)));
    let mut standings: HashMap<&str, usize> = HashMap::new();
    for cells in &records[1..] {
        let person = facts(cells);
        assert!(!person.kana_name.has_question_mark());
        let branch = Branch::parse(&cells[2]).unwrap();
        let relation = Relation::parse(&cells[6]).unwrap();
        assert!(branch.is_none_or(|branch| (branch.as_str() == "00") == (relation == Relation::Insured)), "{cells:?}");
        let eligibility = Eligibility { acquired: day(&cells[7], DateUse::Other), lost: day(&cells[8], DateUse::Other) };
        let standing = match eligibility.on(TODAY) {
            Standing::Eligible => "eligible",
            Standing::NotYet => "not yet",
            Standing::Left { .. } => "left",
        };
        *standings.entry(standing).or_default() += 1;
        if !cells[9].is_empty() {
            let address = MailAddress::parse(&cells[9]).unwrap();
            assert_eq!(address.as_given(), cells[9]);
            assert_eq!(address.smtp_form().starts_with('"'), cells[9].contains("..") || cells[9].contains(".@"));
        }
    }
    assert_eq!(standings.len(), 3, "some are eligible, some left, some are to come: {standings:?}");
}

#[test]
fn everyone_is_found_by_what_they_type_unless_a_twin_shares_it() {
    let people: Vec<RosterFacts> = records()[1..].iter().map(|cells| facts(cells)).collect();
    let mut households: HashMap<(Option<String>, String), Vec<usize>> = HashMap::new();
    for (place, person) in people.iter().enumerate() {
        let symbol = person.symbol.as_ref().map(|symbol| symbol.loose_key().to_owned());
        households.entry((symbol, person.number.loose_key().to_owned())).or_default().push(place);
    }
    let mut several = 0;
    for members in households.values() {
        let candidates: Vec<RosterFacts> = members.iter().map(|place| people[*place].clone()).collect();
        for (place, person) in candidates.iter().enumerate() {
            match identify(&candidates, &typed(person), KanaMatching::Strict) {
                Identified::One(found) => assert_eq!(found, place),
                Identified::Several(found) => {
                    assert!(found.contains(&place) && found.len() > 1);
                    several += 1;
                }
                Identified::Nobody(failing) => panic!("{failing:?}"),
            }
        }
    }
    assert!(several > 0, "the sample has twins whose names are one after folding");
}

#[test]
fn the_desk_is_told_the_fewest_items_that_fail() {
    let records = records();
    let people: Vec<RosterFacts> = records[1..4].iter().map(|cells| facts(cells)).collect();
    let mut asked = typed(&people[1]);
    asked.kana_name = TypedKana::parse("ベツノ ナマエ").unwrap();
    assert_eq!(identify(&people, &asked, KanaMatching::Strict), Identified::Nobody(vec![FailingItem::KanaName]));
    asked.symbol = None;
    assert_eq!(compare_identity(&people[1], &asked, Comparison::default()), [FailingItem::Symbol, FailingItem::KanaName]);
    assert_eq!(identify(&[], &asked, KanaMatching::Strict), Identified::Nobody(vec![]));
}

#[test]
fn no_column_of_the_sample_is_taken_for_my_numbers() {
    let records = records();
    for column in 0..records[0].len() {
        let mut watch = ColumnWatch::default();
        records[1..].iter().for_each(|cells| watch.observe(&cells[column]));
        assert!(!watch.holds_my_numbers(), "{}", records[0][column]);
    }
}

#[test]
fn a_column_of_my_numbers_is_noticed_from_the_fifth_value_and_nine_in_ten_on() {
    let watched = |good: usize, bad: usize| {
        let mut watch = ColumnWatch::default();
        (0..good).for_each(|_| watch.observe("１２３４５６７８９０１８"));
        (0..bad).for_each(|_| watch.observe("123456789012"));
        watch.observe("  ");
        watch.holds_my_numbers()
    };
    assert!(!watched(4, 0));
    assert!(watched(5, 0));
    assert!(watched(9, 1));
    assert!(!watched(8, 1));
}
