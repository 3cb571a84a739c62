//! Lines of 医療費: one table of their own, as there are millions of them.

use crate::{
    Day, StoreError, Work,
    engine::fetch_all,
    statements::{Months, released},
};

/// A line of care, in yen.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CostLine {
    /// The month of care, `YYYY-MM`.
    pub care_month: String,
    /// The kind of care, by its name in `madoguchi-rules`.
    pub kind: String,
    /// 医療機関名; blank when the insurer gave none.
    pub institution: String,
    /// 日数.
    pub days: i64,
    /// 医療費総額.
    pub total: i64,
    /// 保険者負担額.
    pub insurer_share: i64,
    /// 公費負担額.
    pub public_share: i64,
    /// 自己負担額.
    pub own_share: i64,
    /// 食事療養費.
    pub meals: i64,
    /// 付加給付額.
    pub additional: i64,
}

/// The lines of person $5 in the sets that are seen on day $4, of the months $2 to $3.
pub(crate) const SEEN_LINES: &str = concat!(
    "SELECT l.care_month, l.kind, l.institution, l.days, l.total, l.insurer_share, l.public_share, l.own_share, l.meals, l.additional
     FROM statement_versions v CROSS JOIN statement_sets s CROSS JOIN cost_lines l WHERE ",
    released!("'costs'"),
    " AND l.insurer_id = s.insurer_id AND l.care_month = s.care_month AND l.person_id = $5 AND l.version = s.version
     ORDER BY l.care_month, l.version, l.seq"
);

impl Work {
    /// A person's costs of these months that are seen on `day`, by month.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn cost_lines(&self, insurer_id: i64, person_id: i64, months: Months<'_>, day: Day) -> Result<Vec<CostLine>, StoreError> {
        fetch_all!(self, CostLine, SEEN_LINES, insurer_id, months.from, months.until, day, person_id)
    }
}
