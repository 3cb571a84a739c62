//! The audit trail as people read it: the latest event first, page by page, filtered.

use crate::{
    At, StoreError, Work,
    audit::AuditEvent,
    engine::{fetch_all, fetch_optional},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// Which events are meant; blank is all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailFilter {
    /// Of this insurer; `None` for those that concern none.
    pub insurer_id: Option<i64>,
    /// From this instant on.
    pub from: At,
    /// Before this instant.
    pub until: At,
    /// `member`, `staff`, `command` or `service`.
    pub actor_kind: String,
    /// Who, as the trail names them (`staff:7`).
    pub actor: String,
    /// What was done: the part of the action before the dot (`roster`).
    pub group: String,
    /// To whom or what (`person:7`).
    pub subject: String,
}

/// A person whom an event is about.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TrailPerson {
    /// Our own identifier.
    pub person_id: i64,
    /// 氏名; empty when the roster has none.
    pub name: String,
    /// 氏名カナ as given.
    pub kana_name: String,
}

/// See [`Work::staff_events_about`]. `+ 0` keeps SQLite from walking through everything that happened at the insurer in its order.
pub(crate) const STAFF_EVENTS: &str = "SELECT * FROM audit_events
     WHERE insurer_id = $1 AND subject IN ($2, $3) AND (actor_kind = 'staff' OR action IN ('benefits.downloaded', 'costs.downloaded')) AND (at + 0 < $4 OR (at + 0 = $4 AND id < $5))
     ORDER BY at + 0 DESC, id DESC LIMIT $6";

/// The events of a filter that stand after a place, in the order of reading. `$owner` says whose: one index serves each.
macro_rules! trail {
    ($work:expr, $owner:literal, $filter:expr, $after:expr, $rows:expr) => {
        fetch_all!(
            $work,
            AuditEvent,
            concat!(
                "SELECT * FROM audit_events WHERE ",
                $owner,
                " AND at >= $2 AND at < $3 AND (at < $4 OR (at = $4 AND id < $5))
                  AND (actor_kind = $6 OR $6 = '') AND (actor = $7 OR $7 = '') AND ($8 = '' OR (action >= $8 AND action < $9))
                  AND (subject = $10 OR $10 = '')
                  ORDER BY at DESC, id DESC LIMIT $11"
            ),
            $filter.insurer_id.unwrap_or(0),
            $filter.from,
            $filter.until,
            $after.0,
            $after.1,
            &$filter.actor_kind,
            &$filter.actor,
            group_begins(&$filter.group),
            group_ends(&$filter.group),
            &$filter.subject,
            $rows
        )
    };
}

impl Work {
    /// At most `rows` events of a filter, the latest first, after the place `after` (instant and identifier of the last one that was
    /// read).
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn trail_page(&self, filter: &TrailFilter, after: Option<(At, i64)>, rows: i64) -> Result<Vec<AuditEvent>, StoreError> {
        let after = after.unwrap_or((filter.until, i64::MAX));
        match (filter.insurer_id, filter.subject.is_empty()) {
            (None, _) => trail!(self, "insurer_id IS NULL AND $1 = 0", filter, after, rows),
            (Some(_), true) => trail!(self, "insurer_id = $1", filter, after, rows),
            (Some(_), false) => trail!(self, "insurer_id = $1 AND subject = $10", filter, after, rows),
        }
    }

    /// What staff did that concerns a person, as the roster's person and as the owner of an account, and when files with the person's
    /// costs were taken along. The latest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn staff_events_about(
        &self,
        insurer_id: i64,
        (person, account): (&str, &str),
        after: Option<(At, i64)>,
        rows: i64,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        let (at, id) = after.unwrap_or((At::from(jiff::Timestamp::MAX), i64::MAX));
        fetch_all!(self, AuditEvent, STAFF_EVENTS, insurer_id, person, account, at, id, rows)
    }

    /// The person of an account, whether or not it is closed, as the roster in force has them.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn trail_person_of_account(&self, insurer_id: i64, account_id: i64) -> Result<Option<TrailPerson>, StoreError> {
        fetch_optional!(
            self,
            TrailPerson,
            "SELECT e.person_id, e.name, e.kana_name FROM accounts a JOIN insurers i ON i.id = a.insurer_id
             JOIN roster_entries e ON e.insurer_id = a.insurer_id AND e.person_id = a.person_id
                 AND e.from_version <= i.roster_version AND i.roster_version < e.to_version
             WHERE a.insurer_id = $1 AND a.id = $2",
            insurer_id,
            account_id
        )
    }
}

fn group_begins(group: &str) -> String {
    if group.is_empty() { String::new() } else { format!("{group}.") }
}

/// The first text that is greater than all that begin with the group and a dot.
fn group_ends(group: &str) -> String {
    if group.is_empty() { String::new() } else { format!("{group}/") }
}
