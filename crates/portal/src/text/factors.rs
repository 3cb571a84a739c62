//! Second factors, as staff and members meet them.

/// Words of the pages that ask for a second factor or enrol one.
#[allow(missing_docs)]
pub struct Factors {
    pub given_title: &'static str,
    pub given_lead: &'static str,
    pub totp_title: &'static str,
    pub totp_code: &'static str,
    pub totp_code_hint: &'static str,
    pub give: &'static str,
    pub recovery_title: &'static str,
    pub recovery_lead: &'static str,
    pub recovery_code: &'static str,
    pub recovery_give: &'static str,
    pub code_needed: &'static str,
    pub wrong_code: &'static str,
    pub wrong_recovery_code: &'static str,
    /// Until this moment.
    pub wait: fn(&str) -> String,
    pub locked: &'static str,
    pub lost: &'static str,

    pub enrol_title: &'static str,
    pub enrol_lead: &'static str,
    pub enrol_totp_title: &'static str,
    pub enrol_totp_about: &'static str,
    pub enrol_totp: &'static str,
    pub totp_enrol_title: &'static str,
    pub totp_steps: [&'static str; 3],
    pub totp_qr: &'static str,
    pub totp_secret: &'static str,
    pub totp_address: &'static str,
    pub totp_confirm: &'static str,
    pub totp_over: &'static str,

    pub codes_title: &'static str,
    pub codes_lead: &'static str,
    pub codes_once: &'static str,
    pub codes_spare: &'static str,
    pub codes_kept: &'static str,
}
