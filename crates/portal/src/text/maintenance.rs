//! The page that members see during a maintenance.

/// Words of it.
#[allow(missing_docs)]
pub struct Maintenance {
    pub title: &'static str,
    /// Until this moment.
    pub until: fn(&str) -> String,
    pub overdue: &'static str,
    pub nothing_was_taken: &'static str,
    pub again: &'static str,
    pub in_a_hurry: &'static str,
}
