//! 医療費: read, judged line by line, compared with what is in force as multisets, and let take effect at one instant (contract,
//! section 6).
//!
//! What changes is written as lines of the next version of the insurer's costs, which nobody sees; then one short transaction moves the
//! version. Members see a data set from its release date on.

mod effect;
mod fields;
mod outcome;
mod people;
mod row;
mod sweeping;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

use std::{path::PathBuf, time::Duration};

use jiff::{Timestamp, civil::Date};
use madoguchi_rules::{costs::CareMonth, dates::EraDigits, identifiers::InsurerCodeOrNumber, settings::InsurerSettings};
use madoguchi_store::{Day, insurers::Insurer, staging::Staging};

pub use fields::CostField;
pub use outcome::{CostOutcome, MonthOutcome};
pub use sweeping::remove_old_months;

use super::{
    headers::{Columns, Field, IGNORED, Vocabulary, field_named},
    reading::{self, Expectations, ReadError, ReadFile},
    roster::{Actor, ImportError, ImportSite, Progress, find_insurer, lease::Lease, report},
    table::{Encoding, Table},
};
use crate::clock::in_tokyo;
use people::People;
use row::Judge;

/// An import of costs to run.
#[derive(Clone, Debug)]
pub struct CostRequest {
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
    /// Whether it adds to what is there or stands for a whole month.
    pub mode: CostMode,
    /// The first day on which members see what it brings; `None` for today.
    pub release: Option<Date>,
    /// Tell what would be, change nothing.
    pub dry_run: bool,
    /// Let a released month lose more than a tenth of its lines.
    pub allow_removals: bool,
    /// What headers mean in this file, beside the usual names: header and field. Saved for the insurer when the import is applied.
    pub mapping: Vec<(String, String)>,
    /// Where every problem is written as CSV.
    pub report: Option<PathBuf>,
    /// How long to wait for another import of the insurer.
    pub patience: Duration,
    /// Who does it.
    pub actor: Actor,
}

/// What a file is to what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostMode {
    /// What is not there yet is added, as a multiset.
    Add,
    /// It is the whole of this month.
    Replace(CareMonth),
}

impl CostMode {
    /// Its name on the command line and in the record.
    pub fn name(self) -> &'static str {
        match self {
            CostMode::Add => "add",
            CostMode::Replace(_) => "replace",
        }
    }
}

/// An import under way: what was asked, for whom, when.
struct Import<'a> {
    site: &'a ImportSite,
    request: &'a CostRequest,
    insurer: Insurer,
    settings: InsurerSettings,
    mapping: Vec<(String, String)>,
    now: Timestamp,
    today: Date,
}

/// A file that was read, and its SHA-256.
struct Taken {
    file: ReadFile<CostField>,
    sha256: [u8; 32],
}

/// Imports a file. A refused file changes nothing and has an outcome that says why; so has a dry run.
///
/// Runs on a multi-threaded runtime: the reading and comparing blocks its thread.
///
/// # Errors
/// [`ImportError`]; the costs are as before.
pub async fn import(
    site: &ImportSite,
    request: &CostRequest,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<CostOutcome, ImportError> {
    let import = Import::prepare(site, request).await?;
    if request.dry_run {
        return import.run(None, progress).await;
    }
    let lease = Lease::wait_for(site, import.insurer.id, request.patience, progress).await?;
    let outcome = import.run(Some(&lease), progress).await;
    lease.release().await?;
    outcome
}

impl<'a> Import<'a> {
    async fn prepare(site: &'a ImportSite, request: &'a CostRequest) -> Result<Import<'a>, ImportError> {
        let now = site.clock.now();
        let (insurer, settings) = find_insurer(site, &request.insurer).await?;
        let id = insurer.id;
        let mut mapping = site.store.read(|work| async move { work.header_mappings(id, "costs").await }).await?;
        for (header, field) in &request.mapping {
            if field != IGNORED && field_named::<CostField>(field).is_none() {
                let fields = CostField::ALL.iter().map(|field| field.name()).chain([IGNORED]).collect::<Vec<_>>().join("、");
                return Err(ImportError::UnknownField { field: field.clone(), fields });
            }
            mapping.push((header.clone(), field.clone()));
        }
        Ok(Import { site, request, insurer, settings, mapping, now, today: in_tokyo(now).date() })
    }

    /// Reads and compares; with the lease of the insurer, lets the file take effect.
    async fn run(&self, lease: Option<&Lease>, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<CostOutcome, ImportError> {
        let people = People::load(self.site, self.insurer.id, self.settings.kana_lenient).await?;
        match tokio::task::block_in_place(|| self.read(&people, progress)) {
            Ok(taken) => self.take_effect(taken, lease, progress).await,
            Err(ReadError::Store(error)) => Err(error.into()),
            Err(ReadError::Refused(file)) => {
                report::write_refused(self.request.report.as_deref(), &file.staging)?;
                Ok(CostOutcome::refused(&file.staging, file.rows)?)
            }
        }
    }

    fn read(&self, people: &People, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<Taken, ReadError> {
        let path = &self.request.path;
        let staging = Staging::for_costs(Day(self.today)).map_err(ReadError::Store)?;
        let table = match Table::open(path, self.request.encoding, self.site.max_bytes) {
            Ok(table) => table,
            Err(error) => return Err(ReadError::refused(staging, error.into_problem(&[], path))),
        };
        let sha256 = table.survey().sha256;
        let only = match self.request.mode {
            CostMode::Add => None,
            CostMode::Replace(month) => Some(month),
        };
        let begin =
            |columns: Columns<CostField>, _: &mut Staging| Ok(Judge { columns, era: self.request.era, today: self.today, only, people });
        let expectations = Expectations {
            vocabulary: Vocabulary::new(&self.mapping),
            begin: &begin,
            header: "「番号」「診療年月」「診療区分」「医療費総額」「自己負担額」",
            names_somebody: "診療年月と氏名カナ",
        };
        let file = reading::read(table, path, staging, expectations, progress).map_err(|error| error.of_file(sha256))?;
        Ok(Taken { file, sha256 })
    }
}
