//! Statements (医療費, ジェネリック医薬品差額, 適正受診, 給付金支給決定): read, judged line by line, compared with what is in force as multisets,
//! and let take effect at one instant (contract, section 6).
//!
//! What changes is written as lines of the next version of the insurer's statements of the kind, which nobody sees; then one short
//! transaction moves the version. Members see a data set from its release date on.

mod cells;
mod effect;
mod fields;
mod kept;
mod kinds;
mod outcome;
mod people;
mod preview;
mod releasing;
mod row;
mod sweeping;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

use std::{path::PathBuf, time::Duration};

use jiff::{Timestamp, civil::Date};
use madoguchi_rules::{
    costs::CareMonth, dates::EraDigits, identifiers::InsurerCodeOrNumber, settings::InsurerSettings, statements::StatementKind,
};
use madoguchi_store::{Day, insurers::Insurer, staging::Staging};

pub use kept::{apply, approve, decline, discard, expire_old_previews, hand_in};
pub use kinds::{AdviceField, BenefitField, CostField, SavingsField};
pub use outcome::{MonthOutcome, StatementOutcome};
pub use preview::{Shown, preview};
pub use releasing::{ReleaseError, SetKey, change_release};
pub use sweeping::remove_old_months;

use super::{
    headers::{Columns, Field, IGNORED, Vocabulary, field_named},
    reading::{self, Expectations, ReadError},
    roster::{Actor, ImportError, ImportSite, Progress, find_insurer, lease::Lease, report},
    table::{Encoding, Table},
};
use crate::clock::in_tokyo;
use kinds::{AdviceRows, BenefitRows, CostRows, KindOfRows, SavingsRows};
use people::People;
use row::Judge;

/// Calls what is made for each kind of rows with the kind that it is.
macro_rules! of_kind {
    ($kind:expr, $call:ident($($given:expr),* $(,)?)) => {
        match $kind {
            StatementKind::Costs => $call::<CostRows>($($given),*).await,
            StatementKind::Savings => $call::<SavingsRows>($($given),*).await,
            StatementKind::Advice => $call::<AdviceRows>($($given),*).await,
            StatementKind::Benefits => $call::<BenefitRows>($($given),*).await,
        }
    };
}
use of_kind;

/// An import of statements to run.
#[derive(Clone, Debug)]
pub struct StatementRequest {
    /// What the file holds.
    pub kind: StatementKind,
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
    pub mode: StatementMode,
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
pub enum StatementMode {
    /// What is not there yet is added, as a multiset.
    Add,
    /// It is the whole of this month.
    Replace(CareMonth),
}

impl StatementMode {
    /// Its name on the command line and in the record.
    pub fn name(self) -> &'static str {
        match self {
            StatementMode::Add => "add",
            StatementMode::Replace(_) => "replace",
        }
    }
}

/// An import under way: what was asked, for whom, when.
struct Import<'a> {
    site: &'a ImportSite,
    request: &'a StatementRequest,
    insurer: Insurer,
    settings: InsurerSettings,
    mapping: Vec<(String, String)>,
    /// What was looked at before, if anything was: it takes effect as it was shown.
    kept: Option<&'a kept::Kept<'a>>,
    now: Timestamp,
    today: Date,
}

/// A file that was read.
struct Taken {
    /// Its good rows, and what is wrong or odd.
    staging: Staging,
    /// Rows with data, good or bad.
    rows: i64,
    /// Rows that are bad.
    bad_rows: i64,
    /// Rows that name no one person and stayed out.
    set_aside: i64,
    /// Its SHA-256.
    sha256: [u8; 32],
}

/// Imports a file. A refused file changes nothing and has an outcome that says why; so has a dry run.
///
/// Runs on a multi-threaded runtime: the reading and comparing blocks its thread.
///
/// # Errors
/// [`ImportError`]; the statements are as before.
pub async fn import(
    site: &ImportSite,
    request: &StatementRequest,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<StatementOutcome, ImportError> {
    of_kind!(request.kind, import_rows(site, request, progress))
}

async fn import_rows<K: KindOfRows>(
    site: &ImportSite,
    request: &StatementRequest,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<StatementOutcome, ImportError> {
    let import = Import::prepare::<K::Field>(site, request).await?;
    if request.dry_run {
        return import.run::<K>(None, progress).await;
    }
    let lease = Lease::wait_for(site, import.insurer.id, request.patience, progress).await?;
    let outcome = import.run::<K>(Some(&lease), progress).await;
    lease.release().await?;
    outcome
}

impl<'a> Import<'a> {
    async fn prepare<F: Field>(site: &'a ImportSite, request: &'a StatementRequest) -> Result<Import<'a>, ImportError> {
        let now = site.clock.now();
        let (insurer, settings) = find_insurer(site, &request.insurer).await?;
        let (id, kind) = (insurer.id, request.kind.as_str());
        let mut mapping = site.store.read(|work| async move { work.header_mappings(id, kind).await }).await?;
        for (header, field) in &request.mapping {
            if field != IGNORED && field_named::<F>(field).is_none() {
                let fields = F::ALL.iter().map(|field| field.name()).chain([IGNORED]).collect::<Vec<_>>().join("、");
                return Err(ImportError::UnknownField { field: field.clone(), fields });
            }
            mapping.push((header.clone(), field.clone()));
        }
        Ok(Import { site, request, insurer, settings, mapping, kept: None, now, today: in_tokyo(now).date() })
    }

    /// Reads and compares; with the lease of the insurer, lets the file take effect.
    async fn run<K: KindOfRows>(
        &self,
        lease: Option<&Lease>,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<StatementOutcome, ImportError> {
        let people = People::load(self.site, self.insurer.id, self.settings.kana_lenient).await?;
        match tokio::task::block_in_place(|| self.read::<K>(&people, progress)) {
            Ok(taken) => self.take_effect(taken, lease, progress).await,
            Err(ReadError::Store(error)) => Err(error.into()),
            Err(ReadError::Refused(file)) => {
                report::write_refused(self.request.report.as_deref(), &file.staging)?;
                Ok(StatementOutcome::refused(&file.staging, file.rows)?)
            }
        }
    }

    fn read<K: KindOfRows>(&self, people: &People, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<Taken, ReadError> {
        let path = &self.request.path;
        let staging = Staging::for_statements(K::KIND, Day(self.today)).map_err(ReadError::Store)?;
        let table = match Table::open(path, self.request.encoding, self.site.max_bytes) {
            Ok(table) => table,
            Err(error) => return Err(ReadError::refused(staging, error.into_problem(&[], path))),
        };
        let sha256 = table.survey().sha256;
        let only = match self.request.mode {
            StatementMode::Add => None,
            StatementMode::Replace(month) => Some(month),
        };
        let begin = |columns: Columns<K::Field>, _: &mut Staging| {
            Ok(Judge {
                kind: K::default(),
                columns,
                era: self.request.era,
                today: self.today,
                only,
                people,
                unknown: self.settings.unknown_lines,
                set_aside: 0,
                before: None,
            })
        };
        let expectations = Expectations {
            vocabulary: Vocabulary::new(&self.mapping),
            begin: &begin,
            header: K::HEADER,
            names_somebody: "診療年月と氏名カナ",
        };
        let file = reading::read(table, path, staging, expectations, progress).map_err(|error| error.of_file(sha256))?;
        Ok(Taken { staging: file.staging, rows: file.rows, bad_rows: file.bad_rows, set_aside: file.set_aside, sha256 })
    }
}
