//! `/desk/service/insurers`: the insurers: list, find, add, look at one.

use askama::Template;
use axum::extract::Path;
use madoguchi_rules::{
    identifiers::{InsurerCode, InsurerNumber},
    settings::{InsurerKind, InsurerSettings},
};
use madoguchi_store::{
    Work,
    insurers::{CountedInsurer, Insurer},
};

use super::OPERATOR;
use crate::{
    clock::in_tokyo,
    desk::{settings::values, today::grouped},
    insurer::{
        adding::{Added, NewInsurer, add},
        settings,
    },
    web::{Answer, Chrome, Fields, FormState, Refusal, Routes, StaffVisit, Visit, done::Done, page},
};

const PATH: &str = "/desk/service/insurers";
/// Insurers on a page.
const PAGE: i64 = 100;
/// The longest name, characters.
const MOST_NAME: usize = 100;

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get(PATH, OPERATOR, list)
        .get("/desk/service/insurers/new", OPERATOR, form)
        .post("/desk/service/insurers/new", OPERATOR, take)
        .get("/desk/service/insurers/{code}", OPERATOR, one)
}

#[derive(Template)]
#[template(path = "desk/service/insurers/list.html")]
struct List {
    chrome: Chrome,
    /// What was looked for.
    part: String,
    insurers: Vec<Row>,
    more: Option<String>,
}

struct Row {
    code: String,
    name: String,
    number: String,
    kind: &'static str,
    eligible: String,
    registered: String,
}

#[derive(Template)]
#[template(path = "desk/service/insurers/new.html")]
struct New {
    chrome: Chrome,
    kinds: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "desk/service/insurers/one.html")]
struct One {
    chrome: Chrome,
    row: Row,
    created_at: String,
    /// Label and value of each setting, and whether it is the default.
    settings: Vec<(&'static str, String, bool)>,
}

async fn list(visit: StaffVisit) -> Answer {
    let (part, after) = (visit.asked("q").unwrap_or_default(), visit.asked("after").unwrap_or_default());
    let (part, after) = (part.trim(), after.as_str());
    let insurers = visit.portal.store.read(|work: Work| async move { work.insurers_page(part, after, PAGE + 1).await }).await?;
    page::show(&listed(&visit, part, insurers))
}

fn listed(visit: &Visit, part: &str, mut insurers: Vec<CountedInsurer>) -> List {
    let has_more = insurers.len() as i64 > PAGE;
    insurers.truncate(usize::try_from(PAGE).unwrap_or_default());
    let more = insurers.last().filter(|_| has_more).map(|last| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        format!("{PATH}?{}", query.append_pair("q", part).append_pair("after", &last.insurer.code).finish())
    });
    List {
        chrome: visit.chrome(visit.texts().desk_service.insurers).wide(),
        part: part.to_owned(),
        insurers: insurers.into_iter().map(|counted| row(visit, counted)).collect(),
        more,
    }
}

fn row(visit: &Visit, counted: CountedInsurer) -> Row {
    let CountedInsurer { insurer, eligible, registered } = counted;
    let count = |count: Option<i64>| count.map_or_else(|| visit.texts().desk_service.not_counted.to_owned(), grouped);
    Row {
        kind: kind(visit, &insurer.kind),
        code: insurer.code,
        name: insurer.name,
        number: insurer.insurer_number.unwrap_or_default(),
        eligible: count(eligible),
        registered: count(registered),
    }
}

fn kind(visit: &Visit, kind: &str) -> &'static str {
    let known = kinds(visit).into_iter().find(|(known, _)| *known == kind);
    known.map_or("", |(_, words)| words)
}

fn kinds(visit: &Visit) -> Vec<(&'static str, &'static str)> {
    let texts = &visit.texts().desk_service;
    let words = |kind: &InsurerKind| match kind {
        InsurerKind::Kenpo => texts.kenpo,
        InsurerKind::Kyosai => texts.kyosai,
        InsurerKind::Kokuho => texts.kokuho,
        InsurerKind::Kouki => texts.kouki,
        InsurerKind::Other => texts.other,
    };
    InsurerKind::ALL.iter().map(|kind| (kind.as_str(), words(kind))).collect()
}

