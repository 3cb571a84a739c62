//! Mails to members.

/// What a sentence of a mail may name.
pub struct MailFacts<'a> {
    /// The insurer, or the service where no insurer writes.
    pub sender: &'a str,
    /// The service.
    pub service: &'a str,
    /// The address of the login screen under `base_url`, in a mail to staff of the page of the desk that it is about; never in a mail
    /// with a code.
    pub address: &'a str,
    /// The moment until which a code is valid, in any other mail the one at which it happened.
    pub moment: &'a str,
    /// The user ID, in the mails that tell it.
    pub user_id: &'a str,
    /// The text of a notice, in the mail that carries one.
    pub notice: &'a str,
    /// The address of the page where one says whether one wants notices by mail.
    pub settings: &'a str,
}

/// The words of one mail: between the sender's name and the signature. Paragraphs are parted by an empty line.
#[allow(missing_docs)]
pub struct MailWords {
    /// What stands in the subject after the sender's name.
    pub subject: &'static str,
    pub body: fn(&MailFacts) -> String,
}

/// Words of all mails.
#[allow(missing_docs)]
pub struct Mails {
    pub sign_up_code: MailWords,
    pub registered: MailWords,
    pub account_made: MailWords,
    pub account_exists: MailWords,
    pub recovery_code: MailWords,
    pub user_id_reminder: MailWords,
    pub password_changed: MailWords,
    pub email_change_code: MailWords,
    pub email_check_code: MailWords,
    pub email_changed: MailWords,
    pub login_after_failures: MailWords,
    pub account_closed: MailWords,
    /// A notice; its title is the subject.
    pub announcement: MailWords,
    /// A notice that cannot be declined.
    pub essential_announcement: MailWords,
    /// Something new is to be read; no medical fact is in it.
    pub statements_released: MailWords,
    pub factor_enrolled: MailWords,
    pub factor_removed: MailWords,
    pub staff_invitation: MailWords,
    pub staff_access: MailWords,
    pub staff_password_changed: MailWords,
    pub staff_factor_changed: MailWords,
    pub recovery_offered: MailWords,
    pub address_corrected: MailWords,
    pub roster_address_corrected: MailWords,
    pub factors_reset: MailWords,
    pub account_released: MailWords,
    pub test: MailWords,
    /// From the sender's name and the mail's own subject.
    pub subject: fn(&str, &str) -> String,
    /// The line with the code.
    pub code: fn(&str) -> String,
    /// Telephone number.
    pub telephone: fn(&str) -> String,
    /// Opening hours.
    pub hours: fn(&str) -> String,
    /// Service, and who runs it (may be blank).
    pub service: fn(&str, &str) -> String,
    pub no_replies: &'static str,
    pub replies: &'static str,
    pub mailbox: Mailbox,
}

/// Words of `/demo/mailbox`.
#[allow(missing_docs)]
pub struct Mailbox {
    pub title: &'static str,
    pub about: &'static str,
    pub empty: &'static str,
    pub again: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub at: &'static str,
}
