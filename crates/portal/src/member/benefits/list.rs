//! `/portal/benefits`: all decisions.

use askama::Template;
use madoguchi_rules::{costs::CareMonth, statements::StatementKind};

use super::{
    PATH,
    decisions::{self, Decision, Decisions},
    require_service,
};
use crate::{
    member::{
        costs::{in_words, yen},
        sharing,
        statements::{Calendar, calendar, published},
    },
    web::{Answer, Chrome, Visit, page},
};

#[derive(Template)]
#[template(path = "member/benefits/list.html")]
struct Screen {
    chrome: Chrome,
    /// Which months are published, and when the next are.
    published: Vec<String>,
    rows: Vec<Row>,
    /// Whether the member decides who sees theirs.
    decides: bool,
}

struct Row {
    /// None at the desk, which opens nothing.
    address: Option<String>,
    decided_on: String,
    kind: String,
    amount: String,
    /// None while it was not opened.
    opened: Option<String>,
    person: String,
    month: String,
}

/// The page.
pub async fn screen(visit: Visit) -> Answer {
    require_service(&visit)?;
    let (calendar, decisions) = (calendar(&visit, StatementKind::Benefits).await?, decisions::decisions(&visit).await?);
    decisions::note_list(&visit, &decisions).await?;
    page::show(&of(&visit, &calendar, &decisions))
}

fn of(visit: &Visit, calendar: &Calendar, decisions: &Decisions) -> Screen {
    Screen {
        chrome: visit.chrome(visit.texts().benefits.title).wide(),
        published: published(visit, calendar),
        rows: decisions.all.iter().map(|decision| row(visit, decision)).collect(),
        decides: visit.member.as_ref().is_some_and(|member| sharing::is_offered(&member.settings)),
    }
}

fn row(visit: &Visit, decision: &Decision) -> Row {
    let (texts, content) = (&visit.texts().benefits, &decision.content);
    Row {
        address: visit.desk_look.is_none().then(|| format!("{PATH}/{}", decision.address)),
        decided_on: visit.language.date(content.decided_on),
        kind: content.benefit.clone(),
        amount: if decision.is_granted() { yen(visit, content.amount) } else { texts.refused.to_owned() },
        opened: decision.opened_on().map(|day| (texts.opened_on)(&visit.language.date(day))),
        person: decision.name.clone(),
        month: CareMonth::named(&decision.care_month).map(|month| in_words(visit, month)).unwrap_or_default(),
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::sample;
    let month = CareMonth::of(jiff::civil::date(2026, 8, 1));
    let calendar = Calendar { months: vec![month], next: None };
    let page = |rows| Screen {
        chrome: visit.chrome(visit.texts().benefits.title).wide(),
        published: published(visit, &calendar),
        rows,
        decides: true,
    };
    let rows = [12_000, 0].map(|amount| row(visit, &decisions::sample(visit, amount))).into();
    vec![sample("member/benefits/list.html", &page(rows)), sample("member/benefits/list.html", &page(Vec::new()))]
}
