//! 給付金支給決定.

use std::collections::HashMap;

use madoguchi_rules::{costs::CareMonth, statements::StatementKind};
use madoguchi_store::{StoreError, staging::Staging, statements::BenefitDecision};

use super::{JudgedRow, KindOfRows};
use crate::imports::statements::{
    cells::{CHECK, Cells, Findings},
    fields::statement_fields,
};

/// The longest 決定番号, 給付種別 and 支払方法, characters.
const MOST_WORD: usize = 40;
/// The longest 不支給理由, characters.
const MOST_REFUSAL: usize = 400;

statement_fields! {
    /// A column of a file of decisions on benefits.
    BenefitField {
        /// 決定番号.
        Decision = "決定番号" required ["支給決定番号", "通知番号", "整理番号", "決定通知番号", "給付番号"],
        /// 決定年月日.
        DecidedOn = "決定年月日" required ["決定日", "支給決定日", "支給決定年月日"],
        /// 給付種別.
        Benefit = "給付種別" required ["給付の種類", "給付種類", "種別", "給付金種別", "支給種別", "給付区分"],
        /// 対象期間開始.
        From = "対象期間開始" optional ["対象期間自", "期間開始", "支給期間開始", "支給期間自", "対象期間開始日", "期間自"],
        /// 対象期間終了.
        Until = "対象期間終了" optional ["対象期間至", "期間終了", "支給期間終了", "支給期間至", "対象期間終了日", "期間至"],
        /// 支給額.
        Amount = "支給額" required ["支給金額", "支給決定額", "決定額", "給付額", "給付金額", "支給決定金額"],
        /// 不支給理由.
        Refusal = "不支給理由" optional ["不支給の理由", "理由", "不支給事由"],
        /// 支払予定日.
        PaysOn = "支払予定日" optional ["支払日", "振込予定日", "振込日", "支給日", "送金日"],
        /// 支払方法.
        PaysBy = "支払方法" optional ["支払先", "支払経路", "支給方法", "送金方法", "振込先区分"],
    }
}

/// The rows of 給付金支給決定.
#[derive(Default)]
pub struct BenefitRows {
    /// On which line each number stands.
    numbers: HashMap<String, u64>,
}

impl KindOfRows for BenefitRows {
    type Field = BenefitField;
    type Content = BenefitDecision;

    const KIND: StatementKind = StatementKind::Benefits;
    const HEADER: &'static str = "「番号」「診療年月」「決定番号」「決定年月日」「給付種別」「支給額」";

    fn read(&mut self, cells: &Cells<'_, BenefitField>, _: Option<CareMonth>, findings: &mut Findings) -> Option<BenefitDecision> {
        let number = self.number(cells, findings);
        let decided_on = decided_on(cells, findings);
        let benefit = cells.required_text(BenefitField::Benefit, MOST_WORD, findings);
        let (from, until) = (cells.day(BenefitField::From, findings), cells.day(BenefitField::Until, findings));
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            findings.add(cells.problem(BenefitField::Until, "対象期間の終わりが、始まりより前です。", CHECK));
        }
        let wrong_before = findings.0.len();
        let amount = cells.yen(BenefitField::Amount, findings);
        let is_amount_read = findings.0.len() == wrong_before;
        let refusal = cells.text(BenefitField::Refusal, MOST_REFUSAL, findings);
        if is_amount_read && amount == 0 && refusal.is_empty() {
            let problem = "支給額が0円ですが、不支給理由がありません。";
            let remedy = "不支給の決定には、その理由を入れてください。支給の決定であれば、支給額を入れてください。";
            findings.add(cells.problem(BenefitField::Refusal, problem, remedy));
        }
        if amount > 0 && !refusal.is_empty() {
            let problem = "支給額がありますが、不支給理由もあります。";
            findings.add(cells.problem(BenefitField::Refusal, problem, "支給の決定であれば、不支給理由を空にしてください。"));
        }
        let pays_on = cells.day(BenefitField::PaysOn, findings);
        let pays_by = cells.text(BenefitField::PaysBy, MOST_WORD, findings);
        Some(BenefitDecision { number, decided_on: decided_on?, benefit, from, until, amount, refusal, pays_on, pays_by })
    }

    fn put(staging: &mut Staging, row: JudgedRow<BenefitDecision>) -> Result<(), StoreError> {
        row.put_as_text(staging)
    }
}

impl BenefitRows {
    /// The number, which stands once in a file.
    fn number(&mut self, cells: &Cells<'_, BenefitField>, findings: &mut Findings) -> String {
        let number = cells.required_text(BenefitField::Decision, MOST_WORD, findings);
        if number.is_empty() {
            return number;
        }
        match self.numbers.get(&number) {
            Some(first) => {
                let problem = format!("決定番号が、{first}行目と同じです。");
                findings.add(cells.problem(BenefitField::Decision, problem, "同じ決定が2行ないか確認して、番号を直してください。"));
            }
            None => {
                self.numbers.insert(number.clone(), cells.record.line);
            }
        }
        number
    }
}

fn decided_on(cells: &Cells<'_, BenefitField>, findings: &mut Findings) -> Option<jiff::civil::Date> {
    let field = BenefitField::DecidedOn;
    let day = cells.required_day(field, findings)?;
    if day > cells.today {
        findings.add(cells.problem(field, "決定年月日が今日より先です。", CHECK));
    }
    Some(day)
}
