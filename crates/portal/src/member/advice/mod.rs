//! `/portal/advice`: 適正受診・適正服薬のお知らせ, by month, with what each kind means and nothing that accuses.

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use askama::Template;
use jiff::civil::date;
use madoguchi_rules::{
    costs::CareMonth,
    statements::{AdviceKind, StatementKind},
};
use madoguchi_store::statements::{AdviceLine, StatementLine};

use crate::{
    member::{
        sharing,
        statements::{self, Heading, PersonLines, asked_year, lines, month_in_words},
    },
    web::{Answer, Chrome, Declaration, Principal, Purpose, Refusal, Routes, Visit, page},
};

/// Its address.
pub const PATH: &str = "/portal/advice";

const SCREEN: Declaration = Declaration::new(Principal::MemberReading, Purpose::OwnData).of_health();

/// Adds the journey to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get(PATH, SCREEN, screen)
}

#[derive(Template)]
#[template(path = "member/advice/page.html")]
struct Screen {
    chrome: Chrome,
    heading: Heading,
    /// The latest month first.
    months: Vec<Month>,
    /// What the kinds that are shown mean: name and explanation.
    kinds: Vec<(&'static str, &'static str)>,
    /// Whether medicines are among them.
    has_medicines: bool,
    /// What there is to say when there is none.
    nothing: String,
    /// Whether the member decides who sees their statements.
    decides: bool,
}

struct Month {
    id: String,
    title: String,
    lines: Vec<Line>,
}

struct Line {
    kind: &'static str,
    person: String,
    institution: String,
    object: String,
    times: String,
    note: String,
}

/// The page.
pub async fn screen(visit: Visit) -> Answer {
    require_service(&visit)?;
    let calendar = statements::calendar(&visit, StatementKind::Advice).await?;
    let shown = asked_year(&visit, &calendar)?;
    let year = (CareMonth::of(date(shown, 1, 1)), CareMonth::of(date(shown, 12, 1)));
    let people = lines(&visit, year, ("advice.viewed", &shown.to_string())).await?;
    let heading = Heading::of(&visit, &calendar, &visit.statements_at(StatementKind::Advice), shown);
    page::show(&of(&visit, heading, shown, &people))
}

/// Whether the insurer shows it; where it does not, there is no such page.
fn require_service(visit: &Visit) -> Result<(), Refusal> {
    let is_on = visit.member()?.settings.services.contains(&StatementKind::Advice.service());
    if is_on { Ok(()) } else { Err(Refusal::NotFound) }
}

fn of(visit: &Visit, heading: Heading, shown: i16, people: &[PersonLines<AdviceLine>]) -> Screen {
    let texts = &visit.texts().advice;
    let all: Vec<(&str, &StatementLine<AdviceLine>)> =
        people.iter().flat_map(|person| person.lines.iter().map(|line| (person.name.as_str(), line))).collect();
    let mut months: Vec<CareMonth> = all.iter().filter_map(|(_, line)| CareMonth::named(&line.care_month)).collect();
    months.sort_unstable();
    months.dedup();
    months.reverse();
    let is_shown = |kind: &AdviceKind| all.iter().any(|(_, line)| line.content.kind == kind.as_str());
    let kinds: Vec<AdviceKind> = AdviceKind::ALL.iter().copied().filter(is_shown).collect();
    Screen {
        chrome: visit.chrome(texts.title).wide(),
        months: months.into_iter().map(|month| Month::of(visit, month, &all)).collect(),
        kinds: kinds.iter().map(|kind| (texts.kind_of)(*kind)).collect(),
        has_medicines: kinds.iter().any(|kind| kind.is_of_medicines()),
        nothing: if heading.years.is_empty() { texts.nothing_yet.to_owned() } else { (texts.nothing_in_year)(shown) },
        heading,
        decides: visit.member.as_ref().is_some_and(|member| sharing::is_offered(&member.settings)),
    }
}

impl Month {
    fn of(visit: &Visit, month: CareMonth, all: &[(&str, &StatementLine<AdviceLine>)]) -> Month {
        let name = month.to_string();
        let own = all.iter().filter(|(_, line)| line.care_month == name);
        Month {
            title: (visit.texts().advice.month)(&month_in_words(visit, month)),
            lines: own.map(|(person, line)| Line::of(visit, person, &line.content)).collect(),
            id: format!("month-{name}"),
        }
    }
}

impl Line {
    fn of(visit: &Visit, person: &str, line: &AdviceLine) -> Line {
        let texts = &visit.texts().advice;
        Line {
            kind: line.kind.parse::<AdviceKind>().map_or("", |kind| (texts.kind_of)(kind).0),
            person: person.to_owned(),
            institution: line.institution.clone(),
            object: line.object.clone(),
            times: line.times.map(texts.times_of).unwrap_or_default(),
            note: line.note.clone(),
        }
    }
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let line = |kind: AdviceKind, times| StatementLine {
        care_month: "2026-08".to_owned(),
        content: AdviceLine {
            kind: kind.to_string(),
            institution: HOSTILE.to_owned(),
            object: HOSTILE.to_owned(),
            times,
            note: HOSTILE.to_owned(),
        },
    };
    let entry = crate::testing::entry(1, 1, &madoguchi_testkit::people::YUI);
    let lines = AdviceKind::ALL.iter().map(|kind| line(*kind, Some(18))).chain([line(AdviceKind::ManyMedicines, None)]).collect();
    let person = PersonLines { entry, name: HOSTILE.to_owned(), lines };
    let calendar = statements::Calendar { months: CareMonth::named("2026-08").into_iter().collect(), next: Some(date(2026, 12, 20)) };
    let page = |calendar: &statements::Calendar, people: &[PersonLines<AdviceLine>]| {
        sample("member/advice/page.html", &of(visit, Heading::of(visit, calendar, PATH, 2026), 2026, people))
    };
    vec![page(&calendar, &[person]), page(&calendar, &[]), page(&statements::Calendar::default(), &[])]
}
