//! From a read file to a roster in force, or to a plan that waits for a second person.

use std::path::Path;

use madoguchi_store::{
    At, StoreError, Work,
    imports::{ImportState, RosterImport},
    staging::{Counts, EndedCorrection},
};
use serde_json::json;

use super::{
    Approval, Import, ImportError, ImportMode, ImportOutcome, MOST_LISTED, PossibleSamePerson, Progress,
    approval::{ApprovalReason, Doubt, FEWEST_APPROVERS, joined},
    found, guards,
    kept::{KeptError, hand_in},
    lease::Lease,
    outcome::Awaiting,
    reading::ReadFile,
    report,
    switching::{Accepted, Switch, clean_up_after_a_broken_import, event},
};
use crate::imports::RowProblem;

/// How many moves are noted in one transaction.
pub(super) const MOVES_AT_ONCE: i64 = 500;
/// How many doubled keys are told at once.
const TOLD_AT_ONCE: i64 = 1_000;

/// A file that was compared with the roster.
pub(super) struct Compared {
    pub file: ReadFile,
    /// The roster version that it was compared with.
    pub version: i64,
    pub counts: Counts,
    /// How many moves the file has.
    pub moves: i64,
    /// The first moves that earlier imports found and nobody has confirmed yet.
    pub open_moves: Vec<PossibleSamePerson>,
    /// How many of those there are.
    pub open_moves_found: i64,
    /// Whether something refuses the file as a whole.
    pub is_refused: bool,
    /// Why a second person should agree.
    pub doubts: Vec<Doubt>,
}

