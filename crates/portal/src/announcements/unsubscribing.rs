//! The address in a mail at which notices by mail end: a signed token names the account, so that it works without logging in, in every
//! mail program, for as long as the mail is kept.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::portal::Portal;

/// The path; the token follows as `?token=`.
pub const PATH: &str = "/portal/unsubscribe";
/// Half of a MAC: 128 bits.
const SIGNATURE_BYTES: usize = 16;

/// The address for the mails to an account.
pub fn address(portal: &Portal, insurer_id: i64, account_id: i64) -> String {
    let base = portal.config.base_url.as_str().trim_end_matches('/');
    format!("{base}{PATH}?token={}", token(portal, insurer_id, account_id))
}

/// The insurer and the account that a token names.
pub fn read(portal: &Portal, token: &str) -> Option<(i64, i64)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (insurer, rest) = bytes.split_first_chunk::<8>()?;
    let (account, given) = rest.split_first_chunk::<8>()?;
    let (insurer_id, account_id) = (i64::from_be_bytes(*insurer), i64::from_be_bytes(*account));
    let is_right = subtle::ConstantTimeEq::ct_eq(&signature(portal, insurer_id, account_id)[..], given);
    bool::from(is_right).then_some((insurer_id, account_id))
}

fn token(portal: &Portal, insurer_id: i64, account_id: i64) -> String {
    let signature = signature(portal, insurer_id, account_id);
    URL_SAFE_NO_PAD.encode([&insurer_id.to_be_bytes()[..], &account_id.to_be_bytes(), &signature].concat())
}

fn signature(portal: &Portal, insurer_id: i64, account_id: i64) -> [u8; SIGNATURE_BYTES] {
    let mac = portal.keys.references.mac(&[b"unsubscribe", &insurer_id.to_be_bytes(), &account_id.to_be_bytes()]);
    std::array::from_fn(|place| mac[place])
}
