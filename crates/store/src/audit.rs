//! The audit trail: a row in the transaction of every change, sealed later into a hash chain by one job.

use std::collections::HashMap;

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_one, fetch_optional},
};

/// What happened, by whom, to whom. `detail` is a JSON object without personal data beyond what the trail is for.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AuditEvent {
    /// Our own identifier; increases with time on one server.
    pub id: i64,
    /// When.
    pub at: At,
    /// The insurer concerned, if one is.
    pub insurer_id: Option<i64>,
    /// `member`, `staff`, `operator`, `command` or `service`.
    pub actor_kind: String,
    /// Who: an account's or staff identifier, or the operating system's user.
    pub actor: String,
    /// What was done, as `subject.verb` (`account.created`).
    pub action: String,
    /// To what, as `kind:identifier`.
    pub subject: String,
    /// More about it, a JSON object.
    pub detail: String,
}

/// A link of the hash chain.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AuditSeal {
    /// The place in the chain: 1, 2, 3 … without gaps.
    pub seq: i64,
    /// The event that it seals.
    pub event_id: i64,
    /// SHA-256 over the link before it and the event.
    pub hash: Vec<u8>,
    /// When it was sealed.
    pub sealed_at: At,
}

/// A link with its event, if that still stands.
#[derive(Clone, Debug)]
pub struct SealedEvent {
    /// The link.
    pub seal: AuditSeal,
    /// The event.
    pub event: Option<AuditEvent>,
}

/// An event as it is exported.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ExportedEvent {
    /// The event.
    #[sqlx(flatten)]
    pub event: AuditEvent,
    /// The insurer's code.
    pub insurer_code: Option<String>,
    /// Its place in the chain, once it is sealed.
    pub seq: Option<i64>,
    /// Its hash in the chain.
    pub hash: Option<Vec<u8>>,
}

/// Which events are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventFilter {
    /// Of this insurer; of all when none.
    pub insurer_id: Option<i64>,
    /// From this instant on.
    pub from: At,
    /// Before this instant.
    pub until: At,
}

impl Work {
    /// Records an event in the transaction of the change that it tells of.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn record(&self, event: &AuditEvent) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO audit_events (id, at, insurer_id, actor_kind, actor, action, subject, detail)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            event.id,
            event.at,
            event.insurer_id,
            &event.actor_kind,
            &event.actor,
            &event.action,
            &event.subject,
            &event.detail
        )?;
        execute!(self, "INSERT INTO audit_queue (event_id) VALUES ($1)", event.id)?;
        Ok(())
    }

    /// The first events that wait to be sealed, at most `most`, by identifier.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn unsealed_events(&self, most: i64) -> Result<Vec<AuditEvent>, StoreError> {
        fetch_all!(
            self,
            AuditEvent,
            "SELECT e.* FROM audit_queue q JOIN audit_events e ON e.id = q.event_id ORDER BY q.event_id LIMIT $1",
            most
        )
    }

    /// How many events wait to be sealed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_unsealed_events(&self) -> Result<i64, StoreError> {
        let (waiting,) = fetch_one!(self, (i64,), "SELECT COUNT(*) FROM audit_queue")?;
        Ok(waiting)
    }

    /// The last link of the chain.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_seal(&self) -> Result<Option<AuditSeal>, StoreError> {
        fetch_optional!(self, AuditSeal, "SELECT * FROM audit_seals ORDER BY seq DESC LIMIT 1")
    }

    /// Adds a link to the chain; its event waits no more.
    ///
    /// # Errors
    /// A unique violation when another server added the same link: the chain never forks.
    pub async fn add_seal(&self, seal: &AuditSeal) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO audit_seals (seq, event_id, hash, sealed_at) VALUES ($1, $2, $3, $4)",
            seal.seq,
            seal.event_id,
            &seal.hash,
            seal.sealed_at
        )?;
        execute!(self, "DELETE FROM audit_queue WHERE event_id = $1", seal.event_id)?;
        Ok(())
    }

    /// The links after `seq` with their events, at most `most`, in order.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn sealed_events_after(&self, seq: i64, most: i64) -> Result<Vec<SealedEvent>, StoreError> {
        let seals = fetch_all!(self, AuditSeal, "SELECT * FROM audit_seals WHERE seq > $1 ORDER BY seq LIMIT $2", seq, most)?;
        let last = seals.last().map_or(seq, |seal| seal.seq);
        let events = fetch_all!(
            self,
            AuditEvent,
            "SELECT e.* FROM audit_seals s JOIN audit_events e ON e.id = s.event_id WHERE s.seq > $1 AND s.seq <= $2",
            seq,
            last
        )?;
        let mut events: HashMap<i64, AuditEvent> = events.into_iter().map(|event| (event.id, event)).collect();
        Ok(seals.into_iter().map(|seal| SealedEvent { event: events.remove(&seal.event_id), seal }).collect())
    }

    /// The first event that is neither sealed nor waits to be: nobody recorded it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn first_stray_event(&self) -> Result<Option<i64>, StoreError> {
        let stray = fetch_optional!(
            self,
            (i64,),
            "SELECT e.id FROM audit_events e
             LEFT JOIN audit_seals s ON s.event_id = e.id
             LEFT JOIN audit_queue q ON q.event_id = e.id
             WHERE s.event_id IS NULL AND q.event_id IS NULL ORDER BY e.id LIMIT 1"
        )?;
        Ok(stray.map(|(id,)| id))
    }

    /// The first event that waits to be sealed and is gone.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn first_lost_event(&self) -> Result<Option<i64>, StoreError> {
        let lost = fetch_optional!(
            self,
            (i64,),
            "SELECT q.event_id FROM audit_queue q LEFT JOIN audit_events e ON e.id = q.event_id
             WHERE e.id IS NULL ORDER BY q.event_id LIMIT 1"
        )?;
        Ok(lost.map(|(id,)| id))
    }

    /// The events that a filter means after the one with identifier `after`, at most `most`, by identifier.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn events_after(&self, filter: &EventFilter, after: i64, most: i64) -> Result<Vec<ExportedEvent>, StoreError> {
        fetch_all!(
            self,
            ExportedEvent,
            "SELECT e.*, i.code AS insurer_code, s.seq, s.hash FROM audit_events e
             LEFT JOIN insurers i ON i.id = e.insurer_id
             LEFT JOIN audit_seals s ON s.event_id = e.id
             WHERE e.id > $1 AND (e.insurer_id = $2 OR $2 = 0) AND e.at >= $3 AND e.at < $4
             ORDER BY e.id LIMIT $5",
            after,
            filter.insurer_id.unwrap_or(0),
            filter.from,
            filter.until,
            most
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
