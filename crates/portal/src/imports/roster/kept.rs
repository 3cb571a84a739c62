//! What becomes of a kept import: it takes effect, waits for a second person, is declined or thrown away.

use std::time::Duration;

use jiff::SignedDuration;
use madoguchi_store::{
    At, Day, StoreError, Work,
    corrections::CorrectedField,
    imports::{Decision, ImportState, RosterImport},
    staging::EndedCorrection,
};
use serde_json::json;

use super::{
    Actor, ImportError, ImportSite, Progress,
    lease::Lease,
    switching::{Accepted, Switch, clean_up_after_a_broken_import, event},
    take_effect::hex,
};
use crate::{clock::in_tokyo, stored};

/// How many rows of a plan are written, or taken away, in one transaction.
const ROWS_AT_ONCE: i64 = 2_000;
/// How long a plan is kept, whatever became of it: it holds personal data.
pub const PLANS_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Why a kept import did not go the way that was asked; the roster is as before.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// There is no such import, or it is not in a state for this: already applied, declined, expired.
    #[error("the import is not waiting for this")]
    NotWaiting,
    /// The roster changed since: the file must be looked at again.
    #[error("the roster has changed since the preview")]
    OutOfDate,
    /// It must be handed in and approved by a second person.
    #[error("the import needs the approval of a second person")]
    NeedsApproval,
    /// Who handed it in cannot approve it.
    #[error("the second person must be another one")]
    SamePerson,
    /// Who is no manager or deputy of this insurer cannot approve it.
    #[error("only a manager or a deputy of the insurer approves")]
    NoApprover,
    /// Another import of this insurer is under way.
    #[error("another import of this insurer is under way")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Somebody at the desk who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approver {
    /// Our own identifier of the staff member.
    pub staff_id: i64,
}

impl Approver {
    /// As the trail names them.
    pub fn actor(self) -> Actor {
        Actor { kind: "staff", name: format!("staff:{}", self.staff_id) }
    }
}

