//! An import by itself: what it would change, or changed, and what may be done with it.

use askama::Template;
use axum::extract::Path;
use madoguchi_rules::staff::Role;
use madoguchi_store::{StoreError, Work, imports::RosterImport};

use super::{
    rows::{Found, List, Rows},
    texts,
};
use crate::{
    desk::{
        self,
        today::{grouped, imports},
        uploads::{
            Room,
            decide::{self, May, Standing, name_of},
            kept::{self, Count, History, number},
            task,
        },
    },
    imports::roster::ApprovalReason,
    text::RoomWords,
    web::{Answer, Chrome, DeskVisit, FormState, Refusal, page},
};

/// Rows of a page of a list.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "desk/roster/import.html")]
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
    counts: Vec<Count>,
    last_title: String,
    /// Why a second person must agree; empty when nobody must, or no longer.
    reasons: Vec<String>,
    /// What may be done.
    may: May,
    lists: Vec<Tab>,
    list_title: &'static str,
    rows: Rows,
    is_gone: bool,
    has_confirmations: bool,
    /// Where the page of the list begins, and where the next one does.
    after: i64,
    first: Option<String>,
    next: Option<String>,
    kinds: Vec<(&'static str, &'static str)>,
}

struct Tab {
    words: &'static str,
    count: Option<String>,
    address: String,
    is_current: bool,
}

/// What the page is made of.
struct Facts {
    import: RosterImport,
    name: Option<String>,
    handed_in_by: Option<String>,
    decided_by: Option<String>,
    last: Option<RosterImport>,
    approvers: Vec<i64>,
    list: List,
    found: Found,
}

pub(super) async fn screen(visit: DeskVisit, Path((_, import_id)): Path<(String, i64)>) -> Answer {
    match shown(&visit, import_id, FormState::default(), None).await? {
        Some(screen) => page::show(&screen),
        None => Err(Refusal::NotFound),
    }
}

/// The page again, 422: with a form in which something was refused, or with the reason why something could not be done.
pub(super) async fn refuse(visit: &DeskVisit, import_id: i64, form: FormState, problem: Option<&str>) -> Answer {
    match shown(visit, import_id, form, problem).await? {
        Some(screen) => page::refuse(&screen),
        None => Err(Refusal::NotFound),
    }
}

async fn shown(visit: &DeskVisit, import_id: i64, form: FormState, problem: Option<&str>) -> Result<Option<Screen>, Refusal> {
    let asked = visit.asked("list");
    let after = visit.asked("after").and_then(|after| after.parse().ok()).unwrap_or_default();
    let asked = asked.as_deref();
    let facts = visit.portal.store.read(|work: Work| async move { read(visit, &work, import_id, asked, after).await }).await?;
    Ok(facts.map(|facts| filled(visit, facts, after, form, problem)))
}

async fn read(visit: &DeskVisit, work: &Work, import_id: i64, asked: Option<&str>, after: i64) -> Result<Option<Facts>, StoreError> {
    let insurer_id = visit.insurer_id();
    let Some(import) = work.roster_import(insurer_id, import_id).await? else { return Ok(None) };
    let list = List::ALL.into_iter().find(|list| Some(list.name()) == asked).unwrap_or_else(|| most_telling(&import));
    let rows = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
    Ok(Some(Facts {
        name: name_of(work, Some(&import.actor)).await?,
        handed_in_by: name_of(work, import.handed_in_by.as_ref()).await?,
        decided_by: name_of(work, import.decided_by.as_ref()).await?,
        last: work.roster_import_before(&import).await?,
        approvers: work.approvers(insurer_id).await?,
        found: list.read(work, (insurer_id, import_id), after, rows).await?,
        list,
        import,
    }))
}

/// The first list in which anybody stands.
fn most_telling(import: &RosterImport) -> List {
    let numbers = numbers(import);
    let has_any = |list: &List| list.count(&numbers).is_some_and(|count| count > 0);
    let of_file = if import.state == "refused" { List::Errors } else { List::Warnings };
    List::ALL.into_iter().find(has_any).unwrap_or(of_file)
}

