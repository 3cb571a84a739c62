//! The people to whom a notice may go: the eligible of an insurer with their accounts, page by page. Whom of them a notice is for is
//! `madoguchi_rules::audience`'s to say.

use crate::{
    At, Day, StoreError, Work,
    engine::{fetch_all, fetch_optional},
    roster::RosterEntry,
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// A person who is eligible, and the live account if there is one.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Addressed {
    /// The person as the roster in force has them.
    #[sqlx(flatten)]
    pub entry: RosterEntry,
    /// The live account.
    pub account_id: Option<i64>,
    /// Its confirmed address.
    pub account_email: Option<String>,
    /// Whether its owner wants notices by mail.
    pub notice_mails: Option<bool>,
    /// The latest login.
    pub last_login_at: Option<At>,
    /// When the desk stopped it.
    pub stopped_at: Option<At>,
}

impl Work {
    /// At most `rows` people of an insurer who are eligible on that day, by our own identifier, after `person_id`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn addressed_after(&self, insurer_id: i64, person_id: i64, on: Day, rows: i64) -> Result<Vec<Addressed>, StoreError> {
        fetch_all!(
            self,
            Addressed,
            "SELECT e.*, a.id AS account_id, a.email AS account_email, a.notice_mails, a.last_login_at, a.stopped_at
             FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
             LEFT JOIN accounts a ON a.insurer_id = e.insurer_id AND a.person_id = e.person_id AND a.closed_at IS NULL
             WHERE e.insurer_id = $1 AND e.person_id > $2 AND e.from_version <= i.roster_version AND i.roster_version < e.to_version
               AND COALESCE(e.eligible_from, e.acquired_on, $3) <= $3 AND (e.lost_on IS NULL OR e.lost_on > $3)
             ORDER BY e.person_id LIMIT $4",
            insurer_id,
            person_id,
            on,
            rows
        )
    }

    /// The first insurer whose identifier is `from` or greater.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn insurer_from(&self, from: i64) -> Result<Option<i64>, StoreError> {
        let found = fetch_optional!(self, (i64,), "SELECT id FROM insurers WHERE id >= $1 ORDER BY id LIMIT 1", from)?;
        Ok(found.map(|(id,)| id))
    }
}
