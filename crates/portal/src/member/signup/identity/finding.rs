//! Whom the typed items identify, and whether that person may register on-line now.

use jiff::civil::Date;
use madoguchi_rules::{
    identifiers::Symbol,
    identity::{Comparison, Identified, LeadingZeros, RosterFacts, compare_identity, identify},
    kana::KanaMatching,
    settings::InsurerSettings,
};
use madoguchi_store::{StoreError, Work, accounts::Account, roster::RosterEntry};

use super::form::Typed;
use crate::people;

/// What the look-up found. The member is told one thing only: that it was they, or that it could not be confirmed.
pub enum Finding {
    /// Exactly one person, who may register and has not.
    Person(Box<RosterEntry>),
    /// Several people who may register and whom nothing typed tells apart, such as twins: those of them who have not registered. Even if
    /// that is one, it may be the other who typed.
    Several(Vec<RosterEntry>),
    /// Exactly one person, who has an account.
    Registered(Box<Account>),
    /// Anything else, with its cause for the desk's trail.
    Unconfirmed(Cause),
}

/// Why a person could not be confirmed. Members are never told which it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No person has all items.
    NoMatch,
    /// Several people have all items, such as twins.
    Ambiguous,
    /// The person is not eligible today, or not among those who may register.
    NotEligible,
    /// The person has an account.
    Registered,
    /// The proof that the insurer asks for cannot be had on-line.
    NoProof,
    /// The code of a letter that was typed with the items is not one of theirs.
    WrongLetter,
    /// It is one of theirs that expired, was used, or that a newer letter ended.
    LetterOver,
}

impl Finding {
    /// Those whose letter may tell that it is they.
    pub fn people(&self) -> &[RosterEntry] {
        match self {
            Finding::Person(person) => std::slice::from_ref(person),
            Finding::Several(people) => people,
            Finding::Registered(_) | Finding::Unconfirmed(_) => &[],
        }
    }
}

impl Cause {
    /// Its name in the audit trail.
    pub fn name(self) -> &'static str {
        match self {
            Cause::NoMatch => "no_match",
            Cause::Ambiguous => "ambiguous",
            Cause::NotEligible => "not_eligible",
            Cause::Registered => "registered",
            Cause::NoProof => "no_proof",
            Cause::WrongLetter => "wrong_letter",
            Cause::LetterOver => "letter_over",
        }
    }
}

/// Looks for the person. Every case takes the same look-ups; only people whom nothing typed tells apart take one more each.
/// Somebody whom the desk let in is found by a name that sounds alike, and before a twin of whom nothing typed tells them apart: that is
/// the binding that the desk makes.
///
/// # Errors
/// [`StoreError`] when the database cannot be asked.
pub async fn find(work: &Work, typed: &Typed, today: Date) -> Result<Finding, StoreError> {
    let symbol = typed.identity.symbol.as_ref().map_or("", Symbol::loose_key);
    let people = work.people_by_number(typed.insurer.id, symbol, typed.identity.number.loose_key()).await?;
    let registrants: Vec<_> = people.iter().filter(|person| people::is_registrant(person, &typed.settings, today)).cloned().collect();
    let among_registrants = match let_in(&registrants, typed)? {
        Some(place) => Identified::One(place),
        None => identified(&registrants, typed)?,
    };
    let among_all = identified(&people, typed)?;
    let one = match (&among_registrants, &among_all) {
        (Identified::One(place), _) => registrants.get(*place),
        (Identified::Nobody(_), Identified::One(place)) => people.get(*place),
        _ => None,
    };
    let account = work.account_of_person(typed.insurer.id, one.map_or(0, |person| person.person_id)).await?;
    Ok(match (among_registrants, among_all, one, account) {
        (_, _, Some(_), Some(account)) => Finding::Registered(Box::new(account)),
        (Identified::One(_), _, Some(person), None) => Finding::Person(Box::new(person.clone())),
        (Identified::Several(places), ..) => several(work, &registrants, &places).await?,
        (Identified::Nobody(_), Identified::One(_), ..) => Finding::Unconfirmed(Cause::NotEligible),
        (Identified::Nobody(_), Identified::Several(_), ..) => Finding::Unconfirmed(Cause::Ambiguous),
        (Identified::One(_) | Identified::Nobody(_), ..) => Finding::Unconfirmed(Cause::NoMatch),
    })
}

/// Of several people those who have not registered.
async fn several(work: &Work, registrants: &[RosterEntry], places: &[usize]) -> Result<Finding, StoreError> {
    let mut open = Vec::new();
    for person in places.iter().filter_map(|place| registrants.get(*place)) {
        if work.account_of_person(person.insurer_id, person.person_id).await?.is_none() {
            open.push(person.clone());
        }
    }
    Ok(if open.is_empty() { Finding::Unconfirmed(Cause::Ambiguous) } else { Finding::Several(open) })
}

/// The people who cannot be told apart from this one by the five items, this one included, who may register and have not.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn alike(work: &Work, one: &RosterEntry, settings: &InsurerSettings, today: Date) -> Result<Vec<RosterEntry>, StoreError> {
    let name = |person: &RosterEntry| if settings.kana_lenient { person.kana_lenient.clone() } else { person.kana_folded.clone() };
    let mut alike = Vec::new();
    for person in work.people_by_number(one.insurer_id, &one.symbol_loose, &one.number_loose).await? {
        let is_alike = person.birth_date == one.birth_date && name(&person) == name(one);
        let may_register = is_alike && people::is_registrant(&person, settings, today);
        if may_register && work.account_of_person(person.insurer_id, person.person_id).await?.is_none() {
            alike.push(person);
        }
    }
    Ok(alike)
}

/// The place of the one person whom the desk let in and whom the typed items fit leniently.
fn let_in(people: &[RosterEntry], typed: &Typed) -> Result<Option<usize>, StoreError> {
    let leniently = Comparison { kana: KanaMatching::Lenient, zeros: LeadingZeros::Ignored };
    let mut found = Vec::new();
    for (place, person) in people.iter().enumerate() {
        let is_admitted = typed.admissions.iter().any(|admission| admission.person_id == person.person_id);
        if is_admitted && compare_identity(&people::facts(person)?, &typed.identity, leniently).is_empty() {
            found.push(place);
        }
    }
    Ok(found.first().copied().filter(|_| found.len() == 1))
}

fn identified(people: &[RosterEntry], typed: &Typed) -> Result<Identified, StoreError> {
    let facts = people.iter().map(people::facts).collect::<Result<Vec<RosterFacts>, _>>()?;
    let kana = if typed.settings.kana_lenient { KanaMatching::Lenient } else { KanaMatching::Strict };
    Ok(identify(&facts, &typed.identity, kana))
}
