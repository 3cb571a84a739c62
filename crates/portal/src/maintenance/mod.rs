//! Maintenance: members see one plain page on all servers while it is on; the desk, the outbox and the jobs go on. Flows that members had
//! under way survive: their clocks stand still.

mod asked;
mod page;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use madoguchi_store::{At, StoreError, Work, audit::AuditEvent, maintenance::Maintenance};
use serde_json::{Value, json};

use crate::{imports::roster::Actor, portal::Portal};

pub use asked::{MOST_NOTE, Until, note};
pub use page::answer;
#[cfg(test)]
pub(crate) use page::samples;

/// A server looks at the row this often at most.
const LOOKED_AT_EVERY: SignedDuration = SignedDuration::from_secs(1);

/// What a server last saw of a maintenance.
#[derive(Default)]
pub struct Watch(Mutex<Option<Seen>>);

#[derive(Clone)]
struct Seen {
    at: Timestamp,
    on: Option<Maintenance>,
}

impl Watch {
    /// What was seen within the last second; else what was seen before, and that this caller is the one to look again.
    fn look(&self, now: Timestamp) -> (bool, Option<Maintenance>) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *seen {
            Some(seen) if now >= seen.at && now.duration_since(seen.at) < LOOKED_AT_EVERY => (false, seen.on.clone()),
            Some(seen) => {
                seen.at = now;
                (true, seen.on.clone())
            }
            None => (true, None),
        }
    }

    fn note(&self, at: Timestamp, on: Option<Maintenance>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Seen { at, on });
    }
}

/// The maintenance that is on now, as of a second ago at most. While the database does not answer: as it last answered.
pub async fn now(portal: &Portal) -> Option<Maintenance> {
    let now = portal.clock.now();
    let (is_to_look, before) = portal.maintenance.look(now);
    if !is_to_look {
        return before;
    }
    match portal.store.read(|work| async move { work.maintenance().await }).await {
        Ok(on) => {
            portal.maintenance.note(now, on.clone());
            on
        }
        Err(error) => {
            tracing::warn!(%error, "whether a maintenance is on could not be asked");
            before
        }
    }
}

/// Begins a maintenance; of one that is on, time and note become these.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn begin(portal: &Portal, until: Timestamp, note: &str, by: &Actor) -> Result<(), StoreError> {
    let now = portal.clock.now();
    let begun = &Maintenance { begun_at: At::from(now), until_at: At::from(until), note: note.to_owned() };
    let event = &event(portal, now, by, "maintenance.on", &json!({ "until": until.to_string(), "note": note }));
    let begin = |work: Work| async move {
        work.begin_maintenance(begun).await?;
        work.record(event).await
    };
    portal.store.write(begin).await
}

/// Ends the maintenance that is on and answers how long it lasted; none when none is.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn end(portal: &Portal, by: &Actor) -> Result<Option<SignedDuration>, StoreError> {
    let now = portal.clock.now();
    let end = |work: Work| async move {
        let Some(ended) = work.end_maintenance(At::from(now)).await? else { return Ok(None) };
        let lasted = now.duration_since(ended.begun_at.timestamp());
        work.record(&event(portal, now, by, "maintenance.off", &json!({ "seconds": lasted.as_secs() }))).await?;
        Ok(Some(lasted))
    };
    portal.store.write(end).await
}

fn event(portal: &Portal, now: Timestamp, by: &Actor, action: &str, detail: &Value) -> AuditEvent {
    AuditEvent {
        id: portal.random.id(now),
        at: At::from(now),
        insurer_id: None,
        actor_kind: by.kind.to_owned(),
        actor: by.name.clone(),
        action: action.to_owned(),
        subject: "service".to_owned(),
        detail: detail.to_string(),
    }
}
