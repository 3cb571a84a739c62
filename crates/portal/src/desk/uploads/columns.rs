//! What the columns of a file mean, where its headers do not say.

use askama::Template;
use madoguchi_store::{At, StoreError, Work, file_tasks::FileTask};
use serde_json::json;
use tempfile::NamedTempFile;

use super::{Room, errand::Outcome, send::way_on, task, texts};
use crate::{
    imports::{columns::FoundColumn, headers::IGNORED},
    stored,
    text::RoomWords,
    web::{Answer, Chrome, DeskVisit, Fields, FormState, Refusal, page},
};

#[derive(Template)]
#[template(path = "desk/uploads/columns.html")]
pub struct Form {
    chrome: Chrome,
    words: &'static RoomWords,
    action: String,
    back: String,
    file_name: String,
    fields: Vec<Choice>,
    columns: Vec<FoundColumn>,
    /// Whether a value of each is shown: not where it would tell something of a person.
    has_examples: bool,
    /// The columns that may be chosen: their place and their name.
    options: Vec<(String, String)>,
}

/// A field and the column that somebody chooses for it.
struct Choice {
    control: &'static str,
    name: &'static str,
    requirement: &'static str,
}

/// A field for which a column is chosen.
#[derive(Clone, Copy, Debug)]
pub struct Choosable {
    /// The name of its control.
    pub control: &'static str,
    /// The contract's name.
    pub name: &'static str,
    /// Whether no file goes without it.
    pub is_required: bool,
}

/// What is asked about the columns of a kind of file.
#[derive(Clone, Debug)]
pub struct Questions {
    /// The room.
    pub room: Room,
    /// The kind of file under which the insurer's answers are kept.
    pub file_kind: &'static str,
    /// What the trail calls it when they were given.
    pub action: &'static str,
    /// The fields.
    pub fields: Vec<Choosable>,
}

/// The form of a task; with `typed` as somebody filled it in.
///
/// # Errors
/// [`StoreError::Unreadable`].
pub fn form(visit: &DeskVisit, questions: &Questions, task: &FileTask, typed: Option<FormState>) -> Result<Form, StoreError> {
    let (texts, common, room) = (texts(visit), &visit.texts().common, questions.room);
    let columns = found(task)?;
    let choice = |field: &Choosable| Choice {
        control: field.control,
        name: field.name,
        requirement: if field.is_required { common.required } else { common.optional },
    };
    let none = ("".to_owned(), texts.no_column.to_owned());
    let named = columns.iter().enumerate().filter(|(_, column)| !column.header.is_empty());
    Ok(Form {
        chrome: visit.chrome(texts.columns_title).wide().with_form(typed.unwrap_or_else(|| guessed(questions, &columns))),
        words: room.words(visit),
        action: room.address(visit, format!("tasks/{}/columns", task.id)),
        back: room.front(visit),
        file_name: task.file_name.clone(),
        has_examples: columns.iter().any(|column| !column.example.is_empty()),
        fields: questions.fields.iter().map(choice).collect(),
        options: std::iter::once(none).chain(named.map(|(place, column)| (place.to_string(), column.header.clone()))).collect(),
        columns,
    })
}

/// What was found in the file; nothing before the question was asked.
fn found(task: &FileTask) -> Result<Vec<FoundColumn>, StoreError> {
    if task.columns.is_empty() { Ok(Vec::new()) } else { stored::json("file_tasks.columns", &task.columns) }
}

/// Takes what somebody chose and goes on with the file, which `look` looks at with the headers' meanings.
///
/// # Errors
/// A [`Refusal`].
pub async fn choose<F: Future<Output = Result<Option<Outcome>, Refusal>>>(
    visit: &DeskVisit,
    questions: &Questions,
    task: FileTask,
    fields: &Fields,
    look: impl FnOnce(FileTask, NamedTempFile, Vec<(String, String)>) -> F,
) -> Answer {
    let (room, task_id) = (questions.room, task.id);
    let columns = found(&task)?;
    let mut state = FormState::of(fields);
    let chosen = chosen(visit, questions, &columns, fields, &mut state);
    if !state.is_right() && task.stage == "columns" {
        return page::refuse(&form(visit, questions, &task, Some(state))?);
    }
    let (insurer_id, at) = (visit.insurer_id(), At::from(visit.now));
    let mapping = mapping(&columns, &chosen);
    if !settle(visit, questions, task_id, &mapping).await? {
        return Ok(way_on(visit, room, task_id, None));
    }
    let Some(file) = visit.portal.uploads.take(task_id) else {
        visit.portal.store.write(|work: Work| async move { work.end_file_task(insurer_id, task_id, None, "file_gone", at).await }).await?;
        return task::refuse(visit, room, &task, "file_gone");
    };
    let outcome = look(task, file, mapping).await?;
    Ok(way_on(visit, room, task_id, outcome.as_ref()))
}

