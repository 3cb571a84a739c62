//! The outbox: mail is written in the transaction that needs it and handed over by a job afterwards.
//!
//! A mail is `queued` until it is `delivered`, `failed` for good (a dead letter), `expired` or `stopped`. Whoever hands it over claims it for a
//! while; a claim that ran out, because its holder was killed, may be taken by anyone.

use std::sync::atomic::Ordering;

use crate::{
    At, Database, StoreError, Work,
    engine::{execute, fetch_all, fetch_one},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// A mail to be sent. Recipient and parameters are sealed; only what an operator may see is in the clear.
#[derive(Clone, Debug)]
pub struct QueuedMail {
    /// Our own identifier; part of the seal's context.
    pub id: i64,
    /// The insurer in whose name it goes.
    pub insurer_id: Option<i64>,
    /// The account that it concerns.
    pub account_id: Option<i64>,
    /// The notice that is mailed to many, when it is one of those.
    pub mailing_id: Option<i64>,
    /// What it says (`sign_up_code` …).
    pub kind: String,
    /// The domain of the recipient: for throttling and for the list of failures.
    pub recipient_domain: String,
    /// The recipient's address as a keyed hash: what stops and bounces go by.
    pub recipient_key: Vec<u8>,
    /// Recipient and parameters under the outbox key.
    pub sealed: Vec<u8>,
    /// A mail that is of no use afterwards is dropped then.
    pub expires_at: Option<At>,
    /// Not handed over before.
    pub due_at: At,
    /// When it was written.
    pub created_at: At,
}

/// A mail that somebody has claimed in order to hand it over.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ClaimedMail {
    /// Our own identifier; part of the seal's context.
    pub id: i64,
    /// The insurer in whose name it goes.
    pub insurer_id: Option<i64>,
    /// What it says.
    pub kind: String,
    /// The recipient's address as a keyed hash.
    pub recipient_key: Vec<u8>,
    /// Recipient and parameters under the outbox key.
    pub sealed: Option<Vec<u8>>,
    /// Tries before this one.
    pub attempts: i64,
    /// Of no use from then on.
    pub expires_at: Option<At>,
    /// When it was written.
    pub created_at: At,
}

/// How a mail ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailEnd {
    /// The relay took it.
    Delivered,
    /// It will not be tried again unless an operator says so.
    Failed,
    /// Its code ran out before the relay took it.
    Expired,
    /// Mail to its address is stopped.
    Stopped,
}

/// A mail as the operator's list shows it: nothing that says to whom it goes.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedMail {
    /// Our own identifier.
    pub id: i64,
    /// The code of the insurer in whose name it goes.
    pub insurer_code: Option<String>,
    /// What it says.
    pub kind: String,
    /// The recipient's domain.
    pub recipient_domain: String,
    /// `queued`, `delivered`, `failed`, `expired` or `stopped`.
    pub state: String,
    /// Tries so far.
    pub attempts: i64,
    /// When the next try is due, of a queued mail.
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
}

/// How the outbox stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OutboxState {
    /// Mails that wait.
    pub waiting: i64,
    /// When the oldest of them was written.
    pub oldest: Option<At>,
}

/// The mails to one domain, counted by state.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DomainMails {
    /// The recipients' domain.
    pub domain: String,
    /// Waiting.
    pub queued: i64,
    /// Taken by the relay.
    pub delivered: i64,
    /// Failed for good.
    pub failed: i64,
    /// Dropped because their code ran out.
    pub expired: i64,
    /// Not handed over because mail to the address is stopped.
    pub stopped: i64,
    /// Came back, whether the relay had taken them or not.
    pub bounced: i64,
}

impl MailEnd {
    /// As the table and the operator's list name it.
    pub fn name(self) -> &'static str {
        match self {
            MailEnd::Delivered => "delivered",
            MailEnd::Failed => "failed",
            MailEnd::Expired => "expired",
            MailEnd::Stopped => "stopped",
        }
    }
}

impl Database {
    /// Waits until a unit of work of this process that queued a mail is committed. One that was committed before the call counts.
    /// Only one job may wait.
    pub async fn mail_was_queued(&self) {
        self.outbox_bell.notified().await;
    }
}

