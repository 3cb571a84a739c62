//! ジェネリック医薬品差額: what a person would save by generic medicines.

use madoguchi_rules::{costs::CareMonth, statements::StatementKind};
use madoguchi_store::{StoreError, staging::Staging, statements::SavingsLine};

use super::{JudgedRow, KindOfRows};
use crate::imports::{
    headers::Field,
    roster::row::MOST_TEXT,
    statements::{
        cells::{Cells, Findings},
        fields::statement_fields,
    },
};

/// The longest 数量, characters.
const MOST_QUANTITY: usize = 40;

statement_fields! {
    /// A column of a file of savings.
    SavingsField {
        /// 薬局名.
        Pharmacy = "薬局名" optional ["調剤薬局名", "薬局", "調剤薬局", "医療機関薬局名", "医療機関名", "薬局名称"],
        /// 先発医薬品名.
        Medicine = "先発医薬品名" required [
            "医薬品名",
            "薬剤名",
            "お薬の名前",
            "先発品名",
            "先発薬品名",
            "薬品名",
            "処方薬名",
            "現在の医薬品名",
        ],
        /// 数量.
        Quantity = "数量" optional ["使用量", "処方数量", "調剤数量", "数量単位"],
        /// 現在の自己負担額.
        OwnShare = "現在の自己負担額" required ["自己負担額", "自己負担", "薬代自己負担額", "現在の薬代", "自己負担相当額", "現在の負担額"],
        /// 後発に変えた場合の削減可能額.
        Saving = "後発に変えた場合の削減可能額" required [
            "削減可能額",
            "差額",
            "軽減可能額",
            "削減額",
            "切替後に削減できる自己負担額",
            "節約可能額",
            "後発医薬品に変えた場合の削減可能額",
            "ジェネリックに変えた場合の削減可能額",
        ],
    }
}

/// The rows of ジェネリック医薬品差額.
#[derive(Default)]
pub struct SavingsRows;

impl KindOfRows for SavingsRows {
    type Field = SavingsField;
    type Content = SavingsLine;

    const KIND: StatementKind = StatementKind::Savings;
    const HEADER: &'static str = "「番号」「診療年月」「先発医薬品名」「現在の自己負担額」「後発に変えた場合の削減可能額」";

    fn read(&mut self, cells: &Cells<'_, SavingsField>, _: Option<CareMonth>, findings: &mut Findings) -> Option<SavingsLine> {
        let line = SavingsLine {
            pharmacy: cells.text(SavingsField::Pharmacy, MOST_TEXT, findings),
            medicine: cells.required_text(SavingsField::Medicine, MOST_TEXT, findings),
            quantity: cells.text(SavingsField::Quantity, MOST_QUANTITY, findings),
            own_share: cells.yen(SavingsField::OwnShare, findings),
            saving: cells.yen(SavingsField::Saving, findings),
        };
        if line.saving > line.own_share {
            let problem = format!("「{}」が「{}」より多くなっています。", SavingsField::Saving.name(), SavingsField::OwnShare.name());
            findings.add(cells.problem(SavingsField::Saving, problem, "列のずれがないか確認して、直してください。"));
        }
        Some(line)
    }

    fn put(staging: &mut Staging, row: JudgedRow<SavingsLine>) -> Result<(), StoreError> {
        row.put_as_text(staging)
    }
}
