//! ご登録内容.

/// Words of the pages where members change their account.
#[allow(missing_docs)]
pub struct Settings {
    pub title: &'static str,
    pub user_id: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    pub password_value: &'static str,
    pub change_password: &'static str,
    pub change_email: &'static str,
    pub second_factor: &'static str,
    pub see_sessions: &'static str,
    pub close_account: &'static str,
    pub reading_only: &'static str,
    pub to_home: &'static str,
    pub to_settings: &'static str,
    pub change: &'static str,
    pub current_password: &'static str,
    pub wrong_password: &'static str,

    pub password_title: &'static str,
    pub password_lead: &'static str,
    pub new_password: &'static str,
    pub same_password: &'static str,

    pub email_title: &'static str,
    pub email_lead: &'static str,
    pub email_now: &'static str,
    pub new_email: &'static str,
    pub same_email: &'static str,
    pub email_code_title: &'static str,
    /// The code was sent to this address.
    pub email_code_lead: fn(&str) -> String,
    pub another_email: &'static str,

    /// Mail to the account's address is stopped: since this day, to this address.
    pub mail_stopped_title: &'static str,
    pub mail_stopped_hard: fn(&str, &str) -> String,
    pub mail_stopped_soft: fn(&str, &str) -> String,
    /// Which sender to let in.
    pub mail_stopped_what_to_do: fn(&str) -> String,
    pub mail_arrives_now: &'static str,
    pub mail_check_title: &'static str,
    /// The code was sent to this address.
    pub mail_check_lead: fn(&str) -> String,

    pub see_notices: &'static str,
    pub notices_title: &'static str,
    pub notices_lead: &'static str,
    pub notices_wanted: &'static str,

    pub access_title: &'static str,
    pub access_lead: &'static str,
    pub access_none: &'static str,
    pub access_at: &'static str,
    pub access_what: &'static str,
    pub access_older: &'static str,
    /// What the member did.
    pub access_by_self: fn(&str) -> String,
    /// What the insured of the household did.
    pub access_by_family: fn(&str) -> String,

    pub sessions_title: &'static str,
    pub sessions_lead: &'static str,
    pub device: &'static str,
    pub since: &'static str,
    pub last_used: &'static str,
    pub this_device: &'static str,
    pub end: &'static str,
    pub end_all_others: &'static str,
    pub no_others: &'static str,
    pub unknown_device: &'static str,
    /// A browser on a system.
    pub browser_on: fn(&str, &str) -> String,

    pub close_title: &'static str,
    pub close_lead: &'static str,
    pub close_lost: &'static [&'static str],
    pub close_kept: &'static str,
    pub close_confirm: &'static str,
    pub close_not_confirmed: &'static str,
    pub close_button: &'static str,
}
