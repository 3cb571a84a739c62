//! What the desk has the service do with files of statements: look at one, let one take effect.

use madoguchi_rules::{costs::CareMonth, identifiers::InsurerCodeOrNumber, statements::StatementKind};
use madoguchi_store::{StoreError, file_tasks::FileTask};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::{
    desk::uploads::{
        Room,
        columns::{Choosable, Questions},
        errand::{self, Outcome, Tell, took_effect},
    },
    imports::{
        columns::{FoundColumn, Unread, columns_of, leave_questions},
        headers::Field,
        roster::{Actor, Approver, ImportError, ImportSite, PATIENCE},
        statements::{AdviceField, BenefitField, CostField, SavingsField, StatementMode, StatementRequest, apply, approve, preview},
        table::Encoding,
    },
    portal::Portal,
    stored,
    web::{DeskVisit, Refusal},
};

/// The names of the controls in which columns are chosen: as many as a kind has fields, at most.
const CONTROLS: [&str; 20] = [
    "column-1",
    "column-2",
    "column-3",
    "column-4",
    "column-5",
    "column-6",
    "column-7",
    "column-8",
    "column-9",
    "column-10",
    "column-11",
    "column-12",
    "column-13",
    "column-14",
    "column-15",
    "column-16",
    "column-17",
    "column-18",
    "column-19",
    "column-20",
];

/// How a file is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// The kind.
    pub kind: String,
    /// The month that it replaces; none for an addition.
    pub month: Option<String>,
    /// 公開日.
    pub release: String,
    /// `western`, `receipt` or `nenkin`.
    pub era: String,
    /// Whether the columns are looked at though all are known.
    pub checks_columns: bool,
}

/// Who lets a file take effect.
pub enum Deciding {
    /// Somebody who needs nobody else's approval.
    Alone,
    /// The second person, with a note.
    Second(Approver, String),
}

/// A new task of this visitor that looks at a file.
pub fn task_to_look(visit: &DeskVisit, file_name: &str, options: &Options) -> FileTask {
    errand::task(visit, Room::Costs, "look", file_name, serde_json::to_string(options).unwrap_or_default())
}

/// What is asked about the columns of the file of a task.
///
/// # Errors
/// [`StoreError::Unreadable`].
pub fn questions(task: &FileTask) -> Result<Questions, StoreError> {
    let kind = match task.kind.as_str() {
        // Nothing is asked when a file takes effect.
        "effect" => StatementKind::Costs,
        _ => kind_of(&stored::json("file_tasks.options", &task.options)?)?,
    };
    Ok(Questions { room: Room::Costs, file_kind: kind.as_str(), action: "statement.columns_settled", fields: fields(kind) })
}

fn fields(kind: StatementKind) -> Vec<Choosable> {
    match kind {
        StatementKind::Costs => choosable::<CostField>(),
        StatementKind::Savings => choosable::<SavingsField>(),
        StatementKind::Advice => choosable::<AdviceField>(),
        StatementKind::Benefits => choosable::<BenefitField>(),
    }
}

fn choosable<F: Field>() -> Vec<Choosable> {
    let each = F::ALL.iter().zip(CONTROLS);
    each.map(|(field, control)| Choosable { control, name: field.name(), is_required: field.is_required() }).collect()
}

/// Begins to look at a file that was just sent.
///
/// # Errors
/// A [`Refusal`] when the task cannot be put down.
pub async fn begin_to_look(visit: &DeskVisit, task: FileTask, options: &Options, file: NamedTempFile) -> Result<Option<Outcome>, Refusal> {
    let insurer = visit.seat.insurer.code.clone();
    let job = |portal: Portal, task: FileTask, tell: Tell| async move { look(&portal, &insurer, &task, file, None, &tell).await };
    errand::begin(visit, task, Some((&options.kind, &options.era)), job).await
}

/// Goes on with a file whose headers somebody explained.
///
/// # Errors
/// A [`Refusal`] when the work broke off.
pub async fn look_on(
    visit: &DeskVisit,
    task: FileTask,
    file: NamedTempFile,
    mapping: Vec<(String, String)>,
) -> Result<Option<Outcome>, Refusal> {
    let insurer = visit.seat.insurer.code.clone();
    let job = |portal: Portal, task: FileTask, tell: Tell| async move { look(&portal, &insurer, &task, file, Some(mapping), &tell).await };
    errand::go_on(visit, task, job).await
}

/// Begins to let a file take effect.
///
/// # Errors
/// A [`Refusal`] when the task cannot be put down.
pub async fn begin_to_take_effect(
    visit: &DeskVisit,
    file_name: &str,
    id: i64,
    deciding: Deciding,
) -> Result<(i64, Option<Outcome>), Refusal> {
    let task = FileTask { import_id: Some(id), ..errand::task(visit, Room::Costs, "effect", file_name, "{}".to_owned()) };
    let task_id = task.id;
    let job = move |portal: Portal, task: FileTask, tell: Tell| async move {
        let (site, key) = (portal.import_site(), (task.insurer_id, id));
        let mut progress = |progress| tell.show(progress);
        let done = match deciding {
            Deciding::Alone => apply(&site, key, &Actor { kind: "staff", name: task.actor.clone() }, &mut progress).await,
            Deciding::Second(approver, note) => approve(&site, key, approver, &note, &mut progress).await,
        };
        took_effect(id, done)
    };
    Ok((task_id, errand::begin(visit, task, None, job).await?))
}

