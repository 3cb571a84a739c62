//! Numbers for those who run an insurer: who registered, and what became of the mails. Days are those of Tokyo.

use jiff::{ToSpan, civil::Date};

use crate::{
    At, Day, StoreError, Work,
    engine::{execute, fetch_all, fetch_one},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// The eligible of a group (a 記号, a 事業所), and how many of them have an account.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct GroupNumbers {
    /// 記号 or 事業所名; blank where the roster has none.
    pub name: String,
    /// Eligible people.
    pub eligible: i64,
    /// Of these, with a live account.
    pub registered: i64,
    /// The same of the insured alone.
    pub insured: i64,
    /// Of these, with a live account.
    pub registered_insured: i64,
}

/// Accounts made and closed on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistrationDay {
    /// The day.
    pub day: Date,
    /// Accounts that were made.
    pub made: i64,
    /// Accounts that were closed.
    pub closed: i64,
}

/// What became of the mails that were written on a day to a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailDay {
    /// The day.
    pub day: Date,
    /// The recipients' domain.
    pub domain: String,
    /// Waiting.
    pub queued: i64,
    /// Taken by the relay.
    pub delivered: i64,
    /// Failed for good.
    pub failed: i64,
    /// Dropped because they were of no use any more.
    pub expired: i64,
    /// Not handed over because mail to the address is stopped.
    pub stopped: i64,
    /// Came back.
    pub bounced: i64,
}

type MailDayRow = (i64, String, i64, i64, i64, i64, i64, i64);

