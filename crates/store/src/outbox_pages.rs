//! The outbox as operators page through it: nothing that says to whom a mail goes.

use crate::{
    At, StoreError, Work,
    engine::{fetch_all, fetch_one},
};

/// A mail in the operators' list.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OutboxLine {
    /// Our own identifier.
    pub id: i64,
    /// The code of the insurer in whose name it goes.
    pub insurer_code: Option<String>,
    /// What it says.
    pub kind: String,
    /// The recipient's domain.
    pub recipient_domain: String,
    /// Tries so far.
    pub attempts: i64,
    /// When the next try is due, of a mail that waits.
    pub next_attempt_at: At,
    /// When it was written.
    pub created_at: At,
    /// When it ended.
    pub finished_at: Option<At>,
    /// What the last failed try met, without personal data.
    pub last_error: Option<String>,
    /// What came back: `hard`, `soft` or `policy`.
    pub bounce: Option<String>,
    /// The status with which it came back (`5.1.1`).
    pub bounce_status: Option<String>,
    /// Whether it can be tried again: what it says is still there.
    pub can_retry: bool,
}

/// How many mails wait or ended without arriving.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OutboxCounts {
    /// Waiting.
    pub queued: i64,
    /// Given up.
    pub failed: i64,
    /// Dropped because their code ran out.
    pub expired: i64,
    /// Not handed over because mail to the address is stopped.
    pub stopped: i64,
    /// Of those that wait, how many wait for the relay to answer.
    pub relay_failed: i64,
    /// When a mail was last taken by the relay.
    pub last_delivered_at: Option<At>,
}

impl Work {
    /// The mails of a state that were written before one of them (time and identifier), at most `most`, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn outbox_page(&self, state: &str, before: (At, i64), most: i64) -> Result<Vec<OutboxLine>, StoreError> {
        fetch_all!(
            self,
            OutboxLine,
            "SELECT o.id, i.code AS insurer_code, o.kind, o.recipient_domain, o.attempts, o.next_attempt_at, o.created_at, o.finished_at,
                 o.last_error, o.bounce, o.bounce_status,
                 o.state IN ('queued', 'failed', 'stopped') AND o.sealed IS NOT NULL AS can_retry
             FROM outbox o LEFT JOIN insurers i ON i.id = o.insurer_id
             WHERE o.state = $1 AND (o.created_at, o.id) < ($2, $3)
             ORDER BY o.created_at DESC, o.id DESC LIMIT $4",
            state,
            before.0,
            before.1,
            most
        )
    }

    /// How many mails wait or did not arrive.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn outbox_counts(&self) -> Result<OutboxCounts, StoreError> {
        fetch_one!(
            self,
            OutboxCounts,
            "SELECT (SELECT COUNT(*) FROM outbox WHERE state = 'queued') AS queued,
                 (SELECT COUNT(*) FROM outbox WHERE state = 'failed') AS failed,
                 (SELECT COUNT(*) FROM outbox WHERE state = 'expired') AS expired,
                 (SELECT COUNT(*) FROM outbox WHERE state = 'stopped') AS stopped,
                 (SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND relay_failed) AS relay_failed,
                 (SELECT finished_at FROM outbox WHERE state = 'delivered' ORDER BY created_at DESC, id DESC LIMIT 1) AS last_delivered_at"
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
