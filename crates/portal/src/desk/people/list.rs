//! The list of people, searched and read page after page.

use askama::Template;
use madoguchi_rules::{search::Wanted, staff::Role};
use madoguchi_store::{At, StoreError, Work, people::ListedPerson, roster::RosterEntry};

use super::{
    card::{card, moment, relation, standing, texts},
    name_of,
    query::{PAGE, Query},
};
use crate::{
    people,
    web::{Answer, Chrome, DeskVisit, Fields, FormState, page},
};

/// Open calls and requests that stand above the list.
const ABOVE: i64 = 10;

#[derive(Template)]
#[template(path = "desk/people/list.html")]
struct Screen {
    chrome: Chrome,
    address: String,
    /// Whether the search by single items is open.
    by_items: bool,
    open_calls: Vec<Above>,
    waiting: Vec<Above>,
    found: Found,
}

/// What the list shows.
enum Found {
    /// Nothing: the search was refused.
    Nothing,
    /// Nobody.
    Nobody,
    /// A page.
    Page(Page),
}

struct Page {
    is_search: bool,
    sounds_alike: bool,
    by_sound: Option<String>,
    people: Vec<Row>,
    next: Option<String>,
}

struct Row {
    address: String,
    name: String,
    kana: String,
    card: String,
    birth_date: String,
    relation: &'static str,
    standing: String,
    is_registered: bool,
}

/// A line above the list that leads to a person.
struct Above {
    address: String,
    name: String,
    what: String,
}

/// What the store is asked for a page of the list.
struct Read {
    people: Vec<ListedPerson>,
    open_calls: Vec<Above>,
    waiting: Vec<Above>,
}

/// The list, or what a search found.
pub async fn screen(visit: DeskVisit) -> Answer {
    let query = Query::asked(&visit).unwrap_or_default();
    let mut form = query.form();
    let meanings = query.meanings(&visit, &mut form);
    let wanted = meanings.get(query.meaning);
    let is_lost = wanted.is_none() && !query.is_blank();
    let (seen, asked) = (&visit, &query);
    let read = visit.portal.store.read(|work| async move { read(seen, &work, asked, wanted, is_lost).await }).await?;
    let found = match read.people.is_empty() {
        true => Found::Nobody,
        false => Found::Page(Page::of(&visit, &query, wanted, read.people)),
    };
    let chrome = visit.chrome(texts(&visit).title).wide().with_form(query.form());
    page::show(&Screen {
        chrome,
        address: visit.address("people"),
        by_items: query.is_by_items(),
        open_calls: read.open_calls,
        waiting: read.waiting,
        found,
    })
}

/// Looks for people: one who is meant for certain is shown at once, several are listed.
pub async fn search(visit: DeskVisit, fields: Fields) -> Answer {
    let query = Query::of(&fields);
    if query.is_blank() {
        return Ok(page::see_other(&visit.address("people")));
    }
    let mut form = FormState::of(&fields);
    let meanings = query.meanings(&visit, &mut form);
    if !form.is_right() {
        let chrome = visit.chrome(texts(&visit).title).wide().with_form(form);
        let by_items = query.is_by_items();
        let address = visit.address("people");
        return page::refuse(&Screen { chrome, address, by_items, open_calls: vec![], waiting: vec![], found: Found::Nothing });
    }
    let (insurer_id, typed, meanings) = (visit.insurer_id(), &query, &meanings);
    let (query, people) = visit.portal.store.read(|work| async move { first_found(&work, insurer_id, typed, meanings).await }).await?;
    match people[..] {
        [only] if !query.by_sound => Ok(page::see_other(&visit.address(&format!("people/{only}")))),
        _ => Ok(page::see_other(&query.address(&visit))),
    }
}

/// The first meaning of a search that somebody has, a name that sounds alike being the last; with the people whom it finds.
async fn first_found(work: &Work, insurer_id: i64, typed: &Query, meanings: &[Wanted]) -> Result<(Query, Vec<i64>), StoreError> {
    let ids = |people: Vec<ListedPerson>| people.iter().map(|person| person.person_id).collect::<Vec<_>>();
    for by_sound in [false, true] {
        for (meaning, wanted) in meanings.iter().enumerate() {
            if by_sound && !matches!(wanted, Wanted::Kana(_)) {
                continue;
            }
            let query = typed.meaning(meaning, by_sound);
            let found = query.page(work, insurer_id, Some(wanted)).await?;
            if !found.is_empty() {
                return Ok((query, ids(found)));
            }
        }
    }
    Ok((typed.clone(), Vec::new()))
}

