//! A file read, judged and compared, and kept for a look before anything changes. The plan is bound to the roster's version.

use madoguchi_store::{
    StoreError, Work,
    imports::{ImportState, RosterImport},
    previews::PlannedMove,
    staging::{Move, Staging},
};
use serde_json::json;

use super::{
    Import, ImportError, ImportOutcome, ImportRequest, ImportSite, Progress,
    reading::{ReadError, RefusedFile},
    report,
    switching::event,
    take_effect::{Compared, MOVES_AT_ONCE},
};
use crate::imports::found;

/// How many of them are written in one transaction.
const PROBLEMS_AT_ONCE: usize = 500;

/// A file that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Its record: state `previewed` (see `RosterImport::approval_reasons` for whether it must be handed in) or `refused`.
    pub import: RosterImport,
    /// What it would come to.
    pub outcome: ImportOutcome,
}

/// Reads, judges and compares a file and keeps what it would change, for [`super::apply`] or [`super::hand_in`]; nothing of the roster
/// changes. A refused file is kept too, with its problems. The request's `dry_run` and `allow_leavers` mean nothing here: what they are for
/// comes to the record's `approval_reasons`.
///
/// Runs on a multi-threaded runtime: the reading and comparing blocks its thread.
///
/// # Errors
/// [`ImportError`].
pub async fn preview(
    site: &ImportSite,
    request: &ImportRequest,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Preview, ImportError> {
    let asked = &ImportRequest { allow_leavers: true, ..request.clone() };
    let import = Import::prepare(site, asked).await?;
    let (file, sha256) = match tokio::task::block_in_place(|| import.read(progress)) {
        Ok(read) => read,
        Err(ReadError::Store(error)) => return Err(error.into()),
        Err(ReadError::Refused(mut file)) => return import.keep_refused_file(&mut file).await,
    };
    progress(Progress::Comparing);
    let mut compared = import.compare(file, import.insurer.roster_version).await?;
    import.report(&compared)?;
    let outcome = compared.outcome()?;
    let sha256 = sha256.to_vec();
    let import = match import.is_taken(&compared, &outcome) {
        true => import.keep(&mut compared, sha256, progress).await?,
        false => {
            let record = import.record(&compared, sha256, ImportState::Refused);
            import.keep_refusal(record, &mut compared.file.staging).await?
        }
    };
    Ok(Preview { import, outcome })
}

impl Import<'_> {
    /// Keeps a plan; its record says what it needs to take effect.
    pub(super) async fn keep(
        &self,
        compared: &mut Compared,
        sha256: Vec<u8>,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<RosterImport, ImportError> {
        let (insurer_id, store) = (self.insurer.id, &self.site.store);
        let mut record = self.record(compared, sha256, ImportState::Previewing);
        self.add(&record).await?;
        self.keep_problems(&record, &mut compared.file.staging).await?;
        self.keep_moves(&record, &mut compared.file.staging).await?;
        let ended = &compared.file.staging.ended_corrections()?;
        let ends = |work: Work| async move {
            for ended in ended {
                work.keep_end_of_correction(insurer_id, record.id, ended.person_id, ended.field.name()).await?;
            }
            Ok(())
        };
        store.write(ends).await?;
        let total = u64::try_from(compared.file.staging.planned()?).unwrap_or_default();
        let mut next = Some(1);
        while let Some(first) = next {
            progress(Progress::Writing { done: u64::try_from(first).unwrap_or(1) - 1, total });
            next = compared.file.staging.keep_chunk(store, insurer_id, record.id, first).await?;
        }
        progress(Progress::Writing { done: total, total });
        let now = self.site.clock.now();
        let subject = format!("roster_import:{}", record.id);
        let detail = json!({ "mode": record.mode, "approval_reasons": record.approval_reasons });
        let event = &event(self.site, insurer_id, &self.request.actor, now, ("roster.previewed", subject), &detail);
        let done = |work: Work| async move {
            work.change_import_state(insurer_id, record.id, ImportState::Previewing, ImportState::Previewed).await?;
            work.record(event).await
        };
        store.write(done).await?;
        record.state = ImportState::Previewed.name().to_owned();
        Ok(record)
    }

    async fn keep_refused_file(&self, file: &mut RefusedFile) -> Result<Preview, ImportError> {
        report::write_refused(self.request.report.as_deref(), &file.staging)?;
        let outcome = ImportOutcome::refused(file)?;
        let numbers = json!({ "read": file.rows, "refused": file.rows }).to_string();
        let unread = self.record_of_file(file.sha256.clone(), ImportState::Refused);
        let record = RosterImport { rows_read: file.rows, outcome: numbers, ..unread };
        Ok(Preview { import: self.keep_refusal(record, &mut file.staging).await?, outcome })
    }

    async fn keep_refusal(&self, record: RosterImport, staging: &mut Staging) -> Result<RosterImport, ImportError> {
        self.add(&record).await?;
        self.keep_problems(&record, staging).await?;
        Ok(record)
    }

    async fn add(&self, record: &RosterImport) -> Result<(), StoreError> {
        self.site.store.write(|work| async move { work.add_roster_import(record).await }).await
    }

    async fn keep_problems(&self, record: &RosterImport, staging: &mut Staging) -> Result<(), ImportError> {
        for problems in found::kept(staging)?.chunks(PROBLEMS_AT_ONCE) {
            let keep = |work: Work| async move {
                for problem in problems {
                    work.keep_problem(record.insurer_id, record.id, problem).await?;
                }
                Ok(())
            };
            self.site.store.write(keep).await?;
        }
        Ok(())
    }

    async fn keep_moves(&self, record: &RosterImport, staging: &mut Staging) -> Result<(), ImportError> {
        let mut last = 0;
        loop {
            let page = staging.moves_after(last, MOVES_AT_ONCE)?;
            let Some(end) = page.last() else { return Ok(()) };
            last = end.line;
            let moves = &page.into_iter().map(|found| kept_move(found, self.request.accept_moves)).collect::<Vec<_>>();
            let keep = |work: Work| async move {
                for found in moves {
                    work.keep_move(record.insurer_id, record.id, found).await?;
                }
                Ok(())
            };
            self.site.store.write(keep).await?;
        }
    }
}

fn kept_move(found: Move, is_accepted: bool) -> PlannedMove {
    let [old_symbol, old_number, old_branch] = found.old;
    let [new_symbol, new_number, new_branch] = found.new;
    PlannedMove {
        line: found.line,
        old_person_id: found.old_person_id,
        new_person_id: found.new_person_id,
        kana_name: found.kana_name,
        old_symbol,
        old_number,
        old_branch,
        new_symbol,
        new_number,
        new_branch,
        is_sure: found.is_sure,
        is_confirmed: is_accepted && found.is_sure,
    }
}
