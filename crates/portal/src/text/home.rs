//! マイページ.

/// Words of マイページ.
#[allow(missing_docs)]
pub struct Home {
    pub title: &'static str,
    /// The member's name.
    pub greeting: fn(&str) -> String,
    /// The moment of the login before this one.
    pub last_login: fn(&str) -> String,
    pub first_login: &'static str,
    pub services: &'static str,
    pub no_services: &'static str,
    pub own_facts: &'static str,
    pub own_facts_note: &'static str,
    pub account: &'static str,
    pub account_note: &'static str,
    /// Of who has left.
    pub account_note_reading: &'static str,
    pub settings: &'static str,
    pub read_only_title: &'static str,
    /// Since 資格喪失日.
    pub read_only: fn(&str) -> String,
    /// On 資格喪失日.
    pub ends_title: fn(&str) -> String,
    /// The last day of eligibility.
    pub ends: fn(&str) -> String,
    /// On the 75th birthday.
    pub seventy_five_title: fn(&str) -> String,
    /// The last day of eligibility.
    pub seventy_five: fn(&str) -> String,
    /// The last day on which the pages can be read.
    pub visible_until: fn(&str) -> String,
    pub closed_afterwards: &'static str,
    pub name: &'static str,
    pub kana_name: &'static str,
    pub birth_date: &'static str,
    pub symbol: &'static str,
    pub no_symbol: &'static str,
    pub number: &'static str,
    pub branch: &'static str,
    pub relation: &'static str,
    pub insured: &'static str,
    pub dependant: &'static str,
    pub acquired_on: &'static str,
    pub lost_on: &'static str,
    pub office: &'static str,
    pub postal_code: &'static str,
    pub address: &'static str,
    pub burden: &'static str,
    pub burden_from: &'static str,
    pub recognised_on: &'static str,
}
