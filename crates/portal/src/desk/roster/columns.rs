//! What the columns of a file mean, where its headers do not say.

use askama::Template;
use axum::extract::Path;
use madoguchi_store::{At, StoreError, Work, roster_tasks::RosterTask};
use serde_json::json;

use super::{
    errand::{self, Errand},
    send::way_on,
    task, texts,
};
use crate::{
    imports::{
        headers::{Field, IGNORED},
        roster::{FoundColumn, RosterField},
    },
    stored,
    web::{Answer, Chrome, DeskVisit, Fields, FormState, Refusal, page},
};

#[derive(Template)]
#[template(path = "desk/roster/columns.html")]
pub(super) struct Form {
    chrome: Chrome,
    action: String,
    back: String,
    file_name: String,
    fields: Vec<Choice>,
    columns: Vec<FoundColumn>,
    /// The columns that may be chosen: their place and their name.
    options: Vec<(String, String)>,
}

/// A field and the column that somebody chooses for it.
struct Choice {
    control: &'static str,
    name: &'static str,
    requirement: &'static str,
}

/// The form of a task; with `typed` as somebody filled it in.
pub(super) fn form(visit: &DeskVisit, task: &RosterTask, typed: Option<FormState>) -> Result<Form, StoreError> {
    let (texts, common) = (texts(visit), &visit.texts().common);
    let columns = found(task)?;
    let choice = |field: &RosterField| Choice {
        control: control(*field),
        name: field.name(),
        requirement: if field.is_required() { common.required } else { common.optional },
    };
    let none = ("".to_owned(), texts.no_column.to_owned());
    let named = columns.iter().enumerate().filter(|(_, column)| !column.header.is_empty());
    Ok(Form {
        chrome: visit.chrome(texts.columns_title).wide().with_form(typed.unwrap_or_else(|| guessed(&columns))),
        action: visit.address(&format!("roster/tasks/{}/columns", task.id)),
        back: visit.address("roster"),
        file_name: task.file_name.clone(),
        fields: RosterField::ALL.iter().map(choice).collect(),
        options: std::iter::once(none).chain(named.map(|(place, column)| (place.to_string(), column.header.clone()))).collect(),
        columns,
    })
}

/// What was found in the file; nothing before the question was asked.
fn found(task: &RosterTask) -> Result<Vec<FoundColumn>, StoreError> {
    if task.columns.is_empty() { Ok(Vec::new()) } else { stored::json("roster_tasks.columns", &task.columns) }
}

/// Takes what somebody chose and goes on with the file.
pub(super) async fn choose(visit: DeskVisit, Path((_, task_id)): Path<(String, i64)>, fields: Fields) -> Answer {
    let task = task::find(&visit, task_id).await?;
    let columns = found(&task)?;
    let mut state = FormState::of(&fields);
    let chosen = chosen(&visit, &columns, &fields, &mut state);
    if !state.is_right() && task.stage == "columns" {
        return page::refuse(&form(&visit, &task, Some(state))?);
    }
    let (insurer_id, at) = (visit.insurer_id(), At::from(visit.now));
    let mapping = mapping(&columns, &chosen);
    if !settle(&visit, task_id, &mapping).await? {
        return Ok(way_on(&visit, task_id, None));
    }
    let Some(file) = visit.portal.uploads.take(task_id) else {
        visit
            .portal
            .store
            .write(|work: Work| async move { work.end_roster_task(insurer_id, task_id, None, "file_gone", at).await })
            .await?;
        return task::refuse(&visit, &task, "file_gone");
    };
    let outcome = errand::go_on(&visit, task, Errand::Look { file, mapping: Some(mapping) }).await?;
    Ok(way_on(&visit, task_id, outcome.as_ref()))
}

/// Keeps for the insurer what its headers mean, whatever becomes of the file; answers whether the task was waiting for that.
async fn settle(visit: &DeskVisit, task_id: i64, mapping: &[(String, String)]) -> Result<bool, Refusal> {
    let (insurer_id, at) = (visit.insurer_id(), At::from(visit.now));
    let used = mapping.iter().filter(|(_, field)| field != IGNORED).count();
    let mut event = visit.event("roster.columns_settled", format!("insurer:{insurer_id}"));
    event.detail = json!({ "columns": used }).to_string();
    let event = &event;
    let settle = |work: Work| async move {
        if !work.go_on_with_roster_task(insurer_id, task_id, at).await? {
            return Ok(false);
        }
        for (header, field) in mapping {
            work.set_header_mapping(insurer_id, "roster", header, field).await?;
        }
        work.record(event).await?;
        Ok(true)
    };
    Ok(visit.portal.store.write(settle).await?)
}

/// The fields and the places of their columns; what is wrong is told at its control.
fn chosen(visit: &DeskVisit, columns: &[FoundColumn], fields: &Fields, state: &mut FormState) -> Vec<(RosterField, usize)> {
    let mut chosen: Vec<(RosterField, usize)> = Vec::new();
    for field in RosterField::ALL.iter().copied() {
        let place = fields
            .get(control(field))
            .parse::<usize>()
            .ok()
            .filter(|place| columns.get(*place).is_some_and(|column| !column.header.is_empty()));
        match place {
            None if field.is_required() => state.refuse(control(field), texts(visit).column_missing),
            None => {}
            Some(place) => match chosen.iter().find(|(_, taken)| *taken == place) {
                Some((other, _)) => state.refuse(control(field), (texts(visit).column_twice)(other.name())),
                None => chosen.push((field, place)),
            },
        }
    }
    chosen
}

/// What each header means; a column that nobody chose is not used.
fn mapping(columns: &[FoundColumn], chosen: &[(RosterField, usize)]) -> Vec<(String, String)> {
    let meaning = |place: usize| chosen.iter().find(|(_, taken)| *taken == place).map_or(IGNORED, |(field, _)| field.name());
    let named = columns.iter().enumerate().filter(|(_, column)| !column.header.is_empty());
    named.map(|(place, column)| (column.header.clone(), meaning(place).to_owned())).collect()
}

/// What the headers say by themselves.
fn guessed(columns: &[FoundColumn]) -> FormState {
    let place = |field: &RosterField| Some((control(*field), columns.iter().position(|column| column.field == Some(*field))?.to_string()));
    FormState::filled(RosterField::ALL.iter().filter_map(place))
}

/// The name of a field's control.
fn control(field: RosterField) -> &'static str {
    field.columns().first().copied().unwrap_or_default()
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let hostile = FoundColumn { header: HOSTILE.to_owned(), field: None, is_known: false, example: HOSTILE.to_owned() };
    let columns = serde_json::to_string(&[hostile]).unwrap();
    let task = RosterTask { stage: "columns".to_owned(), columns, ..task::sample(visit) };
    [None, Some(refused_form("number"))]
        .map(|typed| sample("desk/roster/columns.html", &form(visit, &task, typed).unwrap_or_else(|error| panic!("{error}"))))
        .into()
}
