//! `/portal/costs?year=2026`: a tax year.

use askama::Template;
use madoguchi_rules::{costs::CareMonth, statements::StatementKind};
use madoguchi_store::costs::CostLine;

use super::{
    amount_heads,
    figures::{Sums, grouped},
    files, in_words, require_service,
    seen::{self, Noted, PersonCosts},
    whole_year, yen,
};
use crate::{
    member::{
        sharing,
        statements::{Calendar, Heading, asked_year},
    },
    web::{
        Answer, Chrome, Visit,
        chart::{Chart, Kind, Series},
        page,
    },
};

/// How many series a chart tells apart.
const MOST_SERIES: usize = 3;

#[derive(Template)]
#[template(path = "member/costs/year.html")]
struct Screen {
    chrome: Chrome,
    heading: Heading,
    /// Whether the member decides who sees their costs.
    decides: bool,
    /// None when there is no line in the year.
    year: Option<Year>,
    /// Where the year is taken along as paper or file.
    files: String,
    /// What there is to say when there is none.
    nothing: String,
}

/// A year with lines.
struct Year {
    heading: String,
    own_share: String,
    facts: Vec<(&'static str, String)>,
    chart: Chart,
    /// Address and words of each month.
    months: Vec<(String, String)>,
    tables: [Table; 2],
    has_nameless: bool,
}

/// Heads and rows; the first cell of a row names it.
struct Table {
    id: &'static str,
    title: &'static str,
    /// How many columns hold words; what the member paid follows them.
    words: usize,
    heads: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// The page.
pub async fn screen(visit: Visit) -> Answer {
    require_service(&visit)?;
    let calendar = seen::calendar(&visit).await?;
    let shown = asked_year(&visit, &calendar)?;
    let people = seen::costs(&visit, whole_year(shown), Noted::Viewed(&shown.to_string())).await?;
    page::show(&of(&visit, &calendar, shown, &people))
}

fn of(visit: &Visit, calendar: &Calendar, shown: i16, people: &[PersonCosts]) -> Screen {
    let texts = &visit.texts().costs;
    let nothing = if calendar.months.is_empty() { texts.nothing_yet.to_owned() } else { (texts.no_lines_in_year)(shown) };
    Screen {
        chrome: visit.chrome(texts.title).wide(),
        heading: Heading::of(visit, calendar, &visit.statements_at(StatementKind::Costs), shown),
        year: people.iter().any(|person| !person.lines.is_empty()).then(|| Year::of(visit, calendar, shown, people)),
        files: files::page_of(shown),
        nothing,
        decides: visit.member.as_ref().is_some_and(|member| sharing::is_offered(&member.settings)),
    }
}

impl Year {
    fn of(visit: &Visit, calendar: &Calendar, shown: i16, people: &[PersonCosts]) -> Year {
        let texts = &visit.texts().costs;
        let all: Vec<&CostLine> = people.iter().flat_map(|person| &person.lines).collect();
        let sums = Sums::of(all.iter().copied());
        let months: Vec<CareMonth> = calendar.months.iter().copied().filter(|month| month.year() == shown).collect();
        let with_lines: Vec<(CareMonth, Sums)> = months
            .iter()
            .map(|month| (*month, Sums::of(all.iter().copied().filter(|line| line.care_month == month.to_string()))))
            .collect();
        Year {
            heading: (texts.own_total)(shown),
            own_share: yen(visit, sums.own_share),
            facts: facts(visit, &sums),
            chart: chart(visit, shown, &with_lines, people),
            months: with_lines
                .iter()
                .filter(|(_, sums)| sums.lines > 0)
                .map(|(month, sums)| {
                    let words = format!("{}（{}）", (texts.lines_of)(&in_words(visit, *month)), (texts.lines)(sums.lines));
                    (format!("{}/{month}", visit.statements_at(StatementKind::Costs)), words)
                })
                .collect(),
            tables: [by_person(visit, people), by_institution(visit, people)],
            has_nameless: all.iter().any(|line| !madoguchi_rules::costs::serves_a_tax_return(&line.institution)),
        }
    }
}

/// Every amount but the own share, which stands large above them.
fn facts(visit: &Visit, sums: &Sums) -> Vec<(&'static str, String)> {
    let texts = &visit.texts().costs;
    vec![
        (texts.total, yen(visit, sums.total)),
        (texts.insurer_share, yen(visit, sums.insurer_share)),
        (texts.public_share, yen(visit, sums.public_share)),
        (texts.meals, yen(visit, sums.meals)),
        (texts.additional, yen(visit, sums.additional)),
        (texts.number, (texts.lines)(sums.lines)),
    ]
}

fn chart(visit: &Visit, shown: i16, months: &[(CareMonth, Sums)], people: &[PersonCosts]) -> Chart {
    let texts = &visit.texts().costs;
    let highest = months.iter().max_by_key(|(_, sums)| sums.own_share);
    let description =
        highest.map_or_else(String::new, |(month, sums)| (texts.chart)(shown, &in_words(visit, *month), &yen(visit, sums.own_share)));
    let row = |(month, sums): &(CareMonth, Sums)| {
        let amounts = sums.amounts().map(|amount| yen(visit, amount));
        [in_words(visit, *month)].into_iter().chain(amounts).collect()
    };
    Chart {
        id: "months",
        kind: Kind::Bar,
        title: texts.by_month.to_owned(),
        description,
        labels: months.iter().map(|(month, _)| (texts.short_month)(month.month())).collect(),
        series: series(visit, months, people),
        heads: [&[texts.month_head], &amount_heads(visit)[..]].concat().into_iter().map(str::to_owned).collect(),
        rows: months.iter().map(row).collect(),
    }
}

/// A series a person; of four or more, the third stands for all that follow.
fn series(visit: &Visit, months: &[(CareMonth, Sums)], people: &[PersonCosts]) -> Vec<Series> {
    let texts = &visit.texts().costs;
    let with_lines: Vec<&PersonCosts> = people.iter().filter(|person| !person.lines.is_empty()).collect();
    let (alone, rest) = with_lines.split_at(if with_lines.len() > MOST_SERIES { MOST_SERIES - 1 } else { with_lines.len() });
    let of = |name: &str, people: &[&PersonCosts]| {
        let paid = |month: &CareMonth| {
            let lines = people.iter().flat_map(|person| &person.lines).filter(|line| line.care_month == month.to_string());
            Sums::of(lines).own_share
        };
        Series { name: name.to_owned(), values: months.iter().map(|(month, _)| paid(month)).collect() }
    };
    let others = (!rest.is_empty()).then(|| of(texts.others, rest));
    alone.iter().map(|person| of(&person.name, &[person])).chain(others).collect()
}

fn by_person(visit: &Visit, people: &[PersonCosts]) -> Table {
    let texts = &visit.texts().costs;
    let row = |person: &PersonCosts| {
        let sums = Sums::of(&person.lines);
        let amounts = sums.amounts().map(|amount| yen(visit, amount));
        [person.name.clone()].into_iter().chain(amounts).chain([(texts.lines)(sums.lines)]).collect()
    };
    Table {
        id: "people",
        title: texts.by_person,
        words: 1,
        heads: [&[texts.person], &amount_heads(visit)[..], &[texts.number]].concat(),
        rows: people.iter().filter(|person| !person.lines.is_empty()).map(row).collect(),
    }
}

fn by_institution(visit: &Visit, people: &[PersonCosts]) -> Table {
    let texts = &visit.texts().costs;
    let mut rows = Vec::new();
    for person in people {
        for (institution, sums) in grouped(&person.lines, |line| line.institution.clone()) {
            let name = if institution.is_empty() { texts.no_institution.to_owned() } else { institution };
            let amounts = sums.amounts().map(|amount| yen(visit, amount));
            rows.push([name, person.name.clone()].into_iter().chain(amounts).chain([(texts.lines)(sums.lines)]).collect());
        }
    }
    Table {
        id: "institutions",
        title: texts.by_institution,
        words: 2,
        heads: [&[texts.institution, texts.person], &amount_heads(visit)[..], &[texts.number]].concat(),
        rows,
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::sample;
    let months = ["2026-06", "2026-07", "2026-08"].into_iter().filter_map(CareMonth::named).collect();
    let calendar = Calendar { months, next: Some(jiff::civil::date(2026, 12, 5)) };
    let people = [seen::sample()];
    vec![
        sample("member/costs/year.html", &of(visit, &calendar, 2026, &people)),
        sample("member/costs/year.html", &of(visit, &Calendar::default(), 2026, &[])),
    ]
}