fn numbers(import: &RosterImport) -> serde_json::Value {
    serde_json::from_str(&import.outcome).unwrap_or_default()
}

fn filled(visit: &DeskVisit, mut facts: Facts, after: i64, form: FormState, problem: Option<&str>) -> Screen {
    let import_id = facts.import.id;
    let (shared, address) = (&visit.texts().desk_uploads, Room::Roster.address(visit, import_id));
    let line = imports::line(visit, &facts.import, facts.name.as_deref());
    let has_more = facts.found.len() > ROWS;
    facts.found.truncate(ROWS);
    let list = format!("{address}?list={}", facts.list.name());
    let next = facts.found.last().filter(|_| has_more).map(|last| format!("{list}&after={last}#list"));
    let numbers = numbers(&facts.import);
    let is_waiting = matches!(facts.import.state.as_str(), "previewed" | "awaiting_approval");
    let is_previewed = facts.import.state == "previewed";
    let tab = |list: List| Tab {
        words: list.words(visit),
        count: list.count(&numbers).map(grouped),
        address: format!("{address}?list={}#list", list.name()),
        is_current: list == facts.list,
    };
    Screen {
        chrome: visit.chrome(shared.import_title).wide().with_form(form),
        words: Room::Roster.words(visit),
        back: Room::Roster.front(visit),
        problem: problem.map(|problem| task::in_words(visit, Room::Roster, problem)),
        facts: told(visit, &facts),
        state: line.state,
        standing: line.standing,
        is_refused: facts.import.state == "refused",
        counts: counts(visit, &facts, &address),
        last_title: kept::last_title(visit, facts.last.as_ref().map(|last| last.started_at)),
        reasons: if is_waiting { reasons(visit, &facts.import) } else { Vec::new() },
        may: may(visit, &facts),
        lists: List::ALL.into_iter().map(tab).collect(),
        list_title: facts.list.words(visit),
        is_gone: facts.found.len() == 0 && after == 0 && facts.list.count(&numbers).is_some_and(|count| count > 0),
        has_confirmations: is_previewed && visit.seat.role >= Role::Clerk,
        rows: facts.found.shown(visit),
        after,
        first: (after > 0).then(|| format!("{list}#list")),
        next,
        kinds: desk::export::kinds(visit.texts()),
        address,
    }
}

fn may(visit: &DeskVisit, facts: &Facts) -> May {
    let import = &facts.import;
    let standing = Standing {
        state: &import.state,
        needs_two: !import.approval_reasons.is_empty(),
        handed_in_by: import.handed_in_by.as_deref(),
        approvers: &facts.approvers,
    };
    decide::may(visit, standing)
}

fn told(visit: &DeskVisit, facts: &Facts) -> Vec<(&'static str, String)> {
    let (desk, import) = (&visit.texts().desk, &facts.import);
    let mode = if import.mode == "full" { desk.import_full } else { desk.import_merge };
    let history = History {
        name: facts.name.as_deref(),
        started_at: import.started_at,
        handed_in: (facts.handed_in_by.as_deref(), import.handed_in_at),
        decided: (facts.decided_by.as_deref(), import.decided_at),
        note: import.decision_note.as_deref(),
        hash: &import.file_sha256,
    };
    let file = [(desk.import_file, import.file_name.clone()), (desk.import_mode, mode.to_owned())];
    file.into_iter().chain(kept::facts(visit, &history)).collect()
}

