//! Lines of every kind but costs, as what they say.

use jiff::civil::Date;
use madoguchi_rules::statements::StatementKind;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Months, released};
use crate::{Day, StoreError, Work, engine::fetch_all};

/// What a line of a kind says. Its JSON is what is kept: a field that changes its name makes every line another one.
pub trait Content: Serialize + DeserializeOwned {
    /// The kind.
    const KIND: StatementKind;

    /// The text that is kept and compared.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`]: nothing of these types is without a JSON.
    fn to_text(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(unreadable)
    }
}

/// A line of ジェネリック医薬品差額, in yen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavingsLine {
    /// 薬局名; blank when the insurer gave none.
    pub pharmacy: String,
    /// 先発医薬品名.
    pub medicine: String,
    /// 数量 as the insurer writes it; blank when there is none.
    pub quantity: String,
    /// 現在の自己負担額.
    pub own_share: i64,
    /// 後発に変えた場合の削減可能額.
    pub saving: i64,
}

/// A line of 適正受診・適正服薬.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdviceLine {
    /// 種別, by its name in `madoguchi-rules`.
    pub kind: String,
    /// 医療機関名・薬局名; blank when the insurer gave none.
    pub institution: String,
    /// 対象: a medicine, or what is repeated; blank when there is none.
    pub object: String,
    /// 回数.
    pub times: Option<i64>,
    /// 留意事項 in the insurer's words; blank when there is none.
    pub note: String,
}

/// 給付金支給決定: a decision on a benefit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BenefitDecision {
    /// 決定番号; of the person the only one.
    pub number: String,
    /// 決定年月日.
    pub decided_on: Date,
    /// 給付種別 as the insurer writes it.
    pub benefit: String,
    /// 対象期間開始.
    pub from: Option<Date>,
    /// 対象期間終了, the last day.
    pub until: Option<Date>,
    /// 支給額, yen; 0 when it was not granted.
    pub amount: i64,
    /// 不支給理由; blank when it was granted.
    pub refusal: String,
    /// 支払予定日.
    pub pays_on: Option<Date>,
    /// 支払方法; blank when unsaid.
    pub pays_by: String,
}

impl Content for SavingsLine {
    const KIND: StatementKind = StatementKind::Savings;
}

impl Content for AdviceLine {
    const KIND: StatementKind = StatementKind::Advice;
}

impl Content for BenefitDecision {
    const KIND: StatementKind = StatementKind::Benefits;
}

/// A line that a member sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine<T> {
    /// The month of care, `YYYY-MM`.
    pub care_month: String,
    /// What it says.
    pub content: T,
}

/// The lines of person $5 of kind $6 in the sets that are seen on day $4, of the months $2 to $3.
pub(crate) const SEEN_STATEMENTS: &str = concat!(
    "SELECT l.care_month, l.content
     FROM statement_versions v CROSS JOIN statement_sets s CROSS JOIN statement_lines l WHERE ",
    released!("$6"),
    " AND l.insurer_id = s.insurer_id AND l.kind = s.kind AND l.care_month = s.care_month AND l.person_id = $5 AND l.version = s.version
     ORDER BY l.care_month, l.version, l.seq"
);

impl Work {
    /// A person's lines of a kind, of these months, that are seen on `day`, by month.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn statement_lines<T: Content>(
        &self,
        insurer_id: i64,
        person_id: i64,
        months: Months<'_>,
        day: Day,
    ) -> Result<Vec<StatementLine<T>>, StoreError> {
        let kind = T::KIND.as_str();
        let lines: Vec<(String, String)> =
            fetch_all!(self, (String, String), SEEN_STATEMENTS, insurer_id, months.from, months.until, day, person_id, kind)?;
        let read = |(care_month, content): (String, String)| {
            Ok(StatementLine { care_month, content: serde_json::from_str(&content).map_err(unreadable)? })
        };
        lines.into_iter().map(read).collect()
    }
}

fn unreadable(error: serde_json::Error) -> StoreError {
    StoreError::Unreadable { column: "statement_lines.content", problem: format!("{:?} at column {}", error.classify(), error.column()) }
}
