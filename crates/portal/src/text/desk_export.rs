//! Taking data out.

/// Words of the forms by which staff take data out.
#[allow(missing_docs)] // the names say it; the words are in `ja/` and `en/`
pub struct DeskExport {
    pub kind: &'static str,
    pub kind_hint: &'static str,
    pub kind_wrong: &'static str,
    pub csv: &'static str,
    pub csv_cp932: &'static str,
    pub xlsx: &'static str,
    pub purpose: &'static str,
    pub purpose_hint: &'static str,
    pub purpose_wrong: &'static str,
    pub button: &'static str,
    pub gaps_title: &'static str,
    /// So many characters.
    pub gaps_lead: fn(&str) -> String,
    pub gaps_line: &'static str,
    pub gaps_column: &'static str,
    pub gaps_character: &'static str,
    pub gaps_what_to_do: &'static str,
    pub gaps_accept: &'static str,
}
