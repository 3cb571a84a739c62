//! The desk looks at a person's costs.

/// Words of the desk's look at 医療費.
#[allow(missing_docs)] // the names say it; the words are in `ja/` and `en/`
pub struct DeskCosts {
    pub title: &'static str,
    pub lead: &'static str,
    pub rules: [&'static str; 3],
    pub reason: &'static str,
    pub reason_hint: &'static str,
    pub reason_wrong: &'static str,
    pub button: &'static str,
    pub approver_needed: &'static str,
    pub back: &'static str,
    /// Whose pages these are, and the reason that was given.
    pub shown: fn(&str, &str) -> String,
}
