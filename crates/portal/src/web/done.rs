//! What was just done, told once on the next page. A short-lived cookie names the sentence and holds nothing else.

use axum::{
    http::{StatusCode, header},
    response::Response,
};

use madoguchi_rules::desk_actions::DeskAction;

use super::{Visit, cookies::Cookie};
use crate::text::Texts;

/// Long enough for a redirect on a slow line.
const SECONDS: u32 = 60;

/// A sentence about what was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// A forgotten password was replaced.
    PasswordReset,
    /// The password was changed by who knew it.
    PasswordChanged,
    /// The mail address was changed.
    EmailChanged,
    /// Who sees the member's costs was changed.
    SharingChanged,
    /// Whether the member wants the notice on generic medicines was changed.
    SavingsWishChanged,
    /// A code showed that mail arrives.
    MailArrives,
    /// Whether notices come by mail was changed.
    NoticesChanged,
    /// A notice was added.
    NoticeAdded,
    /// A notice goes out by mail.
    NoticeMailed,
    /// A notice was removed.
    NoticeRemoved,
    /// Another device was logged out.
    SessionsEnded,
    /// The account was closed.
    AccountClosed,
    /// The code was sent once more.
    CodeSent,
    /// Settings of an insurer were changed.
    SettingsChanged,
    /// A change of a setting was taken back.
    SettingUndone,
    /// A version of the terms was published.
    TermsPublished,
    /// An insurer was added.
    InsurerAdded,
    /// Mails are due again.
    MailsRetried,
    /// There was no mail that can be tried again.
    NoMailToRetry,
    /// The desk did something for a person.
    Person(DeskAction),
    /// The desk asked a second person.
    ActionAsked,
    /// The second person approved, and it is done.
    ActionApproved,
    /// The second person declined.
    ActionDeclined,
    /// A call was noted.
    CallNoted,
    /// A second factor was set up.
    FactorEnrolled,
    /// A second factor was removed.
    FactorRemoved,
    /// A maintenance is on.
    MaintenanceBegun,
    /// It is over.
    MaintenanceEnded,
    /// Somebody was invited to the desk.
    StaffInvited,
    /// Somebody's access to the desk was changed.
    StaffChanged,
    /// A roster file took effect.
    RosterApplied,
    /// A roster file waits for a second person.
    RosterHandedIn,
    /// A roster file was not approved.
    RosterDeclined,
    /// A roster file was thrown away.
    RosterDiscarded,
    /// A file of statements took effect.
    StatementsApplied,
    /// A file of statements waits for a second person.
    StatementsHandedIn,
    /// A file of statements was not approved.
    StatementsDeclined,
    /// A file of statements was thrown away.
    StatementsDiscarded,
    /// The day of release of statements was moved.
    ReleaseChanged,
    /// Moves of a roster file were confirmed, or no longer are.
    MovesConfirmed,
}

/// Before the name of a [`DeskAction`] in the cookie.
const PERSON: &str = "person-";

const NAMES: &[(Done, &str)] = &[
    (Done::PasswordReset, "password-reset"),
    (Done::PasswordChanged, "password-changed"),
    (Done::EmailChanged, "email-changed"),
    (Done::SharingChanged, "sharing-changed"),
    (Done::SavingsWishChanged, "savings-wish-changed"),
    (Done::MailArrives, "mail-arrives"),
    (Done::NoticesChanged, "notices-changed"),
    (Done::NoticeAdded, "notice-added"),
    (Done::NoticeMailed, "notice-mailed"),
    (Done::NoticeRemoved, "notice-removed"),
    (Done::SessionsEnded, "sessions-ended"),
    (Done::AccountClosed, "account-closed"),
    (Done::CodeSent, "code-sent"),
    (Done::SettingsChanged, "settings-changed"),
    (Done::SettingUndone, "setting-undone"),
    (Done::TermsPublished, "terms-published"),
    (Done::InsurerAdded, "insurer-added"),
    (Done::MailsRetried, "mails-retried"),
    (Done::NoMailToRetry, "no-mail-to-retry"),
    (Done::ActionAsked, "action-asked"),
    (Done::ActionApproved, "action-approved"),
    (Done::ActionDeclined, "action-declined"),
    (Done::CallNoted, "call-noted"),
    (Done::FactorEnrolled, "factor-enrolled"),
    (Done::FactorRemoved, "factor-removed"),
    (Done::MaintenanceBegun, "maintenance-begun"),
    (Done::MaintenanceEnded, "maintenance-ended"),
    (Done::StaffInvited, "staff-invited"),
    (Done::StaffChanged, "staff-changed"),
    (Done::RosterApplied, "roster-applied"),
    (Done::RosterHandedIn, "roster-handed-in"),
    (Done::RosterDeclined, "roster-declined"),
    (Done::RosterDiscarded, "roster-discarded"),
    (Done::StatementsApplied, "statements-applied"),
    (Done::StatementsHandedIn, "statements-handed-in"),
    (Done::StatementsDeclined, "statements-declined"),
    (Done::StatementsDiscarded, "statements-discarded"),
    (Done::ReleaseChanged, "release-changed"),
    (Done::MovesConfirmed, "roster-moves-confirmed"),
];

