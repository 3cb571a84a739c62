//! A file by itself: what it would change, or changed, and what may be done with it. Counts, months, lines and columns: nothing of a person.

use askama::Template;
use axum::extract::Path;
use madoguchi_rules::costs::{CareMonth, loses_too_many};
use madoguchi_store::{At, StoreError, Work, previews::ImportProblem, statement_previews::StatementPreview};

use super::{line, named_kind, texts};
use crate::{
    desk::{
        self,
        today::grouped,
        uploads::{
            Room,
            decide::{self, May, Standing, name_of},
            kept::{self, Count, History, number},
            problems::{self, Problem},
            task,
        },
    },
    imports::statements::{MonthOutcome, Shown},
    stored,
    text::RoomWords,
    web::{Answer, Chrome, DeskVisit, FormState, Refusal, page},
};

/// Rows of a page of a list.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "desk/costs/import.html")]
struct Screen {
    chrome: Chrome,
    words: &'static RoomWords,
    address: String,
    back: String,
    problem: Option<&'static str>,
    facts: Vec<(&'static str, String)>,
    state: &'static str,
    standing: &'static str,
    is_refused: bool,
    /// The months that lose many lines; empty when nobody must approve, or no longer.
    reasons: Vec<String>,
    may: May,
    months: Vec<Month>,
    counts: Vec<Count>,
    last_title: String,
    lists: Vec<Tab>,
    list_title: &'static str,
    problems: Vec<Problem>,
    is_gone: bool,
    first: Option<String>,
    next: Option<String>,
    kinds: Vec<(&'static str, &'static str)>,
}

/// What becomes of a month.
struct Month {
    name: String,
    added: String,
    unchanged: String,
    removed: String,
    release: String,
}

struct Tab {
    words: &'static str,
    count: Option<String>,
    address: String,
    is_current: bool,
}

/// What the page is made of.
struct Facts {
    preview: StatementPreview,
    name: Option<String>,
    handed_in_by: Option<String>,
    decided_by: Option<String>,
    /// The outcome and the moment of the last import of the kind and mode.
    last: Option<(String, At)>,
    approvers: Vec<i64>,
    are_errors: bool,
    found: Vec<ImportProblem>,
}

pub(super) async fn screen(visit: DeskVisit, Path((_, id)): Path<(String, i64)>) -> Answer {
    match shown(&visit, id, FormState::default(), None).await? {
        Some(screen) => page::show(&screen),
        None => Err(Refusal::NotFound),
    }
}

/// The page again, 422: with a form in which something was refused, or with the reason why something could not be done.
pub(super) async fn refuse(visit: &DeskVisit, id: i64, form: FormState, problem: Option<&str>) -> Answer {
    match shown(visit, id, form, problem).await? {
        Some(screen) => page::refuse(&screen),
        None => Err(Refusal::NotFound),
    }
}

/// The file of this insurer.
pub(super) async fn find(visit: &DeskVisit, id: i64) -> Result<StatementPreview, Refusal> {
    let insurer_id = visit.insurer_id();
    let found = visit.portal.store.read(|work: Work| async move { work.statement_preview(insurer_id, id).await });
    found.await?.ok_or(Refusal::NotFound)
}

async fn shown(visit: &DeskVisit, id: i64, form: FormState, problem: Option<&str>) -> Result<Option<Screen>, Refusal> {
    let asked = visit.asked("list");
    let after = visit.asked("after").and_then(|after| after.parse().ok()).unwrap_or_default();
    let asked = asked.as_deref();
    let facts = visit.portal.store.read(|work: Work| async move { read(visit, &work, id, asked, after).await }).await?;
    Ok(facts.map(|facts| filled(visit, facts, after, form, problem)).transpose()?)
}

async fn read(visit: &DeskVisit, work: &Work, id: i64, asked: Option<&str>, after: i64) -> Result<Option<Facts>, StoreError> {
    let insurer_id = visit.insurer_id();
    let Some(preview) = work.statement_preview(insurer_id, id).await? else { return Ok(None) };
    let are_errors = match asked {
        Some(asked) => asked == "refused",
        None => !work.statement_problems(insurer_id, id, true, 0, 1).await?.is_empty(),
    };
    let rows = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
    Ok(Some(Facts {
        name: name_of(work, Some(&preview.actor)).await?,
        handed_in_by: name_of(work, preview.handed_in_by.as_ref()).await?,
        decided_by: name_of(work, preview.decided_by.as_ref()).await?,
        last: work.last_statement_import(insurer_id, &preview.kind, &preview.mode, preview.base_version).await?,
        approvers: work.approvers(insurer_id).await?,
        found: work.statement_problems(insurer_id, id, are_errors, after, rows).await?,
        are_errors,
        preview,
    }))
}

fn filled(visit: &DeskVisit, mut facts: Facts, after: i64, form: FormState, problem: Option<&str>) -> Result<Screen, StoreError> {
    let shared = &visit.texts().desk_uploads;
    let address = Room::Costs.address(visit, facts.preview.id);
    let outcome: Shown = stored::json("statement_previews.outcome", &facts.preview.outcome)?;
    let (state, standing) = kept::state(visit, &facts.preview.state);
    let has_more = facts.found.len() > ROWS;
    facts.found.truncate(ROWS);
    let name = |are_errors: bool| if are_errors { "refused" } else { "warnings" };
    let list = format!("{address}?list={}", name(facts.are_errors));
    let next = facts.found.last().filter(|_| has_more).map(|last| format!("{list}&after={}#list", last.seq));
    let tab = |are_errors: bool| Tab {
        words: if are_errors { shared.refused } else { shared.warnings },
        count: are_errors.then(|| grouped(outcome.refused)),
        address: format!("{address}?list={}#list", name(are_errors)),
        is_current: are_errors == facts.are_errors,
    };
    let is_waiting = matches!(facts.preview.state.as_str(), "previewed" | "awaiting_approval");
    let losing = facts.preview.approval_reasons.split(',').any(|reason| !reason.is_empty());
    Ok(Screen {
        chrome: visit.chrome(shared.import_title).wide().with_form(form),
        words: Room::Costs.words(visit),
        back: Room::Costs.front(visit),
        problem: problem.map(|problem| task::in_words(visit, Room::Costs, problem)),
        facts: told(visit, &facts),
        state,
        standing,
        is_refused: facts.preview.state == "refused",
        reasons: if is_waiting && losing { reasons(visit, &outcome) } else { Vec::new() },
        may: may(visit, &facts),
        counts: counts(visit, &facts),
        last_title: kept::last_title(visit, facts.last.as_ref().map(|(_, at)| *at)),
        lists: vec![tab(true), tab(false)],
        list_title: if facts.are_errors { shared.refused } else { shared.warnings },
        is_gone: facts.found.is_empty() && after == 0 && facts.are_errors && outcome.refused > 0,
        first: (after > 0).then(|| format!("{list}#list")),
        next,
        kinds: desk::export::kinds(visit.texts()),
        months: outcome.months.iter().map(|month| one_month(visit, month)).collect(),
        problems: facts.found.into_iter().map(|found| problems::shown(visit, found)).collect(),
        address,
    })
}

fn one_month(visit: &DeskVisit, month: &MonthOutcome) -> Month {
    Month {
        name: month_in_words(visit, &month.month),
        added: grouped(month.added),
        unchanged: grouped(month.unchanged),
        removed: grouped(month.removed),
        release: month.release.parse().map(|day| visit.language.date(day)).unwrap_or_default(),
    }
}

/// A month as the page writes it.
pub(super) fn month_in_words(visit: &DeskVisit, month: &str) -> String {
    CareMonth::named(month).map_or_else(|| month.to_owned(), |month| (texts(visit).month_name)(month.year(), month.month()))
}

/// What the months lose that need a second person.
fn reasons(visit: &DeskVisit, outcome: &Shown) -> Vec<String> {
    let losing = outcome.months.iter().filter(|month| loses_too_many(month.unchanged + month.removed, month.unchanged + month.added));
    let words = |month: &MonthOutcome| {
        let before = grouped(month.unchanged + month.removed);
        let after = grouped(month.unchanged + month.added);
        (texts(visit).removals)(&month_in_words(visit, &month.month), &before, &after)
    };
    losing.map(words).collect()
}

fn may(visit: &DeskVisit, facts: &Facts) -> May {
    let preview = &facts.preview;
    let standing = Standing {
        state: &preview.state,
        needs_two: !preview.approval_reasons.is_empty(),
        handed_in_by: preview.handed_in_by.as_deref(),
        approvers: &facts.approvers,
    };
    decide::may(visit, standing)
}

fn told(visit: &DeskVisit, facts: &Facts) -> Vec<(&'static str, String)> {
    let (desk, preview) = (&visit.texts().desk, &facts.preview);
    let history = History {
        name: facts.name.as_deref(),
        started_at: preview.started_at,
        handed_in: (facts.handed_in_by.as_deref(), preview.handed_in_at),
        decided: (facts.decided_by.as_deref(), preview.decided_at),
        note: preview.decision_note.as_deref(),
        hash: &preview.file_sha256,
    };
    let file = [
        (desk.import_file, preview.file_name.clone()),
        (texts(visit).kind, named_kind(visit, &preview.kind).to_owned()),
        (desk.import_mode, line::mode(visit, &preview.mode).to_owned()),
    ];
    file.into_iter().chain(kept::facts(visit, &history)).collect()
}

fn counts(visit: &DeskVisit, facts: &Facts) -> Vec<Count> {
    let (texts, shared) = (texts(visit), &visit.texts().desk_uploads);
    let now: serde_json::Value = serde_json::from_str(&facts.preview.outcome).unwrap_or_default();
    let last: Option<serde_json::Value> = facts.last.as_ref().map(|(outcome, _)| serde_json::from_str(outcome).unwrap_or_default());
    let all = [
        (shared.read, "read"),
        (texts.added, "added"),
        (texts.unchanged, "unchanged"),
        (texts.removed, "removed"),
        (texts.people, "people"),
        (texts.set_aside, "set_aside"),
        (shared.refused, "refused"),
    ];
    // Lines are set aside only where the insurer says so.
    let is_told = |name: &str| name != "set_aside" || number(&now, name) > 0;
    all.into_iter().filter(|(_, name)| is_told(name)).map(|(words, name)| kept::count(words, name, &now, last.as_ref())).collect()
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let at = At::from(visit.now);
    let month = MonthOutcome { month: "2026-06".to_owned(), added: 1, unchanged: 2, removed: 3, release: "2026-12-05".to_owned() };
    let shown = Shown { read: 6, refused: 1, set_aside: 1, months: vec![month], ..Shown::default() };
    let outcome = serde_json::to_string(&shown).unwrap_or_default();
    let problem = |seq| ImportProblem {
        seq,
        is_error: true,
        line: Some(2),
        column_name: Some(HOSTILE.to_owned()),
        problem: HOSTILE.to_owned(),
        remedy: HOSTILE.to_owned(),
    };
    let facts = |state: &str, are_errors: bool, problems: i64| Facts {
        preview: StatementPreview {
            file_name: HOSTILE.to_owned(),
            state: state.to_owned(),
            approval_reasons: "removals".to_owned(),
            decision_note: Some(HOSTILE.to_owned()),
            outcome: outcome.clone(),
            ..line::sample(at)
        },
        name: Some(HOSTILE.to_owned()),
        handed_in_by: Some(HOSTILE.to_owned()),
        decided_by: Some(HOSTILE.to_owned()),
        last: Some((outcome.clone(), at)),
        approvers: Vec::new(),
        are_errors,
        found: (1..=problems).map(problem).collect(),
    };
    let page = |facts: Facts, after: i64, form: FormState, problem: Option<&str>| {
        let screen = filled(visit, facts, after, form, problem).unwrap_or_else(|error| panic!("{error}"));
        sample("desk/costs/import.html", &screen)
    };
    vec![
        page(facts("previewed", true, 60), 1, refused_form("purpose"), Some("out_of_date")),
        page(facts("awaiting_approval", false, 1), 0, refused_form("note"), None),
        page(facts("refused", true, 1), 0, FormState::default(), None),
        page(facts("applied", true, 0), 0, FormState::default(), None),
    ]
}
