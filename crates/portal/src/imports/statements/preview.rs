//! A file of statements that was sent to the desk: read, judged and compared, and kept with what it would change until somebody decides on
//! it. It is bound to the statements and the roster that it was compared with.

use std::io::Read;

use madoguchi_rules::statements::StatementKind;
use madoguchi_store::{StoreError, Work, imports::ImportState, previews::ImportProblem, statement_previews::StatementPreview};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Import, MonthOutcome, StatementMode, StatementOutcome, StatementRequest,
    effect::Plan,
    kinds::{AdviceRows, BenefitRows, CostRows, KindOfRows, SavingsRows},
    of_kind,
    people::People,
};
use crate::imports::{
    found,
    reading::ReadError,
    roster::{ImportError, ImportSite, Progress, switching::event},
};

/// How much of a file is kept in one piece, bytes.
const PIECE: usize = 1 << 20;
/// How many problems are written in one transaction.
const PROBLEMS_AT_ONCE: usize = 500;
/// A month that members see would lose more of its lines than one person may decide.
pub const REMOVALS: &str = "removals";

/// How a kept file is read again when it takes effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reading {
    pub era: String,
    /// The month that it replaces.
    pub month: Option<String>,
    /// 公開日.
    pub release: String,
    /// What its headers mean, all of them.
    pub mapping: Vec<(String, String)>,
}

/// What a file comes to, as it is shown: it comes to this when it takes effect, or it does not take effect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Rows of the file.
    pub read: i64,
    /// Lines that were not there.
    pub added: i64,
    /// Lines that were there.
    pub unchanged: i64,
    /// Lines that a replacement takes away.
    pub removed: i64,
    /// Bad rows.
    pub refused: i64,
    /// Lines that name no one person and stay out.
    pub set_aside: i64,
    /// For how many people something changes.
    pub people: i64,
    /// What becomes of each month.
    pub months: Vec<MonthOutcome>,
}

