//! ログイン.

/// Words of the login screen.
#[allow(missing_docs)]
pub struct Login {
    pub title: &'static str,
    pub user_id: &'static str,
    pub password: &'static str,
    pub button: &'static str,
    pub forgot_password: &'static str,
    pub forgot_user_id: &'static str,
    pub first_time: &'static str,
    pub first_time_title: &'static str,
    pub first_time_body: &'static str,
    pub guide: &'static str,
    pub notices: &'static str,
    pub no_notices: &'static str,
    pub refused: &'static str,
    pub stopped: &'static str,
    pub left: &'static str,
    pub not_yet: &'static str,
    pub registered_title: &'static str,
    pub registered_body: &'static str,
    pub your_user_id: &'static str,
    pub login_address: &'static str,
    pub keep_user_id: &'static str,
    /// Logins with this user ID are refused until then.
    pub wait: fn(&str) -> String,
    pub only_recovery: &'static str,
}