async fn read(visit: &DeskVisit, work: &Work, query: &Query, wanted: Option<&Wanted>, is_lost: bool) -> Result<Read, StoreError> {
    let people = if is_lost { Vec::new() } else { query.page(work, visit.insurer_id(), wanted).await? };
    let is_first = query.is_blank() && wanted.is_none();
    if visit.seat.role < Role::Clerk || !is_first {
        return Ok(Read { people, open_calls: Vec::new(), waiting: Vec::new() });
    }
    let (insurer_id, texts) = (visit.insurer_id(), texts(visit));
    let mut open_calls = Vec::new();
    for call in work.list_open_calls(insurer_id, ABOVE).await? {
        let begun = (texts.begun_by)(&name_of(work, &call.opened_by).await?, &moment(visit, call.opened_at.timestamp()));
        open_calls.push(above(visit, work, call.person_id, begun).await?);
    }
    let mut waiting = Vec::new();
    for asked in work.asked_actions(insurer_id, At::from(visit.now), ABOVE).await? {
        let by = name_of(work, &asked.asked_by).await?;
        let what = asked.action.parse().map_or("", |action| (texts.action)(action).name);
        waiting.push(above(visit, work, asked.person_id, (texts.asked)(what, &by, &moment(visit, asked.asked_at.timestamp()))).await?);
    }
    Ok(Read { people, open_calls, waiting })
}

async fn above(visit: &DeskVisit, work: &Work, person_id: i64, what: String) -> Result<Above, StoreError> {
    let person = work.person(visit.insurer_id(), person_id).await?;
    Ok(Above { address: visit.address(&format!("people/{person_id}")), name: person.as_ref().map(shown_name).unwrap_or_default(), what })
}

/// The name as the roster has it, else the kana.
pub fn shown_name(person: &RosterEntry) -> String {
    people::shown_name(&person.name, &person.kana_name)
}

impl Page {
    fn of(visit: &DeskVisit, query: &Query, wanted: Option<&Wanted>, mut people: Vec<ListedPerson>) -> Page {
        let has_more = people.len() > usize::try_from(PAGE).unwrap_or_default();
        people.truncate(usize::try_from(PAGE).unwrap_or_default());
        let is_kana = matches!(wanted, Some(Wanted::Kana(_)));
        let louder = (is_kana && !query.by_sound).then(|| query.meaning(query.meaning, true).address(visit));
        Page {
            is_search: wanted.is_some(),
            sounds_alike: query.by_sound,
            by_sound: louder,
            next: people.last().filter(|_| has_more).map(|last| query.after(last).address(visit)),
            people: people.iter().map(|person| Row::of(visit, person)).collect(),
        }
    }
}

impl Row {
    fn of(visit: &DeskVisit, person: &ListedPerson) -> Row {
        Row {
            address: visit.address(&format!("people/{}", person.person_id)),
            name: people::shown_name(&person.name, &person.kana_name),
            kana: people::shown_kana(&person.kana_name),
            card: card(&person.symbol, &person.number, person.branch.as_deref()),
            birth_date: visit.language.date(person.birth_date.0),
            relation: relation(visit, &person.relation),
            standing: standing(visit, person.acquired_on.map(|day| day.0), person.lost_on.map(|day| day.0)),
            is_registered: person.is_registered,
        }
    }
}

#[cfg(test)]
pub(crate) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let above = || Above { address: "/desk/sakura/people/1".to_owned(), name: HOSTILE.to_owned(), what: HOSTILE.to_owned() };
    let row = || Row {
        address: "/desk/sakura/people/1".to_owned(),
        name: HOSTILE.to_owned(),
        kana: HOSTILE.to_owned(),
        card: HOSTILE.to_owned(),
        birth_date: HOSTILE.to_owned(),
        relation: texts(visit).insured,
        standing: HOSTILE.to_owned(),
        is_registered: true,
    };
    let page = |is_search| {
        Found::Page(Page {
            is_search,
            sounds_alike: is_search,
            by_sound: Some("/desk/sakura/people".to_owned()),
            people: vec![row(), row()],
            next: Some("/desk/sakura/people".to_owned()),
        })
    };
    let screen = |form: FormState, found| Screen {
        chrome: visit.chrome(texts(visit).title).wide().with_form(form),
        address: "/desk/sakura/people".to_owned(),
        by_items: true,
        open_calls: vec![above()],
        waiting: vec![above()],
        found,
    };
    let pages = [
        screen(FormState::default(), page(false)),
        screen(FormState::prefilled([("q", HOSTILE)]), page(true)),
        screen(FormState::default(), Found::Nobody),
        screen(refused_form("number"), Found::Nothing),
    ];
    pages.iter().map(|page| sample("desk/people/list.html", page)).collect()
}
