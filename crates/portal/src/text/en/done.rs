use crate::text::Done;

pub const DONE: Done = Done {
    password_reset: "Your password was changed. Please log in with the new password.",
    password_changed: "Your password was changed. Any other device that was logged in has been logged out.",
    email_changed: "Your email address was changed.",
    mail_arrives: "Mail arrives at your address. We will write to it again.",
    notices_changed: "Your choice about notices by mail was saved.",
    sessions_ended: "The device you chose was logged out.",
    account_closed: "Your account is closed. Thank you for having used this service.",
    code_sent: "A new code was sent. The code of the earlier mail no longer works.",
    settings_changed: "The settings were changed.",
    setting_undone: "The change was undone.",
    terms_published: "The terms were published.",
    insurer_added: "The insurer was added.",
    mails_retried: "The mail will be tried again.",
    no_mail_to_retry: "There was no mail that can be tried again.",
    factor_enrolled: "The second factor is set up.",
    factor_removed: "The second factor was removed.",
    staff_invited: "The invitation is on its way.",
    staff_changed: "The change holds from now on.",
};
