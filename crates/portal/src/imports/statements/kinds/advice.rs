//! 適正受診・適正服薬.

use madoguchi_rules::{
    costs::CareMonth,
    statements::{AdviceKind, StatementKind},
};
use madoguchi_store::{StoreError, staging::Staging, statements::AdviceLine};

use super::{JudgedRow, KindOfRows};
use crate::imports::{
    roster::row::MOST_TEXT,
    statements::{
        cells::{Cells, Findings},
        fields::statement_fields,
    },
};

/// The most times that a line of a month may count.
const MOST_TIMES: i64 = 999;
/// The longest 留意事項, characters.
const MOST_NOTE: usize = 400;

statement_fields! {
    /// A column of a file of advice.
    AdviceField {
        /// 種別.
        Kind = "種別" required ["区分", "通知種別", "通知区分", "対象区分", "該当区分"],
        /// 医療機関名・薬局名.
        Institution = "医療機関名・薬局名" optional [
            "医療機関名",
            "薬局名",
            "医療機関薬局名",
            "医療機関等名",
            "医療機関",
            "医療機関等",
            "病院薬局名",
        ],
        /// 対象.
        Object = "対象" optional ["医薬品名", "薬剤名", "対象薬剤", "対象医薬品", "傷病名", "内容"],
        /// 回数.
        Times = "回数" optional ["受診回数", "日数", "受診日数", "件数", "薬剤数", "種類数"],
        /// 留意事項.
        Note = "留意事項" optional ["備考", "コメント", "メッセージ", "ご案内"],
    }
}

/// The rows of 適正受診・適正服薬.
#[derive(Default)]
pub struct AdviceRows;

impl KindOfRows for AdviceRows {
    type Field = AdviceField;
    type Content = AdviceLine;

    const KIND: StatementKind = StatementKind::Advice;
    const HEADER: &'static str = "「番号」「診療年月」「種別」";

    fn read(&mut self, cells: &Cells<'_, AdviceField>, _: Option<CareMonth>, findings: &mut Findings) -> Option<AdviceLine> {
        let kind = AdviceKind::parse(cells.get(AdviceField::Kind)).map_err(|error| {
            let remedy = "頻回受診、重複受診、時間外加算、重複服薬、多剤服薬、併用注意のどれかにしてください。";
            findings.add(cells.problem(AdviceField::Kind, error.to_string(), remedy));
        });
        let institution = cells.text(AdviceField::Institution, MOST_TEXT, findings);
        let object = cells.text(AdviceField::Object, MOST_TEXT, findings);
        let times = cells.count(AdviceField::Times, "回数", MOST_TIMES, findings);
        let note = cells.text(AdviceField::Note, MOST_NOTE, findings);
        Some(AdviceLine { kind: kind.ok()?.as_str().to_owned(), institution, object, times, note })
    }

    fn put(staging: &mut Staging, row: JudgedRow<AdviceLine>) -> Result<(), StoreError> {
        row.put_as_text(staging)
    }
}
