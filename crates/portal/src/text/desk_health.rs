//! The desk looks at a person's health data.

/// Words of the desk's look at statements.
#[allow(missing_docs)] // the names say it; the words are in `ja/` and `en/`
pub struct DeskHealth {
    pub costs: LookWords,
    pub savings: LookWords,
    pub advice: LookWords,
    pub benefits: LookWords,
    pub rules: [&'static str; 3],
    pub reason: &'static str,
    pub reason_wrong: &'static str,
    pub back: &'static str,
    /// Whose pages these are, and the reason that was given.
    pub shown: fn(&str, &str) -> String,
}

/// Words of the look at one kind of them.
#[allow(missing_docs)]
pub struct LookWords {
    pub title: &'static str,
    pub lead: &'static str,
    pub reason_hint: &'static str,
    pub button: &'static str,
    pub approver_needed: &'static str,
}
