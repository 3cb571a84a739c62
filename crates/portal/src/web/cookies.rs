//! The cookies of the portal: only those named here. Over https they carry `__Host-` and `Secure` (RFC 6265bis 4.1.3.2);
//! over plain http on loopback they lose just these two.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};

use super::Side;
use crate::config::Config;

/// Signed and stateless: K4's bucket and the secret of forms before login.
pub const PRE_SESSION: &str = "madoguchi-visit";
/// The session of a logged-in member.
pub const SESSION: &str = "madoguchi-session";
/// The sign-up flow under way.
pub const SIGNUP: &str = "madoguchi-signup";
/// The user ID of a registration that was just completed, sealed: the login screen tells it once.
pub const REGISTERED: &str = "madoguchi-registered";
/// The recovery flow under way.
pub const RECOVERY: &str = "madoguchi-recovery";
/// What was just done, told once on the next page.
pub const DONE: &str = "madoguchi-done";
/// A device that logged in before.
pub const DEVICE: &str = "madoguchi-device";
/// The language of the pages.
pub const LANGUAGE: &str = "madoguchi-language";
/// What the desk's cookies begin with. Cookies do not know ports: on one host both sides share a jar.
const DESK: &str = "desk_";
/// The desk's pre-session.
pub const DESK_PRE_SESSION: &str = "desk_pre_session";
/// The session of somebody at the desk.
pub const DESK_SESSION: &str = "desk_session";
/// What was just done at the desk.
pub const DESK_DONE: &str = "desk_done";
/// A device on which somebody logged in to the desk before.
pub const DESK_DEVICE: &str = "desk_device";
/// The language of the desk's pages.
pub const DESK_LANGUAGE: &str = "desk_language";

/// How long the cookie of a flow outlives the browser. The flow's row says how long the flow lives, and a maintenance prolongs that.
pub const FLOW_SECONDS: u32 = 24 * 60 * 60;

/// A cookie to set: HttpOnly, SameSite=Lax, Path=/, no Domain.
pub struct Cookie<'a> {
    name: &'a str,
    value: &'a str,
    max_age: Option<u32>,
}

impl<'a> Cookie<'a> {
    /// A cookie that ends with the browser's session.
    pub fn session(name: &'a str, value: &'a str) -> Cookie<'a> {
        Cookie { name, value, max_age: None }
    }

    /// A cookie that lasts `seconds`.
    pub fn lasting(name: &'a str, value: &'a str, seconds: u32) -> Cookie<'a> {
        Cookie { name, value, max_age: Some(seconds) }
    }

    /// The end of a cookie.
    pub fn removed(name: &'a str) -> Cookie<'a> {
        Cookie { name, value: "", max_age: Some(0) }
    }

    /// Adds the cookie to a response.
    pub fn set(&self, config: &Config, response: &mut Response) {
        let secure = if is_https(config, self.name) { "; Secure" } else { "" };
        let age = self.max_age.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
        let text = format!("{}={}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", full_name(config, self.name), self.value);
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}

/// Whether a response sets this cookie already.
pub fn is_set(response: &Response, config: &Config, name: &str) -> bool {
    let start = format!("{}=", full_name(config, name));
    response.headers().get_all(header::SET_COOKIE).iter().any(|value| value.as_bytes().starts_with(start.as_bytes()))
}

/// Whether the side to which the cookie belongs is reached over https.
fn is_https(config: &Config, name: &str) -> bool {
    if name.starts_with(DESK) { Side::Desk.is_https(config) } else { Side::Member.is_https(config) }
}

fn full_name(config: &Config, name: &str) -> String {
    if is_https(config, name) { format!("__Host-{name}") } else { name.to_owned() }
}

/// The value of a cookie that the browser sent; the first one when it sent several of that name.
pub fn read(headers: &HeaderMap, config: &Config, name: &str) -> Option<String> {
    let name = full_name(config, name);
    let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = sent.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn over_https_every_cookie_is_of_this_host_and_never_sent_in_clear() {
        let config = Config {
            base_url: "https://portal.example.jp".parse().unwrap(),
            desk_base_url: "https://desk.example.jp".parse().unwrap(),
            ..Config::default()
        };
        let names = [PRE_SESSION, SESSION, SIGNUP, REGISTERED, RECOVERY, DONE, DEVICE, LANGUAGE];
        let of_the_desk = [DESK_PRE_SESSION, DESK_SESSION, DESK_DONE, DESK_DEVICE, DESK_LANGUAGE];
        for name in names.into_iter().chain(of_the_desk) {
            let mut response = Response::default();
            Cookie::session(name, "x").set(&config, &mut response);
            let set = response.headers()[header::SET_COOKIE].to_str().unwrap();
            assert_eq!(set, format!("__Host-{name}=x; Path=/; HttpOnly; SameSite=Lax; Secure"));
        }
    }
}
