//! `/desk/{insurer}/`: 今日の状況; `/desk/{insurer}/ending`: whose eligibility ends soon.

use askama::Template;
use jiff::ToSpan;
use madoguchi_rules::{settings::Registrants, staff::Role};
use madoguchi_store::{
    At, Day, Work,
    imports::{ImportState, RosterImport},
    registration::CountedDay,
    today::{Days, EndingNotice, FailedMails},
};

use crate::{
    clock::in_tokyo,
    desk::{
        costs::line::{self, Brought},
        drafts,
    },
    web::{Answer, Chrome, Declaration, DeskVisit, Principal, Purpose, Routes, chart::Chart, page},
};

mod ending;
pub(crate) mod imports;
mod registration;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use registration::grouped;

const SCREEN: Declaration = Declaration::new(Principal::Staff(Role::Viewer), Purpose::Desk);
/// Mails that failed are told for so many days.
const MAIL_DAYS: i32 = 7;
/// Notices that run out are told so many days before.
const NOTICE_DAYS: i32 = 7;
/// Imports on the page.
const MOST_IMPORTS: i64 = 5;

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/desk/{insurer}/", SCREEN, screen).get("/desk/{insurer}/ending", SCREEN, ending::screen)
}

#[derive(Template)]
#[template(path = "desk/today/screen.html")]
struct Screen {
    chrome: Chrome,
    /// Who is counted, in words.
    counted: &'static str,
    /// Registered, eligible and share; none while nobody is eligible.
    registered: Option<String>,
    /// When that was counted.
    as_of: String,
    /// The weeks, once there are two.
    chart: Option<Chart>,
    mails: Vec<FailedMails>,
    imports: Vec<imports::Line>,
    /// How many imports wait for a second person; none when none does.
    awaiting: Option<String>,
    /// Where who looks was writing when a session ended: what, and the page.
    unfinished: Vec<(&'static str, String)>,
    /// Where roster files are.
    roster: String,
    /// The last files of 医療費 and other statements.
    statements: Vec<line::Line>,
    /// How many of them wait for a second person; none when none does.
    statements_awaiting: Option<String>,
    /// Where they are.
    costs: String,
    notices: Vec<Notice>,
    /// Calls that are open, and actions that wait for a second person; both are listed where people are found.
    calls: Count,
    asked: Count,
    /// How many people have a 資格喪失日 soon, and where they are listed.
    losing: Count,
    /// How many turn 75 soon; none where that ends nothing.
    turning: Option<Count>,
}

/// How many, and where they are listed.
struct Count {
    number: String,
    address: String,
}

struct Notice {
    address: String,
    title: String,
    until: String,
}

/// What the page is made of.
struct Facts {
    days: Vec<CountedDay>,
    mails: Vec<FailedMails>,
    imports: Vec<(RosterImport, Option<String>)>,
    awaiting: usize,
    statements: Vec<(Brought, Option<String>)>,
    statements_awaiting: usize,
    unfinished: Vec<(&'static str, String)>,
    notices: Vec<EndingNotice>,
    open_calls: i64,
    asked: i64,
    losing: i64,
    turning: Option<i64>,
}

async fn screen(visit: DeskVisit) -> Answer {
    let facts = facts(&visit).await?;
    page::show(&filled(&visit, facts))
}

/// Reads everything at one instant. All of it is kept by a job or found by an index, but for an insurer's first minutes, when nothing
/// was counted yet.
async fn facts(visit: &DeskVisit) -> Result<Facts, madoguchi_store::StoreError> {
    let (insurer_id, today, now) = (visit.insurer_id(), visit.today(), At::from(visit.now));
    let since = At::from(in_tokyo(visit.now).checked_sub(MAIL_DAYS.days()).map_or(visit.now, |then| then.timestamp()));
    let notices = Days { from: Day(today), until: Day(today.saturating_add(NOTICE_DAYS.days())) };
    let (first_day, desk) = (registration::first_day(today), &visit.address(""));
    visit
        .portal
        .store
        .read(|work: Work| async move {
            let mut days = work.registration_days(insurer_id, first_day).await?;
            if days.is_empty() {
                days.push(work.count_registration(insurer_id, Day(today), now).await?);
            }
            let kind = work.insurer_by_id(insurer_id).await?.map(|insurer| insurer.kind).unwrap_or_default();
            let turning = match ending::ends_at_seventy_five(&kind) {
                true => Some(work.count_born(insurer_id, ending::born(today), ending::soon(today).until).await?),
                false => None,
            };
            let latest = work.roster_imports(insurer_id, i64::MAX, MOST_IMPORTS).await?;
            Ok(Facts {
                days,
                awaiting: work.roster_imports_in(insurer_id, ImportState::AwaitingApproval).await?.len(),
                statements: line::latest(&work, insurer_id, i64::MAX, MOST_IMPORTS).await?,
                statements_awaiting: work.statement_previews_in(insurer_id, ImportState::AwaitingApproval).await?.len(),
                unfinished: drafts::unfinished(visit, &work, desk).await?,
                imports: imports::with_names(&work, latest).await?,
                mails: work.failed_mails(insurer_id, since).await?,
                notices: work.ending_notices(insurer_id, notices).await?,
                open_calls: work.open_calls(insurer_id).await?,
                asked: work.count_asked_actions(insurer_id, now).await?,
                losing: work.count_losing(insurer_id, ending::soon(today)).await?,
                turning,
            })
        })
        .await
}

fn filled(visit: &DeskVisit, facts: Facts) -> Screen {
    let texts = &visit.texts().desk;
    let only_insured = visit.seat.settings.registrants == Registrants::Insured;
    let last = facts.days.last();
    let count = |number: i64, why: &str| Count { number: grouped(number), address: visit.address(&format!("ending?why={why}")) };
    Screen {
        chrome: visit.chrome(texts.today).wide(),
        counted: if only_insured { texts.registered_insured } else { texts.registered_all },
        registered: last.and_then(|last| registration::in_words(visit, &last.of(only_insured))),
        as_of: last.map(|last| visit.language.moment(in_tokyo(last.counted_at.timestamp()))).unwrap_or_default(),
        chart: registration::chart(visit, &facts.days, only_insured),
        mails: facts.mails,
        imports: facts.imports.iter().map(|(import, name)| imports::line(visit, import, name.as_deref())).collect(),
        roster: visit.address("roster"),
        awaiting: (facts.awaiting > 0).then(|| (texts.imports_await)(&facts.awaiting.to_string())),
        statements: facts.statements.iter().map(|(brought, name)| line::line(visit, brought, name.as_deref())).collect(),
        statements_awaiting: (facts.statements_awaiting > 0).then(|| (texts.imports_await)(&facts.statements_awaiting.to_string())),
        costs: visit.address("costs"),
        unfinished: facts.unfinished,
        notices: facts
            .notices
            .into_iter()
            .map(|notice| Notice {
                address: visit.address(&format!("notices/{}", notice.id)),
                title: notice.title,
                until: visit.language.date(notice.until_date.0),
            })
            .collect(),
        calls: Count { number: grouped(facts.open_calls), address: visit.address("people") },
        asked: Count { number: grouped(facts.asked), address: visit.address("people") },
        losing: count(facts.losing, ending::LOST),
        turning: facts.turning.map(|turning| count(turning, ending::SEVENTY_FIVE)),
    }
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, at_the_desk, sample};
    let visit = at_the_desk(visit);
    let text = || HOSTILE.to_owned();
    let count = |week: i64| CountedDay {
        insurer_id: 1,
        day: Day(jiff::civil::date(2026, 11, 1).saturating_add((7 * week).days())),
        eligible: 100,
        registered: 10 * week,
        insured_eligible: 80,
        insured_registered: 9 * week,
        accounts: 10,
        counted_at: At::from(visit.now),
    };
    let nothing = Facts {
        days: Vec::new(),
        mails: Vec::new(),
        imports: Vec::new(),
        awaiting: 0,
        statements: Vec::new(),
        statements_awaiting: 0,
        unfinished: Vec::new(),
        notices: Vec::new(),
        open_calls: 0,
        asked: 0,
        losing: 0,
        turning: None,
    };
    let full = Facts {
        days: vec![count(1), count(2)],
        mails: vec![FailedMails { domain: text(), failed: 1, expired: 2, stopped: 3, bounced: 4 }],
        awaiting: 1,
        statements: vec![(Brought::ByDesk(Box::new(line::sample(At::from(visit.now)))), Some(text()))],
        statements_awaiting: 1,
        unfinished: vec![("お知らせ", text())],
        imports: vec![(
            RosterImport { file_name: text(), actor: text(), outcome: r#"{"added":1}"#.to_owned(), ..imports::sample(At::from(visit.now)) },
            Some(text()),
        )],
        notices: vec![EndingNotice { id: 1, title: text(), until_date: Day(visit.today()) }],
        open_calls: 2,
        asked: 1,
        losing: 1_234,
        turning: Some(5),
    };
    let pages = [filled(&visit, full), filled(&visit, nothing)];
    pages.iter().map(|page| sample("desk/today/screen.html", page)).chain(ending::samples(&visit)).collect()
}
