//! Notices that go out by mail to many: how far each has come, and the pace at which a domain takes them.

use crate::{
    At, Day, StoreError, Work,
    engine::{execute, fetch_all, fetch_one, fetch_optional},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// A mailing that goes on: the notice, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DueMailing {
    /// The notice.
    pub announcement_id: i64,
    /// The insurer whose members it is for; `None` for those of all.
    pub insurer_id: Option<i64>,
    /// The title.
    pub title: String,
    /// The text, Markdown.
    pub body: String,
    /// Whom it is for.
    pub audience: String,
    /// Whether it goes to who wants no notices, too.
    pub essential: bool,
    /// The last day of the notice.
    pub until_date: Option<Day>,
    /// Everybody of the insurers before this one has theirs.
    pub position_insurer: i64,
    /// Everybody of that insurer up to this person has theirs.
    pub position_person: i64,
}

/// What came of a mailing so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct MailingProgress {
    /// Mails that were written.
    pub made: i64,
    /// People who were left out because they want no notices by mail.
    pub unsubscribed: i64,
    /// Waiting in the outbox.
    pub queued: i64,
    /// Taken by the relay.
    pub delivered: i64,
    /// Failed for good.
    pub failed: i64,
    /// Dropped because the notice was removed.
    pub expired: i64,
    /// Not handed over because mail to the address is stopped.
    pub stopped: i64,
    /// Came back.
    pub bounced: i64,
    /// When everybody had theirs, or it was ended.
    pub finished_at: Option<At>,
}

