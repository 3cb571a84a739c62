//! Mails that came back, and the addresses to which no mail goes because of that. An address is known by its keyed hash alone.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_one, fetch_optional},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// A mail that somebody reports back about: what the outbox still knows of it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SentMail {
    /// Our own identifier.
    pub id: i64,
    /// The insurer in whose name it went.
    pub insurer_id: Option<i64>,
    /// The account that it concerned.
    pub account_id: Option<i64>,
    /// The recipient's address as a keyed hash.
    pub recipient_key: Vec<u8>,
    /// What came back before: `hard`, `soft` or `policy`.
    pub bounce: Option<String>,
}

/// No mail goes to this address.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct MailStop {
    /// `hard` or `soft`: why.
    pub bounce: String,
    /// The status of the bounce that stopped it (`5.1.1`).
    pub status: String,
    /// Since when.
    pub stopped_at: At,
}

/// A mail as the desk sees it on a person's page.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct MailToPerson {
    /// Our own identifier.
    pub id: i64,
    /// What it says.
    pub kind: String,
    /// The recipient's domain.
    pub recipient_domain: String,
    /// `queued`, `delivered`, `failed`, `expired` or `stopped`.
    pub state: String,
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

impl Work {
    /// What the outbox knows of a mail.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn sent_mail(&self, id: i64) -> Result<Option<SentMail>, StoreError> {
        fetch_optional!(self, SentMail, "SELECT id, insurer_id, account_id, recipient_key, bounce FROM outbox WHERE id = $1", id)
    }

    /// Notes that a mail came back. A mail comes back once: only a hard bounce takes the place of an earlier, milder one.
    /// Answers whether anything was new.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn note_bounce(&self, id: i64, bounce: &str, status: &str, at: At) -> Result<bool, StoreError> {
        let noted = execute!(
            self,
            "UPDATE outbox SET bounced_at = $4, bounce = $2, bounce_status = $3
             WHERE id = $1 AND (bounce IS NULL OR (bounce <> 'hard' AND $2 = 'hard'))",
            id,
            bounce,
            status,
            at
        )?;
        Ok(noted == 1)
    }

    /// How many mails to an address bounced softly from `since` on, and after its last stop was lifted.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn soft_bounces(&self, address_key: &[u8], since: At) -> Result<i64, StoreError> {
        let (count,) = fetch_one!(
            self,
            (i64,),
            "SELECT CAST(COUNT(*) AS BIGINT) FROM outbox
             WHERE recipient_key = $1 AND bounced_at IS NOT NULL AND bounced_at >= $2 AND bounce = 'soft'
               AND bounced_at > COALESCE((SELECT lifted_at FROM mail_stops WHERE address_key = $1), 0)",
            address_key,
            since
        )?;
        Ok(count)
    }

    /// Stops mail to an address; answers whether it went before.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn stop_mail_to(&self, address_key: &[u8], bounce: &str, status: &str, at: At) -> Result<bool, StoreError> {
        let stopped = execute!(
            self,
            "INSERT INTO mail_stops (address_key, bounce, status, stopped_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (address_key) DO UPDATE SET bounce = $2, status = $3, stopped_at = $4, lifted_at = NULL
             WHERE mail_stops.lifted_at IS NOT NULL",
            address_key,
            bounce,
            status,
            at
        )?;
        Ok(stopped == 1)
    }

    /// The stop in force for an address.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn mail_stop(&self, address_key: &[u8]) -> Result<Option<MailStop>, StoreError> {
        fetch_optional!(
            self,
            MailStop,
            "SELECT bounce, status, stopped_at FROM mail_stops WHERE address_key = $1 AND lifted_at IS NULL",
            address_key
        )
    }

    /// Lets mail go to an address again; answers whether it was stopped.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn lift_mail_stop(&self, address_key: &[u8], at: At) -> Result<bool, StoreError> {
        let lifted = execute!(self, "UPDATE mail_stops SET lifted_at = $2 WHERE address_key = $1 AND lifted_at IS NULL", address_key, at)?;
        Ok(lifted == 1)
    }

    /// The latest mails that concern an account (0: none), or that went to one of three addresses and concern nobody else's account.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn mails_to_person(
        &self,
        insurer_id: i64,
        account_id: i64,
        address_keys: [&[u8]; 3],
        most: i64,
    ) -> Result<Vec<MailToPerson>, StoreError> {
        let [first, second, third] = address_keys;
        fetch_all!(
            self,
            MailToPerson,
            "SELECT id, kind, recipient_domain, state, created_at, finished_at, last_error, bounce, bounce_status FROM (
                 SELECT * FROM outbox WHERE account_id = $2
                 UNION ALL SELECT * FROM outbox WHERE recipient_key IN ($3, $4, $5) AND account_id IS NULL) o
             WHERE insurer_id = $1 ORDER BY created_at DESC, id DESC LIMIT $6",
            insurer_id,
            account_id,
            first,
            second,
            third,
            most
        )
    }
}
