//! What stands on every page.

/// Words of the frame and of all forms.
#[allow(missing_docs)] // the names say it; the words are in `ja/` and `en/`
pub struct Common {
    pub skip_to_main: &'static str,
    pub log_out: &'static str,
    pub error_prefix: &'static str,
    pub error_word: &'static str,
    pub error_summary_title: &'static str,
    pub required: &'static str,
    pub optional: &'static str,
    pub contact: &'static str,
    pub contact_unknown: &'static str,
    pub telephone: &'static str,
    pub terms: &'static str,
    pub accessibility: &'static str,
    pub operator: &'static str,
    pub to_login: &'static str,
    pub to_home: &'static str,
    pub back: &'static str,
    pub print: &'static str,
    pub calendar: &'static str,
    pub show_password: &'static str,
    pub hide_password: &'static str,
    pub password_is_shown: &'static str,
    pub password_is_hidden: &'static str,
    pub requirement_met: &'static str,
    pub requirement_unmet: &'static str,
    pub steps: &'static str,
    /// Which step of how many.
    pub step_of: fn(&usize, usize) -> String,
    pub resend_after_a_minute: &'static str,
    /// `{seconds}` is filled in by the script.
    pub resend_in_seconds: &'static str,
    pub resend_now: &'static str,
    pub session_ends_soon: &'static str,
    pub session_continue_how: &'static str,
    pub session_continue: &'static str,
    pub session_last: &'static str,
    /// The empty field named so.
    pub please_enter: fn(&str) -> String,
}

/// Pages that say what was refused on any route.
#[allow(missing_docs)]
pub struct Refusals {
    pub not_found_title: &'static str,
    pub not_found_body: &'static str,
    pub wrong_method_title: &'static str,
    pub wrong_method_body: &'static str,
    pub not_our_form_title: &'static str,
    pub not_our_form_body: &'static str,
    pub unreadable_title: &'static str,
    pub unreadable_body: &'static str,
    pub limit_title: &'static str,
    /// Until this moment.
    pub limit_body: fn(&str) -> String,
    pub busy_title: &'static str,
    pub busy_body: &'static str,
    pub broken_title: &'static str,
    /// With this reference number.
    pub broken_body: fn(&str) -> String,
}
