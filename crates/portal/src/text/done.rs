//! What was just done, told once on the next page.

/// Sentences about what was just done.
#[allow(missing_docs)]
pub struct Done {
    pub password_reset: &'static str,
    pub password_changed: &'static str,
    pub email_changed: &'static str,
    pub mail_arrives: &'static str,
    pub notices_changed: &'static str,
    pub notice_added: &'static str,
    pub notice_mailed: &'static str,
    pub notice_removed: &'static str,
    pub sessions_ended: &'static str,
    pub account_closed: &'static str,
    pub code_sent: &'static str,
    pub settings_changed: &'static str,
    pub setting_undone: &'static str,
    pub terms_published: &'static str,
    pub insurer_added: &'static str,
    pub mails_retried: &'static str,
    pub no_mail_to_retry: &'static str,
    pub factor_enrolled: &'static str,
    pub factor_removed: &'static str,
    pub maintenance_begun: &'static str,
    pub maintenance_ended: &'static str,
    pub staff_invited: &'static str,
    pub staff_changed: &'static str,
    pub roster_applied: &'static str,
    pub roster_handed_in: &'static str,
    pub roster_declined: &'static str,
    pub roster_discarded: &'static str,
    pub roster_moves_confirmed: &'static str,
}
