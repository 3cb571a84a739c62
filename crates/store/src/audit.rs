//! The audit trail: a row in the transaction of every change, sealed later into a hash chain by one job.

use crate::{At, StoreError, Work, engine::execute};

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
        Ok(())
    }
}
