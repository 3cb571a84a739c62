//! What becomes of a file that was looked at: it takes effect as it was shown, waits for a second person, is declined or thrown away.

use std::{io::Write, time::Duration};

use jiff::civil::Date;
use madoguchi_rules::{costs::CareMonth, identifiers::InsurerCodeOrNumber, statements::StatementKind};
use madoguchi_store::{
    At, StoreError, Work,
    imports::{Decision, ImportState},
    statement_previews::StatementPreview,
};
use serde_json::json;
use tempfile::NamedTempFile;

use super::{
    Import, StatementMode, StatementOutcome, StatementRequest,
    kinds::{AdviceRows, BenefitRows, CostRows, KindOfRows, SavingsRows},
    of_kind,
    preview::{Reading, Shown},
};
use crate::{
    imports::{
        roster::{Actor, Approver, ImportError, ImportSite, KeptError, PLANS_KEPT, Progress, lease::Lease, switching::event},
        table::Encoding,
    },
    stored,
    web::upload::temporary_file,
};

/// How many pieces of a file go in one transaction.
const PIECES_AT_ONCE: i64 = 4;

/// A file that is about to take effect as it was shown.
pub(super) struct Kept<'a> {
    pub preview: &'a StatementPreview,
    /// The state that it leaves.
    pub from: ImportState,
    /// What whoever decides says.
    pub note: &'a str,
}

