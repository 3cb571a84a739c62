//! ジェネリック医薬品のお知らせ.

/// Words of ジェネリック医薬品のお知らせ.
#[allow(missing_docs)] // the names say it; the words are in `ja/` and `en/`
pub struct Savings {
    pub title: &'static str,
    pub lead: &'static str,
    pub nothing_yet: &'static str,
    pub nothing_in_year: fn(i16) -> String,
    /// The heading of a year's total.
    pub total: fn(i16) -> String,
    pub estimate: &'static str,
    /// The heading of a month.
    pub month: fn(&str) -> String,
    pub person: &'static str,
    pub medicine: &'static str,
    pub pharmacy: &'static str,
    pub quantity: &'static str,
    pub own_share: &'static str,
    pub saving: &'static str,
    pub about_title: &'static str,
    pub about: &'static [&'static str],
    pub notes_title: &'static str,
    pub notes: &'static [&'static str],
    pub stop_title: &'static str,
    pub stop_lead: &'static str,
    pub stop: &'static str,
    pub stopped: &'static str,
    pub start_lead: &'static str,
    pub start: &'static str,
}
