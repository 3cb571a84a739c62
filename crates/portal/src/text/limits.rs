//! Limits that are used up, and proof of work.

/// Words of the pages that a journey shows instead of its own while a limit holds.
#[allow(missing_docs)] // the names say it; the words are in `ja/` and `en/`
pub struct Limits {
    pub used_up_title: &'static str,
    /// Until this moment.
    pub used_up_body: fn(&str) -> String,
    /// Until this moment.
    pub letters_used_up_body: fn(&str) -> String,
    pub closed_title: &'static str,
    /// Until this moment.
    pub closed_body: fn(&str) -> String,
    pub other_ways: &'static str,
    pub letter_way: &'static str,
    pub desk_way: &'static str,
    pub proof_title: &'static str,
    pub proof_body: &'static str,
    pub proof_working: &'static str,
    /// Without JavaScript: so many seconds are to wait.
    pub proof_wait: fn(&i64) -> String,
    pub proof_button: &'static str,
}
