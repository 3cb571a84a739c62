//! Whose a line of a statement is: everybody who has or had a 記号・番号, in memory, about a hundred bytes a person.

use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::civil::Date;
use madoguchi_rules::costs::CareMonth;
use madoguchi_store::{StoreError, Work, roster::CardHolder};

use crate::imports::roster::ImportSite;

/// How many people are read at once.
const PAGE: i64 = 5_000;

/// What a line gives to name its person; what it leaves blank is not asked for, except 記号, which a card may lack.
pub struct Named<'a> {
    /// 記号 without leading zeros.
    pub symbol_loose: &'a str,
    /// 番号 without leading zeros.
    pub number_loose: &'a str,
    /// 枝番.
    pub branch: Option<&'a str>,
    /// 氏名カナ, folded as [`People`] folds.
    pub kana: Option<&'a str>,
    /// The same with its voicing, by which people are told apart whose names are one after folding.
    pub voiced_kana: Option<&'a str>,
    /// 生年月日.
    pub birth_date: Option<Date>,
    /// The month of care.
    pub month: CareMonth,
}

/// What an item of a line says that no holder of the number agrees with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differing {
    /// Nobody has this 記号 and 番号.
    Number,
    /// 枝番.
    Branch,
    /// 氏名カナ.
    KanaName,
    /// 生年月日.
    BirthDate,
}

/// Whom a line names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A person.
    One {
        /// Our own identifier.
        person_id: i64,
        /// Whether the person was eligible on a day of the month.
        was_eligible: bool,
    },
    /// Nobody: the first item that the nearest one differs in.
    Nobody(Differing),
    /// One person who was not eligible in the month, and the line gives too little to be sure.
    NotEligible,
    /// Several people.
    Several,
}

struct Holder {
    card: u128,
    kana: u64,
    voiced_kana: u64,
    person_id: i64,
    birth_date: Date,
    acquired: Option<Date>,
    lost: Option<Date>,
    branch: [u8; 2],
    is_current: bool,
}

/// Everybody who has or had a number of the insurer, by the number.
pub struct People {
    holders: Vec<Holder>,
    is_lenient: bool,
}

impl People {
    /// Reads the insurer's people.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn load(site: &ImportSite, insurer_id: i64, is_lenient: bool) -> Result<People, StoreError> {
        let (mut holders, mut after) = (Vec::new(), (i64::MIN, i64::MIN));
        loop {
            let page = site.store.read(|work: Work| async move { work.card_holders(insurer_id, after, PAGE).await }).await?;
            let Some(last) = page.last() else { break };
            after = (last.person_id, last.from_version);
            holders.extend(page.iter().map(|holder| Holder::of(holder, is_lenient)));
        }
        holders.sort_unstable_by_key(|holder| holder.card);
        Ok(People { holders, is_lenient })
    }

    /// Whether names are compared leniently.
    pub fn is_lenient(&self) -> bool {
        self.is_lenient
    }

    /// Whom a line names: every item that it gives agrees with exactly one person; of several, with the one who was eligible.
    /// Numbers of earlier rosters count only where the roster in force has nobody, and name and birth date are given.
    pub fn find(&self, named: &Named<'_>) -> Found {
        let holders = self.holders_of(card(named.symbol_loose, named.number_loose));
        let is_sure = named.kana.is_some() && named.birth_date.is_some();
        let of = |current: bool| holders.iter().filter(move |holder| holder.is_current == current);
        let agreeing: Vec<&Holder> = of(true).filter(|holder| holder.differs(named).is_none()).collect();
        let agreeing = match agreeing.is_empty() && is_sure {
            true => of(false).filter(|holder| holder.differs(named).is_none()).collect(),
            false => agreeing,
        };
        let agreeing = closest(agreeing, named);
        let eligible = one_person(agreeing.iter().copied().filter(|holder| holder.was_eligible(named.month)));
        match (eligible, one_person(agreeing.into_iter())) {
            (Single::One(person_id), _) => Found::One { person_id, was_eligible: true },
            (Single::None, Single::One(person_id)) if is_sure => Found::One { person_id, was_eligible: false },
            (Single::None, Single::One(_)) => Found::NotEligible,
            (Single::None, Single::None) => Found::Nobody(nearest(holders, named)),
            _ => Found::Several,
        }
    }

    fn holders_of(&self, card: u128) -> &[Holder] {
        let first = self.holders.partition_point(|holder| holder.card < card);
        let rest = self.holders.get(first..).unwrap_or_default();
        rest.get(..rest.partition_point(|holder| holder.card == card)).unwrap_or_default()
    }
}

enum Single {
    None,
    One(i64),
    Several,
}

fn one_person<'a>(holders: impl Iterator<Item = &'a Holder>) -> Single {
    holders.fold(Single::None, |found, holder| match found {
        Single::None => Single::One(holder.person_id),
        Single::One(person_id) if person_id == holder.person_id => found,
        _ => Single::Several,
    })
}

/// Of several people, those whose name is the same with its voicing, if there are any.
fn closest<'a>(agreeing: Vec<&'a Holder>, named: &Named<'_>) -> Vec<&'a Holder> {
    let voiced = named.voiced_kana.map(digest);
    let same: Vec<&Holder> = agreeing.iter().copied().filter(|holder| Some(holder.voiced_kana) == voiced).collect();
    if same.is_empty() { agreeing } else { same }
}

/// The item in which somebody with this number differs, the one who comes nearest.
fn nearest(holders: &[Holder], named: &Named<'_>) -> Differing {
    let differing = holders.iter().filter_map(|holder| holder.differs(named));
    differing.max_by_key(|item| *item as u8).unwrap_or(Differing::Number)
}

impl Holder {
    fn of(holder: &CardHolder, is_lenient: bool) -> Holder {
        Holder {
            card: card(&holder.symbol_loose, &holder.number_loose),
            kana: digest(if is_lenient { &holder.kana_lenient } else { &holder.kana_folded }),
            voiced_kana: digest(&holder.kana_unfolded),
            person_id: holder.person_id,
            birth_date: holder.birth_date.0,
            acquired: holder.acquired_on.map(|day| day.0),
            lost: holder.lost_on.map(|day| day.0),
            branch: holder.branch.as_deref().and_then(|branch| branch.as_bytes().try_into().ok()).unwrap_or_default(),
            is_current: holder.is_current,
        }
    }

    /// The first given item in which the person differs. A 枝番 that the roster does not have is not compared.
    fn differs(&self, named: &Named<'_>) -> Option<Differing> {
        let has_branch = self.branch != [0, 0];
        if has_branch && named.branch.is_some_and(|branch| branch.as_bytes() != self.branch) {
            return Some(Differing::Branch);
        }
        if named.kana.is_some_and(|kana| digest(kana) != self.kana) {
            return Some(Differing::KanaName);
        }
        named.birth_date.is_some_and(|day| day != self.birth_date).then_some(Differing::BirthDate)
    }

    /// Whether the person was eligible on a day of the month.
    fn was_eligible(&self, month: CareMonth) -> bool {
        self.acquired.is_none_or(|day| day <= month.last_day()) && self.lost.is_none_or(|day| month.first_day() < day)
    }
}

/// 記号 and 番号 in 128 bits: two people never fall together by chance.
fn card(symbol: &str, number: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, symbol, number).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(1) << 64 | half(2)
}

fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
