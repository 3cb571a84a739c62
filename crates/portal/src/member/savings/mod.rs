//! `/portal/savings`: ジェネリック医薬品のお知らせ, what a person would save by generic medicines, by month and in all. Who does not want it can
//! stop it on the page.

mod stop;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use askama::Template;
use jiff::civil::date;
use madoguchi_rules::{costs::CareMonth, statements::StatementKind};
use madoguchi_store::statements::{SavingsLine, StatementLine};

use crate::{
    desk::today::grouped,
    member::{
        sharing,
        statements::{self, Heading, PersonLines, asked_year, lines, month_in_words},
    },
    web::{Answer, Chrome, Declaration, Principal, Purpose, Refusal, Routes, Visit, page},
};

/// Its address.
pub const PATH: &str = "/portal/savings";

const SCREEN: Declaration = Declaration::new(Principal::MemberReading, Purpose::OwnData).of_health();
const STOP: Declaration = Declaration::new(Principal::MemberReading, Purpose::Settings);

/// Adds the journey to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get(PATH, SCREEN, screen).post("/portal/savings/stop", STOP, stop::change)
}

#[derive(Template)]
#[template(path = "member/savings/page.html")]
struct Screen {
    chrome: Chrome,
    heading: Heading,
    /// Whether the member stopped the notice about themselves.
    is_stopped: bool,
    /// The total of the year; none when there is no line in it.
    total: Option<(String, String)>,
    /// The latest month first.
    months: Vec<Month>,
    /// What there is to say when there is none.
    nothing: String,
    /// Whether the member decides who sees their statements.
    decides: bool,
}

struct Month {
    id: String,
    title: String,
    lines: Vec<Line>,
    own_share: String,
    saving: String,
}

struct Line {
    person: String,
    medicine: String,
    pharmacy: String,
    quantity: String,
    own_share: String,
    saving: String,
}

/// The page.
pub async fn screen(visit: Visit) -> Answer {
    require_service(&visit)?;
    let calendar = statements::calendar(&visit, StatementKind::Savings).await?;
    let shown = asked_year(&visit, &calendar)?;
    let year = (CareMonth::of(date(shown, 1, 1)), CareMonth::of(date(shown, 12, 1)));
    let people = lines(&visit, year, ("savings.viewed", &shown.to_string())).await?;
    let is_stopped = stop::is_stopped(&visit).await?;
    let heading = Heading::of(&visit, &calendar, &visit.statements_at(StatementKind::Savings), shown);
    page::show(&of(&visit, heading, shown, is_stopped, &people))
}

/// Whether the insurer shows it; where it does not, there is no such page.
fn require_service(visit: &Visit) -> Result<(), Refusal> {
    let is_on = visit.member()?.settings.services.contains(&StatementKind::Savings.service());
    if is_on { Ok(()) } else { Err(Refusal::NotFound) }
}

fn of(visit: &Visit, heading: Heading, shown: i16, is_stopped: bool, people: &[PersonLines<SavingsLine>]) -> Screen {
    let texts = &visit.texts().savings;
    let all: Vec<(&str, &StatementLine<SavingsLine>)> =
        people.iter().flat_map(|person| person.lines.iter().map(|line| (person.name.as_str(), line))).collect();
    let mut months: Vec<CareMonth> = all.iter().filter_map(|(_, line)| CareMonth::named(&line.care_month)).collect();
    months.sort_unstable();
    months.dedup();
    months.reverse();
    let saving = all.iter().map(|(_, line)| line.content.saving).sum();
    Screen {
        chrome: visit.chrome(texts.title).wide(),
        is_stopped,
        total: (!all.is_empty()).then(|| ((texts.total)(shown), yen(visit, saving))),
        months: months.into_iter().map(|month| Month::of(visit, month, &all)).collect(),
        nothing: if heading.years.is_empty() { texts.nothing_yet.to_owned() } else { (texts.nothing_in_year)(shown) },
        heading,
        decides: visit.member.as_ref().is_some_and(|member| sharing::is_offered(&member.settings)),
    }
}

impl Month {
    fn of(visit: &Visit, month: CareMonth, all: &[(&str, &StatementLine<SavingsLine>)]) -> Month {
        let name = month.to_string();
        let own: Vec<_> = all.iter().filter(|(_, line)| line.care_month == name).collect();
        let sum = |of: fn(&SavingsLine) -> i64| own.iter().map(|(_, line)| of(&line.content)).sum();
        Month {
            title: (visit.texts().savings.month)(&month_in_words(visit, month)),
            lines: own.iter().map(|(person, line)| Line::of(visit, person, &line.content)).collect(),
            own_share: yen(visit, sum(|line| line.own_share)),
            saving: yen(visit, sum(|line| line.saving)),
            id: format!("month-{name}"),
        }
    }
}

impl Line {
    fn of(visit: &Visit, person: &str, line: &SavingsLine) -> Line {
        Line {
            person: person.to_owned(),
            medicine: line.medicine.clone(),
            pharmacy: line.pharmacy.clone(),
            quantity: line.quantity.clone(),
            own_share: yen(visit, line.own_share),
            saving: yen(visit, line.saving),
        }
    }
}

/// An amount of yen in the visitor's language.
fn yen(visit: &Visit, amount: i64) -> String {
    (visit.texts().costs.yen)(&grouped(amount))
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let line = |month: &str, saving: i64| StatementLine {
        care_month: month.to_owned(),
        content: SavingsLine {
            pharmacy: HOSTILE.to_owned(),
            medicine: HOSTILE.to_owned(),
            quantity: HOSTILE.to_owned(),
            own_share: 1_200,
            saving,
        },
    };
    let entry = crate::testing::entry(1, 1, &madoguchi_testkit::people::YUI);
    let person = PersonLines { entry, name: HOSTILE.to_owned(), lines: vec![line("2026-07", 300), line("2026-08", 400)] };
    let calendar = statements::Calendar {
        months: ["2026-07", "2026-08"].into_iter().filter_map(CareMonth::named).collect(),
        next: Some(date(2026, 12, 20)),
    };
    let page = |calendar: &statements::Calendar, is_stopped, people: &[PersonLines<SavingsLine>]| {
        sample("member/savings/page.html", &of(visit, Heading::of(visit, calendar, PATH, 2026), 2026, is_stopped, people))
    };
    vec![page(&calendar, false, &[person]), page(&calendar, true, &[]), page(&statements::Calendar::default(), false, &[])]
}
