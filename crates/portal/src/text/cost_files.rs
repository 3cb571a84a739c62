//! Costs to take along: papers and files.

/// Words of the papers and files of 医療費のお知らせ.
#[allow(missing_docs)]
pub struct CostFiles {
    /// The link on the page of a year.
    pub link: &'static str,
    pub link_lead: &'static str,
    pub title: fn(i16) -> String,
    pub lead: &'static [&'static str],
    pub numbers: &'static str,
    pub numbers_hint: &'static str,
    /// A file by its kind: `pdf`, `xlsx`, `csv`, `json`, `xml`.
    pub offer: fn(&str) -> OfferWords,
    pub annual_reference: &'static str,
    pub annual_official: &'static str,
    /// So many sheets.
    pub table_sheets: fn(usize) -> String,
    /// Lines of which names are cut.
    pub table_cut: fn(usize) -> String,
    /// Lines without a name.
    pub table_nameless: fn(usize) -> String,
    /// Lines that are not in the data for e-Tax.
    pub etax_left_out: fn(usize) -> String,
    pub etax_not_made: &'static str,
    pub etax_told: &'static [&'static str],
    /// Under which number the operator finds the reason.
    pub etax_reference: fn(&str) -> String,
    pub etax_back: &'static str,
    /// The first and the last month of a paper.
    pub months: fn(&str, &str) -> String,
}

/// Words of a file that is offered.
pub struct OfferWords {
    /// What it is called.
    pub title: &'static str,
    /// What it is and what it is good for.
    pub told: &'static [&'static str],
    /// What stands on its button.
    pub button: &'static str,
}
