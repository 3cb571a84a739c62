//! `tests/data/kana-pairs.tsv` holds line by line, and the fold agrees with an independent collation.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::cmp::Ordering;

use icu_collator::{
    Collator, CollatorBorrowed,
    options::{CollatorOptions, Strength},
};
use icu_locale_core::locale;
use madoguchi_rules::kana::{KanaErrorKind, KanaMatching, RosterKana, TypedKana};

const PAIRS: &str = include_str!("../../../tests/data/kana-pairs.tsv");

/// `\uXXXX` in the table is that character.
fn unescape(text: &str) -> String {
    let mut parts = text.split("\\u");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_at(4);
        plain.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        plain.push_str(rest);
    }
    plain
}

#[test]
fn every_line_of_the_table_of_names_holds() {
    let mut lines = 0;
    for line in PAIRS.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [roster, typed, verdict, why] = cells[..] else { panic!("four cells: {line}") };
        let roster = RosterKana::parse(&unescape(roster)).expect(line);
        let typed = TypedKana::parse(&unescape(typed));
        let held = match (verdict, typed) {
            ("equal", Ok(typed)) => roster.agrees_with(&typed, KanaMatching::Strict) && roster.agrees_with(&typed, KanaMatching::Lenient),
            ("different", Ok(typed)) => !roster.agrees_with(&typed, KanaMatching::Strict),
            ("refused", Err(error)) => refusal_fits(error.kind, why),
            _ => false,
        };
        assert!(held, "{line}");
        lines += 1;
    }
    assert!(lines > 110, "the table was read: {lines}");
}

fn refusal_fits(kind: KanaErrorKind, why: &str) -> bool {
    match kind {
        KanaErrorKind::Empty => matches!(why, "empty" | "blank"),
        KanaErrorKind::KanjiLookAlike { .. } => why.starts_with("kanji look-alike"),
        KanaErrorKind::Kanji => why == "kanji",
        KanaErrorKind::Wildcard => why == "wildcard",
        KanaErrorKind::Control => why == "control character",
        KanaErrorKind::PrivateUse => why == "private use character",
        KanaErrorKind::Other => why == "emoji",
        KanaErrorKind::TooLong => false,
    }
}

fn japanese_primary() -> CollatorBorrowed<'static> {
    let mut options = CollatorOptions::default();
    options.strength = Some(Strength::Primary);
    Collator::try_new(locale!("ja").into(), options).unwrap()
}

/// A small seeded generator: the same strings in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count
    }
}

/// Every kana but the long mark and the iteration marks, where formats.md 3.3 says that the collation goes another way.
fn alphabet() -> Vec<String> {
    let full = ('ァ'..='ヺ').chain('ぁ'..='ゖ').chain('ㇰ'..='ㇿ').chain('ｦ'..='ｯ').chain('ｱ'..='ﾝ');
    let mut letters: Vec<String> = full.map(String::from).collect();
    letters.extend(["ｶﾞ", "ﾊﾟ", "か\u{3099}", "ハ\u{309a}", "ウ\u{3099}"].map(String::from));
    letters
}

#[test]
fn the_fold_agrees_with_the_japanese_collation_on_120_000_pairs() {
    use unicode_normalization::UnicodeNormalization;

    let collator = japanese_primary();
    let alphabet = alphabet();
    let mut dice = Dice(20_261_122);
    let mut equal = 0;
    for _ in 0..120_000 {
        let letters: Vec<usize> = (0..=dice.below(7)).map(|_| dice.below(alphabet.len())).collect();
        let one: String = letters.iter().map(|letter| alphabet[*letter].as_str()).collect();
        let other: String = letters
            .iter()
            .map(|letter| match dice.below(6) {
                0 => alphabet[dice.below(alphabet.len())].as_str(),
                _ => disguised(&alphabet, *letter, &mut dice),
            })
            .collect();
        let spaced: String = other.chars().flat_map(|c| [Some(c), (dice.below(4) == 0).then_some(' ')]).flatten().collect();

        let ours = RosterKana::parse(&one).unwrap().folded() == TypedKana::parse(&spaced).unwrap().folded();
        let nfkc = |text: &str| -> String { text.nfkc().collect() };
        let theirs = collator.compare(&nfkc(&one), &nfkc(&other)) == Ordering::Equal;
        assert_eq!(ours, theirs, "{one} {other}");
        equal += usize::from(ours);
    }
    assert!((24_000..96_000).contains(&equal), "both verdicts are tried: {equal}");
}

/// Another way to write nearly the same letter: a neighbour in the code table, which holds small, large and voiced kana
/// side by side, or the same letter of the other script.
fn disguised<'a>(alphabet: &'a [String], letter: usize, dice: &mut Dice) -> &'a str {
    let katakana = 'ヺ' as usize - 'ァ' as usize + 1;
    let hiragana = 'ゖ' as usize - 'ぁ' as usize + 1;
    let other = match dice.below(8) {
        0 if letter > 0 => letter - 1,
        1 => (letter + 1).min(alphabet.len() - 1),
        2 | 3 if letter < hiragana => letter + katakana,
        4 if (katakana..katakana + hiragana).contains(&letter) => letter - katakana,
        _ => letter,
    };
    &alphabet[other]
}

#[test]
fn every_single_kana_is_one_with_exactly_those_of_its_class() {
    use unicode_normalization::UnicodeNormalization;

    let collator = japanese_primary();
    let letters: Vec<(String, String)> =
        alphabet().iter().map(|letter| (letter.nfkc().collect(), RosterKana::parse(letter).unwrap().folded().to_owned())).collect();
    for (one, our_one) in &letters {
        for (other, our_other) in &letters {
            assert_eq!(our_one == our_other, collator.compare(one, other) == Ordering::Equal, "{one} {other}");
        }
    }
}