/// Lets a file take effect that needs nobody else's approval.
///
/// # Errors
/// [`KeptError`]; the statements are as before.
pub async fn apply(
    site: &ImportSite,
    key: (i64, i64),
    actor: &Actor,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<(), KeptError> {
    let preview = find(site, key).await?;
    if !preview.approval_reasons.is_empty() {
        return Err(KeptError::NeedsApproval);
    }
    take_effect(site, &Kept { preview: &preview, from: ImportState::Previewed, note: "" }, actor, progress).await
}

/// A second person agrees: the file takes effect.
///
/// # Errors
/// [`KeptError`]: the same person, nobody who may approve, statements or a roster that changed since.
pub async fn approve(
    site: &ImportSite,
    key: (i64, i64),
    approver: Approver,
    note: &str,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<(), KeptError> {
    let preview = find(site, key).await?;
    let actor = approver.actor();
    if preview.handed_in_by.as_ref() == Some(&actor.name) {
        return Err(KeptError::SamePerson);
    }
    let approvers = site.store.read(|work| async move { work.approvers(key.0).await }).await?;
    if !approvers.contains(&approver.staff_id) {
        return Err(KeptError::NoApprover);
    }
    take_effect(site, &Kept { preview: &preview, from: ImportState::AwaitingApproval, note }, &actor, progress).await
}

/// Hands a file in: it waits for a second person.
///
/// # Errors
/// [`KeptError::NotWaiting`], [`KeptError::OutOfDate`].
pub async fn hand_in(site: &ImportSite, (insurer_id, id): (i64, i64), actor: &Actor) -> Result<(), KeptError> {
    let now = site.clock.now();
    let preview = &find(site, (insurer_id, id)).await?;
    let detail = json!({ "kind": preview.kind, "approval_reasons": preview.approval_reasons });
    let event = &event(site, insurer_id, actor, now, ("statement.handed_in", subject(id)), &detail);
    let unit = |work: Work| async move {
        if preview.state != ImportState::Previewed.name() {
            return Ok(Err(KeptError::NotWaiting));
        }
        if !is_up_to_date(&work, preview).await? {
            return Ok(Err(KeptError::OutOfDate));
        }
        if !work.hand_in_statement_preview(insurer_id, id, &actor.name, At::from(now)).await? {
            return Ok(Err(KeptError::NotWaiting));
        }
        work.record(event).await?;
        Ok(Ok(()))
    };
    site.store.write(unit).await?
}

/// A second person says no, or who handed it in takes it back; the file goes.
///
/// # Errors
/// [`KeptError::NotWaiting`].
pub async fn decline(site: &ImportSite, key: (i64, i64), actor: &Actor, note: &str) -> Result<(), KeptError> {
    end(site, key, (ImportState::AwaitingApproval, ImportState::Declined), actor, note).await
}

/// Throws away what was looked at; the file goes.
///
/// # Errors
/// [`KeptError::NotWaiting`].
pub async fn discard(site: &ImportSite, key: (i64, i64), actor: &Actor) -> Result<(), KeptError> {
    end(site, key, (ImportState::Previewed, ImportState::Discarded), actor, "").await
}

/// Takes away the files that were sent longer ago than [`PLANS_KEPT`] and what was found in them; what nobody decided on is expired.
/// Answers how many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn expire_old_previews(site: &ImportSite) -> Result<u64, StoreError> {
    let by = At::from(site.clock.now() - PLANS_KEPT);
    let old = site.store.read(|work| async move { work.old_statement_previews(by).await }).await?;
    for (insurer_id, id) in old.iter().copied() {
        site.store.write(|work| async move { work.expire_statement_preview(insurer_id, id).await }).await?;
        drop_file(site, (insurer_id, id)).await?;
    }
    Ok(old.len() as u64)
}

async fn find(site: &ImportSite, (insurer_id, id): (i64, i64)) -> Result<StatementPreview, KeptError> {
    let found = site.store.read(|work| async move { work.statement_preview(insurer_id, id).await });
    found.await?.ok_or(KeptError::NotWaiting)
}

/// Whether statements and roster are as the file was compared with.
async fn is_up_to_date(work: &Work, preview: &StatementPreview) -> Result<bool, StoreError> {
    let version = work.statement_version(preview.insurer_id, kind_of(preview)?).await?;
    let insurer = work.insurer_by_id(preview.insurer_id).await?;
    Ok(version == preview.base_version && insurer.is_some_and(|insurer| insurer.roster_version == preview.roster_version))
}

async fn take_effect(
    site: &ImportSite,
    kept: &Kept<'_>,
    actor: &Actor,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<(), KeptError> {
    let StatementPreview { insurer_id, id, .. } = *kept.preview;
    let lease = Lease::wait_for(site, insurer_id, Duration::ZERO, progress).await.map_err(why)?;
    let done = take_effect_under_lease(site, kept, actor, &lease, progress).await;
    lease.release().await?;
    done?;
    Ok(drop_file(site, (insurer_id, id)).await?)
}

async fn take_effect_under_lease(
    site: &ImportSite,
    kept: &Kept<'_>,
    actor: &Actor,
    lease: &Lease,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<(), KeptError> {
    let preview = kept.preview;
    if preview.state != kept.from.name() {
        return Err(KeptError::NotWaiting);
    }
    let read = |work: Work| async move { Ok((work.insurer_by_id(preview.insurer_id).await?, is_up_to_date(&work, preview).await?)) };
    let (Some(insurer), true) = site.store.read(read).await? else { return Err(KeptError::OutOfDate) };
    let file = fetch_file(site, preview).await?;
    let reading: Reading = stored::json("statement_previews.options", &preview.options)?;
    let request = &again(&insurer.code, preview, &reading, &file, actor)?;
    let outcome = of_kind!(request.kind, run(site, request, (kept, reading), lease, progress));
    outcome.map(drop).map_err(why)
}

async fn run<K: KindOfRows>(
    site: &ImportSite,
    request: &StatementRequest,
    (kept, reading): (&Kept<'_>, Reading),
    lease: &Lease,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<StatementOutcome, ImportError> {
    let import = Import::prepare::<K::Field>(site, request).await?;
    // What was shown was read by this mapping, whatever was saved for the insurer since.
    let import = Import { mapping: reading.mapping, kept: Some(kept), ..import };
    import.run::<K>(Some(lease), progress).await
}

/// The request by which the file was read.
fn again(
    code: &str,
    preview: &StatementPreview,
    reading: &Reading,
    file: &NamedTempFile,
    actor: &Actor,
) -> Result<StatementRequest, StoreError> {
    let unreadable = |what: &str| StoreError::Unreadable { column: "statement_previews.options", problem: format!("no such {what}") };
    let mode = match &reading.month {
        None => StatementMode::Add,
        Some(month) => StatementMode::Replace(CareMonth::named(month).ok_or_else(|| unreadable("month"))?),
    };
    Ok(StatementRequest {
        kind: kind_of(preview)?,
        insurer: InsurerCodeOrNumber::parse(code).map_err(|_| unreadable("insurer"))?,
        path: file.path().to_owned(),
        file_name: Some(preview.file_name.clone()),
        encoding: Encoding::Auto,
        era: reading.era.parse().map_err(|_| unreadable("era"))?,
        mode,
        release: Some(reading.release.parse::<Date>().map_err(|_| unreadable("date"))?),
        dry_run: false,
        allow_removals: !preview.approval_reasons.is_empty(),
        mapping: Vec::new(),
        report: None,
        patience: Duration::ZERO,
        actor: actor.clone(),
    })
}

fn kind_of(preview: &StatementPreview) -> Result<StatementKind, StoreError> {
    let unreadable = |_| StoreError::Unreadable { column: "statement_previews.kind", problem: "no such kind".to_owned() };
    preview.kind.parse().map_err(unreadable)
}

/// The file, as it was sent.
async fn fetch_file(site: &ImportSite, preview: &StatementPreview) -> Result<NamedTempFile, KeptError> {
    let (insurer_id, id) = (preview.insurer_id, preview.id);
    let io = |error: std::io::Error| StoreError::Unreadable { column: "statement_preview_parts", problem: error.to_string() };
    let mut file = temporary_file().map_err(io)?;
    for seq in 1.. {
        let piece = site.store.read(|work| async move { work.statement_file(insurer_id, id, seq).await }).await?;
        match piece {
            Some(piece) => tokio::task::block_in_place(|| file.write_all(&piece)).map_err(io)?,
            None if seq == 1 => return Err(KeptError::NotWaiting),
            None => break,
        }
    }
    file.flush().map_err(io)?;
    Ok(file)
}

async fn drop_file(site: &ImportSite, (insurer_id, id): (i64, i64)) -> Result<(), StoreError> {
    let mut until = PIECES_AT_ONCE;
    while site.store.write(|work| async move { work.drop_statement_file(insurer_id, id, until).await }).await? > 0 {
        until += PIECES_AT_ONCE;
    }
    Ok(())
}

async fn end(
    site: &ImportSite,
    (insurer_id, id): (i64, i64),
    states: (ImportState, ImportState),
    actor: &Actor,
    note: &str,
) -> Result<(), KeptError> {
    let now = site.clock.now();
    let preview = find(site, (insurer_id, id)).await?;
    let (action, detail) = (format!("statement.{}", states.1.name()), json!({ "kind": preview.kind, "note": note }));
    let event = &event(site, insurer_id, actor, now, (&action, subject(id)), &detail);
    let unit = |work: Work| async move {
        let decision = Decision { by: &actor.name, at: At::from(now), note };
        let is_ended = work.decide_on_statement_preview(insurer_id, id, states, decision, None).await?;
        if is_ended {
            work.record(event).await?;
        }
        Ok(is_ended)
    };
    if !site.store.write(unit).await? {
        return Err(KeptError::NotWaiting);
    }
    Ok(drop_file(site, (insurer_id, id)).await?)
}

fn subject(id: i64) -> String {
    format!("statement_preview:{id}")
}

fn why(error: ImportError) -> KeptError {
    match error {
        ImportError::Store(error) => KeptError::Store(error),
        ImportError::Busy => KeptError::Busy,
        ImportError::OutOfDate => KeptError::OutOfDate,
        error => KeptError::Store(StoreError::Unreadable { column: "statement_previews", problem: error.to_string() }),
    }
}

impl Kept<'_> {
    /// Whether the file comes to what was shown.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub fn shows(&self, outcome: &StatementOutcome) -> Result<bool, StoreError> {
        Ok(stored::json::<Shown>("statement_previews.outcome", &self.preview.outcome)? == Shown::from(outcome))
    }

    /// Notes that the file is in force as this version; answers whether that was still to be decided, by the same roster.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn decide(&self, work: &Work, actor: &Actor, at: At, version: Option<i64>) -> Result<bool, StoreError> {
        let StatementPreview { insurer_id, id, roster_version, .. } = *self.preview;
        let insurer = work.insurer_by_id(insurer_id).await?;
        if insurer.is_none_or(|insurer| insurer.roster_version != roster_version) {
            return Ok(false);
        }
        let decision = Decision { by: &actor.name, at, note: self.note };
        work.decide_on_statement_preview(insurer_id, id, (self.from, ImportState::Applied), decision, version).await
    }

    /// What the trail says of it beside the import's own facts.
    pub fn tell(&self, detail: &mut serde_json::Value) {
        detail["brought_by"] = json!(self.preview.actor);
        detail["handed_in_by"] = json!(self.preview.handed_in_by);
        detail["approval_reasons"] = json!(self.preview.approval_reasons);
        detail["note"] = json!(self.note);
    }
}