impl Import<'_> {
    /// Tells what the file would change, and changes nothing.
    pub(super) async fn compare_only(&self, file: ReadFile) -> Result<ImportOutcome, ImportError> {
        let compared = self.compare(file, self.insurer.roster_version).await?;
        self.report(&compared)?;
        compared.outcome()
    }

    /// Lets the file take effect, unless it is refused or a second person must agree.
    pub(super) async fn take_effect(
        &self,
        file: ReadFile,
        sha256: [u8; 32],
        lease: &Lease,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<ImportOutcome, ImportError> {
        let insurer_id = self.insurer.id;
        clean_up_after_a_broken_import(self.site, insurer_id).await?;
        let insurer = self.site.store.read(|work| async move { work.insurer_by_id(insurer_id).await }).await?;
        let version = insurer.map_or(self.insurer.roster_version, |insurer| insurer.roster_version);
        let mut compared = self.compare(file, version).await?;
        let is_waiting = self.must_wait_for_a_second_person(&compared.doubts).await?;
        if is_waiting && compared.file.staging.planned()? == 0 && !compared.is_refused {
            compared.is_refused = true;
            found::error(&mut compared.file.staging, moves_of_many())?;
        }
        let mut outcome = compared.outcome()?;
        // Before the switch: a report that cannot be written must not come as a surprise after it.
        self.report(&compared)?;
        if !self.is_taken(&compared, &outcome) {
            return Ok(outcome);
        }
        if is_waiting {
            outcome.awaiting_approval = Some(self.hand_in(&mut compared, sha256, progress).await?);
            return Ok(outcome);
        }
        outcome.applied = true;
        if compared.file.staging.planned()? > 0 {
            let record = self.record(&compared, sha256.to_vec(), ImportState::Writing);
            self.write_rows(&mut compared, &record, lease, progress).await?;
            let ended = compared.file.staging.ended_corrections()?;
            self.switch(&record, lease, &ended, compared.numbers()).await?;
        } else if self.request.accept_moves && compared.open_moves_found > 0 {
            self.accept_open_moves().await?;
        }
        if self.request.accept_moves {
            self.mark_accepted(&mut outcome).await?;
        }
        Ok(outcome)
    }

    /// In `merge`, bad rows up to the limit stay out and the others are taken; anything else that is wrong refuses the file.
    pub(super) fn is_taken(&self, compared: &Compared, outcome: &ImportOutcome) -> bool {
        let takes_the_good_rows = self.request.mode == ImportMode::Merge && !compared.is_refused && outcome.refused > 0;
        outcome.errors_found == 0 || takes_the_good_rows
    }

    /// Whether there is reason to ask a second person, and there are such people.
    async fn must_wait_for_a_second_person(&self, doubts: &[Doubt]) -> Result<bool, StoreError> {
        if doubts.is_empty() || self.request.approval == Approval::Waived {
            return Ok(false);
        }
        let insurer_id = self.insurer.id;
        let approvers = self.site.store.read(|work| async move { work.approvers(insurer_id).await }).await?;
        Ok(approvers.len() >= FEWEST_APPROVERS)
    }

    /// Keeps the plan and hands it in: the desk has it under what awaits approval.
    async fn hand_in(
        &self,
        compared: &mut Compared,
        sha256: [u8; 32],
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Awaiting, ImportError> {
        let record = self.keep(compared, sha256.to_vec(), progress).await?;
        hand_in(self.site, record.insurer_id, record.id, &self.request.actor).await.map_err(|error| match error {
            KeptError::Store(error) => ImportError::Store(error),
            _ => ImportError::Busy,
        })?;
        Ok(Awaiting { import: record.id, reasons: ApprovalReason::all_in(&record.approval_reasons) })
    }

    /// Compares a file with the roster of this version.
    pub(super) async fn compare(&self, mut file: ReadFile, version: i64) -> Result<Compared, ImportError> {
        let (insurer_id, store) = (self.insurer.id, &self.site.store);
        let is_full = self.request.mode == ImportMode::Full;
        let is_over_the_limit = self.refuses_bad_rows(&file);
        let doubled = tokio::task::block_in_place(|| take_out_duplicates(&mut file))?;
        file.staging.load_current(store, insurer_id, version).await?;
        file.staging.load_corrections(store, insurer_id).await?;
        let first_person_id = self.site.random.id(self.now).max(file.staging.last_person_id()? + 1);
        let (counts, moves) = tokio::task::block_in_place(|| {
            file.staging.pair()?;
            let counts = file.staging.decide(is_full, first_person_id)?;
            Ok::<_, StoreError>((counts, file.staging.find_moves()?))
        })?;
        let open =
            |work: Work| async move { Ok((work.open_moves(insurer_id, MOST_LISTED).await?, work.count_open_moves(insurer_id).await?)) };
        let (open_moves, open_moves_found) = store.read(open).await?;
        let open_moves = open_moves.into_iter().map(PossibleSamePerson::from).collect();
        let moving = moves + if self.request.accept_moves { open_moves_found } else { 0 };
        let doubts = self.doubts(&file, &counts, moving)?;
        let mut is_refused = is_over_the_limit || doubled > 0;
        for doubt in doubts.iter().filter(|doubt| self.refuses(doubt)) {
            is_refused = true;
            found::error(&mut file.staging, doubt.problem.clone())?;
        }
        self.warn(&mut file).await?;
        Ok(Compared { file, version, counts, moves, open_moves, open_moves_found, is_refused, doubts })
    }

    pub(super) fn report(&self, compared: &Compared) -> Result<(), ImportError> {
        report::write(self.request.report.as_deref(), &compared.file.staging, &compared.open_moves)
    }

    /// The record of an import that was compared.
    pub(super) fn record(&self, compared: &Compared, file_sha256: Vec<u8>, state: ImportState) -> RosterImport {
        let reasons: Vec<_> = compared.doubts.iter().map(|doubt| doubt.reason).collect();
        let approval_reasons = if state == ImportState::Writing { String::new() } else { joined(&reasons) };
        RosterImport {
            base_version: compared.version,
            version: compared.version + 1,
            rows_read: compared.file.rows,
            outcome: compared.numbers().to_string(),
            approval_reasons,
            ..self.record_of_file(file_sha256, state)
        }
    }

    /// The record of a file of which no more is known.
    pub(super) fn record_of_file(&self, file_sha256: Vec<u8>, state: ImportState) -> RosterImport {
        RosterImport {
            insurer_id: self.insurer.id,
            id: self.site.random.id(self.now),
            file_name: self.request.file_name.clone().unwrap_or_else(|| name_of(&self.request.path)),
            file_sha256,
            mode: self.request.mode.name().to_owned(),
            actor: self.request.actor.name.clone(),
            state: state.name().to_owned(),
            base_version: self.insurer.roster_version,
            version: self.insurer.roster_version,
            rows_read: 0,
            outcome: "{}".to_owned(),
            mapping: json!(self.request.mapping).to_string(),
            approval_reasons: String::new(),
            started_at: At::from(self.now),
            handed_in_by: None,
            handed_in_at: None,
            decided_by: None,
            decided_at: None,
            decision_note: None,
            applied_at: None,
            resumes_as: None,
        }
    }

    /// Writes the next version beside the one in force; nobody sees it yet.
    async fn write_rows(
        &self,
        compared: &mut Compared,
        record: &RosterImport,
        lease: &Lease,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), ImportError> {
        let (insurer_id, version, store) = (self.insurer.id, record.version, &self.site.store);
        store.write(|work| async move { work.add_roster_import(record).await }).await?;
        let mut last = 0;
        loop {
            let moves = &compared.file.staging.moves_after(last, MOVES_AT_ONCE)?;
            let Some(end) = moves.last() else { break };
            last = end.line;
            let note = |work: Work| async move {
                for found in moves {
                    work.note_possible_move(insurer_id, found.old_person_id, found.new_person_id, record.id).await?;
                }
                Ok(())
            };
            store.write(note).await?;
        }
        let total = u64::try_from(compared.file.staging.planned()?).unwrap_or_default();
        let mut next = Some(1);
        while let Some(first) = next {
            progress(Progress::Writing { done: u64::try_from(first).unwrap_or(1) - 1, total });
            next = compared.file.staging.write_chunk(store, insurer_id, version, &lease.for_writing(), first).await?;
        }
        progress(Progress::Writing { done: total, total });
        Ok(())
    }

    async fn switch(
        &self,
        record: &RosterImport,
        lease: &Lease,
        ended: &[EndedCorrection],
        mut detail: serde_json::Value,
    ) -> Result<(), ImportError> {
        detail["mode"] = json!(record.mode);
        detail["version"] = json!(record.version);
        detail["file_sha256"] = json!(hex(&record.file_sha256));
        detail["accept_moves"] = json!(self.request.accept_moves);
        detail["allow_leavers"] = json!(self.request.allow_leavers);
        let switch = Switch {
            site: self.site,
            record,
            lease: lease.for_writing(),
            actor: &self.request.actor,
            accepted: if self.request.accept_moves { Accepted::All } else { Accepted::Nobody },
            today: self.today,
            mapping: &self.request.mapping,
            ended,
            note: None,
            detail,
        };
        Ok(switch.take_effect().await?)
    }

    /// The file changes nothing, but moves that earlier imports found are now confirmed.
    async fn accept_open_moves(&self) -> Result<(), ImportError> {
        let (insurer_id, now) = (self.insurer.id, self.site.clock.now());
        let subject = format!("insurer:{insurer_id}");
        let detail = json!({ "file": "unchanged" });
        let event = &event(self.site, insurer_id, &self.request.actor, now, ("roster.moves_accepted", subject), &detail);
        let accept = |work: Work| async move {
            if work.accept_moves(insurer_id, None, self.today, At::from(now), &self.request.actor.name).await? > 0 {
                work.carry_accounts_over(insurer_id).await?;
                work.record(event).await?;
            }
            Ok(())
        };
        Ok(self.site.store.write(accept).await?)
    }

    async fn mark_accepted(&self, outcome: &mut ImportOutcome) -> Result<(), ImportError> {
        let (insurer_id, listed) = (self.insurer.id, &mut outcome.possible_same_person);
        let pairs: Vec<(i64, i64)> = listed.iter().map(|found| found.people).collect();
        let accepted = self.site.store.read(|work| async move {
            let mut accepted = Vec::with_capacity(pairs.len());
            for (old, new) in pairs {
                accepted.push(work.is_accepted_move(insurer_id, old, new).await?);
            }
            Ok(accepted)
        });
        for (found, accepted) in listed.iter_mut().zip(accepted.await?) {
            found.accepted = accepted;
        }
        Ok(())
    }
}

impl Compared {
    /// The outcome so far, not applied.
    pub(super) fn outcome(&self) -> Result<ImportOutcome, ImportError> {
        let staging = &self.file.staging;
        let Counts { added, changed, rekeyed, unchanged, left, .. } = self.counts;
        let (errors, errors_found) = found::listed(staging, true)?;
        let (warnings, warnings_found) = found::listed(staging, false)?;
        let moves = staging.moves_after(0, MOST_LISTED)?.into_iter().map(PossibleSamePerson::from);
        let listed = usize::try_from(MOST_LISTED).unwrap_or(usize::MAX);
        Ok(ImportOutcome {
            applied: false,
            awaiting_approval: None,
            read: self.file.rows,
            added,
            changed,
            rekeyed,
            unchanged,
            left,
            possible_same_person: moves.chain(self.open_moves.iter().cloned()).take(listed).collect(),
            possible_same_people_found: self.moves + self.open_moves_found,
            refused: self.file.bad_rows,
            errors,
            errors_found,
            warnings,
            warnings_found,
        })
    }

    /// The numbers that the record and the trail have.
    fn numbers(&self) -> serde_json::Value {
        let Counts { added, changed, rekeyed, unchanged, left, replaced, eligible } = self.counts;
        json!({
            "read": self.file.rows,
            "added": added,
            "changed": changed,
            "rekeyed": rekeyed,
            "unchanged": unchanged,
            "left": left,
            "replaced": replaced,
            "eligible_before": eligible,
            "refused": self.file.bad_rows,
            "possible_same_person": self.moves,
        })
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// SHA-256 as people compare it.
pub(in crate::imports) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Many moves of earlier imports, which no plan holds, so that nobody could agree to them as one.
fn moves_of_many() -> RowProblem {
    RowProblem::of_file(
        "多くの方の記号・番号の引き継ぎを、一人の判断でまとめて確認することはできません。",
        "窓口の画面で、お一人ずつ確認してください。",
    )
}

/// Takes the later rows of a key out of the comparison and tells each; answers how many.
fn take_out_duplicates(file: &mut ReadFile) -> Result<i64, StoreError> {
    let doubled = file.staging.take_out_duplicates()?;
    file.bad_rows += doubled;
    let mut last = 0;
    loop {
        let page = file.staging.duplicates_after(last, TOLD_AT_ONCE)?;
        let Some(end) = page.last() else { return Ok(doubled) };
        last = end.line;
        page.iter().try_for_each(|duplicate| found::error(&mut file.staging, guards::doubled(duplicate)))?;
    }
}