impl Done {
    /// What a cookie names.
    pub fn named(name: &str) -> Option<Done> {
        let action = name.strip_prefix(PERSON).and_then(|action| action.parse().ok()).map(Done::Person);
        action.or_else(|| NAMES.iter().find(|(_, known)| *known == name).map(|(done, _)| *done))
    }

    /// The sentence.
    pub fn words(self, texts: &Texts) -> &'static str {
        let people = &texts.desk_people;
        let texts = &texts.done;
        match self {
            Done::Person(action) => (people.action)(action).done,
            Done::ActionAsked => people.asked_done,
            Done::ActionApproved => people.approved_done,
            Done::ActionDeclined => people.declined_done,
            Done::CallNoted => people.call_noted,
            Done::PasswordReset => texts.password_reset,
            Done::PasswordChanged => texts.password_changed,
            Done::EmailChanged => texts.email_changed,
            Done::SharingChanged => texts.sharing_changed,
            Done::SavingsWishChanged => texts.savings_wish_changed,
            Done::MailArrives => texts.mail_arrives,
            Done::NoticesChanged => texts.notices_changed,
            Done::NoticeAdded => texts.notice_added,
            Done::NoticeMailed => texts.notice_mailed,
            Done::NoticeRemoved => texts.notice_removed,
            Done::SessionsEnded => texts.sessions_ended,
            Done::AccountClosed => texts.account_closed,
            Done::CodeSent => texts.code_sent,
            Done::SettingsChanged => texts.settings_changed,
            Done::SettingUndone => texts.setting_undone,
            Done::TermsPublished => texts.terms_published,
            Done::InsurerAdded => texts.insurer_added,
            Done::MailsRetried => texts.mails_retried,
            Done::NoMailToRetry => texts.no_mail_to_retry,
            Done::FactorEnrolled => texts.factor_enrolled,
            Done::FactorRemoved => texts.factor_removed,
            Done::MaintenanceBegun => texts.maintenance_begun,
            Done::MaintenanceEnded => texts.maintenance_ended,
            Done::StaffInvited => texts.staff_invited,
            Done::StaffChanged => texts.staff_changed,
            Done::RosterApplied => texts.roster_applied,
            Done::RosterHandedIn => texts.roster_handed_in,
            Done::RosterDeclined => texts.roster_declined,
            Done::RosterDiscarded => texts.roster_discarded,
            Done::StatementsApplied => texts.statements_applied,
            Done::StatementsHandedIn => texts.statements_handed_in,
            Done::StatementsDeclined => texts.statements_declined,
            Done::StatementsDiscarded => texts.statements_discarded,
            Done::ReleaseChanged => texts.release_changed,
            Done::MovesConfirmed => texts.roster_moves_confirmed,
        }
    }

    /// Has the next page tell it.
    pub fn tell(self, visit: &Visit, mut response: Response) -> Response {
        let name = match self {
            Done::Person(action) => format!("{PERSON}{action}"),
            other => NAMES.iter().find(|(done, _)| *done == other).map_or("", |(_, name)| *name).to_owned(),
        };
        Cookie::lasting(visit.side.done_cookie(), &name, SECONDS).set(&visit.portal.config, &mut response);
        response
    }

    /// Forgets it once a page has told it.
    pub(super) fn forget_when_told(visit: &Visit, response: &mut Response) {
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if response.status() == StatusCode::OK && kind.is_some_and(|kind| kind.starts_with("text/html")) {
            Cookie::removed(visit.side.done_cookie()).set(&visit.portal.config, response);
        }
    }
}
