//! What the sign-up tried, beside the roster: which item does not match, and by which letter.

use madoguchi_rules::{
    identifiers::{Number, Symbol},
    identity::{Comparison, FailingItem, LeadingZeros, TypedIdentity, compare_identity},
    kana::{KanaMatching, RosterKana, TypedKana},
    spelling::{Place, beside},
};
use madoguchi_store::{StoreError, roster::RosterEntry};

use super::card::{moment, texts};
use crate::{member::signup::tries::Try, people, text::DeskPeople, web::DeskVisit};

/// A failed try as the page shows it.
pub struct ShownTry {
    /// When, and how often.
    pub when: String,
    /// Why it failed.
    pub cause: &'static str,
    /// The items that do not match this person.
    pub items: Vec<ShownItem>,
}

/// An item that does not match.
pub struct ShownItem {
    /// That it does not.
    pub title: String,
    /// What was typed, letter by letter; `true` marks a letter that differs.
    pub typed: Vec<(String, bool)>,
    /// What the roster has.
    pub held: Vec<(String, bool)>,
    /// The differences in words.
    pub words: Vec<String>,
}

/// Stands where a letter is missing.
const MISSING: &str = "＿";

impl ShownTry {
    /// Compares a try with the person, as the sign-up of this insurer does.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when the roster holds what no import lets in.
    pub fn of(visit: &DeskVisit, person: &RosterEntry, tried: &Try) -> Result<ShownTry, StoreError> {
        let texts = texts(visit);
        let kana = if visit.seat.settings.kana_lenient { KanaMatching::Lenient } else { KanaMatching::Strict };
        Ok(ShownTry {
            when: (texts.tried)(&moment(visit, tried.at), tried.times),
            cause: (texts.cause)(&tried.cause),
            items: items(texts, person, tried, kana)?,
        })
    }
}

fn items(texts: &DeskPeople, person: &RosterEntry, tried: &Try, kana: KanaMatching) -> Result<Vec<ShownItem>, StoreError> {
    let typed = &tried.typed;
    let parsed = (Symbol::parse(&typed.symbol), Number::parse(&typed.number), TypedKana::parse(&typed.kana_name));
    let (Ok(symbol), Ok(number), Ok(kana_name)) = parsed else { return Ok(Vec::new()) };
    let identity = TypedIdentity { symbol, number, birth_date: typed.birth_date, kana_name };
    let failing = compare_identity(&people::facts(person)?, &identity, Comparison { kana, zeros: LeadingZeros::Ignored });
    let places = |item: FailingItem| -> Vec<Place> {
        match item {
            FailingItem::Symbol => beside(identity.symbol.as_ref().map_or("", Symbol::key), &person.symbol_key),
            FailingItem::Number => beside(identity.number.key(), &person.number_key),
            FailingItem::BirthDate => beside(&identity.birth_date.to_string(), &person.birth_date.0.to_string()),
            FailingItem::KanaName => {
                RosterKana::parse(&person.kana_name).map(|held| identity.kana_name.beside(&held, kana)).unwrap_or_default()
            }
        }
    };
    Ok(failing.into_iter().map(|item| ShownItem::of(texts, item, &places(item))).collect())
}

impl ShownItem {
    fn of(texts: &DeskPeople, item: FailingItem, places: &[Place]) -> ShownItem {
        let line = |letter: fn(&Place) -> Option<char>| {
            let shown = |place: &Place| (letter(place).map_or_else(|| MISSING.to_owned(), String::from), !place.agrees);
            runs(places.iter().map(shown))
        };
        let words = places.iter().enumerate().filter(|(_, place)| !place.agrees).map(|(at, place)| match (place.typed, place.held) {
            (Some(typed), Some(held)) => (texts.letter_differs)(at + 1, typed, held),
            (Some(typed), None) => (texts.letter_added)(at + 1, typed),
            (None, held) => (texts.letter_missing)(at + 1, held.unwrap_or_default()),
        });
        ShownItem {
            title: (texts.differs)((texts.item)(item)),
            typed: line(|place| place.typed),
            held: line(|place| place.held),
            words: words.collect(),
        }
    }
}

/// Letters that stand together and are marked alike, together.
fn runs(letters: impl Iterator<Item = (String, bool)>) -> Vec<(String, bool)> {
    let mut runs: Vec<(String, bool)> = Vec::new();
    for (letter, is_marked) in letters {
        match runs.last_mut() {
            Some((run, marked)) if *marked == is_marked => run.push_str(&letter),
            _ => runs.push((letter, is_marked)),
        }
    }
    runs
}
