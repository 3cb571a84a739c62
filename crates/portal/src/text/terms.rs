//! 利用規約: the page around the text; the text itself is published by the operator.

/// Words of the terms screens.
#[allow(missing_docs)]
pub struct Terms {
    pub title: &'static str,
    pub first_time: &'static str,
    pub new_version: &'static str,
    /// In force from this day.
    pub in_force_from: fn(&str) -> String,
    pub to_decision: &'static str,
    pub decision: &'static str,
    pub agree: &'static str,
    pub please_agree: &'static str,
    pub next: &'static str,
    pub if_not: &'static str,
    pub decline: &'static str,
    pub decline_note: &'static str,
    pub none: &'static str,
}
