//! The desk's letters.

/// Words of the pages by which staff issue letters with 初回登録コード.
#[allow(missing_docs)] // the names say it; the words are in `ja/` and `en/`
pub struct DeskLetters {
    pub title: &'static str,
    pub lead: &'static str,
    pub not_asked_for: &'static str,
    pub new_title: &'static str,
    pub approver_needed: &'static str,
    pub whom: &'static str,
    pub everybody: &'static str,
    pub audience_hint: &'static str,
    pub ages_hint: &'static str,
    pub kind: &'static str,
    /// So many letters at most as PDF, as CSV.
    pub kind_hint: fn(&str, &str) -> String,
    pub pdf: &'static str,
    pub csv: &'static str,
    pub kind_wrong: &'static str,
    pub again: &'static str,
    pub again_hint: &'static str,
    pub reason: &'static str,
    pub reason_hint: &'static str,
    pub reason_wrong: &'static str,
    pub see_plan: &'static str,

    pub counting: &'static str,
    pub counting_lead: &'static str,
    /// So many people were read so far.
    pub people_read: fn(&str) -> String,
    pub plan_failed: &'static str,
    pub plan_title: &'static str,
    pub letters: &'static str,
    pub count: fn(&str) -> String,
    pub people: fn(&str) -> String,
    pub waiting: &'static str,
    pub valid_until: &'static str,
    pub registered: &'static str,
    pub not_entitled: &'static str,
    pub with_code: &'static str,
    pub no_address: &'static str,
    pub caution: &'static str,
    pub nobody: &'static str,
    pub once: &'static str,
    pub make: fn(&str) -> String,
    pub left_out_title: &'static str,
    pub left_out_lead: &'static str,
    pub person: &'static str,
    pub why: &'static str,
    /// So many more than the list has.
    pub more: fn(&str) -> String,
    pub to_list: &'static str,
    pub file: &'static str,

    pub busy: &'static str,
    /// When registration opens, and the last day of the codes.
    pub opens_too_late: fn(&str, &str) -> String,

    pub batches: &'static str,
    pub no_batches: &'static str,
    pub older: &'static str,
    pub issued_at: &'static str,
    pub issued_by: &'static str,
    pub used: &'static str,
    pub unused: &'static str,
    pub expired: &'static str,
    pub until: fn(&str) -> String,
}
