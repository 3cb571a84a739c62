//! The outbox: mail is written in the transaction that needs it and handed over by a job afterwards.

use crate::{At, StoreError, Work, engine::execute};

/// A mail to be sent. Recipient and parameters are sealed; only what an operator may see is in the clear.
#[derive(Clone, Debug)]
pub struct QueuedMail {
    /// Our own identifier; part of the seal's context.
    pub id: i64,
    /// The insurer in whose name it goes.
    pub insurer_id: Option<i64>,
    /// The account that it concerns.
    pub account_id: Option<i64>,
    /// What it says (`sign_up_code` …).
    pub kind: String,
    /// The domain of the recipient: for throttling and for the list of failures.
    pub recipient_domain: String,
    /// Recipient and parameters under the outbox key.
    pub sealed: Vec<u8>,
    /// A mail that is of no use afterwards is dropped then.
    pub expires_at: Option<At>,
    /// When it was written.
    pub created_at: At,
}

impl Work {
    /// Queues a mail; it is due at once.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn queue_mail(&self, mail: &QueuedMail) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO outbox (id, insurer_id, account_id, kind, recipient_domain, sealed, state, attempts, next_attempt_at,
                 claimed_until, expires_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'queued', 0, $7, 0, $8, $9)",
            mail.id,
            mail.insurer_id,
            mail.account_id,
            &mail.kind,
            &mail.recipient_domain,
            &mail.sealed,
            mail.created_at,
            mail.expires_at,
            mail.created_at
        )?;
        Ok(())
    }
}
