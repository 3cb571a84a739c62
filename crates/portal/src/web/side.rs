//! The two sides of the counter: the member's and the desk's. Each has its own origin, listener and cookies.

use url::Url;

use super::cookies;
use crate::config::Config;

/// A side of the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Members, at `base_url`.
    Member,
    /// Staff and operators, at `desk_base_url`.
    Desk,
}

impl Side {
    /// The address under which visitors reach it.
    pub fn base_url(self, config: &Config) -> &Url {
        match self {
            Side::Member => &config.base_url,
            Side::Desk => &config.desk_base_url,
        }
    }

    /// Its origin, as browsers write it in `Origin`.
    pub fn origin(self, config: &Config) -> String {
        self.base_url(config).origin().ascii_serialization()
    }

    /// Whether visitors reach it over https.
    pub fn is_https(self, config: &Config) -> bool {
        self.base_url(config).scheme() == "https"
    }

    /// Where who is not logged in begins.
    pub fn login(self) -> &'static str {
        match self {
            Side::Member => "/portal/",
            Side::Desk => "/desk/login",
        }
    }

    /// Where who is logged in begins.
    pub fn home(self) -> &'static str {
        match self {
            Side::Member => "/portal/home",
            Side::Desk => "/desk/",
        }
    }

    /// Where the button ログアウト leads.
    pub fn logout(self) -> &'static str {
        match self {
            Side::Member => "/portal/logout",
            Side::Desk => "/desk/logout",
        }
    }

    /// Where the script keeps the session and hears until when.
    pub fn session(self) -> &'static str {
        match self {
            Side::Member => "/portal/session",
            Side::Desk => "/desk/session",
        }
    }

    pub(super) fn pre_session_cookie(self) -> &'static str {
        match self {
            Side::Member => cookies::PRE_SESSION,
            Side::Desk => cookies::DESK_PRE_SESSION,
        }
    }

    pub(super) fn session_cookie(self) -> &'static str {
        match self {
            Side::Member => cookies::SESSION,
            Side::Desk => cookies::DESK_SESSION,
        }
    }

    pub(super) fn done_cookie(self) -> &'static str {
        match self {
            Side::Member => cookies::DONE,
            Side::Desk => cookies::DESK_DONE,
        }
    }

    /// The cookie of a device that logged in before.
    pub fn device_cookie(self) -> &'static str {
        match self {
            Side::Member => cookies::DEVICE,
            Side::Desk => cookies::DESK_DEVICE,
        }
    }

    pub(super) fn language_cookie(self) -> &'static str {
        match self {
            Side::Member => cookies::LANGUAGE,
            Side::Desk => cookies::DESK_LANGUAGE,
        }
    }
}