/// Reads, judges and compares a file and keeps it with what it would change, for [`super::kept::apply`] or [`super::kept::hand_in`]; nothing
/// of the statements changes. A refused file is recorded with its problems, and not kept. The request's `dry_run` and `allow_removals` mean
/// nothing here: what they are for comes to the record's `approval_reasons`.
///
/// Runs on a multi-threaded runtime: the reading and comparing blocks its thread.
///
/// # Errors
/// [`ImportError`].
pub async fn preview(
    site: &ImportSite,
    request: &StatementRequest,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<StatementPreview, ImportError> {
    let asked = &StatementRequest { allow_removals: true, ..request.clone() };
    of_kind!(request.kind, preview_rows(site, asked, progress))
}

async fn preview_rows<K: KindOfRows>(
    site: &ImportSite,
    request: &StatementRequest,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<StatementPreview, ImportError> {
    let import = Import::prepare::<K::Field>(site, request).await?;
    let people = People::load(site, import.insurer.id, import.settings.kana_lenient).await?;
    let mut taken = match tokio::task::block_in_place(|| import.read::<K>(&people, progress)) {
        Ok(taken) => taken,
        Err(ReadError::Store(error)) => return Err(error.into()),
        Err(ReadError::Refused(file)) => {
            let shown = Shown { read: file.rows, refused: file.rows, ..Shown::default() };
            let record = import.preview_record(ImportState::Refused, &file.sha256, &shown)?;
            return import.keep_refusal(record, found::kept(&file.staging)?).await;
        }
    };
    progress(Progress::Comparing);
    let plan = import.plan(&mut taken).await?;
    let state = if import.is_taken(&taken, &plan) { ImportState::Previewing } else { ImportState::Refused };
    let record = import.preview_record(state, &taken.sha256, &Shown::from(&plan.outcome))?;
    let record = StatementPreview { base_version: plan.version, ..record };
    match state {
        ImportState::Refused => import.keep_refusal(record, found::kept(&taken.staging)?).await,
        _ => {
            for losing in plan.losing.iter().cloned() {
                found::warning(&mut taken.staging, losing)?;
            }
            let problems = found::kept(&taken.staging)?;
            import.keep(record, &plan, problems, progress).await
        }
    }
}

impl Import<'_> {
    async fn keep(
        &self,
        mut record: StatementPreview,
        plan: &Plan,
        problems: Vec<ImportProblem>,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<StatementPreview, ImportError> {
        if !plan.losing.is_empty() {
            record.approval_reasons = REMOVALS.to_owned();
        }
        self.add(&record).await?;
        self.keep_problems(&record, &problems).await?;
        self.keep_file(&record, progress).await?;
        let (insurer_id, id, now) = (record.insurer_id, record.id, self.site.clock.now());
        let detail = json!({ "kind": record.kind, "mode": record.mode, "approval_reasons": record.approval_reasons });
        let subject = format!("statement_preview:{id}");
        let event = &event(self.site, insurer_id, &self.request.actor, now, ("statement.previewed", subject), &detail);
        let states = (ImportState::Previewing, ImportState::Previewed);
        let done = |work: Work| async move {
            work.change_statement_preview(insurer_id, id, states).await?;
            work.record(event).await
        };
        self.site.store.write(done).await?;
        record.state = ImportState::Previewed.name().to_owned();
        Ok(record)
    }

    async fn keep_refusal(&self, record: StatementPreview, problems: Vec<ImportProblem>) -> Result<StatementPreview, ImportError> {
        self.add(&record).await?;
        self.keep_problems(&record, &problems).await?;
        Ok(record)
    }

    async fn add(&self, record: &StatementPreview) -> Result<(), StoreError> {
        self.site.store.write(|work| async move { work.add_statement_preview(record).await }).await
    }

    async fn keep_problems(&self, record: &StatementPreview, problems: &[ImportProblem]) -> Result<(), StoreError> {
        for problems in problems.chunks(PROBLEMS_AT_ONCE) {
            let keep = |work: Work| async move {
                for problem in problems {
                    work.keep_statement_problem(record.insurer_id, record.id, problem).await?;
                }
                Ok(())
            };
            self.site.store.write(keep).await?;
        }
        Ok(())
    }

    async fn keep_file(&self, record: &StatementPreview, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<(), ImportError> {
        let mut file = std::fs::File::open(&self.request.path)?;
        let total = file.metadata()?.len();
        let (mut seq, mut done) = (1, 0);
        loop {
            progress(Progress::Writing { done, total });
            let piece = &tokio::task::block_in_place(|| next_piece(&mut file))?;
            if piece.is_empty() {
                return Ok(());
            }
            let keep = |work: Work| async move { work.keep_statement_file(record.insurer_id, record.id, seq, piece).await };
            self.site.store.write(keep).await?;
            seq += 1;
            done += piece.len() as u64;
        }
    }

    fn preview_record(&self, state: ImportState, sha256: &[u8], shown: &Shown) -> Result<StatementPreview, ImportError> {
        let request = self.request;
        let month = match request.mode {
            StatementMode::Add => None,
            StatementMode::Replace(month) => Some(month.to_string()),
        };
        let reading = Reading {
            era: request.era.to_string(),
            month,
            release: request.release.unwrap_or(self.today).to_string(),
            mapping: self.mapping.clone(),
        };
        let json = |error: serde_json::Error| StoreError::Unreadable { column: "statement_previews", problem: error.to_string() };
        Ok(StatementPreview {
            insurer_id: self.insurer.id,
            id: self.site.random.id(self.now),
            kind: request.kind.to_string(),
            file_name: self.file_name(),
            file_sha256: sha256.to_vec(),
            mode: request.mode.name().to_owned(),
            options: serde_json::to_string(&reading).map_err(json)?,
            actor: request.actor.name.clone(),
            state: state.name().to_owned(),
            base_version: 0,
            roster_version: self.insurer.roster_version,
            rows_read: shown.read,
            outcome: serde_json::to_string(shown).map_err(json)?,
            approval_reasons: String::new(),
            started_at: self.now.into(),
            handed_in_by: None,
            handed_in_at: None,
            decided_by: None,
            decided_at: None,
            decision_note: None,
            import_version: None,
        })
    }
}

/// The next piece of a file; empty at its end.
fn next_piece(file: &mut std::fs::File) -> std::io::Result<Vec<u8>> {
    let mut piece = Vec::with_capacity(PIECE);
    file.take(PIECE as u64).read_to_end(&mut piece)?;
    Ok(piece)
}

impl From<&StatementOutcome> for Shown {
    fn from(outcome: &StatementOutcome) -> Shown {
        Shown {
            read: outcome.read,
            added: outcome.added,
            unchanged: outcome.unchanged,
            removed: outcome.removed,
            refused: outcome.refused,
            set_aside: outcome.set_aside,
            people: outcome.people,
            months: outcome.months.clone(),
        }
    }
}
