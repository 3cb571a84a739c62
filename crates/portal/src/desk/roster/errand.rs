//! What the desk has the service do with 加入者データ: look at a file, let an import take effect.

use madoguchi_rules::{dates::EraDigits, identifiers::InsurerCodeOrNumber};
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
        columns::{Unread, columns_of, leave_questions},
        headers::Field,
        roster::{self, Actor, Approval, Approver, ImportError, ImportMode, ImportRequest, ImportSite, PATIENCE, RosterField, preview},
        table::Encoding,
    },
    portal::Portal,
    stored,
    web::{DeskVisit, Refusal},
};

/// The kind of file under which the insurer's headers and digits of eras are kept.
pub const KIND: &str = "roster";

/// How a file is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// `merge` or `full`.
    pub mode: String,
    /// `western`, `receipt` or `nenkin`.
    pub era: String,
    /// Whether the columns are looked at though all are known.
    pub checks_columns: bool,
}

/// Who lets an import take effect.
pub enum Deciding {
    /// Somebody who needs nobody else's approval.
    Alone,
    /// The second person, with a note.
    Second(Approver, String),
}

/// A new task of this visitor.
pub fn task(visit: &DeskVisit, kind: &str, file_name: &str, options: &Options) -> FileTask {
    errand::task(visit, Room::Roster, kind, file_name, serde_json::to_string(options).unwrap_or_default())
}

/// What is asked about the columns.
pub fn questions() -> Questions {
    let choosable = |field: &RosterField| Choosable {
        control: field.columns().first().copied().unwrap_or_default(),
        name: field.name(),
        is_required: field.is_required(),
    };
    let fields = RosterField::ALL.iter().map(choosable).collect();
    Questions { room: Room::Roster, file_kind: KIND, action: "roster.columns_settled", fields }
}

/// Begins to look at a file that was just sent.
///
/// # Errors
/// A [`Refusal`] when the task cannot be put down.
pub async fn begin_to_look(visit: &DeskVisit, task: FileTask, era: &str, file: NamedTempFile) -> Result<Option<Outcome>, Refusal> {
    let insurer = visit.seat.insurer.code.clone();
    let job = |portal: Portal, task: FileTask, tell: Tell| async move { look(&portal, &insurer, &task, file, None, &tell).await };
    errand::begin(visit, task, Some((KIND, era)), job).await
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

/// Begins to let an import take effect.
///
/// # Errors
/// A [`Refusal`] when the task cannot be put down.
pub async fn begin_to_take_effect(
    visit: &DeskVisit,
    task: FileTask,
    import_id: i64,
    deciding: Deciding,
) -> Result<Option<Outcome>, Refusal> {
    let job = move |portal: Portal, task: FileTask, tell: Tell| async move {
        let (site, key) = (portal.import_site(), (task.insurer_id, import_id));
        let mut progress = |progress| tell.show(progress);
        let done = match deciding {
            Deciding::Alone => roster::apply(&site, key, &Actor { kind: "staff", name: task.actor.clone() }, &mut progress).await,
            Deciding::Second(approver, note) => roster::approve(&site, key, approver, &note, &mut progress).await,
        };
        took_effect(import_id, done)
    };
    errand::begin(visit, task, None, job).await
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
        Err(ImportError::Busy) => Outcome::Problem("busy"),
        Err(error) => {
            tracing::error!(%error, "a roster file could not be looked at");
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
        && let Some(columns) = open_columns(&site, task, &file, options.checks_columns).await?
    {
        portal.uploads.put(task.id, file, portal.clock.now());
        return Ok(Outcome::Asks(columns));
    }
    let request = request(insurer_code, task, &options, &file, mapping.unwrap_or_default())?;
    let looked = preview(&site, &request, &mut |progress| tell.show(progress)).await?;
    Ok(Outcome::Import(looked.import.id))
}

/// The columns of a file about which somebody must be asked, or wants to be, as JSON.
async fn open_columns(site: &ImportSite, task: &FileTask, file: &NamedTempFile, is_wished: bool) -> Result<Option<String>, StoreError> {
    let unread = Unread { insurer_id: task.insurer_id, kind: KIND, path: file.path(), encoding: Encoding::Auto, mapping: &[] };
    let columns = columns_of::<RosterField>(site, unread).await?.ok();
    let open = columns.filter(|columns| leave_questions::<RosterField>(columns) || is_wished);
    Ok(open.map(|columns| serde_json::to_string(&columns).unwrap_or_default()))
}

fn request(
    insurer_code: &str,
    task: &FileTask,
    options: &Options,
    file: &NamedTempFile,
    mapping: Vec<(String, String)>,
) -> Result<ImportRequest, ImportError> {
    let unreadable = |what: &str| StoreError::Unreadable { column: "file_tasks.options", problem: format!("no such {what}") };
    Ok(ImportRequest {
        insurer: InsurerCodeOrNumber::parse(insurer_code).map_err(|_| ImportError::UnknownInsurer(insurer_code.to_owned()))?,
        path: file.path().to_owned(),
        file_name: Some(task.file_name.clone()),
        encoding: Encoding::Auto,
        era: options.era.parse().map_err(|_| unreadable("era"))?,
        mode: options.mode.parse().map_err(|_| unreadable("mode"))?,
        dry_run: false,
        accept_moves: false,
        allow_leavers: false,
        mapping,
        report: None,
        approval: Approval::Asked,
        patience: PATIENCE,
        actor: Actor { kind: "staff", name: task.actor.clone() },
    })
}

impl Default for Options {
    fn default() -> Options {
        Options { mode: ImportMode::default().name().to_owned(), era: EraDigits::default().to_string(), checks_columns: false }
    }
}
