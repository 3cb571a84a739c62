//! `/portal/costs/files?year=2026`: what there is to take along of a year, and what each is good for.

use askama::Template;
use axum::http::{HeaderValue, header};
use madoguchi_rules::settings::AnnualPdfUse;

use super::{File, Wanted, etax, table::Cautions, year_of_costs::YearOfCosts};
use crate::{
    member::{
        before_file,
        costs::{
            in_words, require_service,
            seen::{self, Noted},
        },
        statements::Calendar,
    },
    web::{Answer, Chrome, Refusal, Visit, page},
};

#[derive(Template)]
#[template(path = "member/costs/files/page.html")]
struct Screen {
    chrome: Chrome,
    year: i16,
    /// Address and words of the page of the year.
    back: (String, String),
    /// The published months; none when there is nothing to take along.
    months: Option<String>,
    offers: Vec<Offer>,
    /// Where the file is that is fetched now.
    begun: Option<String>,
}

/// A file as the page offers it.
struct Offer {
    name: &'static str,
    title: &'static str,
    /// What it is, and what it is good for.
    told: Vec<String>,
    button: &'static str,
    address: String,
}

/// The page. Where the login was just confirmed for a file, that file comes at once.
pub async fn screen(visit: Visit) -> Answer {
    require_service(&visit)?;
    let calendar = seen::calendar(&visit).await?;
    let years = calendar.years();
    let shown = match visit.asked("year") {
        Some(asked) => asked.parse().ok().filter(|year| years.contains(year)).ok_or(Refusal::NotFound)?,
        None => *years.first().ok_or(Refusal::NotFound)?,
    };
    let year = YearOfCosts::read(&visit, &calendar, shown, false, Noted::Viewed(&shown.to_string())).await?;
    let begun = visit.asked("begin").and_then(|named| Wanted::named(&named)).filter(|wanted| wanted.year == shown);
    let begun = begun.filter(|_| year.is_some() && before_file::is_recent(&visit).unwrap_or(false)).map(Wanted::address);
    let mut response = page::show(&of(&visit, &calendar, shown, year.as_ref(), begun.clone()))?;
    if let Some(address) = begun {
        let refresh = HeaderValue::from_str(&format!("0; url={address}")).map_err(Refusal::broken)?;
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    Ok(response)
}

fn of(visit: &Visit, calendar: &Calendar, shown: i16, year: Option<&YearOfCosts>, begun: Option<String>) -> Screen {
    let texts = visit.texts();
    let months: Vec<_> = calendar.months.iter().filter(|month| month.year() == shown).collect();
    let months = months.first().zip(months.last()).filter(|_| year.is_some());
    Screen {
        chrome: visit.chrome((texts.cost_files.title)(shown)),
        year: shown,
        back: (format!("/portal/costs?year={shown}"), (texts.costs.back)(shown)),
        months: months.map(|(first, last)| (texts.costs.range)(&in_words(visit, **first), &in_words(visit, **last))),
        offers: year.map_or_else(Vec::new, |year| offers(visit, year)),
        begun,
    }
}

fn offers(visit: &Visit, year: &YearOfCosts) -> Vec<Offer> {
    let files = File::ALL.into_iter().filter(|file| *file != File::Etax || etax::is_offered(year));
    files.map(|file| offer(visit, year, file)).collect()
}

fn offer(visit: &Visit, year: &YearOfCosts, file: File) -> Offer {
    let texts = &visit.texts().cost_files;
    let words = (texts.offer)(file.kind());
    let mut told: Vec<String> = words.told.iter().map(|sentence| (*sentence).to_owned()).collect();
    match file {
        File::Annual => told.push(match year.annual_pdf_use {
            AnnualPdfUse::Reference => texts.annual_reference.to_owned(),
            AnnualPdfUse::Official => texts.annual_official.to_owned(),
        }),
        File::Table => {
            let cautions = Cautions::of(year);
            told.extend((cautions.sheets > 1).then(|| (texts.table_sheets)(cautions.sheets)));
            told.extend((cautions.cut > 0).then(|| (texts.table_cut)(cautions.cut)));
            told.extend((cautions.nameless > 0).then(|| (texts.table_nameless)(cautions.nameless)));
        }
        File::Etax => {
            let left_out = year.lines().filter(|line| !year.is_complete(line)).count();
            told.extend((left_out > 0).then(|| (texts.etax_left_out)(left_out)));
        }
        File::Csv | File::Json => {}
    }
    let address = Wanted { year: year.year, file, with_numbers: false }.address();
    Offer { name: file.kind(), title: words.title, told, button: words.button, address }
}

#[cfg(test)]
pub(super) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::sample;
    use madoguchi_rules::costs::CareMonth;
    let month = CareMonth::of(jiff::civil::date(2026, 8, 1));
    let calendar = Calendar { months: vec![month], next: None };
    let year = super::tests::sample_year();
    let page = |year: Option<&YearOfCosts>, begun: Option<&str>| of(visit, &calendar, 2026, year, begun.map(str::to_owned));
    let pages = [page(Some(&year), Some("/portal/costs/files/2026/annual.pdf")), page(None, None)];
    pages.iter().map(|page| sample("member/costs/files/page.html", page)).collect()
}
