//! `/portal/costs/2026-08`: the lines of a month.

use askama::Template;
use axum::extract::Path;
use madoguchi_rules::{
    costs::{CareKind, CareMonth, serves_a_tax_return},
    statements::StatementKind,
};
use madoguchi_store::costs::CostLine;

use super::{
    amount_heads,
    figures::Sums,
    in_words, require_service,
    seen::{self, Noted, PersonCosts},
    yen,
};
use crate::web::{Answer, Chrome, Refusal, Visit, page};

#[derive(Template)]
#[template(path = "member/costs/month.html")]
struct Screen {
    chrome: Chrome,
    own_share: String,
    people: Vec<Person>,
    /// The heads of the amounts.
    amount_heads: [&'static str; 6],
    has_nameless: bool,
    /// Address and words of the year.
    back: (String, String),
}

struct Person {
    name: String,
    lines: Vec<Line>,
    sums: Vec<String>,
}

struct Line {
    institution: String,
    kind: &'static str,
    days: i64,
    amounts: Vec<String>,
    is_nameless: bool,
}

/// The page.
pub async fn screen(visit: Visit, Path(month): Path<String>) -> Answer {
    require_service(&visit)?;
    let month = CareMonth::named(&month).ok_or(Refusal::NotFound)?;
    if !seen::calendar(&visit).await?.months.contains(&month) {
        return Err(Refusal::NotFound);
    }
    let people = seen::costs(&visit, (month, month), Noted::Viewed(&month.to_string())).await?;
    page::show(&of(&visit, month, &people))
}

fn of(visit: &Visit, month: CareMonth, people: &[PersonCosts]) -> Screen {
    let texts = &visit.texts().costs;
    let all = || people.iter().flat_map(|person| &person.lines);
    Screen {
        chrome: visit.chrome((texts.lines_of)(&in_words(visit, month))).wide(),
        amount_heads: amount_heads(visit),
        own_share: yen(visit, Sums::of(all()).own_share),
        people: people.iter().filter(|person| !person.lines.is_empty()).map(|person| Person::of(visit, person)).collect(),
        has_nameless: all().any(|line| !serves_a_tax_return(&line.institution)),
        back: (format!("{}?year={}", visit.statements_at(StatementKind::Costs), month.year()), (texts.back)(month.year())),
    }
}

impl Person {
    fn of(visit: &Visit, person: &PersonCosts) -> Person {
        Person {
            name: person.name.clone(),
            lines: person.lines.iter().map(|line| Line::of(visit, line)).collect(),
            sums: Sums::of(&person.lines).amounts().map(|amount| yen(visit, amount)).to_vec(),
        }
    }
}

impl Line {
    fn of(visit: &Visit, line: &CostLine) -> Line {
        let texts = &visit.texts().costs;
        let is_nameless = !serves_a_tax_return(&line.institution);
        Line {
            institution: if is_nameless { texts.no_institution.to_owned() } else { line.institution.clone() },
            kind: line.kind.parse::<CareKind>().map_or("", |kind| (texts.kind_of)(kind)),
            days: line.days,
            amounts: Sums::of([line]).amounts().map(|amount| yen(visit, amount)).to_vec(),
            is_nameless,
        }
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::sample;
    let month = CareMonth::of(jiff::civil::date(2026, 8, 1));
    vec![sample("member/costs/month.html", &of(visit, month, &[seen::sample()])), sample("member/costs/month.html", &of(visit, month, &[]))]
}