async fn look(
    portal: &Portal,
    insurer_code: &str,
    task: &FileTask,
    file: NamedTempFile,
    mapping: Option<Vec<(String, String)>>,
    tell: &Tell,
) -> Outcome {
    match try_to_look(portal, insurer_code, task, file, mapping, tell).await {
        Ok(outcome) => outcome,
        Err(error) => {
            tracing::error!(%error, "a file of statements could not be looked at");
            Outcome::Problem("broken")
        }
    }
}

async fn try_to_look(
    portal: &Portal,
    insurer_code: &str,
    task: &FileTask,
    file: NamedTempFile,
    mapping: Option<Vec<(String, String)>>,
    tell: &Tell,
) -> Result<Outcome, ImportError> {
    let options: Options = stored::json("file_tasks.options", &task.options)?;
    let site = portal.import_site();
    if mapping.is_none()
        && let Some(columns) = open_columns(&site, task, &file, &options).await?
    {
        portal.uploads.put(task.id, file, portal.clock.now());
        return Ok(Outcome::Asks(columns));
    }
    let request = request(insurer_code, task, &options, &file, mapping.unwrap_or_default())?;
    let looked = preview(&site, &request, &mut |progress| tell.show(progress)).await?;
    Ok(Outcome::Import(looked.id))
}

/// The columns of a file about which somebody must be asked, or wants to be, as JSON: their headers, and nothing that stands under them. A
/// file in whose first lines no header is known leaves no question: what looks like its header may be somebody's line.
async fn open_columns(site: &ImportSite, task: &FileTask, file: &NamedTempFile, options: &Options) -> Result<Option<String>, StoreError> {
    let kind = kind_of(options)?;
    let unread = Unread { insurer_id: task.insurer_id, kind: kind.as_str(), path: file.path(), encoding: Encoding::Auto, mapping: &[] };
    let columns = match kind {
        StatementKind::Costs => open_columns_of::<CostField>(site, unread, options).await?,
        StatementKind::Savings => open_columns_of::<SavingsField>(site, unread, options).await?,
        StatementKind::Advice => open_columns_of::<AdviceField>(site, unread, options).await?,
        StatementKind::Benefits => open_columns_of::<BenefitField>(site, unread, options).await?,
    };
    let headers = |column: FoundColumn| FoundColumn { example: String::new(), ..column };
    let columns = columns.map(|columns| columns.into_iter().map(headers).collect::<Vec<_>>());
    Ok(columns.map(|columns| serde_json::to_string(&columns).unwrap_or_default()))
}

async fn open_columns_of<F: Field>(
    site: &ImportSite,
    unread: Unread<'_>,
    options: &Options,
) -> Result<Option<Vec<FoundColumn>>, StoreError> {
    let columns = columns_of::<F>(site, unread).await?.ok();
    let has_header = |columns: &Vec<FoundColumn>| columns.iter().any(|column| column.field.is_some());
    Ok(columns.filter(has_header).filter(|columns| leave_questions::<F>(columns) || options.checks_columns))
}

fn request(
    insurer_code: &str,
    task: &FileTask,
    options: &Options,
    file: &NamedTempFile,
    mapping: Vec<(String, String)>,
) -> Result<StatementRequest, ImportError> {
    let month = |month: &String| CareMonth::named(month).ok_or_else(|| unreadable("month"));
    Ok(StatementRequest {
        kind: kind_of(options)?,
        insurer: InsurerCodeOrNumber::parse(insurer_code).map_err(|_| ImportError::UnknownInsurer(insurer_code.to_owned()))?,
        path: file.path().to_owned(),
        file_name: Some(task.file_name.clone()),
        encoding: Encoding::Auto,
        era: options.era.parse().map_err(|_| unreadable("era"))?,
        mode: options.month.as_ref().map(month).transpose()?.map_or(StatementMode::Add, StatementMode::Replace),
        release: Some(options.release.parse().map_err(|_| unreadable("date"))?),
        dry_run: false,
        allow_removals: false,
        mapping,
        report: None,
        patience: PATIENCE,
        actor: Actor { kind: "staff", name: task.actor.clone() },
    })
}

fn kind_of(options: &Options) -> Result<StatementKind, StoreError> {
    options.kind.parse().map_err(|_| unreadable("kind"))
}

fn unreadable(what: &str) -> StoreError {
    StoreError::Unreadable { column: "file_tasks.options", problem: format!("no such {what}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_kind_has_a_control() {
        let numbers = [CostField::ALL.len(), SavingsField::ALL.len(), AdviceField::ALL.len(), BenefitField::ALL.len()];
        for (kind, number) in StatementKind::ALL.iter().zip(numbers) {
            assert_eq!(fields(*kind).len(), number, "{kind}");
        }
    }
}
