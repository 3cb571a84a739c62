//! A file that comes with a form.

use axum::response::Response;
use madoguchi_rules::{UnknownName, dates::EraDigits};
use madoguchi_store::{At, Work};

use super::{
    Room,
    errand::{Outcome, SILENT},
    texts,
};
use crate::web::{DeskVisit, Fields, FormState, Refusal, Upload, page};

/// What a form says of the file that it takes.
pub struct Taking {
    /// The largest size, in bytes and in words.
    pub most: u64,
    pub most_in_words: String,
    /// How digits of eras may be read.
    pub eras: Vec<(&'static str, &'static str)>,
}

impl Taking {
    /// What this server takes.
    pub fn here(visit: &DeskVisit) -> Taking {
        let (texts, most) = (texts(visit), visit.portal.config.max_import_bytes);
        let eras = vec![("western", texts.western), ("receipt", texts.receipt), ("nenkin", texts.nenkin)];
        Taking { most, most_in_words: in_words(most), eras }
    }
}

/// Reads how digits of eras are read.
pub fn era(visit: &DeskVisit, fields: &Fields, form: &mut FormState) -> Option<EraDigits> {
    form.take("era", fields.get("era").parse::<EraDigits>(), |_: UnknownName| texts(visit).era_wrong.to_owned())
}

/// What the insurer's files of a kind were read by last.
///
/// # Errors
/// A [`Refusal`] when the database failed.
pub async fn last_era(visit: &DeskVisit, file_kind: &str) -> Result<String, Refusal> {
    let insurer_id = visit.insurer_id();
    let era = visit.portal.store.read(|work: Work| async move { work.era_of_files(insurer_id, file_kind).await }).await?;
    Ok(era.unwrap_or_else(|| EraDigits::default().to_string()))
}

/// Says on the form what is wrong with the file, if anything.
///
/// # Errors
/// A [`Refusal`] when the database failed.
pub async fn judge(visit: &DeskVisit, upload: &Upload, form: &mut FormState) -> Result<(), Refusal> {
    let (texts, most) = (texts(visit), in_words(visit.portal.config.max_import_bytes));
    match upload {
        upload if upload.is_too_large => form.refuse("file", (texts.file_too_large)(&most)),
        upload if upload.name.is_empty() => form.refuse("file", texts.file_missing),
        upload if upload.bytes == 0 => form.refuse("file", texts.file_empty),
        _ if is_busy(visit).await? => form.refuse("file", texts.busy_here),
        _ => {}
    }
    Ok(())
}

/// Whether another file of the insurer is being worked at, of whatever room.
async fn is_busy(visit: &DeskVisit) -> Result<bool, Refusal> {
    let (insurer_id, since) = (visit.insurer_id(), At::from(visit.now - SILENT));
    let tasks = visit.portal.store.read(|work: Work| async move { work.file_tasks_under_way(insurer_id, since).await }).await?;
    Ok(tasks.iter().any(|task| task.stage == "working"))
}

/// The page of the import where it ended well at once, else that of the task.
pub fn way_on(visit: &DeskVisit, room: Room, task_id: i64, outcome: Option<&Outcome>) -> Response {
    page::see_other(&match outcome {
        Some(Outcome::Import(import_id)) => room.address(visit, import_id),
        _ => room.address(visit, format!("tasks/{task_id}")),
    })
}

/// A size as people say it: `2 GB`, `500 MB`, `900 KB`.
fn in_words(bytes: u64) -> String {
    let units = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")];
    let unit = units.into_iter().find(|(size, _)| bytes >= *size);
    unit.map_or_else(|| format!("{bytes} B"), |(size, unit)| format!("{} {unit}", bytes / size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_told_in_the_largest_unit_that_it_fills() {
        assert_eq!([2 << 30, 500 << 20, 1_024, 9].map(in_words), ["2 GB", "500 MB", "1 KB", "9 B"]);
    }
}
