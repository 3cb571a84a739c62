//! 医療費のお知らせ.

use madoguchi_rules::{costs::CareKind, statements::StatementKind};

/// Words of 医療費のお知らせ.
#[allow(missing_docs)]
pub struct Costs {
    pub title: &'static str,
    /// First and last month that can be seen.
    pub range: fn(&str, &str) -> String,
    pub nothing_yet: &'static str,
    /// The day of the next release.
    pub next_release: fn(&str) -> String,
    pub no_next_release: &'static str,
    pub years: &'static str,
    /// A tax year.
    pub year: fn(i16) -> String,
    /// A month of care.
    pub month: fn(i16, i8) -> String,
    /// A month in a chart.
    pub short_month: fn(i8) -> String,
    /// The heading of a year's total.
    pub own_total: fn(i16) -> String,
    /// The heading of a month's total.
    pub own_total_of_month: &'static str,
    /// An amount, already grouped.
    pub yen: fn(&str) -> String,
    /// So many lines.
    pub lines: fn(usize) -> String,
    pub by_month: &'static str,
    pub by_person: &'static str,
    pub by_institution: &'static str,
    pub views: &'static str,
    /// What the chart shows: year, highest month, its amount.
    pub chart: fn(i16, &str, &str) -> String,
    pub month_head: &'static str,
    pub person: &'static str,
    pub institution: &'static str,
    pub no_institution: &'static str,
    pub kind: &'static str,
    pub days: &'static str,
    pub number: &'static str,
    pub total: &'static str,
    pub insurer_share: &'static str,
    pub public_share: &'static str,
    pub own_share: &'static str,
    pub meals: &'static str,
    pub additional: &'static str,
    pub sum: &'static str,
    pub details: &'static str,
    /// The lines of this month.
    pub lines_of: fn(&str) -> String,
    pub no_lines_in_year: fn(i16) -> String,
    pub no_lines_in_month: &'static str,
    pub not_for_tax: &'static str,
    pub not_for_tax_note: &'static str,
    pub back: fn(i16) -> String,
    pub tax_title: &'static str,
    pub tax: &'static [&'static str],
    pub questions_title: &'static str,
    /// What members ask, and what there is to say.
    pub questions: &'static [(&'static str, &'static str)],
    /// Relatives that have no series of their own.
    pub others: &'static str,
    pub sharing: &'static str,
    pub sharing_lead: &'static str,
    /// Which of the member's statements are shown.
    pub sharing_wanted: fn(StatementKind) -> &'static str,
    pub sharing_of_insured: &'static str,
    /// The latest month, for マイページ.
    pub latest: fn(&str) -> String,
    pub kind_of: fn(CareKind) -> &'static str,
}
