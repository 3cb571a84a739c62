//! パスワードを忘れた方, ユーザーIDを忘れた方.

/// Words of the pages for those who forgot the user ID.
#[allow(missing_docs)]
pub struct UserIdRecovery {
    pub title: &'static str,
    pub lead: &'static str,
    pub button: &'static str,
    pub not_registered_yet: &'static str,
    pub sent_title: &'static str,
    pub sent_body: &'static str,
    pub hints_title: &'static str,
    pub hints: &'static [&'static str],
}

/// Words of the pages for those who forgot the password.
#[allow(missing_docs)]
pub struct PasswordRecovery {
    pub title: &'static str,
    pub steps: &'static [&'static str],
    pub lead: &'static str,
    pub user_id: &'static str,
    pub email: &'static str,
    pub email_hint: &'static str,
    pub button: &'static str,
    pub no_address_any_more: &'static str,
    pub code_title: &'static str,
    pub code_lead: &'static str,
    pub new_title: &'static str,
    pub new_lead: &'static str,
    pub your_user_id: &'static str,
    pub new_password: &'static str,
    pub new_button: &'static str,
    pub after: &'static str,
}
