//! Removing what is of no use any more. How long things are kept:
//!
//! | what | kept |
//! | --- | --- |
//! | sign-up flows, recovery flows, changes of address, their codes | an hour after their end, so that a late button finds its flow |
//! | user IDs that a flow reserved | until the reservation ends |
//! | sessions | 30 minutes without a request, 12 hours after the login |
//! | sessions of staff | 15 minutes without a request, 8 hours after the login |
//! | invitations of staff, ceremonies of second factors | until they are void |
//! | counters of limits | until their window ends |
//! | digests of five typed values | a day |
//! | plans of letters; letters whose making was interrupted | a day |
//! | why staff looked at health data (the trail keeps it) | 15 minutes |
//! | what staff were writing, sealed | until it is sent, at most a day |
//! | failed identifications an hour | 30 days, for the mean |
//! | what failed identifications typed, sealed | 30 days |
//! | admissions of the desk, holds of a recovery, what was typed for a second person | until they end |
//! | spent challenges | until nobody could present them |
//! | plans of imports that were looked at, files of statements that wait, their problems, what the desk had done with files | 7 days; what nobody decided on by then is expired |
//! | servers that are heard no more | a day |
//! | failed logins of a user ID in a row | 180 days after the last; a hundred or more until a recovery |
//!
//! Costs of care have a job of their own, by the insurer's settings. The audit trail, consents, accounts and
//! the days on which decisions on benefits were first opened are not cleaned up.

use jiff::SignedDuration;
use madoguchi_rules::limits::{FLOW_LIFETIME, KNOWN_DEVICE_LIFETIME, LOGIN_FAILURES_MOST};
use madoguchi_store::{At, StoreError, Work};

use crate::{
    desk::{drafts, letters::plan, people::health::REASON_LASTS},
    imports::{roster, statements},
    limits::pressure,
    portal::Portal,
    web::{session, staff},
};

/// Failed identifications are kept for the mean of 30 days.
const FAILURES_KEPT: SignedDuration = SignedDuration::from_hours(31 * 24);

/// A server that ended without saying so is shown for so long.
const NODES_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Cleans up once; answers how many rows went.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn run_once(portal: &Portal) -> Result<u64, StoreError> {
    let now = portal.clock.now();
    let at = At::from(now);
    let flows_by = At::from(now - FLOW_LIFETIME - FLOW_LIFETIME);
    let (idle_since, begun_by) = (At::from(now - session::IDLE), At::from(now - session::ABSOLUTE));
    let (staff_idle_since, staff_begun_by) = (At::from(now - staff::IDLE), At::from(now - staff::ABSOLUTE));
    let failures_before = At::from(pressure::hour_of(now).0 - FAILURES_KEPT);
    let logins_before = At::from(now - KNOWN_DEVICE_LIFETIME);
    let unissued_by = At::from(now - SignedDuration::from_hours(24));
    let letter_plans_by = At::from(now - plan::KEPT);
    let looks_by = At::from(now - REASON_LASTS);
    let drafts_by = At::from(now - drafts::KEPT);
    let silent_since = At::from(now - NODES_KEPT);
    let tasks_told_by = At::from(now - roster::PLANS_KEPT);
    let locked = i64::from(LOGIN_FAILURES_MOST);
    let clean = |work: Work| async move {
        // The clocks of flows stand still during a maintenance: what seems over may live again.
        let flows = match work.maintenance().await? {
            Some(_) => 0,
            None => work.remove_ended_flows(flows_by).await? + work.free_reserved_user_ids(at).await?,
        };
        Ok(flows
            + work.remove_ended_sessions(idle_since, begun_by).await?
            + work.remove_ended_staff_sessions(staff_idle_since, staff_begun_by, at).await?
            + work.remove_expired_ceremonies(at).await?
            + work.remove_ended_budgets(at).await?
            + work.remove_expired_attempts(at).await?
            + work.remove_failures_before(failures_before).await?
            + work.remove_old_signup_tries(at).await?
            + work.remove_ended_admissions(at).await?
            + work.remove_ended_holds(at).await?
            + work.wipe_expired_actions(at).await?
            + work.remove_expired_challenges(at).await?
            + work.remove_unissued_letters(unissued_by).await?
            + work.remove_old_health_looks(looks_by).await?
            + work.remove_old_letter_plans(letter_plans_by).await?
            + work.remove_old_drafts(drafts_by).await?
            + work.remove_silent_nodes(silent_since).await?
            + work.remove_old_file_tasks(tasks_told_by).await?
            + work.remove_login_failures_before(logins_before, locked).await?)
    };
    Ok(portal.store.write(clean).await?
        + roster::expire_old_plans(&portal.import_site()).await?
        + statements::expire_old_previews(&portal.import_site()).await?)
}
