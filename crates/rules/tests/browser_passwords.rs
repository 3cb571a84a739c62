//! What browsers make up by the `passwordrules` attribute of the forms, as Apple documents its grammar
//! (<https://developer.apple.com/password-rules/>), passes every policy.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use jiff::civil::date;
use madoguchi_rules::password::{PasswordContext, PasswordPolicy, judge};
use proptest::{
    prelude::*,
    strategy::{BoxedStrategy, Union},
};

/// A `passwordrules` attribute, read as a browser reads it.
#[derive(Debug, Default)]
struct Rules {
    shortest: Option<usize>,
    longest: Option<usize>,
    most_repeats: Option<usize>,
    /// Of each of these at least one character.
    required: Vec<BTreeSet<char>>,
    allowed: BTreeSet<char>,
}

impl Rules {
    fn parse(attribute: &str) -> Rules {
        let mut rules = Rules::default();
        for rule in statements(attribute) {
            let (name, value) = rule.split_once(':').unwrap_or_else(|| panic!("no value: {rule}"));
            let (name, value) = (name.trim().to_lowercase(), value.trim());
            match name.as_str() {
                "minlength" => rules.shortest = Some(value.parse().unwrap()),
                "maxlength" => rules.longest = Some(value.parse().unwrap()),
                "max-consecutive" => rules.most_repeats = Some(value.parse().unwrap()),
                "required" => rules.required.push(classes(value)),
                "allowed" => rules.allowed.extend(classes(value)),
                other => panic!("no rule of the grammar: {other}"),
            }
        }
        rules.allowed.extend(rules.required.iter().flatten());
        if rules.allowed.is_empty() {
            rules.allowed = class("ascii-printable");
        }
        rules
    }

    /// Any password that keeps the rules.
    fn passwords(&self) -> BoxedStrategy<String> {
        let one_of = |characters: &BTreeSet<char>| prop::sample::select(characters.iter().copied().collect::<Vec<_>>());
        let shortest = self.shortest.unwrap_or(12).max(self.required.len());
        let lengths = shortest..=self.longest.unwrap_or(shortest + 8).max(shortest);
        let required: Vec<_> = self.required.iter().map(one_of).collect();
        let (allowed, needed, most) = (one_of(&self.allowed), required.len(), self.most_repeats);
        let of_length = move |length: usize| {
            let free = prop::collection::vec(allowed.clone(), length - needed);
            (required.clone(), free).prop_map(|(required, free)| [required, free].concat()).prop_shuffle().boxed()
        };
        let keeps = move |password: &String| most.is_none_or(|most| longest_run(password) <= most);
        Union::new(lengths.map(of_length))
            .prop_map(|characters| characters.into_iter().collect())
            .prop_filter("max-consecutive", keeps)
            .boxed()
    }
}

/// The parts between semicolons that do not stand in brackets.
fn statements(attribute: &str) -> Vec<String> {
    let (mut parts, mut in_brackets) = (vec![String::new()], false);
    for character in attribute.chars() {
        in_brackets = if in_brackets { character != ']' } else { character == '[' };
        match character {
            ';' if !in_brackets => parts.push(String::new()),
            other => parts.last_mut().unwrap().push(other),
        }
    }
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect()
}

/// All characters of classes that stand beside each other: `upper, digit, [-!]`.
fn classes(value: &str) -> BTreeSet<char> {
    if let Some((before, rest)) = value.split_once('[') {
        let (own, after) = rest.rsplit_once(']').expect("a closing bracket");
        let others = before.split(',').chain(after.split(',')).map(str::trim).filter(|name| !name.is_empty());
        return others.flat_map(class).chain(own.chars()).collect();
    }
    value.split(',').map(str::trim).flat_map(class).collect()
}

fn class(name: &str) -> BTreeSet<char> {
    let printable = ' '..='~';
    match name.to_lowercase().as_str() {
        "upper" => ('A'..='Z').collect(),
        "lower" => ('a'..='z').collect(),
        "digit" => ('0'..='9').collect(),
        "special" => printable.filter(|c| c.is_ascii_punctuation() || *c == ' ').collect(),
        "ascii-printable" => printable.collect(),
        other => panic!("no class of the grammar: {other}"),
    }
}

fn longest_run(password: &str) -> usize {
    let characters: Vec<char> = password.chars().collect();
    characters.chunk_by(|one, next| one == next).map(<[char]>::len).max().unwrap_or(0)
}

fn hanako() -> PasswordContext<'static> {
    PasswordContext {
        user_id: "hanako.suzuki",
        insurer_code: "sakura",
        insurer_name: "さくら健康保険組合",
        birth_date: Some(date(1951, 11, 3)),
    }
}

/// Four letters of the user ID in a row come up once in some ten thousand passwords; a browser is then asked for another.
fn holds_user_id(password: &str) -> bool {
    let (lower, id) = (password.to_lowercase(), hanako().user_id);
    (0..=id.len() - 4).any(|start| lower.contains(&id[start..start + 4]))
}

#[test]
fn the_attribute_is_read_as_it_is_written() {
    let rules = Rules::parse("minlength: 15; maxlength: 20; required: lower; required: upper, digit; allowed: [-;]; max-consecutive: 2");
    assert_eq!((rules.shortest, rules.longest, rules.most_repeats), (Some(15), Some(20), Some(2)));
    assert_eq!((rules.required.len(), rules.required[1].len()), (2, 36));
    assert!(rules.allowed.contains(&'-') && rules.allowed.contains(&';') && rules.allowed.contains(&'q') && !rules.allowed.contains(&'!'));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A failure prints the password and keeps its seed.
    #[test]
    fn what_a_browser_makes_up_by_the_rules_of_a_form_passes_every_policy(
        (of, password) in prop::sample::select(PasswordPolicy::ALL).prop_flat_map(|of| (Just(of), Rules::parse(of.facts().passwordrules).passwords()))
    ) {
        prop_assume!(!holds_user_id(&password));
        for policy in PasswordPolicy::ALL {
            prop_assert_eq!(judge(*policy, &password, &hanako()).err(), None, "{}, made up for {}, under {}", password, of, policy);
        }
    }
}