/// Mails by day and domain from the day `$1` on, of those whose rows fulfil a condition.
macro_rules! mails_by_day {
    ($condition:literal) => {
        concat!(
            "SELECT day, domain, CAST(SUM(queued) AS BIGINT) AS queued, CAST(SUM(delivered) AS BIGINT) AS delivered,
                 CAST(SUM(failed) AS BIGINT) AS failed, CAST(SUM(expired) AS BIGINT) AS expired,
                 CAST(SUM(stopped) AS BIGINT) AS stopped, CAST(SUM(bounced) AS BIGINT) AS bounced
             FROM (
                 SELECT (created_at + 32400000) / 86400000 AS day, recipient_domain AS domain,
                     CASE WHEN state = 'queued' THEN 1 ELSE 0 END AS queued, CASE WHEN state = 'delivered' THEN 1 ELSE 0 END AS delivered,
                     CASE WHEN state = 'failed' THEN 1 ELSE 0 END AS failed, CASE WHEN state = 'expired' THEN 1 ELSE 0 END AS expired,
                     CASE WHEN state = 'stopped' THEN 1 ELSE 0 END AS stopped, CASE WHEN bounced_at IS NULL THEN 0 ELSE 1 END AS bounced
                 FROM outbox WHERE ",
            $condition,
            " AND created_at >= $1 * 86400000 - 32400000
                 UNION ALL
                 SELECT day, domain, 0 AS queued, delivered, failed, expired, stopped, bounced FROM mail_days WHERE ",
            $condition,
            " AND day >= $1) AS mails
             GROUP BY day, domain ORDER BY day DESC, domain"
        )
    };
}

/// See [`Work::mails_by_day`].
pub(crate) const MAILS_OF_INSURER: &str = mails_by_day!("insurer_id = $2");
const MAILS_OF_ALL: &str = mails_by_day!("TRUE");

/// The eligible and the registered of an insurer by a column of the roster.
macro_rules! by_group {
    ($work:expr, $column:literal, $insurer_id:expr, $on:expr) => {
        fetch_all!(
            $work,
            GroupNumbers,
            concat!(
                "SELECT ",
                $column,
                " AS name, CAST(COUNT(*) AS BIGINT) AS eligible, CAST(COUNT(a.id) AS BIGINT) AS registered,
                     CAST(COUNT(CASE WHEN e.relation = 'insured' THEN 1 END) AS BIGINT) AS insured,
                     CAST(COUNT(CASE WHEN e.relation = 'insured' THEN a.id END) AS BIGINT) AS registered_insured
                 FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
                 LEFT JOIN accounts a ON a.insurer_id = e.insurer_id AND a.person_id = e.person_id AND a.closed_at IS NULL
                 WHERE e.insurer_id = $1 AND e.from_version <= i.roster_version AND i.roster_version < e.to_version
                   AND COALESCE(e.eligible_from, e.acquired_on, $2) <= $2 AND (e.lost_on IS NULL OR e.lost_on > $2)
                 GROUP BY 1"
            ),
            $insurer_id,
            $on
        )
    };
}
impl Work {
    /// Registrations by 記号, among the people who are eligible on that day.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn registrations_by_symbol(&self, insurer_id: i64, on: Day) -> Result<Vec<GroupNumbers>, StoreError> {
        let mut groups: Vec<GroupNumbers> = by_group!(self, "e.symbol", insurer_id, on)?;
        // 2 before 11.
        groups.sort_by(|one, other| (one.name.len(), &one.name).cmp(&(other.name.len(), &other.name)));
        Ok(groups)
    }

    /// Registrations by 事業所, among the people who are eligible on that day.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn registrations_by_office(&self, insurer_id: i64, on: Day) -> Result<Vec<GroupNumbers>, StoreError> {
        let mut groups: Vec<GroupNumbers> = by_group!(self, "COALESCE(e.office, '')", insurer_id, on)?;
        groups.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(groups)
    }

    /// Accounts made and closed by day, from `since` on, the earliest first. Days on which nothing happened are left out.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn registrations_by_day(&self, insurer_id: i64, since: At) -> Result<Vec<RegistrationDay>, StoreError> {
        let rows = fetch_all!(
            self,
            (i64, i64, i64),
            "SELECT day, CAST(SUM(made) AS BIGINT) AS made, CAST(SUM(closed) AS BIGINT) AS closed FROM (
                 SELECT (created_at + 32400000) / 86400000 AS day, 1 AS made, 0 AS closed FROM accounts
                 WHERE insurer_id = $1 AND created_at >= $2
                 UNION ALL
                 SELECT (closed_at + 32400000) / 86400000 AS day, 0 AS made, 1 AS closed FROM accounts
                 WHERE insurer_id = $1 AND closed_at >= $2) AS steps
             GROUP BY day ORDER BY day",
            insurer_id,
            since
        )?;
        rows.into_iter().map(|(day, made, closed)| Ok(RegistrationDay { day: date(day)?, made, closed })).collect()
    }

    /// Accounts that were open just before `at`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn accounts_before(&self, insurer_id: i64, at: At) -> Result<i64, StoreError> {
        let (count,) = fetch_one!(
            self,
            (i64,),
            "SELECT CAST(COUNT(*) AS BIGINT) FROM accounts
             WHERE insurer_id = $1 AND created_at < $2 AND (closed_at IS NULL OR closed_at >= $2)",
            insurer_id,
            at
        )?;
        Ok(count)
    }

    /// What became of the mails that were written on the days from `from` on, by day and domain, the latest day first: of an insurer,
    /// or with none of the whole service.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn mails_by_day(&self, insurer_id: Option<i64>, from: Date) -> Result<Vec<MailDay>, StoreError> {
        let from = day_number(from);
        let rows: Vec<MailDayRow> = match insurer_id {
            Some(insurer_id) => fetch_all!(self, MailDayRow, MAILS_OF_INSURER, from, insurer_id)?,
            None => fetch_all!(self, MailDayRow, MAILS_OF_ALL, from)?,
        };
        let read = |(day, domain, queued, delivered, failed, expired, stopped, bounced): MailDayRow| {
            Ok(MailDay { day: date(day)?, domain, queued, delivered, failed, expired, stopped, bounced })
        };
        rows.into_iter().map(read).collect()
    }

    /// Adds the mails that ended before `before` to the counts by day: those that are about to be forgotten.
    pub(crate) async fn count_mails_before(&self, before: At) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO mail_days (insurer_id, day, domain, delivered, failed, expired, stopped, bounced)
             SELECT COALESCE(insurer_id, 0), (created_at + 32400000) / 86400000, recipient_domain,
                 COUNT(CASE WHEN state = 'delivered' THEN 1 END), COUNT(CASE WHEN state = 'failed' THEN 1 END),
                 COUNT(CASE WHEN state = 'expired' THEN 1 END), COUNT(CASE WHEN state = 'stopped' THEN 1 END), COUNT(bounced_at)
             FROM outbox WHERE state <> 'queued' AND finished_at < $1 GROUP BY 1, 2, 3
             ON CONFLICT (insurer_id, day, domain) DO UPDATE SET delivered = mail_days.delivered + excluded.delivered,
                 failed = mail_days.failed + excluded.failed, expired = mail_days.expired + excluded.expired,
                 stopped = mail_days.stopped + excluded.stopped, bounced = mail_days.bounced + excluded.bounced",
            before
        )?;
        Ok(())
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

fn day_number(day: Date) -> i64 {
    i64::from(day.since(EPOCH).map_or(0, |span| span.get_days()))
}

fn date(day: i64) -> Result<Date, StoreError> {
    let unreadable = || StoreError::Unreadable { column: "a day of the numbers", problem: "out of the calendar".to_owned() };
    let days = i32::try_from(day).map_err(|_| unreadable())?;
    EPOCH.checked_add(days.days()).map_err(|_| unreadable())
}
