//! What a mail says, as data. The sentences are in `text/`; here is only what a sentence needs.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::web::Side;

/// A mail of the service. It holds no name, no number and no medical fact, and no URL where a code is in it.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Letter {
    /// The code of a sign-up.
    SignUpCode {
        /// Six digits.
        code: String,
        /// Valid until.
        until: Timestamp,
    },
    /// The registration is complete.
    Registered {
        /// The user ID; never the password.
        user_id: String,
    },
    /// To an address that the roster holds, when an account was made with another one: who did not do this should call.
    AccountMade,
    /// Somebody gave all five items of a person who has an account: once a day.
    AccountExists,
    /// The code of a password reset.
    RecoveryCode {
        /// Six digits.
        code: String,
        /// Valid until.
        until: Timestamp,
    },
    /// The user IDs that were asked for.
    UserIdReminder {
        /// The user ID.
        user_id: String,
    },
    /// The password was changed.
    PasswordChanged,
    /// The code that confirms a new address.
    EmailChangeCode {
        /// Six digits.
        code: String,
        /// Valid until.
        until: Timestamp,
    },
    /// The code that shows that mail arrives at the account's address again.
    EmailCheckCode {
        /// Six digits.
        code: String,
        /// Valid until.
        until: Timestamp,
    },
    /// The address was changed; to the old and the new one.
    EmailChanged,
    /// A login after many failures.
    LoginAfterFailures,
    /// The account was closed at the member's wish.
    AccountClosed,
    /// A notice of the insurer or the service, to many.
    Announcement {
        /// The title.
        title: String,
        /// The text, plain.
        text: String,
        /// The address at which one click ends such mails (RFC 8058); none where the notice is essential.
        unsubscribe: Option<String>,
    },
    /// Something new is to be read on the member's pages; what, the mail does not tell.
    StatementsReleased {
        /// The address at which one click ends such mails (RFC 8058).
        unsubscribe: String,
    },
    /// A second factor was set up for an account.
    FactorEnrolled,
    /// A second factor of an account was removed.
    FactorRemoved,
    /// An invitation to the desk.
    StaffInvitation {
        /// What opens it, once.
        token: String,
        /// Valid until.
        until: Timestamp,
    },
    /// Somebody who works at the desk already was given access to more.
    StaffAccess,
    /// The password of somebody at the desk was changed.
    StaffPasswordChanged,
    /// A second factor of somebody at the desk was set up or removed.
    StaffFactorChanged,
    /// The desk started a recovery at the member's call: how the password is set anew, and the user ID.
    RecoveryOffered {
        /// The user ID.
        user_id: String,
    },
    /// The desk gave the account another address; to the old and the new one.
    AddressCorrected,
    /// The desk corrected the address that the roster has; to the old and the new one.
    RosterAddressCorrected,
    /// The desk reset the second factors; to the account's address and the roster's.
    FactorsReset,
    /// The desk closed the account so that its person can register anew; to the account's address and the roster's.
    AccountReleased,
    /// `madoguchi mail test`.
    Test,
}

impl Letter {
    /// The kind as the outbox and the operator's list name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Letter::SignUpCode { .. } => "sign_up_code",
            Letter::Registered { .. } => "registered",
            Letter::AccountMade => "account_made",
            Letter::AccountExists => "account_exists",
            Letter::RecoveryCode { .. } => "recovery_code",
            Letter::UserIdReminder { .. } => "user_id_reminder",
            Letter::PasswordChanged => "password_changed",
            Letter::EmailChangeCode { .. } => "email_change_code",
            Letter::EmailCheckCode { .. } => "email_check_code",
            Letter::EmailChanged => "email_changed",
            Letter::LoginAfterFailures => "login_after_failures",
            Letter::AccountClosed => "account_closed",
            Letter::Announcement { .. } => "announcement",
            Letter::StatementsReleased { .. } => "statements_released",
            Letter::FactorEnrolled => "factor_enrolled",
            Letter::FactorRemoved => "factor_removed",
            Letter::StaffInvitation { .. } => "staff_invitation",
            Letter::StaffAccess => "staff_access",
            Letter::StaffPasswordChanged => "staff_password_changed",
            Letter::StaffFactorChanged => "staff_factor_changed",
            Letter::RecoveryOffered { .. } => "recovery_offered",
            Letter::AddressCorrected => "address_corrected",
            Letter::RosterAddressCorrected => "roster_address_corrected",
            Letter::FactorsReset => "factors_reset",
            Letter::AccountReleased => "account_released",
            Letter::Test => "test",
        }
    }

    /// The code, where one is in it.
    pub fn code(&self) -> Option<&str> {
        match self {
            Letter::SignUpCode { code, .. }
            | Letter::RecoveryCode { code, .. }
            | Letter::EmailChangeCode { code, .. }
            | Letter::EmailCheckCode { code, .. } => Some(code),
            _ => None,
        }
    }

    /// The user ID, where it tells one.
    pub fn user_id(&self) -> Option<&str> {
        match self {
            Letter::Registered { user_id } | Letter::UserIdReminder { user_id } | Letter::RecoveryOffered { user_id } => Some(user_id),
            _ => None,
        }
    }

    /// The address at which one click ends such mails, where there is one.
    pub fn unsubscribe(&self) -> Option<&str> {
        match self {
            Letter::Announcement { unsubscribe, .. } => unsubscribe.as_deref(),
            Letter::StatementsReleased { unsubscribe } => Some(unsubscribe),
            _ => None,
        }
    }

    /// What follows the origin of the address that it names, and whether that is the desk's.
    pub fn page(&self) -> (Side, String) {
        match self {
            Letter::StaffInvitation { token, .. } => (Side::Desk, format!("desk/invitation?token={token}")),
            Letter::StaffAccess | Letter::StaffPasswordChanged | Letter::StaffFactorChanged => (Side::Desk, "desk/".to_owned()),
            _ => (Side::Member, "portal/".to_owned()),
        }
    }

    /// A code mail is of no use after its code, nor an invitation when it is void.
    pub fn expires_at(&self) -> Option<Timestamp> {
        match self {
            Letter::SignUpCode { until, .. }
            | Letter::RecoveryCode { until, .. }
            | Letter::EmailChangeCode { until, .. }
            | Letter::EmailCheckCode { until, .. }
            | Letter::StaffInvitation { until, .. } => Some(*until),
            _ => None,
        }
    }

    /// Whether the recipient asked for it a moment ago and sits before the page. Such a mail goes to an address that bounced, too: it
    /// costs one mail, and a code that comes back is what shows that mail arrives again. Whatever the service sends by itself does not.
    pub fn is_asked_for(&self) -> bool {
        let is_asked_for = matches!(self, Letter::UserIdReminder { .. } | Letter::StaffInvitation { .. } | Letter::RecoveryOffered { .. });
        self.code().is_some() || is_asked_for
    }
}
