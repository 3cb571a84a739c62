//! 年間医療費通知: what a household's care cost in a tax year, as a paper with the six items that a 医療費通知 must have to be attached to
//! a tax return. Whether it may be attached is the insurer's to say ([`Use`]), and the paper says so on its first page.

mod words;

use serde::Serialize;

use crate::typesetting::{self, Template};
use crate::{DocumentError, Pdf};

/// What the paper is good for, as the insurer has set it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Use {
    /// To look things up; it is not attached to a return.
    #[default]
    Reference,
    /// It may be attached to a return as 医療費通知.
    Official,
}

/// What stands on the paper. Amounts are whole yen; every text is shown as it is, whatever it contains.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnnualNotice {
    /// What it is good for.
    pub good_for: Use,
    /// The tax year.
    pub year: i16,
    /// The service's own name.
    pub service_name: String,
    /// The insurer's name.
    pub insurer_name: String,
    /// The date of issue, already written (2026年11月22日).
    pub issued_on: String,
    /// 被保険者の氏名; empty when the roster does not tell.
    pub insured_name: String,
    /// The published months of the year, already written.
    pub months: String,
    /// 保険者番号, 記号 and the like, each with its label; empty unless asked for.
    pub numbers: Vec<(&'static str, String)>,
    /// Those who were treated.
    pub people: Vec<PersonOfNotice>,
    /// All lines of all of them.
    pub sums: SumsOfNotice,
    /// The desk's telephone; may be empty.
    pub support_phone: String,
    /// When it is answered; may be empty.
    pub support_hours: String,
}

/// A person who was treated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PersonOfNotice {
    /// The name.
    pub name: String,
    /// 枝番; empty unless asked for.
    pub branch: String,
    /// The lines, by month.
    pub lines: Vec<LineOfNotice>,
    /// What they come to.
    pub sums: SumsOfNotice,
}

/// A line of care.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LineOfNotice {
    /// The month of care, already written (2026年8月).
    pub month: String,
    /// 医療機関等の名称; empty when there is none.
    pub institution: String,
    /// 区分, in words.
    pub kind: String,
    /// 日数.
    pub days: i64,
    /// 医療費総額.
    pub total: i64,
    /// 自己負担額.
    pub own_share: i64,
    /// 食事療養費.
    pub meals: i64,
    /// 付加給付額.
    pub additional: i64,
    /// Whether the line has all six items.
    pub is_complete: bool,
}

/// What lines come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SumsOfNotice {
    /// How many lines.
    pub lines: usize,
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

const TEMPLATE: Template = Template { name: "annual.typ", text: include_str!("../../templates/annual.typ") };

/// The notice as a PDF: A4, Japanese, tagged for assistive technology.
///
/// # Errors
/// [`DocumentError`] tells of a mistake in the template.
pub fn annual_notice(notice: &AnnualNotice) -> Result<Pdf, DocumentError> {
    typesetting::pdf(&TEMPLATE, &Content::new(notice))
}

/// What the template reads.
#[derive(Serialize)]
struct Content<'a> {
    words: words::Words,
    service_name: &'a str,
    insurer_name: &'a str,
    issued_on: &'a str,
    /// What identifies the notice: label and value.
    facts: Vec<(&'static str, &'a str)>,
    people: &'a [PersonOfNotice],
    sums: SumsOfNotice,
    contact: Vec<(&'static str, &'a str)>,
}

impl<'a> Content<'a> {
    fn new(notice: &'a AnnualNotice) -> Content<'a> {
        let numbers = notice.numbers.iter().map(|(label, value)| (*label, value.as_str()));
        let facts = [
            (words::INSURED, notice.insured_name.as_str()),
            (words::INSURER, notice.insurer_name.as_str()),
            (words::MONTHS, notice.months.as_str()),
        ];
        let contact = [(words::PHONE, notice.support_phone.as_str()), (words::HOURS, notice.support_hours.as_str())];
        Content {
            words: words::of(notice),
            service_name: &notice.service_name,
            insurer_name: &notice.insurer_name,
            issued_on: &notice.issued_on,
            facts: facts.into_iter().chain(numbers).filter(|(_, value)| !value.is_empty()).collect(),
            people: &notice.people,
            sums: notice.sums,
            contact: contact.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
