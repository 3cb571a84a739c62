//! The release calendar: the day of a data set that members do not see yet is moved.

use jiff::{SignedDuration, civil::Date};
use madoguchi_rules::statements::StatementKind;
use madoguchi_store::{At, Day, StoreError, Work, statements::StatementSet};
use serde_json::json;

use crate::{
    clock::in_tokyo,
    imports::roster::{
        Actor, ImportSite,
        lease::{self, runs_out},
        switching::event,
    },
};

/// The latest that a data set may be released: so many days ahead.
const MOST_DAYS: i64 = 366;

/// Which data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetKey<'a> {
    /// The insurer.
    pub insurer_id: i64,
    /// The kind.
    pub kind: StatementKind,
    /// The month, `YYYY-MM`.
    pub month: &'a str,
    /// The version that brought it.
    pub version: i64,
}

/// Why the day stays.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// There is no such set in force.
    #[error("there is no such data set")]
    NotFound,
    /// Members see it already.
    #[error("the data set is released")]
    Released,
    /// Not before this day, and not after that.
    #[error("the day must be from {0} to {1}")]
    OutOfRange(Date, Date),
    /// It was compared with a replacement of the month that is released on this day: it cannot come before it.
    #[error("a replacement of the month is released on {0}")]
    BeforeItsReplacement(Date),
    /// An addition that was compared with it is released on this day: it cannot come after it.
    #[error("an addition to the month is released on {0}")]
    AfterItsAddition(Date),
    /// An import of the insurer is under way.
    #[error("an import of this insurer is under way")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Moves the day, with a reason, in the trail.
///
/// # Errors
/// [`ReleaseError`]; the day is as before.
pub async fn change_release(site: &ImportSite, key: SetKey<'_>, to: Date, actor: &Actor, reason: &str) -> Result<(), ReleaseError> {
    let now = site.clock.now();
    let (today, holder, lease) = (in_tokyo(now).date(), site.random.id(now), &lease::name(key.insurer_id));
    let unit = |work: Work| async move {
        // An import that is under way reads these days: it and this never overlap.
        if !work.take_lease(lease, holder, At::from(now), runs_out(At::from(now))).await? {
            return Ok(Err(ReleaseError::Busy));
        }
        let done = change(&work, site, key, (today, to), actor, reason).await;
        work.release_lease(lease, holder).await?;
        match done {
            Err(ReleaseError::Store(error)) => Err(error),
            done => Ok(done),
        }
    };
    site.store.write(unit).await?
}

async fn change(
    work: &Work,
    site: &ImportSite,
    key: SetKey<'_>,
    (today, to): (Date, Date),
    actor: &Actor,
    reason: &str,
) -> Result<(), ReleaseError> {
    let sets = work.statement_sets(key.insurer_id, key.kind).await?;
    let of_month: Vec<&StatementSet> = sets.iter().filter(|set| set.care_month == key.month).collect();
    let set = of_month.iter().find(|set| set.version == key.version).ok_or(ReleaseError::NotFound)?;
    may_be(set, &of_month, today, to)?;
    let from = set.release_on;
    if !work.change_release(key.insurer_id, key.kind, key.month, key.version, (from, Day(to))).await? {
        return Err(ReleaseError::NotFound);
    }
    let detail = json!({
        "kind": key.kind.as_str(),
        "months": key.month,
        "version": key.version,
        "from": from.0.to_string(),
        "to": to.to_string(),
        "reason": reason,
    });
    let subject = format!("insurer:{}", key.insurer_id);
    let event = event(site, key.insurer_id, actor, site.clock.now(), ("statement.release_changed", subject), &detail);
    Ok(work.record(&event).await?)
}

/// Whether a set of a month may be released on a day: an addition never before the replacement with which it was compared.
fn may_be(set: &StatementSet, of_month: &[&StatementSet], today: Date, to: Date) -> Result<(), ReleaseError> {
    let latest = today.saturating_add(SignedDuration::from_hours(24 * MOST_DAYS));
    if set.release_on.0 <= today {
        return Err(ReleaseError::Released);
    }
    if to < today || to > latest {
        return Err(ReleaseError::OutOfRange(today, latest));
    }
    if set.replaces {
        let next = of_month.iter().filter(|other| other.version > set.version && other.replaces).map(|other| other.version).min();
        let compared = of_month.iter().filter(|other| other.version > set.version && next.is_none_or(|next| other.version < next));
        return match compared.map(|other| other.release_on.0).min().filter(|first| *first < to) {
            Some(first) => Err(ReleaseError::AfterItsAddition(first)),
            None => Ok(()),
        };
    }
    let before = of_month.iter().filter(|other| other.version < set.version && other.replaces).map(|other| other.release_on.0).max();
    match before.filter(|day| to < *day) {
        Some(day) => Err(ReleaseError::BeforeItsReplacement(day)),
        None => Ok(()),
    }
}
