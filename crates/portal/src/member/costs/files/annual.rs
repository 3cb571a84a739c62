//! 年間医療費通知 as a PDF.

use madoguchi_documents::{
    DocumentError, Pdf,
    annual::{AnnualNotice, LineOfNotice, PersonOfNotice, SumsOfNotice, Use, annual_notice},
};
use madoguchi_rules::{costs::CareKind, settings::AnnualPdfUse};
use madoguchi_store::costs::CostLine;

use super::year_of_costs::{YearOfCosts, month_of, written};
use crate::{
    member::costs::{figures::Sums, seen::PersonCosts},
    text::ja::TEXTS,
    web::language::Language,
};

/// The paper of a year.
///
/// # Errors
/// [`DocumentError`] tells of a mistake in the template.
pub fn pdf(year: &YearOfCosts) -> Result<Pdf, DocumentError> {
    annual_notice(&notice(year))
}

fn notice(year: &YearOfCosts) -> AnnualNotice {
    let japanese = Language::Japanese { asked: false };
    let months = (TEXTS.cost_files.months)(&written(year.months.0), &written(year.months.1));
    AnnualNotice {
        good_for: match year.annual_pdf_use {
            AnnualPdfUse::Reference => Use::Reference,
            AnnualPdfUse::Official => Use::Official,
        },
        year: year.year,
        service_name: year.service_name.clone(),
        insurer_name: year.insurer_name.clone(),
        issued_on: japanese.date(year.issued_on),
        insured_name: year.insured_name.clone(),
        months,
        numbers: numbers(year),
        people: year.people.iter().map(|person| person_of(year, person)).collect(),
        sums: sums_of(year.sums()),
        support_phone: year.support.0.clone(),
        support_hours: year.support.1.clone(),
    }
}

/// 保険者番号 and 記号・番号, which are one for the household.
fn numbers(year: &YearOfCosts) -> Vec<(&'static str, String)> {
    let Some(person) = year.people.first().filter(|_| year.with_numbers) else { return Vec::new() };
    let card = [person.entry.symbol.as_str(), person.entry.number.as_str()];
    let card: Vec<&str> = card.into_iter().filter(|part| !part.is_empty()).collect();
    vec![("保険者番号", year.insurer_number.clone().unwrap_or_default()), ("記号・番号", card.join("・"))]
}

fn person_of(year: &YearOfCosts, person: &PersonCosts) -> PersonOfNotice {
    PersonOfNotice {
        name: person.name.clone(),
        branch: person.entry.branch.clone().filter(|_| year.with_numbers).unwrap_or_default(),
        lines: person.lines.iter().map(|line| line_of(year, line)).collect(),
        sums: sums_of(Sums::of(&person.lines)),
    }
}

fn line_of(year: &YearOfCosts, line: &CostLine) -> LineOfNotice {
    LineOfNotice {
        month: month_of(line),
        institution: line.institution.trim().to_owned(),
        kind: line.kind.parse::<CareKind>().map_or("", TEXTS.costs.kind_of).to_owned(),
        days: line.days,
        total: line.total,
        own_share: line.own_share,
        meals: line.meals,
        additional: line.additional,
        is_complete: year.is_complete(line),
    }
}

fn sums_of(sums: Sums) -> SumsOfNotice {
    SumsOfNotice {
        lines: sums.lines,
        total: sums.total,
        insurer_share: sums.insurer_share,
        public_share: sums.public_share,
        own_share: sums.own_share,
        meals: sums.meals,
        additional: sums.additional,
    }
}
