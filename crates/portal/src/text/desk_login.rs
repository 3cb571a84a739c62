//! Logging in at the desk, and the invitation that comes before it.

/// Words of the desk's login and invitation.
#[allow(missing_docs)]
pub struct DeskLogin {
    pub title: &'static str,
    pub lead: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    pub button: &'static str,
    pub refused: &'static str,
    /// Until this moment.
    pub wait: fn(&str) -> String,
    pub locked: &'static str,
    pub passkey_alone: &'static str,
    pub forgotten: &'static str,

    pub invitation_title: &'static str,
    pub invitation_lead: &'static str,
    pub invitation_void_title: &'static str,
    pub invitation_void: &'static str,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub name_wrong: &'static str,
    pub new_password: &'static str,
    pub accept: &'static str,
    pub steps: [&'static str; 3],
}
