//! 医療費通知データ for e-Tax: the lines that have all six items, as the insurer's signed document.

use askama::Template;
use axum::http::StatusCode;
use jiff::Timestamp;
use madoguchi_rules::costs::{CareKind, CareMonth};
use madoguchi_store::costs::CostLine;

use super::{File, page_of, year_of_costs::YearOfCosts};
use crate::{
    etax::{self, EtaxError, LineOfNotice, Notice},
    exports::download,
    member::costs::seen::PersonCosts,
    text::ja::TEXTS,
    web::{Answer, Chrome, Refusal, Visit, page},
};

/// Why there is none, to the member: nothing is wrong with what they did.
#[derive(Template)]
#[template(path = "member/costs/files/etax.html")]
struct NotMade {
    chrome: Chrome,
    /// Under which number the operator finds the reason.
    reference: String,
    back: String,
}

/// The document of a year, or the page that says that it could not be made; the reason is in the log.
pub async fn send(visit: &Visit, year: &YearOfCosts) -> Answer {
    let (Some(etax), Some(notice)) = (&year.etax, notice(year, visit.now)) else { return Err(Refusal::NotFound) };
    match etax.signed(&notice).await {
        Ok(document) => download::held(document, (File::Etax.media_type(), File::Etax.kind()), &File::Etax.title(year.year)),
        Err(error) => Ok(not_made(visit, year.year, &error)),
    }
}

fn not_made(visit: &Visit, year: i16, error: &EtaxError) -> axum::response::Response {
    let reference = format!("{:08X}", visit.portal.random.number());
    tracing::error!(reference, cause = %error, "no document for e-Tax");
    page::html(StatusCode::INTERNAL_SERVER_ERROR, &of(visit, year, reference))
}

fn of(visit: &Visit, year: i16, reference: String) -> NotMade {
    NotMade { chrome: visit.chrome(visit.texts().cost_files.etax_not_made), reference, back: page_of(year) }
}

/// Whether the document can be offered: the operator has what it takes, and a line has all six items.
pub fn is_offered(year: &YearOfCosts) -> bool {
    year.etax.is_some() && year.lines().any(|line| year.is_complete(line))
}

/// What the document says; none when no line has all six items.
pub(super) fn notice(year: &YearOfCosts, now: Timestamp) -> Option<Notice> {
    let lines: Vec<LineOfNotice> =
        year.people.iter().flat_map(|person| person.lines.iter().filter_map(|line| line_of(year, person, line))).collect();
    (!lines.is_empty()).then(|| Notice {
        id: etax::id_of(now),
        created_on: year.issued_on.to_string(),
        year: year.year,
        insurer_name: year.insurer_name.clone(),
        insurer_number: year.insurer_number.clone().unwrap_or_default(),
        insured_name: year.insured_name.clone(),
        own_share: lines.iter().map(|line| line.own_share).sum(),
        lines,
    })
}

fn line_of(year: &YearOfCosts, person: &PersonCosts, line: &CostLine) -> Option<LineOfNotice> {
    let month = CareMonth::named(&line.care_month).filter(|_| year.is_complete(line))?;
    Some(LineOfNotice {
        person: person.name.clone(),
        year: month.year(),
        month: month.month(),
        institution: line.institution.trim().to_owned(),
        kind: line.kind.parse::<CareKind>().map_or("", TEXTS.costs.kind_of).to_owned(),
        own_share: line.own_share,
    })
}

#[cfg(test)]
pub(super) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    vec![crate::testing::samples::sample("member/costs/files/etax.html", &of(visit, 2026, "0A1B2C3D".to_owned()))]
}
