//! Logins: ten failures in a row are free, then each try waits longer; after a hundred only recovery reopens. Counted by the user ID
//! that was typed, whether or not anybody has it, with a bucket of its own for each device that logged in before; and by source.

use jiff::Timestamp;
use madoguchi_rules::limits::{LOGIN_FAILURES_MOST, LOGIN_FAILURES_TOLD, LOGIN_SOURCE, LoginWait, login_wait};
use madoguchi_store::{At, StoreError, Work, login_failures::LoginTry};

use super::{Bucket, Share, Take, device};
use crate::{
    portal::Portal,
    web::{Refusal, Visit},
};

/// Whether a login may be judged.
pub enum LoginGate {
    /// It may. It counts as a failure unless it succeeds.
    Open(LoginReservation),
    /// No login with this user ID before then.
    Wait {
        /// When the next try opens.
        until: Timestamp,
    },
    /// Only recovery reopens this user ID.
    OnlyRecovery,
    /// The source has used up its failures of the hour.
    Source {
        /// When its window ends.
        until: Timestamp,
    },
}

/// A login that was reserved.
#[derive(Debug)]
#[must_use = "a login that succeeds clears its failures in the unit of work that begins the session"]
pub struct LoginReservation {
    bucket: [u8; 32],
    source: Share,
    failures_before: u32,
    is_known_device: bool,
}

/// Reserves a login with this user ID, as [`madoguchi_rules::user_id::login_key`] compares it.
///
/// # Errors
/// [`Refusal::Broken`] when the database cannot be asked.
pub async fn reserve(visit: &Visit, user_key: &str) -> Result<LoginGate, Refusal> {
    let owner = owner(&visit.portal, user_key);
    let device = device::known(visit, user_key);
    let bucket = match device {
        Some(device) => visit.portal.keys.limits.mac(&[b"login of device", user_key.as_bytes(), &device]),
        None => owner,
    };
    let (source, now) = (&Bucket::of_source(visit, LOGIN_SOURCE), visit.now);
    let take = |work: Work| async move {
        let source = match source.take(&work, now).await? {
            Take::Yes(share, _) => share,
            Take::UsedUp(until) => return Ok(LoginGate::Source { until }),
        };
        let failures_before = match work.take_login_try(&bucket, &owner, i64::from(LOGIN_FAILURES_MOST), At::from(now)).await? {
            LoginTry::Taken { consecutive } => u32::try_from(consecutive - 1).unwrap_or(u32::MAX),
            LoginTry::Refused(failures) => {
                source.give_back(&work).await?;
                let is_for_good = failures.consecutive >= i64::from(LOGIN_FAILURES_MOST);
                let until = failures.blocked_until.timestamp();
                return Ok(if is_for_good { LoginGate::OnlyRecovery } else { LoginGate::Wait { until } });
            }
        };
        if let LoginWait::Wait(wait) = login_wait(failures_before + 1) {
            work.block_login(&bucket, At::from(now + wait)).await?;
        }
        Ok(LoginGate::Open(LoginReservation { bucket, source, failures_before, is_known_device: device.is_some() }))
    };
    Ok(visit.portal.store.write(take).await?)
}

/// Forgets every failure of a user ID, on all devices: a recovery reopens it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn cleared(portal: &Portal, work: &Work, user_key: &str) -> Result<(), StoreError> {
    work.clear_login_failures_of(&owner(portal, user_key)).await
}

impl LoginReservation {
    /// Whether the owner should hear of the success: it follows five or more failures, or, for an account that was in use before
    /// (`is_in_use`), comes after failures from a device that did not log in before.
    pub fn is_worth_telling(&self, is_in_use: bool) -> bool {
        self.failures_before >= LOGIN_FAILURES_TOLD || (self.failures_before > 0 && is_in_use && !self.is_known_device)
    }

    /// Forgets the failures: the login succeeded.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn succeeded(&self, work: &Work) -> Result<(), StoreError> {
        self.source.give_back(work).await?;
        work.clear_login_failures(&self.bucket).await
    }

    /// Gives the try back: it could not be judged.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn not_judged(&self, work: &Work) -> Result<(), StoreError> {
        self.source.give_back(work).await?;
        work.give_login_try_back(&self.bucket).await
    }
}

/// Names all buckets of a user ID, and is the one of devices that never logged in with it.
pub(super) fn owner(portal: &Portal, user_key: &str) -> [u8; 32] {
    portal.keys.limits.mac(&[b"login", user_key.as_bytes()])
}