async fn form(visit: StaffVisit) -> Answer {
    page::show(&filled(&visit, FormState::default()))
}

fn filled(visit: &Visit, form: FormState) -> New {
    New { chrome: visit.chrome(visit.texts().desk_service.add).with_form(form), kinds: kinds(visit) }
}

async fn take(visit: StaffVisit, fields: Fields) -> Answer {
    let texts = &visit.texts().desk_service;
    let mut form = FormState::of(&fields);
    let language = visit.language;
    let code = form.take("code", InsurerCode::parse(fields.get("code")), |error| language.sentence(&error));
    let name = fields.get("name").trim();
    if name.is_empty() {
        form.refuse("name", (visit.texts().common.please_enter)(texts.name));
    } else if name.chars().count() > MOST_NAME || name.chars().any(char::is_control) {
        form.refuse("name", texts.name_too_long);
    }
    let number = match fields.get("number").trim() {
        "" => None,
        typed => form.take("number", InsurerNumber::parse(typed), |error| language.sentence(&error)),
    };
    let kind = form.take("kind", fields.get("kind").parse::<InsurerKind>(), |_| texts.choose_kind.to_owned());
    let (Some(code), Some(kind), true) = (&code, kind, form.is_right()) else {
        return page::refuse(&filled(&visit, form));
    };
    let new = &NewInsurer { code, name, number: number.as_ref(), kind };
    let event = visit.event("insurer.added", String::new());
    match add(&visit.portal.store, visit.portal.random, new, event).await? {
        Added::Insurer(insurer) => Ok(Done::InsurerAdded.tell(&visit, page::see_other(&format!("{PATH}/{}", insurer.code)))),
        Added::Taken => {
            form.refuse("code", texts.taken);
            page::refuse(&filled(&visit, form))
        }
        Added::Reserved => {
            form.refuse("code", texts.reserved);
            page::refuse(&filled(&visit, form))
        }
    }
}

async fn one(visit: StaffVisit, Path(code): Path<String>) -> Answer {
    let code = &code;
    let read = |work: Work| async move {
        let Some(insurer) = work.insurer_by_code(code).await? else { return Ok(None) };
        let count = work.last_registration_day(insurer.id).await?;
        let settings = settings(&work, insurer.id).await?;
        let (eligible, registered) = count.map(|count| (count.eligible, count.registered)).unzip();
        Ok(Some((CountedInsurer { insurer, eligible, registered }, settings)))
    };
    let (counted, settings) = visit.portal.store.read(read).await?.ok_or(Refusal::NotFound)?;
    page::show(&shown(&visit, counted, &settings))
}

fn shown(visit: &Visit, counted: CountedInsurer, settings: &InsurerSettings) -> One {
    let words = &visit.texts().desk_settings;
    let defaults = InsurerSettings::default().entries();
    let setting = |((key, value), (_, default)): ((&'static str, String), (&'static str, String))| {
        let label = words.words(key).map_or(key, |words| words.label);
        (label, values::in_words(visit.language, key, &value), value == default)
    };
    let Insurer { name, created_at, .. } = &counted.insurer;
    One {
        chrome: visit.chrome(name.clone()).wide(),
        created_at: visit.language.moment(in_tokyo(created_at.timestamp())),
        settings: settings.entries().into_iter().zip(defaults).map(setting).collect(),
        row: row(visit, counted),
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &StaffVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, insurer, refused_form, sample};
    let counted = |eligible: Option<i64>| CountedInsurer { insurer: insurer(), eligible, registered: eligible };
    let many = (0..=PAGE).map(|_| counted(Some(1_000))).collect();
    let lists = [listed(visit, HOSTILE, many), listed(visit, "", Vec::new())];
    let forms = [filled(visit, FormState::default()), filled(visit, refused_form("name"))];
    let ones = [shown(visit, counted(None), &InsurerSettings::default())];
    let lists = lists.iter().map(|page| sample("desk/service/insurers/list.html", page));
    let forms = forms.iter().map(|page| sample("desk/service/insurers/new.html", page));
    lists.chain(forms).chain(ones.iter().map(|page| sample("desk/service/insurers/one.html", page))).collect()
}
