//! The desk: what stands on every page, the login, the first page.

/// Words of the desk's frame and of its first pages.
#[allow(missing_docs)] // the names say it; the words are in `ja/` and `en/`
pub struct Desk {
    /// What tells the desk's side from the member's in the header.
    pub side: &'static str,
    pub navigation: &'static str,
    pub contact: &'static str,
    pub contact_unknown: &'static str,
    pub session_last: &'static str,
    pub to_desk: &'static str,
    pub account: &'static str,
    pub other_insurers: &'static str,

    pub choice_title: &'static str,
    pub choice_lead: &'static str,
    pub no_workplace: &'static str,
    pub insurer: &'static str,
    pub code: &'static str,
    pub role: &'static str,
    pub viewer: &'static str,
    pub clerk: &'static str,
    pub manager: &'static str,
    pub deputy: &'static str,

    pub today: &'static str,
    pub registered_title: &'static str,
    pub registered_insured: &'static str,
    pub registered_all: &'static str,
    /// Registered, eligible and share of 100.
    pub registered_of: fn(&str, &str, &str) -> String,
    pub nobody_eligible: &'static str,
}
