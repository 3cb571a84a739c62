//! The one short transaction by which an import takes effect.

use jiff::Timestamp;
use madoguchi_store::{
    At, Day, StoreError, Work,
    audit::AuditEvent,
    imports::{Decision, RosterImport},
    staging::{EndedCorrection, WriteLease},
};
use serde_json::{Value, json};

use super::{Actor, ImportSite};

/// How many rows of the roster are cleaned in one transaction.
const CLEANED_AT_ONCE: i64 = 5_000;

/// Whose accounts go along to another number.
pub(super) enum Accepted {
    /// Nobody's yet.
    Nobody,
    /// Everybody's whom nothing speaks against.
    All,
    /// Theirs who were confirmed in the preview.
    Confirmed,
}

/// An import whose rows are written, about to be in force.
pub(super) struct Switch<'a> {
    pub site: &'a ImportSite,
    pub record: &'a RosterImport,
    pub lease: WriteLease,
    pub actor: &'a Actor,
    pub accepted: Accepted,
    pub today: Day,
    /// Headers and fields to save for the insurer.
    pub mapping: &'a [(String, String)],
    /// Corrections that end.
    pub ended: &'a [EndedCorrection],
    /// Of a kept import: what whoever decided on it said.
    pub note: Option<&'a str>,
    /// What the trail says of the import.
    pub detail: Value,
}

impl Switch<'_> {
    /// What was written is in force, whole; or nothing is.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another import came between.
    pub async fn take_effect(self) -> Result<(), StoreError> {
        let now = self.site.clock.now();
        let event = &self.event(now, "roster.imported", format!("roster_import:{}", self.record.id), &self.detail);
        let ends = self.ended.iter().map(|ended| {
            let detail = json!({ "field": ended.field.name(), "roster_import": self.record.id });
            (ended, self.event(now, "roster.correction_ended", format!("person:{}", ended.person_id), &detail))
        });
        let (switch, ends) = (&self, &ends.collect::<Vec<_>>());
        let unit = |work: Work| async move { switch.within(&work, At::from(now), event, ends).await };
        self.site.store.write(unit).await
    }

    async fn within(&self, work: &Work, at: At, event: &AuditEvent, ends: &[(&EndedCorrection, AuditEvent)]) -> Result<(), StoreError> {
        let RosterImport { insurer_id, id, version, .. } = *self.record;
        let is_ours = work.keep_lease(&self.lease.name, self.lease.holder, self.lease.until).await?;
        if !is_ours || !work.switch_roster(insurer_id, version).await? {
            return Err(StoreError::LeaseLost);
        }
        work.finish_roster_import(insurer_id, id, at).await?;
        if let Some(note) = self.note {
            work.note_decision(insurer_id, id, Decision { by: &self.actor.name, at, note }).await?;
        }
        match self.accepted {
            Accepted::Nobody => {}
            Accepted::All => drop(work.accept_moves(insurer_id, None, self.today, at, &self.actor.name).await?),
            Accepted::Confirmed => drop(work.accept_confirmed_moves(insurer_id, id, at, &self.actor.name).await?),
        }
        work.carry_accounts_over(insurer_id).await?;
        for (header, field) in self.mapping {
            work.set_header_mapping(insurer_id, "roster", header, field).await?;
        }
        for (ended, event) in ends {
            work.remove_correction(insurer_id, ended.person_id, ended.field).await?;
            work.record(event).await?;
        }
        work.record(event).await
    }

    fn event(&self, now: Timestamp, action: &str, subject: String, detail: &Value) -> AuditEvent {
        event(self.site, self.record.insurer_id, self.actor, now, (action, subject), detail)
    }
}

/// An event of the trail about an import.
pub(in crate::imports) fn event(
    site: &ImportSite,
    insurer_id: i64,
    actor: &Actor,
    now: Timestamp,
    (action, subject): (&str, String),
    detail: &Value,
) -> AuditEvent {
    AuditEvent {
        id: site.random.id(now),
        at: At::from(now),
        insurer_id: Some(insurer_id),
        actor_kind: actor.kind.to_owned(),
        actor: actor.name.clone(),
        action: action.to_owned(),
        subject,
        detail: detail.to_string(),
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
