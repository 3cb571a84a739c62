//! Whom the typed items identify, and whether that person may register on-line now.

use jiff::civil::Date;
use madoguchi_rules::{
    identifiers::Symbol,
    identity::{Identified, RosterFacts, identify},
    kana::KanaMatching,
};
use madoguchi_store::{StoreError, Work, accounts::Account, roster::RosterEntry};

use super::form::Typed;
use crate::people;

/// What the look-up found. The member is told one thing only: that it was they, or that it could not be confirmed.
pub enum Finding {
    /// Exactly one person, who may register.
    Person(Box<RosterEntry>),
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
        }
    }
}

/// Looks for the person. Every case takes the same look-ups.
///
/// # Errors
/// [`StoreError`] when the database cannot be asked.
pub async fn find(work: &Work, typed: &Typed, today: Date) -> Result<Finding, StoreError> {
    let symbol = typed.identity.symbol.as_ref().map_or("", Symbol::loose_key);
    let people = work.people_by_number(typed.insurer.id, symbol, typed.identity.number.loose_key()).await?;
    let registrants: Vec<_> = people.iter().filter(|person| people::is_registrant(person, &typed.settings, today)).cloned().collect();
    let among_registrants = identified(&registrants, typed)?;
    let among_all = identified(&people, typed)?;
    let one = match (&among_registrants, &among_all) {
        (Identified::One(place), _) => registrants.get(*place),
        (Identified::Nobody(_), Identified::One(place)) => people.get(*place),
        _ => None,
    };
    let account = work.account_of_person(typed.insurer.id, one.map_or(0, |person| person.person_id)).await?;
    Ok(match (among_registrants, among_all, one, account) {
        (_, _, Some(_), Some(account)) => Finding::Registered(Box::new(account)),
        (Identified::One(_), _, Some(person), None) if people::can_be_sent_a_code(person, &typed.settings) => {
            Finding::Person(Box::new(person.clone()))
        }
        (Identified::One(_), ..) => Finding::Unconfirmed(Cause::NoProof),
        (Identified::Several(_), ..) | (Identified::Nobody(_), Identified::Several(_), ..) => Finding::Unconfirmed(Cause::Ambiguous),
        (Identified::Nobody(_), Identified::One(_), ..) => Finding::Unconfirmed(Cause::NotEligible),
        (Identified::Nobody(_), Identified::Nobody(_), ..) => Finding::Unconfirmed(Cause::NoMatch),
    })
}

fn identified(people: &[RosterEntry], typed: &Typed) -> Result<Identified, StoreError> {
    let facts = people.iter().map(people::facts).collect::<Result<Vec<RosterFacts>, _>>()?;
    let kana = if typed.settings.kana_lenient { KanaMatching::Lenient } else { KanaMatching::Strict };
    Ok(identify(&facts, &typed.identity, kana))
}
