//! Every page template rendered with sample data. A room that has a template has a function `samples` beside it, and its parent collects
//! them; a template that nobody samples fails the test.

use std::{collections::BTreeSet, fs, path::Path};

use askama::Template;
use madoguchi_rules::{settings::InsurerSettings, staff::Role};
use madoguchi_store::{At, insurers::Insurer};
use madoguchi_testkit::on_both_engines;

use super::{Story, visit_from};
use crate::{
    desk, limits, mail, maintenance, member,
    web::{
        DeskVisit, FormState, Seat, Side, Staff, StaffVisit, Visit,
        language::Language::{English, Japanese},
        refusal,
        staff::Standing,
    },
};

/// A page as it was rendered from a template.
pub struct Sample {
    /// The template's path, as `#[template(path = …)]` has it.
    pub template: &'static str,
    /// The page.
    pub html: String,
}

/// Renders a page of sample data.
pub fn sample(template: &'static str, page: &impl Template) -> Sample {
    Sample { template, html: page.render().unwrap() }
}

/// An insurer of sample data.
pub fn insurer() -> Insurer {
    Insurer {
        id: 1,
        code: "sakura".to_owned(),
        name: HOSTILE.to_owned(),
        insurer_number: None,
        kind: "kenpo".to_owned(),
        roster_version: 1,
        created_at: At::from(jiff::Timestamp::UNIX_EPOCH),
    }
}

/// What visitors type who try the escaping.
pub const HOSTILE: &str = r#"<b id="hostile">'"&{{7*7}}"#;

/// A form in which this field was filled in, and refused.
pub fn refused_form(field: &'static str) -> FormState {
    let mut form = FormState::prefilled([(field, HOSTILE)]);
    form.refuse(field, format!("{HOSTILE} 入力し直してください。"));
    form
}

/// A visit at the desk's side by somebody who is not logged in.
pub fn stranger_at_the_desk(visit: &Visit) -> Visit {
    let mut visit = visit.clone();
    visit.side = Side::Desk;
    visit
}

/// A visit at the desk of an insurer by somebody whose login is complete.
pub fn at_the_desk(visit: &Visit) -> DeskVisit {
    let staff = Staff {
        session_id: 1,
        id: 1,
        email: "clerk@example.jp".to_owned(),
        name: HOSTILE.to_owned(),
        is_operator: true,
        standing: Standing::Complete,
        began_at: visit.now,
        authenticated_at: visit.now,
        factor_given_at: Some(visit.now),
        ends_at: visit.now,
    };
    let settings = InsurerSettings::default();
    let seat =
        Seat { insurer_id: 1, insurer: crate::insurer::facts(&insurer(), &settings), settings, role: Role::Manager, is_deputy: false };
    let mut visit = stranger_at_the_desk(visit);
    (visit.staff, visit.seat) = (Some(staff), Some(seat));
    visit.path = "/desk/sakura/".to_owned();
    DeskVisit::of(visit).unwrap()
}

/// A visit at the desk's side, where no insurer is chosen.
pub fn of_staff(visit: &Visit) -> StaffVisit {
    let mut visit = Visit::clone(&at_the_desk(visit));
    visit.seat = None;
    visit.path = "/desk/".to_owned();
    StaffVisit::of(visit).unwrap()
}

fn all(visit: &Visit) -> Vec<Sample> {
    [
        desk::samples(visit),
        limits::pages::samples(visit),
        mail::mailbox::samples(visit),
        maintenance::samples(visit),
        member::samples(visit),
        refusal::samples(visit),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The templates in whose page nothing stands that a person, a clerk or an operator gave, with what stands there instead.
fn without_given_text() -> Vec<String> {
    let list = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/testing/without_given_text.txt")).unwrap();
    let lines = list.lines().map(|line| line.split_once(": ").unwrap_or_else(|| panic!("{line}: a template and a reason")));
    lines.map(|(template, _)| template.to_owned()).collect()
}

/// [`HOSTILE`] as a page must show it.
fn escaped() -> String {
    HOSTILE.chars().fold(String::new(), |shown, c| match c {
        '<' | '>' | '&' | '"' | '\'' => format!("{shown}&#{};", u32::from(c)),
        c => format!("{shown}{c}"),
    })
}

/// The page without the frame that all pages share.
fn main_part(html: &str) -> &str {
    html.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).map_or("", |(main, _)| main)
}

/// The templates that the sources name.
fn templates_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            templates_in(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            let named = source.lines().filter_map(|line| line.trim().strip_prefix("#[template(path = \"")?.split_once('"'));
            found.extend(named.map(|(template, _)| template.to_owned()));
        }
    }
}

on_both_engines! {
    async fn every_template_is_rendered_with_sample_data_in_both_languages(database: TestDatabase) {
        let story = Story::begin(database).await;
        let mut visit = visit_from(&story.portal, "192.0.2.1");
        for language in [Japanese { asked: true }, English { asked: true }] {
            visit.language = language;
            let samples = all(&visit);
            for Sample { template, html } in &samples {
                assert!(html.contains(&format!("<html lang=\"{}\">", language.code())), "{template}");
                assert_eq!(html.matches("<h1").count(), 1, "{template} has one main heading");
                assert!(html.trim_end().ends_with("</html>"), "{template}");
                assert!(!html.contains("{%"), "{template} shows the template's own language");
                assert!(!html.contains("<b id=\"hostile\">"), "{template} does not escape what was typed");
            }
            let sampled: BTreeSet<String> = samples.iter().map(|sample| sample.template.to_owned()).collect();
            let mut named = BTreeSet::new();
            templates_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut named);
            assert_eq!(named, sampled, "every template has its sample");
            let shows = |template: &str| samples.iter().any(|sample| sample.template == template && main_part(&sample.html).contains(&escaped()));
            let without: Vec<&str> = sampled.iter().map(String::as_str).filter(|template| !shows(template)).collect();
            assert_eq!(without, without_given_text(), "a sample carries HOSTILE wherever somebody's text is shown: only the listed have none");
        }
    }
}
