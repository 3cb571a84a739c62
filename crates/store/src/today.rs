//! What the first page of an insurer's desk asks: mails that did not arrive, notices that run out, people whose eligibility ends.
//! Every question is answered by an index, however large the roster is.

use crate::{
    At, Day, StoreError, Work,
    engine::{fetch_all, fetch_one},
};

/// Mails of an insurer to one domain that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct FailedMails {
    /// The recipients' domain.
    pub domain: String,
    /// Given up.
    pub failed: i64,
    /// Dropped because their code ran out.
    pub expired: i64,
    /// Not handed over because mail to the address is stopped.
    pub stopped: i64,
    /// Came back after the relay had taken them, or instead.
    pub bounced: i64,
}

/// A notice that runs out.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EndingNotice {
    /// Our own identifier.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Its last day.
    pub until_date: Day,
}

/// From which day up to which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Day,
    /// The last.
    pub until: Day,
}

/// Somebody whose eligibility ends.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EndingPerson {
    /// Our own identifier.
    pub person_id: i64,
    /// 記号.
    pub symbol: String,
    /// 番号.
    pub number: String,
    /// 枝番.
    pub branch: Option<String>,
    /// 氏名カナ.
    pub kana_name: String,
    /// `insured` or `dependant`.
    pub relation: String,
    /// 生年月日.
    pub birth_date: Day,
    /// 資格喪失日.
    pub lost_on: Option<Day>,
    /// Whether they have a live account.
    pub is_registered: bool,
}

impl Work {
    /// The insurer's mails written since `since` that did not arrive, by the recipients' domain, the most first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn failed_mails(&self, insurer_id: i64, since: At) -> Result<Vec<FailedMails>, StoreError> {
        fetch_all!(
            self,
            FailedMails,
            "SELECT recipient_domain AS domain,
                 COUNT(CASE WHEN state = 'failed' AND bounced_at IS NULL THEN 1 END) AS failed,
                 COUNT(CASE WHEN state = 'expired' AND bounced_at IS NULL THEN 1 END) AS expired,
                 COUNT(CASE WHEN state = 'stopped' AND bounced_at IS NULL THEN 1 END) AS stopped,
                 COUNT(bounced_at) AS bounced
             FROM outbox WHERE insurer_id = $1 AND created_at >= $2
               AND (state IN ('failed', 'expired', 'stopped') OR bounced_at IS NOT NULL)
             GROUP BY recipient_domain ORDER BY COUNT(*) DESC, recipient_domain",
            insurer_id,
            since
        )
    }

    /// The insurer's own notices whose last day lies in these days, the earliest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn ending_notices(&self, insurer_id: i64, days: Days) -> Result<Vec<EndingNotice>, StoreError> {
        fetch_all!(
            self,
            EndingNotice,
            "SELECT id, title, until_date FROM announcements
             WHERE insurer_id = $1 AND removed_at IS NULL AND until_date >= $2 AND until_date <= $3 ORDER BY until_date, id",
            insurer_id,
            days.from,
            days.until
        )
    }

    /// How many people of the roster in force have a 資格喪失日 in these days.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_losing(&self, insurer_id: i64, days: Days) -> Result<i64, StoreError> {
        let (count,) = fetch_one!(
            self,
            (i64,),
            "SELECT COUNT(*) FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
             WHERE e.insurer_id = $1 AND e.lost_on >= $2 AND e.lost_on <= $3
               AND e.from_version <= i.roster_version AND i.roster_version < e.to_version",
            insurer_id,
            days.from,
            days.until
        )?;
        Ok(count)
    }

    /// How many people of the roster in force were born in these days and have no 資格喪失日 up to `eligible_until`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_born(&self, insurer_id: i64, born: Days, eligible_until: Day) -> Result<i64, StoreError> {
        let (count,) = fetch_one!(
            self,
            (i64,),
            "SELECT COUNT(*) FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
             WHERE e.insurer_id = $1 AND e.birth_date >= $2 AND e.birth_date <= $3 AND (e.lost_on IS NULL OR e.lost_on > $4)
               AND e.from_version <= i.roster_version AND i.roster_version < e.to_version",
            insurer_id,
            born.from,
            born.until,
            eligible_until
        )?;
        Ok(count)
    }

    /// The people whom [`Work::count_losing`] counts, after one of them (day and identifier), at most `most`, by day.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn losing(&self, insurer_id: i64, days: Days, after: (Day, i64), most: i64) -> Result<Vec<EndingPerson>, StoreError> {
        fetch_all!(
            self,
            EndingPerson,
            "SELECT e.person_id, e.symbol, e.number, e.branch, e.kana_name, e.relation, e.birth_date, e.lost_on,
                 EXISTS (SELECT 1 FROM accounts a WHERE a.insurer_id = e.insurer_id AND a.person_id = e.person_id
                     AND a.closed_at IS NULL) AS is_registered
             FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
             WHERE e.insurer_id = $1 AND e.lost_on >= $2 AND e.lost_on <= $3 AND (e.lost_on, e.person_id) > ($4, $5)
               AND e.from_version <= i.roster_version AND i.roster_version < e.to_version
             ORDER BY e.lost_on, e.person_id LIMIT $6",
            insurer_id,
            days.from,
            days.until,
            after.0,
            after.1,
            most
        )
    }

    /// The people whom [`Work::count_born`] counts, after one of them (day of birth and identifier), at most `most`, by that day.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn born(
        &self,
        insurer_id: i64,
        born: Days,
        eligible_until: Day,
        after: (Day, i64),
        most: i64,
    ) -> Result<Vec<EndingPerson>, StoreError> {
        fetch_all!(
            self,
            EndingPerson,
            "SELECT e.person_id, e.symbol, e.number, e.branch, e.kana_name, e.relation, e.birth_date, e.lost_on,
                 EXISTS (SELECT 1 FROM accounts a WHERE a.insurer_id = e.insurer_id AND a.person_id = e.person_id
                     AND a.closed_at IS NULL) AS is_registered
             FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
             WHERE e.insurer_id = $1 AND e.birth_date >= $2 AND e.birth_date <= $3 AND (e.lost_on IS NULL OR e.lost_on > $4)
               AND (e.birth_date, e.person_id) > ($5, $6)
               AND e.from_version <= i.roster_version AND i.roster_version < e.to_version
             ORDER BY e.birth_date, e.person_id LIMIT $7",
            insurer_id,
            born.from,
            born.until,
            eligible_until,
            after.0,
            after.1,
            most
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
