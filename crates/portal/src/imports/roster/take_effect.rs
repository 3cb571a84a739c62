//! From a read file to a roster in force.

use madoguchi_store::{At, StoreError, Work, audit::AuditEvent, imports::RosterImport, staging::Counts};
use serde_json::json;

use super::{
    Import, ImportError, ImportMode, ImportOutcome, PossibleSamePerson, Progress, guards, lease::Lease, reading::ReadFile, report,
};

/// How many moves are noted in one transaction.
const MOVES_AT_ONCE: usize = 500;
/// How many rows of the roster are cleaned in one transaction.
const CLEANED_AT_ONCE: i64 = 5_000;

/// A file that was compared with the roster.
struct Compared {
    file: ReadFile,
    counts: Counts,
    outcome: ImportOutcome,
    /// Whether something refuses the file as a whole.
    is_refused: bool,
}

impl Import<'_> {
    /// Tells what the file would change, and changes nothing.
    pub(super) async fn compare_only(&self, file: ReadFile) -> Result<ImportOutcome, ImportError> {
        let mut compared = self.compare(file, self.insurer.roster_version).await?;
        let outcome = compared.finish();
        report::write(self.request.report.as_deref(), &outcome, Some(&mut compared.file.staging))?;
        Ok(outcome)
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
        self.clean_up_after_a_broken_import().await?;
        let insurer = self.site.store.read(|work| async move { work.insurer_by_id(insurer_id).await }).await?;
        let version = insurer.map_or(self.insurer.roster_version, |insurer| insurer.roster_version);
        let mut compared = self.compare(file, version).await?;
        let mut outcome = compared.finish();
        if !outcome.errors.is_empty() && !self.takes_the_good_rows(&compared, &outcome) {
            report::write(self.request.report.as_deref(), &outcome, Some(&mut compared.file.staging))?;
            return Ok(outcome);
        }
        // Before the switch: a report that cannot be written must not come as a surprise after it.
        outcome.applied = true;
        report::write(self.request.report.as_deref(), &outcome, Some(&mut compared.file.staging))?;
        let planned = compared.file.staging.planned()?;
        let open_before = outcome.possible_same_person.iter().any(|found| found.line.is_none());
        if planned > 0 {
            let record = self.record(&compared, sha256, version + 1)?;
            self.write_rows(&mut compared, &record, lease, progress).await?;
            self.switch(&record, lease, &outcome).await?;
        } else if self.request.accept_moves && open_before {
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
        let is_full = self.request.mode == ImportMode::Full;
        let duplicates = tokio::task::block_in_place(|| file.staging.take_out_duplicates())?;
        let mut is_refused = self.refuses_bad_rows(&file) || !duplicates.is_empty();
        for duplicate in &duplicates {
            file.bad_rows += 1;
            file.problems.add(guards::doubled(duplicate));
        }
        file.staging.load_current(&self.site.store, self.insurer.id, version).await?;
        let first_person_id = self.site.random.id(self.now).max(file.staging.last_person_id()? + 1);
        let (counts, moves) = tokio::task::block_in_place(|| {
            file.staging.pair()?;
            let counts = file.staging.decide(is_full, first_person_id)?;
            Ok::<_, StoreError>((counts, file.staging.find_moves()?))
        })?;
        for refusal in self.refusals(&mut file, &counts)? {
            is_refused = true;
            file.problems.add(refusal);
        }
        self.warn(&mut file).await?;
        let insurer_id = self.insurer.id;
        let open = self.site.store.read(|work| async move { work.open_moves(insurer_id).await }).await?;
        let mut possible: Vec<PossibleSamePerson> = moves.into_iter().map(PossibleSamePerson::from).collect();
        possible.extend(open.into_iter().map(PossibleSamePerson::from));
        let outcome = ImportOutcome { possible_same_person: possible, ..ImportOutcome::default() };
        Ok(Compared { file, counts, outcome, is_refused })
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
        let moves: Vec<(i64, i64)> =
            compared.outcome.possible_same_person.iter().filter(|found| found.line.is_some()).map(|found| found.people).collect();
        for moves in moves.chunks(MOVES_AT_ONCE) {
            let note = |work: Work| async move {
                for (old, new) in moves {
                    work.note_possible_move(insurer_id, *old, *new, record.id).await?;
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
    async fn switch(&self, record: &RosterImport, lease: &Lease, outcome: &ImportOutcome) -> Result<(), ImportError> {
        let at = At::from(self.site.clock.now());
        let (lease, event) = (&lease.for_writing(), &self.event("roster.imported", record, outcome));
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
        let insurer_id = self.insurer.id;
        let open = self.site.store.read(|work| async move { work.open_moves(insurer_id).await }).await?;
        for found in &mut outcome.possible_same_person {
            found.accepted = !open.iter().any(|open| (open.old_person_id, open.new_person_id) == found.people);
        }
        Ok(())
    }

    /// Takes away what an import wrote that did not come to its switch.
    async fn clean_up_after_a_broken_import(&self) -> Result<(), ImportError> {
        let (insurer_id, store) = (self.insurer.id, &self.site.store);
        let state =
            store.read(|work| async move { Ok((work.has_broken_import(insurer_id).await?, work.insurer_by_id(insurer_id).await?)) });
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
        Ok(store.write(|work| async move { work.abandon_broken_imports(insurer_id).await }).await?)
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
            "possible_same_person": outcome.possible_same_person.len(),
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
    /// The outcome so far, not applied; problems and warnings go with it.
    fn finish(&mut self) -> ImportOutcome {
        let Counts { added, changed, rekeyed, unchanged, left, .. } = self.counts;
        ImportOutcome {
            applied: false,
            read: self.file.rows,
            added,
            changed,
            rekeyed,
            unchanged,
            left,
            possible_same_person: self.outcome.possible_same_person.clone(),
            refused: self.file.bad_rows,
            errors: std::mem::take(&mut self.file.problems).into_vec(),
            warnings: std::mem::take(&mut self.file.warnings).into_vec(),
        }
    }

    fn numbers(&self) -> serde_json::Value {
        let Counts { added, changed, rekeyed, unchanged, left, .. } = self.counts;
        json!({ "added": added, "changed": changed, "rekeyed": rekeyed, "unchanged": unchanged, "left": left, "refused": self.file.bad_rows })
    }
}
