//! Whether what was typed identifies a person of the roster, and which item fails.

use jiff::civil::Date;

use crate::{
    identifiers::{Number, Symbol},
    kana::{KanaMatching, RosterKana, TypedKana},
    text::{named_values, unprintable},
};

named_values! {
    /// An item of the identification, named as in the JSON of `roster match`.
    FailingItem {
        /// 記号.
        Symbol = "symbol",
        /// 番号.
        Number = "number",
        /// 生年月日.
        BirthDate = "birth_date",
        /// 氏名カナ.
        KanaName = "kana_name",
    }
}

/// What the roster says of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct RosterFacts {
    /// 記号; `None` if the card shows none.
    pub symbol: Option<Symbol>,
    /// 番号.
    pub number: Number,
    /// 生年月日.
    pub birth_date: Date,
    /// 氏名カナ.
    pub kana_name: RosterKana,
}

/// What someone typed to be identified, the insurer aside.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedIdentity {
    /// 記号; `None` if it was left blank.
    pub symbol: Option<Symbol>,
    /// 番号.
    pub number: Number,
    /// 生年月日.
    pub birth_date: Date,
    /// 氏名カナ.
    pub kana_name: TypedKana,
}

unprintable!(RosterFacts, TypedIdentity);

/// Whether leading zeros of digits-only values count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LeadingZeros {
    /// 00123 is 123: how people type.
    #[default]
    Ignored,
    /// 00123 is not 123: where two people would otherwise coincide.
    Significant,
}

/// How strictly items are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Comparison {
    /// The insurer's `kana_lenient`.
    pub kana: KanaMatching,
    /// Leading zeros of 記号 and 番号.
    pub zeros: LeadingZeros,
}

/// Which items of `typed` differ from the person's; none if it is that person.
///
/// ```
/// use jiff::civil::date;
/// use madoguchi_rules::identifiers::{Number, Symbol};
/// use madoguchi_rules::identity::*;
/// use madoguchi_rules::kana::{RosterKana, TypedKana};
///
/// let person = RosterFacts {
///     symbol: Symbol::parse("12")?,
///     number: Number::parse("00001")?,
///     birth_date: date(1986, 8, 4),
///     kana_name: RosterKana::parse("ﾌｸﾀﾞ ﾕｲ")?,
/// };
/// let mut typed = TypedIdentity {
///     symbol: Symbol::parse("１２")?,
///     number: Number::parse("1")?,
///     birth_date: date(1986, 8, 4),
///     kana_name: TypedKana::parse("ふくだ ゆい")?,
/// };
/// assert!(compare_identity(&person, &typed, Comparison::default()).is_empty());
///
/// typed.birth_date = date(1986, 8, 5);
/// assert_eq!(compare_identity(&person, &typed, Comparison::default()), [FailingItem::BirthDate]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare_identity(person: &RosterFacts, typed: &TypedIdentity, comparison: Comparison) -> Vec<FailingItem> {
    let agreements = [
        (FailingItem::Symbol, agree(person.symbol.as_ref(), typed.symbol.as_ref(), |s| symbol_key(s, comparison.zeros))),
        (FailingItem::Number, number_key(&person.number, comparison.zeros) == number_key(&typed.number, comparison.zeros)),
        (FailingItem::BirthDate, person.birth_date == typed.birth_date),
        (FailingItem::KanaName, person.kana_name.agrees_with(&typed.kana_name, comparison.kana)),
    ];
    agreements.into_iter().filter(|(_, agrees)| !agrees).map(|(item, _)| item).collect()
}

/// Whom typed items identify among the people of one insurer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identified {
    /// Exactly one: its place among the candidates.
    One(usize),
    /// Several whom nothing typed tells apart, such as twins.
    Several(Vec<usize>),
    /// Nobody: the smallest set of items that one person fails. Empty if there was no candidate at all.
    Nobody(Vec<FailingItem>),
}

/// Finds whom `typed` identifies. Leading zeros are ignored unless two people would then coincide.
///
/// ```
/// use jiff::civil::date;
/// use madoguchi_rules::identifiers::Number;
/// use madoguchi_rules::identity::*;
/// use madoguchi_rules::kana::{KanaMatching, RosterKana, TypedKana};
///
/// let person = |number: &str| -> Result<RosterFacts, Box<dyn std::error::Error>> {
///     Ok(RosterFacts {
///         symbol: None,
///         number: Number::parse(number)?,
///         birth_date: date(1986, 8, 4),
///         kana_name: RosterKana::parse("ﾌｸﾀﾞ ﾕｲ")?,
///     })
/// };
/// let typed = TypedIdentity {
///     symbol: None,
///     number: Number::parse("0012")?,
///     birth_date: date(1986, 8, 4),
///     kana_name: TypedKana::parse("ふくだゆい")?,
/// };
/// assert_eq!(identify(&[person("12")?], &typed, KanaMatching::Strict), Identified::One(0));
/// assert_eq!(identify(&[person("12")?, person("0012")?], &typed, KanaMatching::Strict), Identified::One(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn identify(candidates: &[RosterFacts], typed: &TypedIdentity, kana: KanaMatching) -> Identified {
    let matching = |zeros: LeadingZeros| -> Vec<usize> {
        let agrees = |person: &RosterFacts| compare_identity(person, typed, Comparison { kana, zeros }).is_empty();
        (0..candidates.len()).filter(|place| candidates.get(*place).is_some_and(agrees)).collect()
    };
    let found = matching(LeadingZeros::Ignored);
    match found[..] {
        [one] => Identified::One(one),
        [] => Identified::Nobody(fewest_failing(candidates, typed, kana)),
        _ => match matching(LeadingZeros::Significant)[..] {
            [one] => Identified::One(one),
            _ => Identified::Several(found),
        },
    }
}

fn fewest_failing(candidates: &[RosterFacts], typed: &TypedIdentity, kana: KanaMatching) -> Vec<FailingItem> {
    let comparison = Comparison { kana, zeros: LeadingZeros::Ignored };
    candidates.iter().map(|person| compare_identity(person, typed, comparison)).min_by_key(Vec::len).unwrap_or_default()
}

fn agree<'a, T>(one: Option<&'a T>, other: Option<&'a T>, key: impl Fn(&'a T) -> &'a str) -> bool {
    one.map(&key) == other.map(&key)
}

fn symbol_key(symbol: &Symbol, zeros: LeadingZeros) -> &str {
    match zeros {
        LeadingZeros::Ignored => symbol.loose_key(),
        LeadingZeros::Significant => symbol.key(),
    }
}

fn number_key(number: &Number, zeros: LeadingZeros) -> &str {
    match zeros {
        LeadingZeros::Ignored => number.loose_key(),
        LeadingZeros::Significant => number.key(),
    }
}
