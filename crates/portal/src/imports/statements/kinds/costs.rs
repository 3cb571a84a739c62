//! 医療費.

use madoguchi_rules::{
    costs::{CareKind, CareMonth},
    statements::StatementKind,
};
use madoguchi_store::{
    StoreError,
    costs::CostLine,
    staging::{IncomingCost, Staging},
};

use super::{JudgedRow, KindOfRows};
use crate::imports::{
    roster::row::MOST_TEXT,
    statements::{
        cells::{Cells, Findings},
        fields::statement_fields,
    },
};

/// The most days, or dispensings, that a line of a month may count.
const MOST_DAYS: i64 = 999;

statement_fields! {
    /// A column of a file of costs.
    CostField {
        /// 医療機関名.
        Institution = "医療機関名" optional [
            "医療機関",
            "医療機関等",
            "医療機関等名称",
            "医療機関名称",
            "医療機関等名",
            "病院名",
            "病院薬局名",
            "医療機関薬局名",
            "施術所名",
        ],
        /// 診療区分.
        Kind = "診療区分" required ["区分", "診療種別", "受診区分", "種別", "診療種類", "療養区分", "レセプト種別"],
        /// 日数.
        Days = "日数" optional ["診療日数", "実日数", "診療実日数", "受診日数", "日数回数", "回数", "診療回数"],
        /// 医療費総額.
        Total = "医療費総額" required ["総医療費", "医療費", "医療費の総額", "医療費総額円", "医療費の額", "費用額", "医療費合計", "総額"],
        /// 保険者負担額.
        InsurerShare = "保険者負担額" optional [
            "保険者負担",
            "健保負担額",
            "組合負担額",
            "健康保険負担額",
            "保険者の負担額",
            "保険給付額",
            "法定給付額",
            "健保組合負担額",
            "健保負担",
        ],
        /// 公費負担額.
        PublicShare = "公費負担額" optional ["公費負担", "公費", "その他の公費の負担額", "公費の負担額", "公費助成額"],
        /// 自己負担額.
        OwnShare = "自己負担額" required [
            "自己負担",
            "自己負担相当額",
            "窓口負担額",
            "窓口相当負担額",
            "本人負担額",
            "窓口支払額",
            "患者負担額",
            "支払った医療費の額",
        ],
        /// 食事療養費.
        Meals = "食事療養費" optional [
            "食事療養費負担額",
            "食事療養",
            "食事代",
            "食事負担額",
            "食事療養標準負担額",
            "標準負担額",
            "食事生活療養費",
        ],
        /// 付加給付額.
        Additional = "付加給付額" optional ["付加給付", "付加金", "付加給付金", "一部負担還元金", "付加給付金額"],
    }
}

/// The rows of 医療費.
#[derive(Default)]
pub struct CostRows;

impl KindOfRows for CostRows {
    type Field = CostField;
    type Content = CostLine;

    const KIND: StatementKind = StatementKind::Costs;
    const HEADER: &'static str = "「番号」「診療年月」「診療区分」「医療費総額」「自己負担額」";

    fn read(&mut self, cells: &Cells<'_, CostField>, month: Option<CareMonth>, findings: &mut Findings) -> Option<CostLine> {
        let kind = kind(cells, findings);
        let institution = institution(cells, findings);
        let days = cells.count(CostField::Days, "日数", MOST_DAYS, findings).unwrap_or(0);
        let [total, insurer_share, public_share, own_share, meals, additional] = [
            CostField::Total,
            CostField::InsurerShare,
            CostField::PublicShare,
            CostField::OwnShare,
            CostField::Meals,
            CostField::Additional,
        ]
        .map(|field| cells.yen(field, findings));
        Some(CostLine {
            care_month: month?.to_string(),
            kind: kind?.as_str().to_owned(),
            institution,
            days,
            total,
            insurer_share,
            public_share,
            own_share,
            meals,
            additional,
        })
    }

    fn put(staging: &mut Staging, row: JudgedRow<CostLine>) -> Result<(), StoreError> {
        staging.add_cost(&IncomingCost { line: row.line, person_id: row.person_id, cost: row.content })
    }
}

fn kind(cells: &Cells<'_, CostField>, findings: &mut Findings) -> Option<CareKind> {
    CareKind::parse(cells.get(CostField::Kind))
        .map_err(|error| {
            let remedy =
                "医科入院、医科外来、歯科、調剤、訪問看護、柔道整復、はり・きゅう、マッサージ、治療用装具、その他のどれかにしてください。";
            findings.add(cells.problem(CostField::Kind, error.to_string(), remedy));
        })
        .ok()
}

/// The name as the insurer writes it; of a million lines only its length is looked at.
fn institution(cells: &Cells<'_, CostField>, findings: &mut Findings) -> String {
    let cell = cells.get(CostField::Institution).trim();
    if cell.chars().count() > MOST_TEXT {
        let remedy = "列のずれがないか確認して、短くしてください。";
        findings.add(cells.problem(CostField::Institution, format!("{MOST_TEXT}文字を超えています。"), remedy));
    }
    cell.to_owned()
}
