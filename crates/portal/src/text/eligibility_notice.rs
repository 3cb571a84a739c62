//! 資格情報のお知らせ.

/// Words of 資格情報のお知らせ. The sheet is in Japanese, whatever the page's language is.
#[allow(missing_docs)]
pub struct EligibilityNotice {
    pub title: &'static str,
    /// How it stands on マイページ.
    pub card: &'static str,
    pub lead: &'static str,
    pub warning: &'static str,
    pub insurer_number: &'static str,
    pub insurer_name: &'static str,
    /// To whom, by name.
    pub addressee: fn(&str) -> String,
    pub save: &'static str,
    pub sheet_is_japanese: &'static str,
    pub notes_heading: &'static str,
    pub notes: &'static [&'static str],
    pub not_eligible: &'static str,
    pub no_share: &'static str,
    pub hidden: &'static str,
    pub phone: &'static str,
    pub hours: &'static str,
}
