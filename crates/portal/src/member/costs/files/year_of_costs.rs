//! What every paper and file of a year says: one reading, so that none can differ from another.

use jiff::civil::Date;
use madoguchi_rules::{
    costs::{CareMonth, serves_a_tax_return},
    settings::AnnualPdfUse,
};
use madoguchi_store::{Work, costs::CostLine};

use crate::{
    etax::Etax,
    member::{
        costs::{
            figures::Sums,
            seen::{self, Noted, PersonCosts},
            whole_year,
        },
        statements::Calendar,
    },
    web::{Refusal, Visit},
};

/// The costs of a tax year that a member sees.
#[derive(Clone, Debug)]
pub struct YearOfCosts {
    /// The year.
    pub year: i16,
    /// The first and the last published month of it.
    pub months: (CareMonth, CareMonth),
    /// The day on which this is read.
    pub issued_on: Date,
    /// The service's own name.
    pub service_name: String,
    /// The insurer's own name.
    pub insurer_name: String,
    /// 保険者番号; none unless asked for.
    pub insurer_number: Option<String>,
    /// The desk's telephone, and when it is answered.
    pub support: (String, String),
    /// 被保険者の氏名; empty when the roster does not tell.
    pub insured_name: String,
    /// What 年間医療費通知 is good for at this insurer.
    pub annual_pdf_use: AnnualPdfUse,
    /// What the operator has to make data for e-Tax.
    pub etax: Option<Etax>,
    /// Whether 記号・番号 are asked for.
    pub with_numbers: bool,
    /// Who has lines, the member first. Of who is marked the institutions are left out.
    pub people: Vec<PersonCosts>,
}

impl YearOfCosts {
    /// Reads a year, and notes it in the trail; none when it is not published or has no line that the member sees.
    ///
    /// # Errors
    /// [`Refusal`] when the database fails.
    pub async fn read(
        visit: &Visit,
        calendar: &Calendar,
        year: i16,
        with_numbers: bool,
        noted: Noted<'_>,
    ) -> Result<Option<Self>, Refusal> {
        let mut months = calendar.months.iter().copied().filter(|month| month.year() == year);
        let Some(first) = months.next() else { return Ok(None) };
        let months = (first, months.next_back().unwrap_or(first));
        let mut people = seen::costs(visit, whole_year(year), noted).await?;
        people.retain(|person| !person.lines.is_empty());
        if people.is_empty() {
            return Ok(None);
        }
        for line in people.iter_mut().filter(|person| person.is_marked).flat_map(|person| &mut person.lines) {
            line.institution.clear();
        }
        let member = visit.member()?;
        let insurer_id = member.insurer_id;
        let insurer = visit.portal.store.read(|work: Work| async move { work.insurer_by_id(insurer_id).await }).await?;
        let insurer = insurer.ok_or_else(|| Refusal::broken("the member's insurer is gone"))?;
        Ok(Some(YearOfCosts {
            year,
            months,
            issued_on: visit.today(),
            service_name: visit.portal.config.service_name.clone(),
            insurer_name: insurer.name,
            insurer_number: insurer.insurer_number.filter(|_| with_numbers),
            support: (member.insurer.phone.clone(), member.insurer.hours.clone()),
            insured_name: seen::insured_name(visit).await?.unwrap_or_default(),
            annual_pdf_use: member.settings.annual_pdf_use,
            etax: Etax::of(&visit.portal.config, &insurer.code),
            with_numbers,
            people,
        }))
    }

    /// Every line of everybody.
    pub fn lines(&self) -> impl Iterator<Item = &CostLine> {
        self.people.iter().flat_map(|person| &person.lines)
    }

    /// What all lines come to.
    pub fn sums(&self) -> Sums {
        Sums::of(self.lines())
    }

    /// Whether a line has the six items that the law asks for.
    pub fn is_complete(&self, line: &CostLine) -> bool {
        !self.insured_name.is_empty() && serves_a_tax_return(&line.institution)
    }
}

/// A month as paper and files have it: 2026年8月.
pub fn written(month: CareMonth) -> String {
    format!("{}年{}月", month.year(), month.month())
}

/// The same of a line.
pub fn month_of(line: &CostLine) -> String {
    CareMonth::named(&line.care_month).map_or_else(|| line.care_month.clone(), written)
}
