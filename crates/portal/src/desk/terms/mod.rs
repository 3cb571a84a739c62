//! `/desk/service/terms`: versions of the terms of use, for operators; `/desk/{insurer}/terms`: the same to read, for managers.

use askama::Template;
use axum::extract::Path;
use madoguchi_rules::staff::Role;
use madoguchi_store::{Work, agreements::Agreed, terms::TermsVersion};

use crate::{
    clock::in_tokyo,
    desk::today::grouped,
    terms::in_language,
    web::{
        Answer, Chrome, Declaration, DeskVisit, Principal, Purpose, Refusal, Routes, StaffVisit, Visit,
        language::Language::{English, Japanese},
        markdown, page,
    },
};

mod diff;
mod publish;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

const READING: Declaration = Declaration::new(Principal::Staff(Role::Manager), Purpose::Desk);
const SERVICE: Declaration = Declaration::new(Principal::Operator, Purpose::Service);
const PATH: &str = "/desk/service/terms";
/// Unchanged lines beside a change.
const AROUND: usize = 2;

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get(PATH, SERVICE, of_service)
        .get("/desk/service/terms/new", SERVICE, publish::screen)
        .post("/desk/service/terms/new", SERVICE, publish::edit)
        .post("/desk/service/terms/preview", SERVICE, publish::preview)
        .post("/desk/service/terms/publish", SERVICE, publish::publish)
        .get("/desk/service/terms/{version}", SERVICE, version_of_service)
        .get("/desk/{insurer}/terms", READING, of_insurer)
        .get("/desk/{insurer}/terms/{version}", READING, version_of_insurer)
}

#[derive(Template)]
#[template(path = "desk/terms/list.html")]
struct List {
    chrome: Chrome,
    /// Whether it is the operators' page.
    publishes: bool,
    versions: Vec<Row>,
}

/// A version in the list.
struct Row {
    version: String,
    address: String,
    state: &'static str,
    standing: &'static str,
    effective_on: String,
    published_at: String,
    agreed: String,
}

#[derive(Template)]
#[template(path = "desk/terms/version.html")]
struct Version {
    chrome: Chrome,
    effective_on: String,
    published_at: String,
    published_by: String,
    agreed: String,
    text: Text,
    back: String,
}

/// A text as pages show it, with what changed since the version before.
pub struct Text {
    japanese: String,
    english: Option<String>,
    /// The version that it is compared with.
    compared: Option<String>,
    lines: Vec<DiffLine>,
}

/// A line of the comparison.
struct DiffLine {
    /// `added`, `removed`, `kept` or `out`.
    kind: &'static str,
    text: String,
}

async fn of_service(visit: StaffVisit) -> Answer {
    list(&visit, None, PATH).await
}

async fn of_insurer(visit: DeskVisit) -> Answer {
    list(&visit, Some(visit.insurer_id()), &visit.address("terms")).await
}

async fn version_of_service(visit: StaffVisit, Path(version): Path<i64>) -> Answer {
    one(&visit, None, PATH, version).await
}

async fn version_of_insurer(visit: DeskVisit, Path((_, version)): Path<(String, i64)>) -> Answer {
    one(&visit, Some(visit.insurer_id()), &visit.address("terms"), version).await
}

async fn list(visit: &Visit, insurer_id: Option<i64>, path: &str) -> Answer {
    let read = |work: Work| async move { Ok((work.terms_versions().await?, work.agreements(insurer_id).await?)) };
    let (versions, agreed) = visit.portal.store.read(read).await?;
    page::show(&listed(visit, insurer_id.is_none(), path, &versions, &agreed))
}

fn listed(visit: &Visit, publishes: bool, path: &str, versions: &[TermsVersion], agreed: &[Agreed]) -> List {
    let texts = &visit.texts().desk_terms;
    let today = visit.today();
    let in_force = versions.iter().filter(|terms| terms.effective_on.0 <= today).map(|terms| terms.version).max();
    let row = |terms: &TermsVersion| {
        let (state, standing) = match Some(terms.version) {
            version if version == in_force => (texts.in_force, "good"),
            version if version > in_force => (texts.ahead, "late"),
            _ => (texts.over, "over"),
        };
        Row {
            version: (texts.version_of)(&terms.version.to_string()),
            address: format!("{path}/{}", terms.version),
            state,
            standing,
            effective_on: visit.language.date(terms.effective_on.0),
            published_at: visit.language.moment(in_tokyo(terms.published_at.timestamp())),
            agreed: agreed_in_words(visit, agreed, terms.version, false),
        }
    };
    List { chrome: visit.chrome(texts.title).wide(), publishes, versions: versions.iter().rev().map(row).collect() }
}

