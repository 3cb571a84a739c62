//! `/desk/{insurer}/numbers`: 集計. Registrations by month, 記号 and 事業所, reasons of calls, and what became of the mails; each as a table, where a shape says
//! more also as a drawing, and as a file.

mod export;
mod figures;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use askama::Template;
use madoguchi_rules::staff::Role;
use madoguchi_store::{Work, numbers::GroupNumbers};

use self::figures::{Figures, share};
use crate::{
    desk::{self, today::grouped},
    web::{Answer, Chrome, Declaration, DeskVisit, FormState, Principal, Purpose, Refusal, Routes, chart::Chart, page},
};

const READING: Declaration = Declaration::new(Principal::Staff(Role::Viewer), Purpose::Desk);
const TAKING: Declaration = Declaration::new(Principal::Staff(Role::Clerk), Purpose::Desk);
/// So many groups are shown; the file has all of them.
const GROUPS_SHOWN: usize = 100;

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/desk/{insurer}/numbers", READING, screen).post("/desk/{insurer}/numbers/export", TAKING, export::export)
}

#[derive(Template)]
#[template(path = "desk/numbers/screen.html")]
struct Screen {
    chrome: Chrome,
    months: Chart,
    groups: Vec<Groups>,
    calls: Option<Chart>,
    mails: Option<Chart>,
    /// Where files are taken out; none for who may not.
    export: Option<String>,
    data: Vec<(&'static str, &'static str)>,
    kinds: Vec<(&'static str, &'static str)>,
}

/// Registrations of the groups of one kind.
struct Groups {
    id: &'static str,
    title: &'static str,
    head: &'static str,
    rows: Vec<[String; 4]>,
    /// How many more the file has.
    more: Option<String>,
}

async fn screen(visit: DeskVisit) -> Answer {
    page::show(&filled(&visit, FormState::prefilled([("data", "symbols")])).await?)
}

async fn filled(visit: &DeskVisit, form: FormState) -> Result<Screen, Refusal> {
    let figures = &figures::read(visit).await?;
    Ok(drawn(visit, figures, form))
}

fn drawn(visit: &DeskVisit, figures: &Figures, form: FormState) -> Screen {
    let texts = &visit.texts().desk_numbers;
    let groups = vec![
        groups(visit, "by-symbol", texts.by_symbol, texts.symbol, &figures.symbols),
        groups(visit, "by-office", texts.by_office, texts.office, &figures.offices),
    ];
    let takes = visit.seat.role >= Role::Clerk;
    Screen {
        chrome: visit.chrome(texts.title).wide().with_form(form),
        months: figures::months_chart(visit, &figures.months),
        groups,
        calls: figures::calls_chart(visit, &figures.calls),
        mails: figures::mails_chart(visit, &figures.mails),
        export: takes.then(|| visit.address("numbers/export")),
        data: export::choices(visit.texts()),
        kinds: desk::export::kinds(visit.texts()),
    }
}

fn groups(visit: &DeskVisit, id: &'static str, title: &'static str, head: &'static str, found: &[GroupNumbers]) -> Groups {
    let texts = &visit.texts().desk_numbers;
    let name = |group: &GroupNumbers| if group.name.is_empty() { texts.no_name.to_owned() } else { group.name.clone() };
    let row =
        |group: &GroupNumbers| [name(group), grouped(group.registered), grouped(group.eligible), share(group.registered, group.eligible)];
    let more = found.len().saturating_sub(GROUPS_SHOWN);
    Groups {
        id,
        title,
        head,
        rows: found.iter().take(GROUPS_SHOWN).map(row).collect(),
        more: (more > 0).then(|| (texts.more_groups)(&more.to_string())),
    }
}

/// Everything that the page and its files are made of.
async fn numbers(work: &Work, insurer_id: i64, days: figures::Days) -> Result<figures::Found, madoguchi_store::StoreError> {
    Ok(figures::Found {
        symbols: work.registrations_by_symbol(insurer_id, days.today.into()).await?,
        offices: work.registrations_by_office(insurer_id, days.today.into()).await?,
        before: work.accounts_before(insurer_id, days.first_month).await?,
        days: work.registrations_by_day(insurer_id, days.first_month).await?,
        mails: work.mails_by_day(Some(insurer_id), days.first_mail).await?,
        calls: work.calls_by_reason(insurer_id, days.first_call, days.now).await?,
    })
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, at_the_desk, refused_form, sample};
    let visit = &at_the_desk(visit);
    let hostile = figures::sample(HOSTILE, visit.today());
    let pages = [
        drawn(visit, &hostile, FormState::default()),
        drawn(visit, &hostile, refused_form("purpose")),
        drawn(visit, &Figures::default(), FormState::default()),
    ];
    pages.iter().map(|page| sample("desk/numbers/screen.html", page)).collect()
}