/// Lets a kept import take effect that needs nobody else's approval.
///
/// # Errors
/// [`KeptError`].
pub async fn apply(
    site: &ImportSite,
    (insurer_id, import_id): (i64, i64),
    actor: &Actor,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<(), KeptError> {
    let record = find(site, insurer_id, import_id).await?;
    if !record.approval_reasons.is_empty() {
        return Err(KeptError::NeedsApproval);
    }
    take_effect(site, &record, ImportState::Previewed, actor, "", progress).await
}

/// Hands a kept import in: it waits for a second person.
///
/// # Errors
/// [`KeptError::NotWaiting`], [`KeptError::OutOfDate`].
pub async fn hand_in(site: &ImportSite, insurer_id: i64, import_id: i64, actor: &Actor) -> Result<(), KeptError> {
    let now = site.clock.now();
    let event = &event(site, insurer_id, actor, now, ("roster.handed_in", format!("roster_import:{import_id}")), &json!({}));
    let unit = |work: Work| async move {
        if let Err(error) = check(&work, insurer_id, import_id, ImportState::Previewed).await? {
            return Ok(Err(error));
        }
        work.hand_in_import(insurer_id, import_id, &actor.name, At::from(now)).await?;
        work.record(event).await?;
        Ok(Ok(()))
    };
    site.store.write(unit).await?
}

/// A second person agrees: the import takes effect.
///
/// # Errors
/// [`KeptError`]: the same person, nobody who may approve, a roster that changed since.
pub async fn approve(
    site: &ImportSite,
    (insurer_id, import_id): (i64, i64),
    approver: Approver,
    note: &str,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<(), KeptError> {
    let record = find(site, insurer_id, import_id).await?;
    let actor = approver.actor();
    if record.handed_in_by.as_ref() == Some(&actor.name) {
        return Err(KeptError::SamePerson);
    }
    let approvers = site.store.read(|work| async move { work.approvers(insurer_id).await }).await?;
    if !approvers.contains(&approver.staff_id) {
        return Err(KeptError::NoApprover);
    }
    take_effect(site, &record, ImportState::AwaitingApproval, &actor, note, progress).await
}

/// A second person says no, or who handed it in takes it back; its plan goes.
///
/// # Errors
/// [`KeptError::NotWaiting`].
pub async fn decline(site: &ImportSite, insurer_id: i64, import_id: i64, actor: &Actor, note: &str) -> Result<(), KeptError> {
    end(site, (insurer_id, import_id), (ImportState::AwaitingApproval, ImportState::Declined), actor, note).await
}

/// Throws a preview away; its plan goes.
///
/// # Errors
/// [`KeptError::NotWaiting`].
pub async fn discard(site: &ImportSite, insurer_id: i64, import_id: i64, actor: &Actor) -> Result<(), KeptError> {
    end(site, (insurer_id, import_id), (ImportState::Previewed, ImportState::Discarded), actor, "").await
}

/// Takes the plans away that are older than [`PLANS_KEPT`], of whatever state; what nobody decided on is expired. Answers how many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn expire_old_plans(site: &ImportSite) -> Result<u64, StoreError> {
    let by = At::from(site.clock.now() - PLANS_KEPT);
    let old = site.store.read(|work| async move { work.imports_with_old_plans(by).await }).await?;
    for (insurer_id, import_id) in &old {
        site.store.write(|work| async move { work.expire_import(*insurer_id, *import_id).await }).await?;
        drop_plan(site, *insurer_id, *import_id).await?;
    }
    Ok(old.len() as u64)
}

async fn find(site: &ImportSite, insurer_id: i64, import_id: i64) -> Result<RosterImport, KeptError> {
    let found = site.store.read(|work| async move { work.roster_import(insurer_id, import_id).await });
    found.await?.ok_or(KeptError::NotWaiting)
}

async fn take_effect(
    site: &ImportSite,
    record: &RosterImport,
    from: ImportState,
    actor: &Actor,
    note: &str,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<(), KeptError> {
    let lease = Lease::wait_for(site, record.insurer_id, Duration::ZERO, progress).await.map_err(|error| match error {
        ImportError::Store(error) => KeptError::Store(error),
        _ => KeptError::Busy,
    })?;
    let done = take_effect_under_lease(site, record, from, actor, note, &lease, progress).await;
    lease.release().await?;
    done
}

async fn take_effect_under_lease(
    site: &ImportSite,
    kept: &RosterImport,
    from: ImportState,
    actor: &Actor,
    note: &str,
    lease: &Lease,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<(), KeptError> {
    let (insurer_id, id, store) = (kept.insurer_id, kept.id, &site.store);
    clean_up_after_a_broken_import(site, insurer_id).await?;
    let record = begin(site, kept, from).await?;
    let today = Day(in_tokyo(site.clock.now()).date());
    store.write(|work| async move { work.publish_planned_moves(insurer_id, id).await }).await?;
    let last = store.read(|work| async move { work.last_planned(insurer_id, id).await }).await?;
    let total = u64::try_from(last).unwrap_or_default();
    for first in (1..=last).step_by(usize::try_from(ROWS_AT_ONCE).unwrap_or(1)) {
        progress(Progress::Writing { done: u64::try_from(first).unwrap_or(1) - 1, total });
        let (held, version, places) = (&lease.for_writing(), record.version, (first, first + ROWS_AT_ONCE - 1));
        let chunk = |work: Work| async move {
            if !work.keep_lease(&held.name, held.holder, held.until).await? {
                return Err(StoreError::LeaseLost);
            }
            work.write_planned_rows(insurer_id, id, version, places, today).await
        };
        store.write(chunk).await?;
    }
    progress(Progress::Writing { done: total, total });
    let ended = store.read(|work| async move { work.planned_ends_of_corrections(insurer_id, id).await }).await?;
    let no_field = || StoreError::Unreadable { column: "roster_plan_corrections.field", problem: "no such field".to_owned() };
    let ended = ended
        .into_iter()
        .map(|(person_id, field)| Ok(EndedCorrection { person_id, field: CorrectedField::named(&field).ok_or_else(no_field)? }));
    let switch = Switch {
        site,
        record: &record,
        lease: lease.for_writing(),
        actor,
        accepted: Accepted::Confirmed,
        today,
        mapping: &stored::json::<Vec<(String, String)>>("roster_imports.mapping", &record.mapping)?,
        ended: &ended.collect::<Result<Vec<_>, StoreError>>()?,
        note: Some(note),
        detail: detail(&record, note)?,
    };
    Ok(switch.take_effect().await?)
}

/// Whether the import is in this state, and the roster as it was compared with.
async fn check(work: &Work, insurer_id: i64, import_id: i64, state: ImportState) -> Result<Result<(), KeptError>, StoreError> {
    let record = work.roster_import(insurer_id, import_id).await?;
    Ok(match record.filter(|record| record.state == state.name()) {
        None => Err(KeptError::NotWaiting),
        Some(_) if work.is_plan_out_of_date(insurer_id, import_id).await? => Err(KeptError::OutOfDate),
        Some(_) => Ok(()),
    })
}

/// The import is writing from here on, as the version after the one in force.
async fn begin(site: &ImportSite, kept: &RosterImport, from: ImportState) -> Result<RosterImport, KeptError> {
    let (insurer_id, id) = (kept.insurer_id, kept.id);
    let unit = |work: Work| async move {
        if let Err(error) = check(&work, insurer_id, id, from).await? {
            return Ok(Err(error));
        }
        let Some(insurer) = work.insurer_by_id(insurer_id).await? else { return Ok(Err(KeptError::NotWaiting)) };
        let version = insurer.roster_version + 1;
        Ok(match work.begin_kept_import(insurer_id, id, from, version).await? {
            true => Ok(version),
            false => Err(KeptError::NotWaiting),
        })
    };
    let version = site.store.write(unit).await??;
    Ok(RosterImport { version, ..kept.clone() })
}

fn detail(record: &RosterImport, note: &str) -> Result<serde_json::Value, StoreError> {
    let mut detail: serde_json::Value = stored::json("roster_imports.outcome", &record.outcome)?;
    for (name, value) in [
        ("mode", json!(record.mode)),
        ("version", json!(record.version)),
        ("file_sha256", json!(hex(&record.file_sha256))),
        ("brought_by", json!(record.actor)),
        ("handed_in_by", json!(record.handed_in_by)),
        ("approval_reasons", json!(record.approval_reasons)),
        ("note", json!(note)),
    ] {
        detail[name] = value;
    }
    Ok(detail)
}

async fn end(
    site: &ImportSite,
    (insurer_id, import_id): (i64, i64),
    (from, to): (ImportState, ImportState),
    actor: &Actor,
    note: &str,
) -> Result<(), KeptError> {
    let now = site.clock.now();
    let action = format!("roster.{}", to.name());
    let event = &event(site, insurer_id, actor, now, (&action, format!("roster_import:{import_id}")), &json!({ "note": note }));
    let unit = |work: Work| async move {
        let decision = Decision { by: &actor.name, at: At::from(now), note };
        let is_ended = work.decide_on_import(insurer_id, import_id, (from, to), decision).await?;
        if is_ended {
            work.record(event).await?;
        }
        Ok(is_ended)
    };
    if !site.store.write(unit).await? {
        return Err(KeptError::NotWaiting);
    }
    Ok(drop_plan(site, insurer_id, import_id).await?)
}

async fn drop_plan(site: &ImportSite, insurer_id: i64, import_id: i64) -> Result<(), StoreError> {
    let store = &site.store;
    let last = store.read(|work| async move { work.last_planned(insurer_id, import_id).await }).await?;
    for first in (1..=last).step_by(usize::try_from(ROWS_AT_ONCE).unwrap_or(1)) {
        let end = first + ROWS_AT_ONCE - 1;
        store.write(|work| async move { work.drop_planned_rows(insurer_id, import_id, end).await }).await?;
    }
    store.write(|work| async move { work.drop_rest_of_plan(insurer_id, import_id).await }).await
}
