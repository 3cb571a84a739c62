//! From a read file to a roster in force.

use madoguchi_store::{
    At, StoreError, Work,
    audit::AuditEvent,
    imports::RosterImport,
    staging::{Counts, EndedCorrection},
};
use serde_json::json;

use super::{
    Import, ImportError, ImportMode, ImportOutcome, ImportSite, PossibleSamePerson, Progress,
    found::{self, MOST_LISTED},
    guards,
    lease::Lease,
    reading::ReadFile,
    report,
};

/// How many moves are noted in one transaction.
const MOVES_AT_ONCE: i64 = 500;
/// How many rows of the roster are cleaned in one transaction.
const CLEANED_AT_ONCE: i64 = 5_000;
/// How many doubled keys are told at once.
const TOLD_AT_ONCE: i64 = 1_000;

/// A file that was compared with the roster.
struct Compared {
    file: ReadFile,
    counts: Counts,
    /// How many moves the file has.
    moves: i64,
    /// The first moves that earlier imports found and nobody has confirmed yet.
    open_moves: Vec<PossibleSamePerson>,
    /// How many of those there are.
    open_moves_found: i64,
    /// Whether something refuses the file as a whole.
    is_refused: bool,
}

impl Import<'_> {
    /// Tells what the file would change, and changes nothing.
    pub(super) async fn compare_only(&self, file: ReadFile) -> Result<ImportOutcome, ImportError> {
        let compared = self.compare(file, self.insurer.roster_version).await?;
        self.report(&compared)?;
        compared.outcome()
    }

    /// Lets the file take effect, unless it is refused.
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
        let mut outcome = compared.outcome()?;
        // Before the switch: a report that cannot be written must not come as a surprise after it.
        self.report(&compared)?;
        if outcome.errors_found > 0 && !self.takes_the_good_rows(&compared, &outcome) {
            return Ok(outcome);
        }
        outcome.applied = true;
        let planned = compared.file.staging.planned()?;
        if planned > 0 {
            let record = self.record(&compared, sha256, version + 1)?;
            self.write_rows(&mut compared, &record, lease, progress).await?;
            let ended = compared.file.staging.ended_corrections()?;
            self.switch(&record, lease, &outcome, &ended).await?;
        } else if self.request.accept_moves && compared.open_moves_found > 0 {
            self.accept_open_moves().await?;
        }
        if self.request.accept_moves {
            self.mark_accepted(&mut outcome).await?;
        }
        Ok(outcome)
    }

    /// In `merge`, bad rows up to the limit stay out and the others are taken; anything else that is wrong refuses the file.
    fn takes_the_good_rows(&self, compared: &Compared, outcome: &ImportOutcome) -> bool {
        self.request.mode == ImportMode::Merge && !compared.is_refused && outcome.refused > 0
    }

    async fn compare(&self, mut file: ReadFile, version: i64) -> Result<Compared, ImportError> {
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
        let refusals = self.refusals(&mut file, &counts)?;
        let is_refused = is_over_the_limit || doubled > 0 || !refusals.is_empty();
        refusals.into_iter().try_for_each(|refusal| found::error(&mut file.staging, refusal))?;
        self.warn(&mut file).await?;
        let open =
            |work: Work| async move { Ok((work.open_moves(insurer_id, MOST_LISTED).await?, work.count_open_moves(insurer_id).await?)) };
        let (open_moves, open_moves_found) = store.read(open).await?;
        let open_moves = open_moves.into_iter().map(PossibleSamePerson::from).collect();
        Ok(Compared { file, counts, moves, open_moves, open_moves_found, is_refused })
    }

    fn report(&self, compared: &Compared) -> Result<(), ImportError> {
        report::write(self.request.report.as_deref(), &compared.file.staging, &compared.open_moves)
    }

    fn record(&self, compared: &Compared, sha256: [u8; 32], version: i64) -> Result<RosterImport, ImportError> {
        let file_name = self.request.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(RosterImport {
            insurer_id: self.insurer.id,
            id: self.site.random.id(self.now),
            file_name,
            file_sha256: sha256.to_vec(),
            mode: self.request.mode.name().to_owned(),
            actor: self.request.actor.name.clone(),
            state: "writing".to_owned(),
            version,
            rows_read: compared.file.rows,
            outcome: compared.numbers().to_string(),
            started_at: At::from(self.now),
            applied_at: None,
        })
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
        store.write(|work| async move { work.begin_roster_import(record).await }).await?;
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

    /// The one short transaction: what was written is in force, whole.
    async fn switch(
        &self,
        record: &RosterImport,
        lease: &Lease,
        outcome: &ImportOutcome,
        ended: &[EndedCorrection],
    ) -> Result<(), ImportError> {
        let at = At::from(self.site.clock.now());
        let (lease, event) = (&lease.for_writing(), &self.event("roster.imported", record, outcome));
        let ended = &ended.iter().map(|ended| (ended, self.end_of_correction(record, ended))).collect::<Vec<_>>();
        let switch = |work: Work| async move {
            let is_ours = work.keep_lease(&lease.name, lease.holder, lease.until).await?;
            if !is_ours || !work.switch_roster(record.insurer_id, record.version).await? {
                return Err(StoreError::LeaseLost);
            }
            work.finish_roster_import(record.insurer_id, record.id, at).await?;
            if self.request.accept_moves {
                work.accept_moves(record.insurer_id, None, self.today, at, &self.request.actor.name).await?;
            }
            work.carry_accounts_over(record.insurer_id).await?;
            for (header, field) in &self.request.mapping {
                work.set_header_mapping(record.insurer_id, "roster", header, field).await?;
            }
            for (ended, event) in ended {
                work.remove_correction(record.insurer_id, ended.person_id, ended.field).await?;
                work.record(event).await?;
            }
            work.record(event).await
        };
        Ok(self.site.store.write(switch).await?)
    }

    /// The file changes nothing, but moves that earlier imports found are now confirmed.
    async fn accept_open_moves(&self) -> Result<(), ImportError> {
        let (insurer_id, at) = (self.insurer.id, At::from(self.site.clock.now()));
        let detail = json!({ "file": "unchanged" });
        let event = &self.event_of("roster.moves_accepted", format!("insurer:{insurer_id}"), &detail);
        let accept = |work: Work| async move {
            if work.accept_moves(insurer_id, None, self.today, at, &self.request.actor.name).await? > 0 {
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

    fn end_of_correction(&self, record: &RosterImport, ended: &EndedCorrection) -> AuditEvent {
        let detail = json!({ "field": ended.field.name(), "roster_import": record.id });
        self.event_of("roster.correction_ended", format!("person:{}", ended.person_id), &detail)
    }

    fn event(&self, action: &str, record: &RosterImport, outcome: &ImportOutcome) -> AuditEvent {
        let detail = json!({
            "mode": record.mode,
            "version": record.version,
            "file_sha256": record.file_sha256.iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
            "read": outcome.read,
            "added": outcome.added,
            "changed": outcome.changed,
            "rekeyed": outcome.rekeyed,
            "left": outcome.left,
            "refused": outcome.refused,
            "possible_same_person": outcome.possible_same_people_found,
            "accept_moves": self.request.accept_moves,
            "allow_leavers": self.request.allow_leavers,
        });
        self.event_of(action, format!("roster_import:{}", record.id), &detail)
    }

    fn event_of(&self, action: &str, subject: String, detail: &serde_json::Value) -> AuditEvent {
        let now = self.site.clock.now();
        AuditEvent {
            id: self.site.random.id(now),
            at: At::from(now),
            insurer_id: Some(self.insurer.id),
            actor_kind: self.request.actor.kind.to_owned(),
            actor: self.request.actor.name.clone(),
            action: action.to_owned(),
            subject,
            detail: detail.to_string(),
        }
    }
}

impl Compared {
    /// The outcome so far, not applied.
    fn outcome(&self) -> Result<ImportOutcome, ImportError> {
        let staging = &self.file.staging;
        let Counts { added, changed, rekeyed, unchanged, left, .. } = self.counts;
        let (errors, errors_found) = found::listed(staging, true)?;
        let (warnings, warnings_found) = found::listed(staging, false)?;
        let moves = staging.moves_after(0, MOST_LISTED)?.into_iter().map(PossibleSamePerson::from);
        let listed = usize::try_from(MOST_LISTED).unwrap_or(usize::MAX);
        Ok(ImportOutcome {
            applied: false,
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

    fn numbers(&self) -> serde_json::Value {
        let Counts { added, changed, rekeyed, unchanged, left, .. } = self.counts;
        json!({ "added": added, "changed": changed, "rekeyed": rekeyed, "unchanged": unchanged, "left": left, "refused": self.file.bad_rows })
    }
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

/// Takes away what an import wrote that did not come to its switch. Only under the lease of the insurer's roster.
///
/// # Errors
/// [`StoreError::Database`].
pub(super) async fn clean_up_after_a_broken_import(site: &ImportSite, insurer_id: i64) -> Result<(), StoreError> {
    let store = &site.store;
    let state = store.read(|work| async move { Ok((work.has_broken_import(insurer_id).await?, work.insurer_by_id(insurer_id).await?)) });
    let (true, Some(insurer)) = state.await? else { return Ok(()) };
    tracing::info!(insurer = insurer.code, "cleaning up after an import that did not end");
    let mut first = i64::MIN;
    loop {
        let end = store.read(|work| async move { work.person_after(insurer_id, first, CLEANED_AT_ONCE).await }).await?;
        let last = end.unwrap_or(i64::MAX);
        store.write(|work| async move { work.undo_broken_rows(insurer_id, insurer.roster_version, first, last).await }).await?;
        if end.is_none() {
            break;
        }
        first = last;
    }
    store.write(|work| async move { work.abandon_broken_imports(insurer_id).await }).await
}
