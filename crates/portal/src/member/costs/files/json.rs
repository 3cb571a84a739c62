//! Everything that the pages show of a year, for programs.

use madoguchi_store::costs::CostLine;
use serde_json::{Value, json};

use super::year_of_costs::YearOfCosts;
use crate::member::costs::{figures::Sums, seen::PersonCosts};

/// The file of a year.
pub fn json(year: &YearOfCosts) -> Vec<u8> {
    let mut whole = json!({
        "year": year.year,
        "months": { "from": year.months.0.to_string(), "until": year.months.1.to_string() },
        "issued_on": year.issued_on.to_string(),
        "insurer": { "name": year.insurer_name },
        "insured_name": year.insured_name,
        "annual_pdf_use": year.annual_pdf_use.to_string(),
        "currency": "JPY",
        "sums": sums(&year.sums()),
        "people": year.people.iter().map(|person| of(year, person)).collect::<Vec<_>>(),
    });
    if let Some(number) = &year.insurer_number {
        whole["insurer"]["number"] = json!(number);
    }
    format!("{whole:#}\n").into_bytes()
}

fn of(year: &YearOfCosts, person: &PersonCosts) -> Value {
    let entry = &person.entry;
    let mut of = json!({
        "name": person.name,
        "relation": entry.relation,
        "sums": sums(&Sums::of(&person.lines)),
        "lines": person.lines.iter().map(|line| of_line(year, line)).collect::<Vec<_>>(),
    });
    if year.with_numbers {
        of["card"] = json!({ "symbol": entry.symbol, "number": entry.number, "branch": entry.branch });
    }
    of
}

fn of_line(year: &YearOfCosts, line: &CostLine) -> Value {
    json!({
        "month": line.care_month,
        "kind": line.kind,
        "institution": line.institution.trim(),
        "days": line.days,
        "total": line.total,
        "insurer_share": line.insurer_share,
        "public_share": line.public_share,
        "own_share": line.own_share,
        "meals": line.meals,
        "additional": line.additional,
        "has_all_six_items": year.is_complete(line),
    })
}

fn sums(sums: &Sums) -> Value {
    json!({
        "lines": sums.lines,
        "total": sums.total,
        "insurer_share": sums.insurer_share,
        "public_share": sums.public_share,
        "own_share": sums.own_share,
        "meals": sums.meals,
        "additional": sums.additional,
    })
}
