//! The page of the trail.

use askama::Template;
use madoguchi_store::{At, StoreError, Work, audit::AuditEvent, trail::TrailFilter};
use url::form_urlencoded::Serializer;

use super::{
    filter::{self, FIELDS},
    words::{self, Names, Told},
};
use crate::{
    clock::in_tokyo,
    desk::export,
    text::Texts,
    web::{Answer, Chrome, FormState, Refusal, Visit, page},
};

/// Events of a page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "desk/trail/screen.html")]
pub(super) struct Screen {
    chrome: Chrome,
    path: String,
    kinds_of_actors: Vec<(&'static str, &'static str)>,
    groups: Vec<(&'static str, &'static str)>,
    rows: Vec<Row>,
    next: Option<String>,
    /// What the page shows, for the export.
    asked: Vec<(&'static str, String)>,
    kinds: Vec<(&'static str, &'static str)>,
}

struct Row {
    at: String,
    told: Told,
    /// The page of the person whom it is about.
    person: Option<String>,
}

pub(super) async fn screen(visit: Visit) -> Answer {
    let form = FormState::filled(FIELDS.into_iter().filter_map(|name| Some((name, visit.asked(name)?))));
    show(&visit, form).await
}

/// The page with what this form asks for; refused when that cannot be.
pub(super) async fn show(visit: &Visit, mut form: FormState) -> Answer {
    let was_right = form.is_right();
    let has_days = ["from", "until"].iter().all(|field| form.error(field).is_none());
    let asked = if has_days { filter::read(visit, &mut form) } else { None };
    let Some(asked) = asked else {
        return page::refuse(&filled(visit, form, Vec::new(), None));
    };
    let after = visit.asked("after").and_then(|text| position(&text));
    let (mut events, names) = read(visit, &asked.filter, after).await?;
    let more = events.len() > ROWS;
    events.truncate(ROWS);
    let next = events.last().filter(|_| more).map(|last| next(visit, &form, last));
    let person = |id: i64| visit.seat.as_ref().map(|seat| format!("/desk/{}/people/{id}", seat.insurer.code));
    let row = |event: &AuditEvent| {
        let told = names.tell(visit.language, event);
        Row { at: visit.language.moment(in_tokyo(event.at.timestamp())), person: told.person_id.and_then(person), told }
    };
    let screen = filled(visit, form, events.iter().map(row).collect(), next);
    if was_right { page::show(&screen) } else { page::refuse(&screen) }
}

async fn read(visit: &Visit, filter: &TrailFilter, after: Option<(At, i64)>) -> Result<(Vec<AuditEvent>, Names), Refusal> {
    let rows = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
    let read = |work: Work| async move {
        let events = work.trail_page(filter, after, rows).await?;
        let names = Names::of(&work, filter.insurer_id, &events).await?;
        Ok::<_, StoreError>((events, names))
    };
    Ok(visit.portal.store.read(read).await?)
}

/// `1795309207000.123`: instant and number of the last event of the page before.
fn position(text: &str) -> Option<(At, i64)> {
    let (at, id) = text.split_once('.')?;
    let at = jiff::Timestamp::from_millisecond(at.parse().ok()?).ok()?;
    Some((At::from(at), id.parse().ok()?))
}

fn next(visit: &Visit, form: &FormState, last: &AuditEvent) -> String {
    let mut query = Serializer::new(String::new());
    for name in FIELDS.into_iter().filter(|name| !form.value(name).is_empty()) {
        query.append_pair(name, form.value(name));
    }
    query.append_pair("after", &format!("{}.{}", last.at.milliseconds(), last.id));
    format!("{}?{}", path(visit), query.finish())
}

/// The address of the page.
pub(super) fn path(visit: &Visit) -> String {
    match &visit.seat {
        Some(seat) => format!("/desk/{}/trail", seat.insurer.code),
        None => "/desk/service/trail".to_owned(),
    }
}

fn filled(visit: &Visit, form: FormState, rows: Vec<Row>, next: Option<String>) -> Screen {
    let texts = &visit.texts().desk_trail;
    let kinds_of_actors = words::KINDS.into_iter().zip([texts.member, texts.staff, texts.commands, texts.service]);
    Screen {
        path: path(visit),
        kinds_of_actors: std::iter::once(("", texts.anybody)).chain(kinds_of_actors).collect(),
        groups: std::iter::once(("", texts.anything))
            .chain(words::GROUPS.into_iter().map(|group| (group, group_in_words(visit.texts(), group))))
            .collect(),
        rows,
        next,
        asked: FIELDS.into_iter().map(|name| (name, form.value(name).to_owned())).collect(),
        kinds: export::kinds(visit.texts()),
        chrome: visit.chrome(texts.title).wide().with_form(form),
    }
}

fn group_in_words(texts: &'static Texts, group: &'static str) -> &'static str {
    texts.desk_trail.groups.iter().find(|(known, _)| *known == group).map_or(group, |(_, words)| *words)
}

#[cfg(test)]
pub(super) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, at_the_desk, refused_form, sample};
    let visit = &at_the_desk(visit);
    let hostile = || HOSTILE.to_owned();
    let told = Told { who: hostile(), what: hostile(), subject: hostile(), person_id: Some(1), details: vec![hostile(), hostile()] };
    let rows = || vec![Row { at: "2026-11-22".to_owned(), told: told.clone(), person: Some("/desk/sakura/people/1".to_owned()) }];
    let pages = [
        filled(visit, FormState::default(), rows(), Some("/desk/sakura/trail?after=1.1".to_owned())),
        filled(visit, refused_form("from"), Vec::new(), None),
    ];
    pages.iter().map(|page| sample("desk/trail/screen.html", page)).collect()
}