/// How many agreed to a version, with the moment of the count where there is room.
fn agreed_in_words(visit: &Visit, agreed: &[Agreed], version: i64, with_moment: bool) -> String {
    let texts = &visit.texts().desk_terms;
    match agreed.iter().find(|agreed| agreed.version == version) {
        Some(agreed) if with_moment => {
            (texts.agreed_as_of)(&grouped(agreed.agreed), &visit.language.moment(in_tokyo(agreed.counted_at.timestamp())))
        }
        Some(agreed) => (texts.people)(&grouped(agreed.agreed)),
        None => texts.not_counted.to_owned(),
    }
}

async fn one(visit: &Visit, insurer_id: Option<i64>, path: &str, version: i64) -> Answer {
    let read = |work: Work| async move {
        let versions = work.terms_versions().await?;
        let by = versions.iter().find(|terms| terms.version == version).and_then(|terms| terms.published_by.strip_prefix("staff:"));
        let publisher = match by.and_then(|id| id.parse().ok()) {
            Some(id) => work.staff_member(id).await?.map(|staff| staff.name),
            None => None,
        };
        let agreed = work.agreements(insurer_id).await?;
        Ok((versions, publisher, agreed))
    };
    let (versions, publisher, agreed) = visit.portal.store.read(read).await?;
    let place = versions.iter().position(|terms| terms.version == version).ok_or(Refusal::NotFound)?;
    let (earlier, terms) = (place.checked_sub(1).and_then(|before| versions.get(before)), &versions[place]);
    page::show(&shown(visit, terms, earlier, publisher, &agreed, path))
}

fn shown(
    visit: &Visit,
    terms: &TermsVersion,
    earlier: Option<&TermsVersion>,
    publisher: Option<String>,
    agreed: &[Agreed],
    path: &str,
) -> Version {
    let texts = &visit.texts().desk_terms;
    Version {
        chrome: visit.chrome((texts.version_of)(&terms.version.to_string())).wide(),
        effective_on: visit.language.date(terms.effective_on.0),
        published_at: visit.language.moment(in_tokyo(terms.published_at.timestamp())),
        published_by: publisher.unwrap_or_else(|| (texts.by_command)(&terms.published_by)),
        agreed: agreed_in_words(visit, agreed, terms.version, true),
        text: text(visit, &terms.body, earlier),
        back: path.to_owned(),
    }
}

/// A text, and what changed since an earlier version.
fn text(visit: &Visit, body: &str, earlier: Option<&TermsVersion>) -> Text {
    let texts = &visit.texts().desk_terms;
    let (japanese, _) = in_language(body, Japanese { asked: false });
    let (english, language) = in_language(body, English { asked: false });
    let compared = earlier.map(|earlier| diff::shorten(diff::compare(&earlier.body, body), AROUND)).unwrap_or_default();
    let line = |line: Option<diff::Line>| match line {
        Some(diff::Line::Added(text)) => DiffLine { kind: "added", text: text.to_owned() },
        Some(diff::Line::Removed(text)) => DiffLine { kind: "removed", text: text.to_owned() },
        Some(diff::Line::Kept(text)) => DiffLine { kind: "kept", text: text.to_owned() },
        None => DiffLine { kind: "out", text: texts.left_out.to_owned() },
    };
    Text {
        japanese: markdown::to_html(japanese, 3),
        english: (language == "en").then(|| markdown::to_html(english, 3)),
        compared: earlier.map(|earlier| (texts.compared)(&earlier.version.to_string())),
        lines: compared.into_iter().map(line).collect(),
    }
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, of_staff, sample};
    let visit = of_staff(visit);
    let terms = |version: i64| TermsVersion {
        version,
        body: format!("# 規約\n{HOSTILE} {version}\n<!-- lang: en -->\n# Terms"),
        body_sha256: Vec::new(),
        effective_on: visit.today().into(),
        published_at: madoguchi_store::At::from(visit.now),
        published_by: HOSTILE.to_owned(),
    };
    let agreed = [Agreed { version: 1, agreed: 12, counted_at: madoguchi_store::At::from(visit.now) }];
    let lists = [listed(&visit, true, PATH, &[terms(1), terms(2)], &agreed), listed(&visit, false, PATH, &[], &[])];
    let versions = [
        shown(&visit, &terms(2), Some(&terms(1)), None, &[], PATH),
        shown(&visit, &terms(1), None, Some(HOSTILE.to_owned()), &agreed, PATH),
    ];
    let lists = lists.iter().map(|page| sample("desk/terms/list.html", page));
    let versions = versions.iter().map(|page| sample("desk/terms/version.html", page));
    lists.chain(versions).chain(publish::samples(&visit, &terms(1))).collect()
}