impl Work {
    /// Begins to mail a notice; answers whether it was not begun before.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_mailing(&self, announcement_id: i64, at: At, by: &str) -> Result<bool, StoreError> {
        let begun = execute!(
            self,
            "INSERT INTO mailings (announcement_id, position_insurer, position_person, made, unsubscribed, delivered, failed, expired,
                 stopped, bounced, created_at, created_by)
             VALUES ($1, 0, 0, 0, 0, 0, 0, 0, 0, 0, $2, $3) ON CONFLICT (announcement_id) DO NOTHING",
            announcement_id,
            at,
            by
        )?;
        Ok(begun == 1)
    }

    /// The mailings that go on, of notices whose first day has come.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn due_mailings(&self, today: Day) -> Result<Vec<DueMailing>, StoreError> {
        fetch_all!(
            self,
            DueMailing,
            "SELECT m.announcement_id, a.insurer_id, a.title, a.body, a.audience, a.essential, a.until_date, m.position_insurer,
                 m.position_person
             FROM mailings m JOIN announcements a ON a.id = m.announcement_id
             WHERE m.finished_at IS NULL AND a.removed_at IS NULL AND a.from_date <= $1 ORDER BY m.created_at, m.announcement_id",
            today
        )
    }

    /// Moves a mailing on; answers whether it still stood where `mailing` says. Who is told that it did not must write nothing.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn advance_mailing(&self, mailing: &DueMailing, to: (i64, i64), made: i64, unsubscribed: i64) -> Result<bool, StoreError> {
        let advanced = execute!(
            self,
            "UPDATE mailings SET position_insurer = $4, position_person = $5, made = made + $6, unsubscribed = unsubscribed + $7
             WHERE announcement_id = $1 AND position_insurer = $2 AND position_person = $3 AND finished_at IS NULL",
            mailing.announcement_id,
            mailing.position_insurer,
            mailing.position_person,
            to.0,
            to.1,
            made,
            unsubscribed
        )?;
        Ok(advanced == 1)
    }

    /// Ends a mailing: everybody has theirs, or the notice is over.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn finish_mailing(&self, announcement_id: i64, at: At) -> Result<(), StoreError> {
        execute!(self, "UPDATE mailings SET finished_at = $2 WHERE announcement_id = $1 AND finished_at IS NULL", announcement_id, at)?;
        Ok(())
    }

    /// Ends a mailing and drops what of it waits.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn withdraw_mailing(&self, announcement_id: i64, at: At) -> Result<(), StoreError> {
        self.finish_mailing(announcement_id, at).await?;
        execute!(
            self,
            "UPDATE outbox SET state = 'expired', finished_at = $2, claimed_until = 0, sealed = NULL
             WHERE mailing_id = $1 AND state = 'queued'",
            announcement_id,
            at
        )?;
        Ok(())
    }

    /// How many mails of a mailing wait in the outbox.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn waiting_of_mailing(&self, announcement_id: i64) -> Result<i64, StoreError> {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE mailing_id = $1 AND state = 'queued'";
        Ok(fetch_one!(self, (i64,), sql, announcement_id)?.0)
    }

    /// What came of a mailing so far; none when the notice is not mailed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn mailing_progress(&self, announcement_id: i64) -> Result<Option<MailingProgress>, StoreError> {
        fetch_optional!(
            self,
            MailingProgress,
            "SELECT m.made, m.unsubscribed, CAST(COUNT(CASE WHEN o.state = 'queued' THEN 1 END) AS BIGINT) AS queued,
                 CAST(m.delivered + COUNT(CASE WHEN o.state = 'delivered' THEN 1 END) AS BIGINT) AS delivered,
                 CAST(m.failed + COUNT(CASE WHEN o.state = 'failed' THEN 1 END) AS BIGINT) AS failed,
                 CAST(m.expired + COUNT(CASE WHEN o.state = 'expired' THEN 1 END) AS BIGINT) AS expired,
                 CAST(m.stopped + COUNT(CASE WHEN o.state = 'stopped' THEN 1 END) AS BIGINT) AS stopped,
                 CAST(m.bounced + COUNT(o.bounced_at) AS BIGINT) AS bounced, m.finished_at
             FROM mailings m LEFT JOIN outbox o ON o.mailing_id = m.announcement_id
             WHERE m.announcement_id = $1
             GROUP BY m.made, m.unsubscribed, m.delivered, m.failed, m.expired, m.stopped, m.bounced, m.finished_at",
            announcement_id
        )
    }

    /// Takes room for `milliseconds` of mails to a domain, after whatever it has to take already; answers when that room ends.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn pace_mails(&self, domain: &str, now: At, milliseconds: i64) -> Result<At, StoreError> {
        let (ends,) = fetch_one!(
            self,
            (At,),
            "INSERT INTO mail_paces (domain, next_at) VALUES ($1, $2 + $3)
             ON CONFLICT (domain) DO UPDATE
                 SET next_at = CASE WHEN mail_paces.next_at > $2 THEN mail_paces.next_at ELSE $2 END + $3
             RETURNING next_at",
            domain,
            now,
            milliseconds
        )?;
        Ok(ends)
    }

    /// Forgets mails that ended before `before`, once they are counted: by day and domain, and for their mailing.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_mails(&self, before: At) -> Result<u64, StoreError> {
        self.count_mails_before(before).await?;
        execute!(
            self,
            "UPDATE mailings SET delivered = mailings.delivered + ended.delivered, failed = mailings.failed + ended.failed,
                 expired = mailings.expired + ended.expired, stopped = mailings.stopped + ended.stopped,
                 bounced = mailings.bounced + ended.bounced
             FROM (SELECT mailing_id, COUNT(CASE WHEN state = 'delivered' THEN 1 END) AS delivered,
                       COUNT(CASE WHEN state = 'failed' THEN 1 END) AS failed, COUNT(CASE WHEN state = 'expired' THEN 1 END) AS expired,
                       COUNT(CASE WHEN state = 'stopped' THEN 1 END) AS stopped, COUNT(bounced_at) AS bounced
                   FROM outbox WHERE mailing_id IS NOT NULL AND state <> 'queued' AND finished_at < $1 GROUP BY mailing_id) AS ended
             WHERE ended.mailing_id = mailings.announcement_id",
            before
        )?;
        execute!(self, "DELETE FROM outbox WHERE state <> 'queued' AND finished_at < $1", before)
    }
}
