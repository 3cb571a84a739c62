//! The budgets of the contract's section 5, as numbers. Counting them is the store's work.

use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A sign-up or recovery flow lives so long.
pub const FLOW_LIFETIME: Duration = Duration::from_secs(30 * 60);
/// A mailed code is valid so long.
pub const CODE_LIFETIME: Duration = Duration::from_secs(10 * 60);
/// So many wrong codes end a flow, over all its codes.
pub const CODE_TRIES: u32 = 5;
/// The code of a letter is valid so long.
pub const LETTER_LIFETIME: Duration = Duration::from_secs(21 * 24 * 60 * 60);
/// So many wrong codes of a letter end a flow.
pub const LETTER_TRIES: u32 = 5;
/// A code may be sent again after so long.
pub const CODE_RESEND_AFTER: Duration = MINUTE;
/// A device that has logged in keeps a login bucket of its own so long.
pub const KNOWN_DEVICE_LIFETIME: Duration = Duration::from_secs(180 * 24 * 60 * 60);
/// When all five items match someone who is registered, so many mails a day say so.
pub const ALREADY_REGISTERED_MAILS_A_DAY: u32 = 1;

/// A named budget: so many in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The name under which it is counted and reported.
    pub name: &'static str,
    /// How many there may be in one window.
    pub amount: u32,
    /// How long a window is.
    pub window: Duration,
}

impl Budget {
    const fn new(name: &'static str, amount: u32, window: Duration) -> Self {
        Self { name, amount, window }
    }
}

/// K1: failures of one insurer's 記号 + 番号.
pub const K1_NUMBER: Budget = Budget::new("k1_number", 10, DAY);
/// K2: failures of one insurer's birth date + folded kana.
pub const K2_NAME: Budget = Budget::new("k2_name", 20, DAY);
/// Tries of somebody whom the desk let in, in the place of K1 and K2.
pub const ADMITTED: Budget = Budget::new("admitted", 20, DAY);
/// K3: failures of one source before proof of work is asked for.
pub const K3_SOURCE_FAILURES: Budget = Budget::new("k3_source_failures", 20, HOUR);
/// K3: failures of one source before it is refused.
pub const K3_SOURCE_MOST: Budget = Budget::new("k3_source_most", 600, HOUR);
/// K4: tries of one pre-session cookie; the window is the cookie's life.
pub const K4_PRE_SESSION: Budget = Budget::new("k4_pre_session", 5, DAY);
/// K5 for the smallest insurer; [`insurer_failure_budget`] says what it is for the others.
pub const K5_INSURER: Budget = Budget::new("k5_insurer", 50, HOUR);
/// K6 for the smallest service; computed as K5, over all insurers.
pub const K6_SERVICE: Budget = Budget::new("k6_service", 50, HOUR);
/// Failed logins of one source.
pub const LOGIN_SOURCE: Budget = Budget::new("login_source", 100, HOUR);
/// Mails to one address.
pub const MAILS_ADDRESS: Budget = Budget::new("mails_address", 5, HOUR);
/// Mails that one source causes.
pub const MAILS_SOURCE: Budget = Budget::new("mails_source", 60, HOUR);
/// Recovery flows of one account, existing or not.
pub const RECOVERY_ACCOUNT: Budget = Budget::new("recovery_account", 5, DAY);

/// Wrong codes of letters for one insurer's 記号 + 番号, over all flows.
pub const LETTER_NUMBER: Budget = Budget::new("letter_number", 10, DAY);
/// Questions of one sign-up flow whether a user ID is free.
pub const USER_ID_QUESTIONS: Budget = Budget::new("user_id_questions", 20, FLOW_LIFETIME);
/// Waiting in the place of proof of work, by one source: as often as somebody can who waits again and again.
pub const WAITS_SOURCE: Budget = Budget::new("waits_source", 120, HOUR);
/// So long a browser without JavaScript waits in the place of proof of work.
pub const WAIT_INSTEAD_OF_PROOF: Duration = Duration::from_secs(30);

