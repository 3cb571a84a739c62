//! 適正受診・適正服薬のお知らせ.

use madoguchi_rules::statements::AdviceKind;

/// Words of 適正受診・適正服薬のお知らせ.
#[allow(missing_docs)] // the names say it; the words are in `ja/` and `en/`
pub struct Advice {
    pub title: &'static str,
    pub lead: &'static str,
    pub nothing_yet: &'static str,
    pub nothing_in_year: fn(i16) -> String,
    /// The heading of a month.
    pub month: fn(&str) -> String,
    pub kind: &'static str,
    pub person: &'static str,
    pub institution: &'static str,
    pub object: &'static str,
    pub times: &'static str,
    pub times_of: fn(i64) -> String,
    pub note: &'static str,
    pub do_not_stop_title: &'static str,
    pub do_not_stop: &'static str,
    pub kinds_title: &'static str,
    /// The name of a kind, and what it means.
    pub kind_of: fn(AdviceKind) -> (&'static str, &'static str),
    pub notes_title: &'static str,
    pub notes: &'static [&'static str],
}
