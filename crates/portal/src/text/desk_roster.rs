//! Roster files at the desk.

/// Words of the pages by which the desk loads a roster.
#[allow(missing_docs)] // the names say it; the words are in `ja/` and `en/`
pub struct DeskRoster {
    pub title: &'static str,
    pub lead: &'static str,
    pub send_file: &'static str,
    pub none: &'static str,

    pub mode: &'static str,
    pub mode_hint: &'static str,
    pub mode_wrong: &'static str,
    pub merge: &'static str,
    pub full: &'static str,

    pub state: &'static str,
    pub counts: &'static str,
    pub added: &'static str,
    pub missing: &'static str,
    pub changed: &'static str,
    pub rekeyed: &'static str,
    pub replaced: &'static str,
    pub moves: &'static str,
    pub unchanged: &'static str,
    pub eligible_before: &'static str,

    /// Who leave, of whom, and the limit.
    pub leavers: fn(&str, &str, &str) -> String,
    pub emptied_mail: &'static str,
    pub bulk_moves: &'static str,

    pub nobody_here: &'static str,
    pub gone: &'static str,
    pub card: &'static str,
    pub name: &'static str,
    pub birth_date: &'static str,
    pub relation: &'static str,
    pub acquired: &'static str,
    pub what_changes: &'static str,
    /// Field, before, now.
    pub from_to: fn(&str, &str, &str) -> String,
    pub blank: &'static str,
    pub new_person: &'static str,

    pub moves_lead: &'static str,
    pub old_card: &'static str,
    pub new_card: &'static str,
    pub unsure: &'static str,
    pub confirmed: &'static str,
    pub not_confirmed: &'static str,
    /// The name.
    pub confirm: &'static str,
    pub unconfirm: &'static str,
    pub confirm_all: &'static str,

    pub download_lead: &'static str,
    pub before: &'static str,
    pub now: &'static str,
    /// The day.
    pub download_name: fn(&str) -> String,
}