/// Ceremonies of passkeys that one source begins.
pub const CEREMONIES_SOURCE: Budget = Budget::new("ceremonies_source", 300, HOUR);

/// Every budget that is a plain number; logins of one user ID grow instead ([`login_wait`]).
pub const BUDGETS: [Budget; 16] = [
    K1_NUMBER,
    K2_NAME,
    ADMITTED,
    K3_SOURCE_FAILURES,
    K3_SOURCE_MOST,
    K4_PRE_SESSION,
    K5_INSURER,
    K6_SERVICE,
    LOGIN_SOURCE,
    MAILS_ADDRESS,
    MAILS_SOURCE,
    RECOVERY_ACCOUNT,
    LETTER_NUMBER,
    USER_ID_QUESTIONS,
    WAITS_SOURCE,
    CEREMONIES_SOURCE,
];

/// K5, K6: failed identifications an hour, the largest of 50, 1 % of the eligible (rounded up), and three times the
/// hourly mean of 30 days.
///
/// ```
/// use madoguchi_rules::limits::insurer_failure_budget;
///
/// assert_eq!(insurer_failure_budget(1_154, 2), 50);
/// assert_eq!(insurer_failure_budget(20_001, 2), 201);
/// assert_eq!(insurer_failure_budget(1_154, 30), 90);
/// ```
pub fn insurer_failure_budget(eligible: u32, mean_30_days: u32) -> u32 {
    K5_INSURER.amount.max(eligible.div_ceil(100)).max(mean_30_days.saturating_mul(3))
}

/// What an insurer's (K5) or the service's (K6) sign-up asks for while identifications fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pressure {
    /// Nothing.
    None,
    /// Proof of work, from the budget on.
    ProofOfWork,
    /// Much harder proof of work, and an alert, from 5 budgets on.
    HardProofOfWork,
    /// Only letter, desk or roster address until the hour ends, from 20 budgets on.
    OtherWaysOnly,
}

/// How an hour with so many failures is answered.
///
/// ```
/// use madoguchi_rules::limits::{Pressure, pressure};
///
/// assert_eq!(pressure(49, 50), Pressure::None);
/// assert_eq!(pressure(50, 50), Pressure::ProofOfWork);
/// assert_eq!(pressure(1_000, 50), Pressure::OtherWaysOnly);
/// ```
pub fn pressure(failures: u32, budget: u32) -> Pressure {
    match failures {
        _ if failures >= budget.saturating_mul(20) => Pressure::OtherWaysOnly,
        _ if failures >= budget.saturating_mul(5) => Pressure::HardProofOfWork,
        _ if failures >= budget => Pressure::ProofOfWork,
        _ => Pressure::None,
    }
}

/// From so many failures in a row on only recovery reopens a login.
pub const LOGIN_FAILURES_MOST: u32 = 100;
/// After so many failures a login is told to the account's address.
pub const LOGIN_FAILURES_TOLD: u32 = 5;

/// What failed logins of one user ID lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginWait {
    /// The next try is free.
    None,
    /// The next try is open so long after the last failure.
    Wait(Duration),
    /// Only recovery reopens the login.
    RecoveryOnly,
}

/// What so many failures in a row lead to: 10 are free, then 1 minute doubling to 1 hour; after 100 only recovery.
///
/// ```
/// use std::time::Duration;
/// use madoguchi_rules::limits::{LoginWait, login_wait};
///
/// assert_eq!(login_wait(9), LoginWait::None);
/// assert_eq!(login_wait(10), LoginWait::Wait(Duration::from_secs(60)));
/// assert_eq!(login_wait(99), LoginWait::Wait(Duration::from_secs(3600)));
/// assert_eq!(login_wait(100), LoginWait::RecoveryOnly);
/// ```
pub fn login_wait(failures: u32) -> LoginWait {
    match failures {
        0..10 => LoginWait::None,
        10..100 => {
            let doublings = (failures - 10).min(6);
            LoginWait::Wait((MINUTE * 2_u32.pow(doublings)).min(HOUR))
        }
        100.. => LoginWait::RecoveryOnly,
    }
}
