//! What a field of a person says, before and after.

use madoguchi_rules::{mail_address::MailAddress, staff::Role};
use madoguchi_store::{Day, previews::PlannedRow, roster::RosterEntry};

use crate::{imports::roster::RosterField, web::DeskVisit};

/// A field that changes: its name, what the roster says, what the file says; blank where nothing stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field.
    pub field: &'static str,
    /// What the roster says.
    pub before: String,
    /// What the file says.
    pub now: String,
}

/// Every field that a planned row changes, beside what the roster says.
pub fn changes(visit: &DeskVisit, row: &PlannedRow, before: Option<&RosterEntry>) -> Vec<Change> {
    let mut fields: Vec<RosterField> = Vec::new();
    for field in row.changed.split(',').filter_map(RosterField::of_column) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    let say = |entry: &RosterEntry, field| value(visit, entry, field);
    let change = |field: RosterField| Change {
        field: crate::imports::headers::Field::name(field),
        before: before.map(|entry| say(entry, field)).unwrap_or_default(),
        now: say(&row.next, field),
    };
    fields.into_iter().map(change).collect()
}

/// What a field says. A mail address is masked for who may only read.
fn value(visit: &DeskVisit, entry: &RosterEntry, field: RosterField) -> String {
    let day = |day: Option<Day>| day.map(|day| visit.language.date(day.0)).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match field {
        RosterField::Symbol => entry.symbol.clone(),
        RosterField::Number => entry.number.clone(),
        RosterField::Branch => text(&entry.branch),
        RosterField::KanaName => entry.kana_name.clone(),
        RosterField::Name => entry.name.clone(),
        RosterField::BirthDate => visit.language.date(entry.birth_date.0),
        RosterField::Relation => relation(visit, entry).to_owned(),
        RosterField::AcquiredOn => day(entry.acquired_on),
        RosterField::LostOn => day(entry.lost_on),
        RosterField::Email => email(visit, entry),
        RosterField::PersonalKey => text(&entry.personal_key),
        RosterField::Office => text(&entry.office),
        RosterField::PostalCode => text(&entry.postal_code),
        RosterField::Address => text(&entry.address),
        RosterField::Burden => text(&entry.burden),
        RosterField::BurdenFrom => day(entry.burden_from),
        RosterField::RecognisedOn => day(entry.recognised_on),
    }
}

/// 本人 or 家族.
pub fn relation(visit: &DeskVisit, entry: &RosterEntry) -> &'static str {
    let texts = &visit.texts().desk_people;
    if entry.relation == "insured" { texts.insured } else { texts.dependant }
}

fn email(visit: &DeskVisit, entry: &RosterEntry) -> String {
    let given = entry.email.clone().unwrap_or_default();
    match visit.seat.role {
        Role::Viewer => MailAddress::parse(&given).map(|address| address.masked()).unwrap_or_default(),
        Role::Clerk | Role::Manager => given,
    }
}
