//! The end of 初回登録: 登録が完了しました on the login screen, with the user ID to print or keep. The user ID travels there in a sealed
//! cookie, so that it stands in no address, log or history, and is shown once.

use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};

use crate::web::{
    Visit,
    cookies::{self, Cookie},
    page,
};

/// How long the login screen may take to be opened.
const FRESH: SignedDuration = SignedDuration::from_mins(10);
const CONTEXT: &[u8] = b"registered";

/// To the login screen, which will tell this user ID; the flow's cookie goes.
pub fn lead_to_login(visit: &Visit, user_id: &str) -> Response {
    let (portal, config) = (&visit.portal, &visit.portal.config);
    let until = (visit.now + FRESH).as_second().to_be_bytes();
    let sealed = portal.keys.notices.seal(portal.random, CONTEXT, &[&until, user_id.as_bytes()].concat());
    let mut response = page::see_other("/portal/");
    Cookie::removed(cookies::SIGNUP).set(config, &mut response);
    Cookie::lasting(cookies::REGISTERED, &URL_SAFE_NO_PAD.encode(sealed), 600).set(config, &mut response);
    response
}

/// The user ID of the registration that this visitor has just completed.
pub fn just_registered(visit: &Visit) -> Option<String> {
    let sealed = URL_SAFE_NO_PAD.decode(visit.registered.as_deref()?).ok()?;
    let plain = visit.portal.keys.notices.open(CONTEXT, &sealed)?;
    let (until, user_id) = plain.split_first_chunk::<8>()?;
    let until = Timestamp::from_second(i64::from_be_bytes(*until)).ok()?;
    let user_id = String::from_utf8(user_id.to_vec()).ok()?;
    (visit.now < until).then_some(user_id)
}

/// Told once: takes the cookie away.
pub fn forget(visit: &Visit, response: &mut Response) {
    Cookie::removed(cookies::REGISTERED).set(&visit.portal.config, response);
}
