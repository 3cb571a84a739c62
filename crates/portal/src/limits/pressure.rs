//! K5 and K6: how many failed identifications an hour an insurer and the whole service bear, and what happens beyond.

use jiff::{SignedDuration, Timestamp};
use madoguchi_rules::limits::{Pressure, insurer_failure_budget, pressure};
use madoguchi_store::{
    At, StoreError, Work,
    audit::AuditEvent,
    limits::{FailureBudget, WHOLE_SERVICE},
};

use crate::{clock::in_tokyo, portal::Portal};

/// A budget is reckoned anew after this long. A job does it early, so that a visitor waits for it only at the first start.
pub const RECKONED_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// The mean of so many hours counts.
const HOURS_OF_THE_MEAN: i64 = 30 * 24;

/// What an hour's failures of one insurer, or of the service, came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The insurer; none when it is the whole service.
    pub insurer_id: Option<i64>,
    /// Failures in the hour.
    pub failures: i64,
    /// Failures that it bears.
    pub budget: i64,
    /// What is asked of everybody now.
    pub pressure: Pressure,
}

/// One of the two counters, with its budget of the hour.
#[derive(Clone, Copy, Debug)]
pub(super) struct FailureCounter {
    insurer_id: i64,
    budget: u32,
    hour: At,
}

/// What came of counting a try.
pub(super) enum Counted {
    /// It is counted; the tries before it lead to this, and with it so many are counted.
    Under(Pressure, i64),
    /// The hour is closed.
    Closed,
}

/// The hour (of the clock) in which an instant lies, and the next one.
pub fn hour_of(now: Timestamp) -> (Timestamp, Timestamp) {
    let seconds = now.as_second();
    let from = Timestamp::from_second(seconds - seconds.rem_euclid(3600)).unwrap_or(now);
    (from, from + SignedDuration::from_hours(1))
}

/// The counters of an insurer and of the service for this hour.
pub(super) async fn counters(portal: &Portal, insurer_id: i64, now: Timestamp) -> Result<[FailureCounter; 2], StoreError> {
    let hour = At::from(hour_of(now).0);
    let counter = |insurer_id, budget: FailureBudget| FailureCounter { insurer_id, budget: whole(budget.budget), hour };
    let insurer = counter(insurer_id, budget(portal, insurer_id, now).await?);
    let service = counter(WHOLE_SERVICE, budget(portal, WHOLE_SERVICE, now).await?);
    Ok([insurer, service])
}

/// Reckons the budgets anew that are older than half of [`RECKONED_EVERY`]; answers how many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn refresh(portal: &Portal) -> Result<u64, StoreError> {
    let now = portal.clock.now();
    let insurers = portal.store.read(|work| async move { work.insurers().await }).await?;
    let mut reckoned = 0;
    for insurer_id in insurers.iter().map(|insurer| insurer.id).chain([WHOLE_SERVICE]) {
        let known = portal.store.read(|work| async move { work.failure_budget(insurer_id).await }).await?;
        if known.is_none_or(|budget| age(&budget, now) * 2 >= RECKONED_EVERY) {
            reckon(portal, insurer_id, now).await?;
            reckoned += 1;
        }
    }
    Ok(reckoned)
}

async fn budget(portal: &Portal, insurer_id: i64, now: Timestamp) -> Result<FailureBudget, StoreError> {
    let known = portal.store.read(|work| async move { work.failure_budget(insurer_id).await }).await?;
    match known.filter(|budget| age(budget, now) < RECKONED_EVERY) {
        Some(budget) => Ok(budget),
        None => reckon(portal, insurer_id, now).await,
    }
}

async fn reckon(portal: &Portal, insurer_id: i64, now: Timestamp) -> Result<FailureBudget, StoreError> {
    let (hour, today) = (hour_of(now).0, in_tokyo(now).date());
    let from = hour - SignedDuration::from_hours(HOURS_OF_THE_MEAN);
    let facts = |work: Work| async move {
        let eligible = work.count_eligible(insurer_id, today.into()).await?;
        Ok((eligible, work.failures_between(insurer_id, At::from(from), At::from(hour)).await?))
    };
    let (eligible, failures) = portal.store.read(facts).await?;
    let mean = (failures + HOURS_OF_THE_MEAN - 1) / HOURS_OF_THE_MEAN;
    let budget = i64::from(insurer_failure_budget(whole(eligible), whole(mean)));
    let reckoned = &FailureBudget { insurer_id, budget, reckoned_at: At::from(now) };
    portal.store.write(|work| async move { work.put_failure_budget(reckoned).await }).await?;
    Ok(*reckoned)
}

fn age(budget: &FailureBudget, now: Timestamp) -> SignedDuration {
    now.duration_since(budget.reckoned_at.timestamp())
}

fn whole(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

impl FailureCounter {
    /// Counts a try as a failure, before it is judged.
    pub(super) async fn take(&self, work: &Work) -> Result<Counted, StoreError> {
        let most = i64::from(self.budget) * 20;
        Ok(match work.take_failure(self.insurer_id, self.hour, most).await? {
            Some(failures) => Counted::Under(self.pressure_of(failures - 1), failures),
            None => Counted::Closed,
        })
    }

    pub(super) async fn give_back(&self, work: &Work) -> Result<(), StoreError> {
        work.give_failure_back(self.insurer_id, self.hour).await
    }

    /// Records, once an hour and step, that the failures reached the step of an alert.
    pub(super) async fn alert(&self, portal: &Portal, work: &Work, failures: i64, now: Timestamp) -> Result<Option<Alert>, StoreError> {
        let pressure = self.pressure_of(failures);
        if pressure < Pressure::HardProofOfWork || !work.raise_failure_alert(self.insurer_id, self.hour, step(pressure)).await? {
            return Ok(None);
        }
        let insurer_id = (self.insurer_id != WHOLE_SERVICE).then_some(self.insurer_id);
        let budget = i64::from(self.budget);
        let event = AuditEvent {
            id: portal.random.id(now),
            at: At::from(now),
            insurer_id,
            actor_kind: "service".to_owned(),
            actor: "limits".to_owned(),
            action: "identification.alert".to_owned(),
            subject: insurer_id.map_or_else(|| "service".to_owned(), |id| format!("insurer:{id}")),
            detail: format!(r#"{{"failures":{failures},"budget":{budget},"step":{}}}"#, step(pressure)),
        };
        work.record(&event).await?;
        Ok(Some(Alert { insurer_id, failures, budget, pressure }))
    }

    fn pressure_of(&self, failures: i64) -> Pressure {
        pressure(whole(failures), self.budget)
    }
}

impl Alert {
    /// Tells the operator, in the log and the metrics.
    pub(super) fn tell(&self) {
        let (insurer_id, step) = (self.insurer_id.unwrap_or(WHOLE_SERVICE), step(self.pressure));
        tracing::error!(insurer_id, failures = self.failures, budget = self.budget, step, "many failed identifications this hour");
        metrics::counter!("madoguchi_identification_alerts_total", "step" => step.to_string()).increment(1);
    }
}

/// The multiple of the budget at which a pressure begins.
fn step(pressure: Pressure) -> i64 {
    match pressure {
        Pressure::None => 0,
        Pressure::ProofOfWork => 1,
        Pressure::HardProofOfWork => 5,
        Pressure::OtherWaysOnly => 20,
    }
}