fn counts(visit: &DeskVisit, facts: &Facts, address: &str) -> Vec<Count> {
    let (texts, shared) = (texts(visit), &visit.texts().desk_uploads);
    let (now, last) = (numbers(&facts.import), facts.last.as_ref().map(numbers));
    let of = |words: &'static str, name: &'static str| kept::count(words, name, &now, last.as_ref());
    let of_list = |list: List| Count {
        words: list.words(visit),
        now: list.count(&now).map(grouped).unwrap_or_default(),
        last: last.as_ref().and_then(|last| list.count(last)).map(grouped).unwrap_or_default(),
        address: list.count(&now).is_some_and(|count| count > 0).then(|| format!("{address}?list={}#list", list.name())),
    };
    let lists = List::ALL.into_iter().filter(|list| !matches!(list, List::Warnings | List::Errors)).map(of_list);
    let all = [of(texts.eligible_before, "eligible_before"), of(shared.read, "read")].into_iter().chain(lists);
    all.chain([of(texts.unchanged, "unchanged"), of_list(List::Errors)]).collect()
}

fn reasons(visit: &DeskVisit, import: &RosterImport) -> Vec<String> {
    let (texts, numbers) = (texts(visit), numbers(import));
    let number = |name: &str| grouped(number(&numbers, name));
    let limit = visit.seat.settings.leaver_limit_percent.to_string();
    let words = |reason: ApprovalReason| match reason {
        ApprovalReason::Leavers => (texts.leavers)(&number("left"), &number("eligible_before"), &limit),
        ApprovalReason::EmptiedMail => texts.emptied_mail.to_owned(),
        ApprovalReason::BulkMoves => texts.bulk_moves.to_owned(),
    };
    ApprovalReason::all_in(&import.approval_reasons).into_iter().map(words).collect()
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use madoguchi_store::{
        At,
        previews::{ImportProblem, PlannedKind, PlannedMove, PlannedRow},
    };
    use madoguchi_testkit::people::YUI;

    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let text = || HOSTILE.to_owned();
    let next = madoguchi_store::roster::RosterEntry { name: text(), office: Some(text()), ..crate::testing::entry(1, 1, &YUI) };
    let row =
        PlannedRow { seq: 1, kind: text(), line: Some(2), taken_by_line: Some(2), changed: "name,office,".to_owned(), next: next.clone() };
    let moved = |is_confirmed| PlannedMove {
        line: 1,
        old_person_id: 1,
        new_person_id: 2,
        kana_name: text(),
        old_symbol: text(),
        old_number: text(),
        old_branch: text(),
        new_symbol: text(),
        new_number: text(),
        new_branch: text(),
        is_sure: is_confirmed,
        is_confirmed,
    };
    let problem = ImportProblem { seq: 1, is_error: true, line: None, column_name: Some(text()), problem: text(), remedy: text() };
    let facts = |state: &str, list: List, found: Found| Facts {
        import: RosterImport {
            file_name: text(),
            state: state.to_owned(),
            approval_reasons: "leavers,emptied_mail,bulk_moves".to_owned(),
            decision_note: Some(text()),
            outcome: r#"{"added":1}"#.to_owned(),
            ..imports::sample(At::from(visit.now))
        },
        name: Some(text()),
        handed_in_by: Some(text()),
        decided_by: Some(text()),
        last: Some(imports::sample(At::from(visit.now))),
        approvers: Vec::new(),
        list,
        found,
    };
    let people = |kind| Found::People(kind, vec![row.clone()], vec![next.clone()], vec![row.clone()]);
    [
        filled(
            visit,
            facts("previewed", List::Moves, Found::Moves(vec![moved(true), moved(false)])),
            1,
            refused_form("purpose"),
            Some("busy"),
        ),
        filled(visit, facts("awaiting_approval", List::ALL[3], people(PlannedKind::Changed)), 0, refused_form("note"), None),
        filled(visit, facts("previewed", List::ALL[5], people(PlannedKind::Replaced)), 0, FormState::default(), None),
        filled(visit, facts("refused", List::Errors, Found::Problems(vec![problem])), 0, FormState::default(), None),
        filled(visit, facts("applied", List::ALL[1], Found::Problems(Vec::new())), 0, FormState::default(), None),
    ]
    .iter()
    .map(|page| sample("desk/roster/import.html", page))
    .collect()
}
