//! 加入者データ: read, judged, compared with the roster in force, and let take effect at one instant (contract, section 6).
//!
//! A file is read and compared in a temporary file. What changes is written as rows of the next roster version, which nobody sees, in
//! small transactions; then one short transaction moves the insurer's `roster_version`, the accounts of accepted moves and the trail.
//! An import that was killed leaves invisible rows, which the next one takes away first.

mod approval;
mod correcting;
mod fields;
mod guards;
mod kept;
pub(super) mod lease;
mod matching;
mod outcome;
mod preview;
mod reading;
pub(super) mod report;
pub(super) mod row;
pub(super) mod switching;
pub(super) mod take_effect;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

use std::{path::PathBuf, time::Duration};

use jiff::Timestamp;
use madoguchi_rules::{
    dates::EraDigits,
    identifiers::InsurerCodeOrNumber,
    settings::{InsurerKind, InsurerSettings, Registrants},
};
use madoguchi_store::{Database, Day, StoreError, insurers::Insurer, staging::Staging};

pub use super::found::MOST_LISTED;
pub use approval::ApprovalReason;
pub use correcting::{CorrectionError, CorrectionOrder, Put, RosterCorrection, clean_up, correct, put_within};
pub use fields::RosterField;
pub use kept::{Approver, KeptError, PLANS_KEPT, apply, approve, decline, discard, expire_old_plans, hand_in};
pub use lease::PATIENCE;
pub use matching::{MatchError, MatchLine, MatchResult, MatchedPerson, match_people};
pub use outcome::{Awaiting, ImportOutcome, NumberOnCard, PossibleSamePerson};
pub use preview::{Preview, preview};

use super::{
    found,
    headers::{Columns, Field, IGNORED, Vocabulary, field_named},
    table::{Encoding, Table},
};
use crate::{
    clock::{Clock, in_tokyo},
    random::Random,
};
use reading::{Expectations, ReadError, ReadFile};
use row::Judge;

/// What an import works with; of a running portal, or of a command, which needs no master secret.
#[derive(Clone)]
pub struct ImportSite {
    /// The database.
    pub store: Database,
    /// The clock.
    pub clock: Clock,
    /// The randomness.
    pub random: Random,
    /// The largest file that is read, bytes.
    pub max_bytes: u64,
}

/// An import to run.
#[derive(Clone, Debug)]
pub struct ImportRequest {
    /// The insurer, by code or number.
    pub insurer: InsurerCodeOrNumber,
    /// The file.
    pub path: PathBuf,
    /// Its name as whoever brought it calls it; `None` for the path's own.
    pub file_name: Option<String>,
    /// Its encoding.
    pub encoding: Encoding,
    /// What a one-digit era code means in it.
    pub era: EraDigits,
    /// Whether the file is the whole roster.
    pub mode: ImportMode,
    /// Tell what would be, change nothing.
    pub dry_run: bool,
    /// Carry accounts, consents and costs of those over who moved to another number.
    pub accept_moves: bool,
    /// Let more people leave than the insurer's limit allows, or all mail addresses go.
    pub allow_leavers: bool,
    /// What headers mean in this file, beside the usual names: header and field. Saved for the insurer when the import is applied.
    pub mapping: Vec<(String, String)>,
    /// Where every problem and change is written as CSV.
    pub report: Option<PathBuf>,
    /// Whether a second person is asked where there is reason to.
    pub approval: Approval,
    /// How long to wait for another import of the insurer; see [`PATIENCE`].
    pub patience: Duration,
    /// Who does it.
    pub actor: Actor,
}

/// Whether many leavers, emptied mail addresses or many changed numbers wait for a second person of the insurer's desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Approval {
    /// They do, where two or more people may approve.
    #[default]
    Asked,
    /// They do not: invented data on this machine.
    Waived,
}

/// Who runs an import, for the trail.
#[derive(Clone, Debug)]
pub struct Actor {
    /// `command` or `staff`.
    pub kind: &'static str,
    /// The operating system's user, or the staff member's identifier.
    pub name: String,
}

/// Whether a file is the whole roster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportMode {
    /// Who is not in the file stays.
    #[default]
    Merge,
    /// Who is eligible today and not in the file leaves today.
    Full,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The file is read: bytes done of all; of a sheet, whose length nobody knows, rows and 0.
    Reading {
        /// Bytes or rows.
        done: u64,
        /// Bytes; 0 for a sheet.
        total: u64,
    },
    /// Another import of the insurer is under way, or was killed a moment ago.
    Waiting,
    /// The rows are compared with the roster.
    Comparing,
    /// The next version of the roster is written: rows done of all.
    Writing {
        /// Rows.
        done: u64,
        /// Rows.
        total: u64,
    },
}

/// Why an import did not come to an outcome. A file that is refused has an outcome.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// No insurer has this code or number.
    #[error("there is no insurer {0:?}\nSee: madoguchi insurer list")]
    UnknownInsurer(String),
    /// Another import of this insurer is under way.
    #[error("another import of this insurer is under way\nTry again when it has ended.")]
    Busy,
    /// What was looked at would come to something else by now.
    #[error("what the file is compared with has changed since it was looked at")]
    OutOfDate,
    /// The file that was sent could not be read again.
    #[error("the file could not be read again: {0}")]
    File(#[from] std::io::Error),
    /// A mapping that names no field.
    #[error("there is no field {field:?}; fields: {fields}")]
    UnknownField {
        /// What was given.
        field: String,
        /// What may be given.
        fields: String,
    },
    /// The report could not be written; the roster is as before.
    #[error("the report {path} cannot be written: {source}")]
    Report {
        /// The file.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The database failed, or the temporary file; the roster is as before.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ImportMode {
    /// Its name on the command line and in the record.
    pub fn name(self) -> &'static str {
        match self {
            ImportMode::Merge => "merge",
            ImportMode::Full => "full",
        }
    }
}

