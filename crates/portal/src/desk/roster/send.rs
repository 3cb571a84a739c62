//! Sending a file.

use askama::Template;
use axum::response::Response;
use madoguchi_rules::{UnknownName, dates::EraDigits};
use madoguchi_store::{At, Work};

use super::{
    errand::{self, Errand, Options, Outcome, SILENT},
    texts,
};
use crate::{
    imports::roster::ImportMode,
    web::{Answer, Chrome, DeskVisit, Fields, FormState, Refusal, Upload, page},
};

#[derive(Template)]
#[template(path = "desk/roster/send.html")]
struct Form {
    chrome: Chrome,
    action: String,
    back: String,
    modes: Vec<(&'static str, &'static str)>,
    eras: Vec<(&'static str, &'static str)>,
    /// The largest size, bytes and in words.
    most: u64,
    most_in_words: String,
}

pub(super) async fn screen(visit: DeskVisit) -> Answer {
    let insurer_id = visit.insurer_id();
    let era = visit.portal.store.read(|work: Work| async move { work.era_of_files(insurer_id, "roster").await }).await?;
    // How digits are read stays the same from month to month; what leaves with a whole file is asked for each time.
    let era = era.unwrap_or_else(|| EraDigits::default().to_string());
    page::show(&form(&visit, FormState::filled([("mode", "merge".to_owned()), ("era", era)])))
}

/// Takes the file and begins to look at it.
pub(super) async fn send(visit: DeskVisit, fields: Fields, upload: Upload) -> Answer {
    let (mut state, texts) = (FormState::of(&fields), texts(&visit));
    let most = in_words(visit.portal.config.max_import_bytes);
    let mode = state.take("mode", fields.get("mode").parse::<ImportMode>(), |_: UnknownName| texts.mode_wrong.to_owned());
    let era = state.take("era", fields.get("era").parse::<EraDigits>(), |_: UnknownName| texts.era_wrong.to_owned());
    match &upload {
        upload if upload.is_too_large => state.refuse("file", (texts.file_too_large)(&most)),
        upload if upload.name.is_empty() => state.refuse("file", texts.file_missing),
        upload if upload.bytes == 0 => state.refuse("file", texts.file_empty),
        _ if is_busy(&visit).await? => state.refuse("file", texts.busy_here),
        _ => {}
    }
    let (Some(mode), Some(era), true) = (mode, era, state.is_right()) else { return page::refuse(&form(&visit, state)) };
    let options = Options { mode: mode.name().to_owned(), era: era.to_string(), checks_columns: fields.has("check_columns") };
    let task = errand::task(&visit, "look", &upload.name, &options);
    let task_id = task.id;
    let outcome = errand::begin(&visit, task, Errand::Look { file: upload.file, mapping: None }).await?;
    Ok(way_on(&visit, task_id, outcome.as_ref()))
}

/// The page of the import where it ended well at once, else that of the task.
pub(super) fn way_on(visit: &DeskVisit, task_id: i64, outcome: Option<&Outcome>) -> Response {
    page::see_other(&match outcome {
        Some(Outcome::Import(import_id)) => visit.address(&format!("roster/{import_id}")),
        _ => visit.address(&format!("roster/tasks/{task_id}")),
    })
}

/// Whether another file of the insurer is being worked at.
async fn is_busy(visit: &DeskVisit) -> Result<bool, Refusal> {
    let (insurer_id, since) = (visit.insurer_id(), At::from(visit.now - SILENT));
    let tasks = visit.portal.store.read(|work: Work| async move { work.roster_tasks_under_way(insurer_id, since).await }).await?;
    Ok(tasks.iter().any(|task| task.stage == "working"))
}

fn form(visit: &DeskVisit, state: FormState) -> Form {
    let (texts, most) = (texts(visit), visit.portal.config.max_import_bytes);
    Form {
        chrome: visit.chrome(texts.send_title).with_form(state),
        action: visit.address("roster/new"),
        back: visit.address("roster"),
        modes: vec![("merge", texts.merge), ("full", texts.full)],
        eras: vec![("western", texts.western), ("receipt", texts.receipt), ("nenkin", texts.nenkin)],
        most,
        most_in_words: in_words(most),
    }
}

/// A size as people say it: `2 GB`, `500 MB`, `900 KB`.
fn in_words(bytes: u64) -> String {
    let units = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")];
    let unit = units.into_iter().find(|(size, _)| bytes >= *size);
    unit.map_or_else(|| format!("{bytes} B"), |(size, unit)| format!("{} {unit}", bytes / size))
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{refused_form, sample};
    [FormState::default(), refused_form("file")].map(|state| sample("desk/roster/send.html", &form(visit, state))).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_told_in_the_largest_unit_that_it_fills() {
        assert_eq!([2 << 30, 500 << 20, 1_024, 9].map(in_words), ["2 GB", "500 MB", "1 KB", "9 B"]);
    }
}
