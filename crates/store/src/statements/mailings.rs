//! Telling members by mail that statements were released: one mailing a day of whatever is released, of every kind that is shown.

use madoguchi_rules::statements::StatementKind;

use crate::{
    At, Day, StoreError, Work,
    engine::{execute, fetch_all, fetch_one},
};

/// A mailing of a release that goes on, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ReleaseMailing {
    /// The insurer.
    pub insurer_id: i64,
    /// Our own identifier.
    pub id: i64,
    /// Everybody up to this person was looked at.
    pub position_person: i64,
    /// Mails that were written.
    pub made: i64,
    /// People who were left out because they want no notices by mail.
    pub unsubscribed: i64,
}

/// The sets in force of kind `$3` of insurer `$1` that are released on day `$2`, of which nobody was told yet.
macro_rules! untold {
    () => {
        "insurer_id = $1 AND kind = $3 AND mailing_id IS NULL AND release_on <= $2
           AND version <= (SELECT v.version FROM statement_versions v WHERE v.insurer_id = $1 AND v.kind = $3)"
    };
}

/// Whether person `$3` has lines in a set of this kind of mailing `$2` of insurer `$1`, which no released set replaces by day `$4`.
macro_rules! told_of {
    ($kind:literal, $lines:literal, $and_kind:literal) => {
        concat!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM (
                 SELECT 1 FROM statement_versions v CROSS JOIN statement_sets s CROSS JOIN ",
            $lines,
            " l WHERE v.insurer_id = $1 AND v.kind = ",
            $kind,
            " AND s.insurer_id = v.insurer_id AND s.kind = v.kind AND s.mailing_id = $2
                   AND NOT EXISTS (SELECT 1 FROM statement_sets r WHERE r.insurer_id = s.insurer_id AND r.kind = s.kind
                       AND r.care_month = s.care_month AND r.version > s.version AND r.version <= v.version AND r.replaces
                       AND r.release_on <= $4)
                   AND l.insurer_id = s.insurer_id",
            $and_kind,
            " AND l.care_month = s.care_month AND l.person_id = $3 AND l.version = s.version
                 LIMIT 1) AS found"
        )
    };
}

pub(crate) const TOLD_OF_COSTS: &str = told_of!("'costs'", "cost_lines", "");
pub(crate) const TOLD_OF: &str = told_of!("$5", "statement_lines", " AND l.kind = s.kind");

impl Work {
    /// Begins a mailing of what is released on `day` of these kinds and nobody was told of; answers whether there is anything.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_release_mailing(
        &self,
        insurer_id: i64,
        kinds: &[StatementKind],
        id: i64,
        day: Day,
        at: At,
    ) -> Result<bool, StoreError> {
        let mut told = 0;
        for kind in kinds {
            let sql = concat!("UPDATE statement_sets SET mailing_id = $4 WHERE ", untold!());
            told += execute!(self, sql, insurer_id, day, kind.as_str(), id)?;
        }
        if told == 0 {
            return Ok(false);
        }
        execute!(
            self,
            "INSERT INTO release_mailings (insurer_id, id, position_person, made, unsubscribed, created_at) VALUES ($1, $2, 0, 0, 0, $3)",
            insurer_id,
            id,
            at
        )?;
        Ok(true)
    }

    /// Whether something of a kind is released on `day` of which nobody was told.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn has_untold_statements(&self, insurer_id: i64, kind: StatementKind, day: Day) -> Result<bool, StoreError> {
        let sql = concat!("SELECT CAST(COUNT(*) AS BIGINT) FROM statement_sets WHERE ", untold!());
        Ok(fetch_one!(self, (i64,), sql, insurer_id, day, kind.as_str())?.0 > 0)
    }

    /// The mailings that go on, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn due_release_mailings(&self) -> Result<Vec<ReleaseMailing>, StoreError> {
        fetch_all!(
            self,
            ReleaseMailing,
            "SELECT insurer_id, id, position_person, made, unsubscribed FROM release_mailings WHERE finished_at IS NULL
             ORDER BY created_at, insurer_id, id"
        )
    }

    /// Moves a mailing on; answers whether it still stood where `mailing` says. Who is told that it did not must write nothing.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn advance_release_mailing(
        &self,
        mailing: &ReleaseMailing,
        to: i64,
        made: i64,
        unsubscribed: i64,
    ) -> Result<bool, StoreError> {
        let advanced = execute!(
            self,
            "UPDATE release_mailings SET position_person = $4, made = made + $5, unsubscribed = unsubscribed + $6
             WHERE insurer_id = $1 AND id = $2 AND position_person = $3 AND finished_at IS NULL",
            mailing.insurer_id,
            mailing.id,
            mailing.position_person,
            to,
            made,
            unsubscribed
        )?;
        Ok(advanced == 1)
    }

    /// Ends a mailing: everybody was looked at.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn finish_release_mailing(&self, insurer_id: i64, id: i64, at: At) -> Result<(), StoreError> {
        execute!(self, "UPDATE release_mailings SET finished_at = $3 WHERE insurer_id = $1 AND id = $2", insurer_id, id, at)?;
        Ok(())
    }

    /// Whether a person has lines of a kind, seen on `day`, in what a mailing tells of.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn has_lines_of_mailing(
        &self,
        mailing: &ReleaseMailing,
        kind: StatementKind,
        person_id: i64,
        day: Day,
    ) -> Result<bool, StoreError> {
        let (insurer_id, id) = (mailing.insurer_id, mailing.id);
        let (found,) = match kind {
            StatementKind::Costs => fetch_one!(self, (i64,), TOLD_OF_COSTS, insurer_id, id, person_id, day)?,
            _ => fetch_one!(self, (i64,), TOLD_OF, insurer_id, id, person_id, day, kind.as_str())?,
        };
        Ok(found > 0)
    }
}