/// Keeps for the insurer what its headers mean, whatever becomes of the file; answers whether the task was waiting for that.
async fn settle(visit: &DeskVisit, questions: &Questions, task_id: i64, mapping: &[(String, String)]) -> Result<bool, Refusal> {
    let (insurer_id, at, file_kind) = (visit.insurer_id(), At::from(visit.now), questions.file_kind);
    let used = mapping.iter().filter(|(_, field)| field != IGNORED).count();
    let mut event = visit.event(questions.action, format!("insurer:{insurer_id}"));
    event.detail = json!({ "columns": used }).to_string();
    let event = &event;
    let settle = |work: Work| async move {
        if !work.go_on_with_file_task(insurer_id, task_id, at).await? {
            return Ok(false);
        }
        for (header, field) in mapping {
            work.set_header_mapping(insurer_id, file_kind, header, field).await?;
        }
        work.record(event).await?;
        Ok(true)
    };
    Ok(visit.portal.store.write(settle).await?)
}

/// The fields and the places of their columns; what is wrong is told at its control.
fn chosen(
    visit: &DeskVisit,
    questions: &Questions,
    columns: &[FoundColumn],
    fields: &Fields,
    state: &mut FormState,
) -> Vec<(Choosable, usize)> {
    let mut chosen: Vec<(Choosable, usize)> = Vec::new();
    for field in questions.fields.iter().copied() {
        let place = fields
            .get(field.control)
            .parse::<usize>()
            .ok()
            .filter(|place| columns.get(*place).is_some_and(|column| !column.header.is_empty()));
        match place {
            None if field.is_required => state.refuse(field.control, texts(visit).column_missing),
            None => {}
            Some(place) => match chosen.iter().find(|(_, taken)| *taken == place) {
                Some((other, _)) => state.refuse(field.control, (texts(visit).column_twice)(other.name)),
                None => chosen.push((field, place)),
            },
        }
    }
    chosen
}

/// What each header means; a column that nobody chose is not used.
fn mapping(columns: &[FoundColumn], chosen: &[(Choosable, usize)]) -> Vec<(String, String)> {
    let meaning = |place: usize| chosen.iter().find(|(_, taken)| *taken == place).map_or(IGNORED, |(field, _)| field.name);
    let named = columns.iter().enumerate().filter(|(_, column)| !column.header.is_empty());
    named.map(|(place, column)| (column.header.clone(), meaning(place).to_owned())).collect()
}

/// What the headers say by themselves.
fn guessed(questions: &Questions, columns: &[FoundColumn]) -> FormState {
    let place = |field: &Choosable| {
        let place = columns.iter().position(|column| column.field.as_deref() == Some(field.name))?;
        Some((field.control, place.to_string()))
    };
    FormState::filled(questions.fields.iter().filter_map(place))
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let hostile = FoundColumn { header: HOSTILE.to_owned(), field: None, is_known: false, example: HOSTILE.to_owned() };
    let columns = serde_json::to_string(&[hostile]).unwrap();
    let task = FileTask { stage: "columns".to_owned(), columns, ..task::sample(visit) };
    let fields = vec![Choosable { control: "number", name: "番号", is_required: true }];
    let questions = Questions { room: Room::Roster, file_kind: "roster", action: "roster.columns_settled", fields };
    [None, Some(refused_form("number"))]
        .map(|typed| sample("desk/uploads/columns.html", &form(visit, &questions, &task, typed).unwrap_or_else(|error| panic!("{error}"))))
        .into()
}
