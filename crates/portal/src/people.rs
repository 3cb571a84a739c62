//! What the rules need to know of a person of the roster.

use jiff::civil::Date;
use madoguchi_rules::{
    eligibility::{Standing, age_on},
    identifiers::{Number, Symbol},
    identity::RosterFacts,
    kana::RosterKana,
    mail_address::MailAddress,
    settings::{InsurerSettings, Registrants, SignupProof},
};
use madoguchi_store::{StoreError, roster::RosterEntry};

/// The items by which a person is identified.
///
/// # Errors
/// [`StoreError::Unreadable`] when the roster holds what no import lets in.
pub fn facts(entry: &RosterEntry) -> Result<RosterFacts, StoreError> {
    let unreadable = |column, problem: &str| StoreError::Unreadable { column, problem: problem.to_owned() };
    Ok(RosterFacts {
        symbol: Symbol::parse(&entry.symbol).map_err(|_| unreadable("roster_entries.symbol", "no 記号"))?,
        number: Number::parse(&entry.number).map_err(|_| unreadable("roster_entries.number", "no 番号"))?,
        birth_date: entry.birth_date.0,
        kana_name: RosterKana::parse(&entry.kana_name).map_err(|_| unreadable("roster_entries.kana_name", "no name in kana"))?,
    })
}

/// 氏名カナ in full width, however the roster writes it.
pub fn shown_kana(kana_name: &str) -> String {
    RosterKana::parse(kana_name).map_or_else(|_| kana_name.to_owned(), |kana| kana.display().to_owned())
}

/// The name in kanji, else in kana.
pub fn shown_name(name: &str, kana_name: &str) -> String {
    if name.is_empty() { shown_kana(kana_name) } else { name.to_owned() }
}

/// Whether the person is eligible on that day (a day in Tokyo).
pub fn is_eligible(entry: &RosterEntry, today: Date) -> bool {
    let eligibility = entry.eligibility();
    eligibility.on(today) == Standing::Eligible
}

/// Whether the person is among those whom the insurer lets register: eligible, and the insured or (`registrants` is `all`) a
/// dependant who is old enough.
pub fn is_registrant(entry: &RosterEntry, settings: &InsurerSettings, today: Date) -> bool {
    let is_insured = entry.relation == "insured";
    let is_old_enough = || age_on(entry.birth_date.0, today) >= settings.registrant_min_age;
    is_eligible(entry, today) && (is_insured || (settings.registrants == Registrants::All && is_old_enough()))
}

/// The address that the roster has of the person, if mail can go there.
pub fn roster_address(entry: &RosterEntry) -> Option<MailAddress> {
    entry.email.as_deref().and_then(|email| MailAddress::parse(email).ok())
}

/// Whether the proof that the insurer asks for can be had: a code to an address that the person gives, or that the roster has, or one by
/// letter, which is asked for later.
pub fn can_be_sent_a_code(entry: &RosterEntry, settings: &InsurerSettings) -> bool {
    match settings.signup_proof {
        SignupProof::Email | SignupProof::Letter => true,
        SignupProof::RosterEmail => roster_address(entry).is_some(),
    }
}