/// Claims the first `most` of the queued mails that fulfil a condition, in that order.
macro_rules! claim {
    ($work:expr, $condition:literal, $order:literal, $now:expr, $until:expr, $most:expr) => {
        fetch_all!(
            $work,
            ClaimedMail,
            concat!(
                "UPDATE outbox SET claimed_until = $2 WHERE state = 'queued' AND claimed_until <= $1 AND id IN (
                     SELECT id FROM outbox WHERE state = 'queued' AND claimed_until <= $1 AND ",
                $condition,
                " ORDER BY ",
                $order,
                ", id LIMIT $3)
                 RETURNING id, insurer_id, kind, recipient_key, sealed, attempts, expires_at, created_at"
            ),
            $now,
            $until,
            $most
        )
    };
}

impl Work {
    /// Queues a mail.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn queue_mail(&self, mail: &QueuedMail) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO outbox (id, insurer_id, account_id, mailing_id, kind, recipient_domain, recipient_key, sealed, state, attempts,
                 next_attempt_at, claimed_until, relay_failed, expires_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', 0, $9, 0, FALSE, $10, $11)",
            mail.id,
            mail.insurer_id,
            mail.account_id,
            mail.mailing_id,
            &mail.kind,
            &mail.recipient_domain,
            &mail.recipient_key,
            &mail.sealed,
            mail.due_at,
            mail.expires_at,
            mail.created_at
        )?;
        self.rings_outbox_bell.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// How the outbox stands.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn outbox_state(&self) -> Result<OutboxState, StoreError> {
        fetch_one!(
            self,
            OutboxState,
            "SELECT CAST(COUNT(*) AS BIGINT) AS waiting, MIN(created_at) AS oldest FROM outbox WHERE state = 'queued'"
        )
    }

    /// Whether a mail can be claimed at `now`. Asked every second, so it costs two looks into an index however long the queue is.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn mail_is_due(&self, now: At) -> Result<bool, StoreError> {
        let (due,): (bool,) = fetch_one!(
            self,
            (bool,),
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'queued' AND expires_at IS NOT NULL
                     AND (next_attempt_at <= $1 OR expires_at <= $1) AND claimed_until <= $1)
                 OR EXISTS (SELECT 1 FROM outbox WHERE state = 'queued' AND next_attempt_at <= $1 AND claimed_until <= $1)",
            now
        )?;
        Ok(due)
    }

    /// Claims at most `most` mails that are due or expired at `now`, for the caller alone until `until`. Mails that somebody waits
    /// for (they expire) come first, notices to many come last.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn claim_mails(&self, now: At, until: At, most: i64) -> Result<Vec<ClaimedMail>, StoreError> {
        let mut claimed = self.claim_codes(now, until, most).await?;
        let room = most - claimed.len() as i64;
        if room > 0 {
            claimed.extend(self.claim_letters(now, until, room).await?);
        }
        let room = most - claimed.len() as i64;
        if room > 0 {
            claimed.extend(self.claim_notices(now, until, room).await?);
        }
        Ok(claimed)
    }

    async fn claim_codes(&self, now: At, until: At, most: i64) -> Result<Vec<ClaimedMail>, StoreError> {
        claim!(self, "expires_at IS NOT NULL AND (next_attempt_at <= $1 OR expires_at <= $1)", "expires_at", now, until, most)
    }

    async fn claim_letters(&self, now: At, until: At, most: i64) -> Result<Vec<ClaimedMail>, StoreError> {
        claim!(self, "expires_at IS NULL AND mailing_id IS NULL AND next_attempt_at <= $1", "next_attempt_at", now, until, most)
    }

    async fn claim_notices(&self, now: At, until: At, most: i64) -> Result<Vec<ClaimedMail>, StoreError> {
        claim!(self, "expires_at IS NULL AND mailing_id IS NOT NULL AND next_attempt_at <= $1", "next_attempt_at", now, until, most)
    }

    /// Ends a queued mail. What it says is wiped, but for a dead letter or a stopped mail that an operator may want to send once
    /// more: that is one that carries no code.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn finish_mail(&self, id: i64, end: MailEnd, at: At, error: Option<&str>) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE outbox SET state = $2, finished_at = $3, last_error = COALESCE($4, last_error), claimed_until = 0,
                 attempts = attempts + CASE WHEN $2 IN ('expired', 'stopped') THEN 0 ELSE 1 END,
                 sealed = CASE WHEN $2 IN ('failed', 'stopped') AND expires_at IS NULL THEN sealed END
             WHERE id = $1 AND state = 'queued'",
            id,
            end.name(),
            at,
            error
        )?;
        Ok(())
    }

    /// Puts a queued mail off until `next_attempt_at`. `relay_failed` says that it was the relay that did not answer.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn postpone_mail(&self, id: i64, next_attempt_at: At, relay_failed: bool, error: &str) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE outbox SET next_attempt_at = $2, relay_failed = $3, last_error = $4, claimed_until = 0, attempts = attempts + 1
             WHERE id = $1 AND state = 'queued'",
            id,
            next_attempt_at,
            relay_failed,
            error
        )?;
        Ok(())
    }

    /// The relay answers again: whatever waited for that alone is due at once.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn relay_answers(&self, now: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE outbox SET next_attempt_at = $1, relay_failed = FALSE WHERE state = 'queued' AND next_attempt_at > $1 AND relay_failed",
            now
        )?;
        Ok(())
    }

    /// Makes one mail, or with none every one, due at once: those that wait, and dead letters and stopped mails whose content is
    /// still there.
    /// Answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn retry_mails(&self, id: Option<i64>, now: At) -> Result<u64, StoreError> {
        let again = execute!(
            self,
            "UPDATE outbox SET state = 'queued', next_attempt_at = $2, finished_at = NULL
             WHERE state IN ('queued', 'failed', 'stopped') AND sealed IS NOT NULL AND (id = $1 OR $1 IS NULL)",
            id,
            now
        )?;
        self.rings_outbox_bell.store(again > 0, Ordering::Relaxed);
        Ok(again)
    }

    /// The newest mails, of all states or of one, of all insurers or of one, all or only those that came back.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn mails(
        &self,
        state: Option<&str>,
        insurer_id: Option<i64>,
        bounced: bool,
        most: i64,
    ) -> Result<Vec<ListedMail>, StoreError> {
        fetch_all!(
            self,
            ListedMail,
            "SELECT o.id, i.code AS insurer_code, o.kind, o.recipient_domain, o.state, o.attempts, o.next_attempt_at, o.created_at,
                 o.finished_at, o.last_error, o.bounce, o.bounce_status
             FROM outbox o LEFT JOIN insurers i ON i.id = o.insurer_id
             WHERE (o.state = $1 OR $1 IS NULL) AND (o.insurer_id = $2 OR $2 IS NULL) AND (o.bounced_at IS NOT NULL OR NOT $3)
             ORDER BY o.created_at DESC, o.id DESC LIMIT $4",
            state,
            insurer_id,
            bounced,
            most
        )
    }

    /// The mails written since `since`, counted by the recipients' domain; where most failed comes first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn mails_by_domain(&self, since: At) -> Result<Vec<DomainMails>, StoreError> {
        fetch_all!(
            self,
            DomainMails,
            "SELECT recipient_domain AS domain,
                 CAST(COUNT(CASE WHEN state = 'queued' THEN 1 END) AS BIGINT) AS queued,
                 CAST(COUNT(CASE WHEN state = 'delivered' THEN 1 END) AS BIGINT) AS delivered,
                 CAST(COUNT(CASE WHEN state = 'failed' THEN 1 END) AS BIGINT) AS failed,
                 CAST(COUNT(CASE WHEN state = 'expired' THEN 1 END) AS BIGINT) AS expired,
                 CAST(COUNT(CASE WHEN state = 'stopped' THEN 1 END) AS BIGINT) AS stopped,
                 CAST(COUNT(bounced_at) AS BIGINT) AS bounced
             FROM outbox WHERE created_at >= $1 GROUP BY recipient_domain ORDER BY 4 DESC, 7 DESC, 2 DESC, 1",
            since
        )
    }

    /// Takes a mail back that was queued in this unit of work.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn withdraw_mail(&self, id: i64) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM outbox WHERE id = $1", id)?;
        Ok(())
    }
}