impl std::str::FromStr for ImportMode {
    type Err = madoguchi_rules::UnknownName;

    fn from_str(text: &str) -> Result<ImportMode, Self::Err> {
        match text {
            "merge" => Ok(ImportMode::Merge),
            "full" => Ok(ImportMode::Full),
            _ => Err(madoguchi_rules::UnknownName { found: text.to_owned(), allowed: vec!["merge", "full"] }),
        }
    }
}

/// An import under way: what was asked, for whom, when.
struct Import<'a> {
    site: &'a ImportSite,
    request: &'a ImportRequest,
    insurer: Insurer,
    settings: InsurerSettings,
    mapping: Vec<(String, String)>,
    now: Timestamp,
    today: Day,
}

/// Imports a file. A refused file changes nothing and has an outcome that says why; so has a dry run.
///
/// Runs on a multi-threaded runtime: the reading and comparing blocks its thread.
///
/// # Errors
/// [`ImportError`]; the roster is as before.
pub async fn import(
    site: &ImportSite,
    request: &ImportRequest,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<ImportOutcome, ImportError> {
    let import = Import::prepare(site, request).await?;
    let (file, sha256) = match tokio::task::block_in_place(|| import.read(progress)) {
        Ok(read) => read,
        Err(ReadError::Store(error)) => return Err(error.into()),
        Err(ReadError::Refused(file)) => {
            report::write_refused(request.report.as_deref(), &file.staging)?;
            return Ok(ImportOutcome::refused(&file)?);
        }
    };
    if request.dry_run {
        progress(Progress::Comparing);
        return import.compare_only(file).await;
    }
    let lease = lease::Lease::wait_for(site, import.insurer.id, request.patience, progress).await?;
    progress(Progress::Comparing);
    let outcome = import.take_effect(file, sha256, &lease, progress).await;
    lease.release().await?;
    outcome
}

impl<'a> Import<'a> {
    async fn prepare(site: &'a ImportSite, request: &'a ImportRequest) -> Result<Import<'a>, ImportError> {
        let now = site.clock.now();
        let mut mapping = Vec::new();
        let (insurer, settings) = find_insurer(site, &request.insurer).await?;
        let id = insurer.id;
        mapping.extend(site.store.read(|work| async move { work.header_mappings(id, "roster").await }).await?);
        for (header, field) in &request.mapping {
            let is_known = field == IGNORED || field_named::<RosterField>(field).is_some();
            if !is_known {
                let fields = RosterField::ALL.iter().map(|field| field.name()).chain([IGNORED]).collect::<Vec<_>>().join("、");
                return Err(ImportError::UnknownField { field: field.clone(), fields });
            }
            mapping.push((header.clone(), field.clone()));
        }
        Ok(Import { site, request, insurer, settings, mapping, now, today: Day(in_tokyo(now).date()) })
    }

    fn read(&self, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<(ReadFile, [u8; 32]), ReadError> {
        let path = &self.request.path;
        let staging = Staging::open(self.today).map_err(ReadError::Store)?;
        let table = match Table::open(path, self.request.encoding, self.site.max_bytes) {
            Ok(table) => table,
            Err(error) => return Err(ReadError::refused(staging, error.into_problem(&[], path))),
        };
        let sha256 = table.survey().sha256;
        let kind: InsurerKind = self.insurer.kind.parse().unwrap_or_default();
        let judge = |columns: Columns<RosterField>| Judge {
            columns,
            era: self.request.era,
            today: self.today.0,
            takes_all: self.settings.registrants == Registrants::All,
            ends_at_seventy_five: kind.ends_at_seventy_five(),
        };
        let expectations = Expectations { vocabulary: Vocabulary::new(&self.mapping), judge: &judge };
        let file = reading::read(table, path, staging, expectations, progress).map_err(|error| error.of_file(sha256))?;
        Ok((file, sha256))
    }
}

/// The insurer and its settings.
///
/// # Errors
/// [`ImportError::UnknownInsurer`].
pub(super) async fn find_insurer(site: &ImportSite, code: &InsurerCodeOrNumber) -> Result<(Insurer, InsurerSettings), ImportError> {
    let found = site.store.read(|work| async move {
        let insurer = match code {
            InsurerCodeOrNumber::Code(code) => work.insurer_by_code(code.as_str()).await?,
            InsurerCodeOrNumber::Number(number) => work.insurer_by_number(number.as_str()).await?,
        };
        let Some(insurer) = insurer else { return Ok(None) };
        let settings = crate::insurer::settings(&work, insurer.id).await?;
        Ok(Some((insurer, settings)))
    });
    found.await?.ok_or_else(|| {
        ImportError::UnknownInsurer(match code {
            InsurerCodeOrNumber::Code(code) => code.as_str().to_owned(),
            InsurerCodeOrNumber::Number(number) => number.as_str().to_owned(),
        })
    })
}
