//! Files of 医療費 and other statements at the desk, and the release calendar.

/// Words of the pages by which the desk loads statements.
#[allow(missing_docs)] // the names say it; the words are in `ja/` and `en/`
pub struct DeskStatements {
    pub title: &'static str,
    pub lead: &'static str,
    pub send_file: &'static str,
    pub none: &'static str,
    pub latest: &'static str,

    pub kind: &'static str,
    pub kind_hint: &'static str,
    pub kind_wrong: &'static str,
    pub costs: &'static str,
    pub savings: &'static str,
    pub advice: &'static str,
    pub benefits: &'static str,
    pub mode: &'static str,
    pub mode_hint: &'static str,
    pub mode_wrong: &'static str,
    pub add: &'static str,
    pub replace: &'static str,
    pub addition: &'static str,
    pub replaced: &'static str,
    pub month: &'static str,
    pub month_hint: &'static str,
    pub month_missing: &'static str,
    pub month_wrong: &'static str,
    pub month_not_with_add: &'static str,
    pub release: &'static str,
    pub release_hint: &'static str,
    /// The first day and the last.
    pub release_out_of_range: fn(&str, &str) -> String,

    pub counts: &'static str,
    pub months: &'static str,
    pub care_month: &'static str,
    /// The year and the month.
    pub month_name: fn(i16, i8) -> String,
    pub added: &'static str,
    pub unchanged: &'static str,
    pub removed: &'static str,
    pub people: &'static str,
    pub set_aside: &'static str,
    /// The month, its lines before and after.
    pub removals: fn(&str, &str, &str) -> String,
    pub nothing_here: &'static str,
    pub gone: &'static str,
    pub download_lead: &'static str,
    /// The day.
    pub download_name: fn(&str) -> String,

    pub calendar: &'static str,
    pub calendar_lead: &'static str,
    pub to_calendar: &'static str,
    pub sets: &'static str,
    pub lines: &'static str,
    pub released: &'static str,
    pub waits: &'static str,
    pub older_months: &'static str,
    pub change_release: &'static str,
    pub reason: &'static str,
    pub reason_hint: &'static str,
    pub reason_missing: &'static str,
    pub is_released: &'static str,
    /// The day of the replacement.
    pub before_replacement: fn(&str) -> String,
    /// The day of the addition.
    pub after_addition: fn(&str) -> String,
}
