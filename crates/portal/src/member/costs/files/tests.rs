#[allow(clippy::print_stdout)] // the seed, to repeat a run that failed
mod agreement;
mod etax;
mod formats;
mod journey;

use jiff::civil::date;
use madoguchi_rules::{costs::CareMonth, settings::AnnualPdfUse};

use super::year_of_costs::YearOfCosts;
use crate::member::costs::seen;

/// A year of one person with two lines.
pub(super) fn sample_year() -> YearOfCosts {
    let month = |month: i8| CareMonth::of(date(2026, month, 1));
    YearOfCosts {
        year: 2026,
        months: (month(6), month(8)),
        issued_on: date(2026, 11, 22),
        service_name: "けんぽの窓口".to_owned(),
        insurer_name: "さくら健康保険組合".to_owned(),
        insurer_number: None,
        support: (String::new(), String::new()),
        insured_name: "福田　結衣".to_owned(),
        annual_pdf_use: AnnualPdfUse::Reference,
        etax: None,
        with_numbers: false,
        people: vec![seen::sample()],
    }
}

/// The pairs of a CSV of ours; titles have no value. What was made harmless is as it was given.
fn pairs(csv: &[u8]) -> Vec<(String, Option<String>)> {
    let text = std::str::from_utf8(csv).unwrap().strip_prefix('\u{feff}').unwrap();
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let given = |value: &str| value.strip_prefix('\'').unwrap_or(value).to_owned();
    let records = reader.records().map(Result::unwrap);
    records.map(|record| (record[0].to_owned(), record.get(1).map(given))).collect()
}
