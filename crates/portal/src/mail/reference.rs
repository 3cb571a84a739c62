//! The reference of a mail: its number with a signature. It stands in the Message-ID, and before the `@` of `bounce_address`, so that
//! a delivery report finds its mail; and since only who holds the mail knows it, nobody can report about another's.

use subtle::ConstantTimeEq;

use crate::portal::Portal;

/// Half of these hexadecimal digits are bytes of the signature: 64 bits, on top of 22 random ones in the number.
const SIGNATURE_CHARS: usize = 16;
/// A number has at most 19 digits.
pub const MOST_CHARS: usize = 19 + 1 + SIGNATURE_CHARS;

/// The reference of a mail.
pub fn of(portal: &Portal, id: i64) -> String {
    format!("{id}.{}", signature(portal, id))
}

/// The mails whose references stand somewhere in this text, without repetitions.
pub fn within(portal: &Portal, text: &str) -> Vec<i64> {
    let mut found = Vec::new();
    for (dot, _) in text.match_indices('.') {
        let (before, after) = (&text.as_bytes()[..dot], &text.as_bytes()[dot + 1..]);
        let digits = before.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let number = text.get(dot - digits..dot).and_then(|digits| digits.parse::<i64>().ok());
        let Some((id, given)) = number.zip(after.get(..SIGNATURE_CHARS)) else { continue };
        let is_ours = || bool::from(signature(portal, id).as_bytes().ct_eq(&given.to_ascii_lowercase()));
        if given.iter().all(u8::is_ascii_hexdigit) && !found.contains(&id) && is_ours() {
            found.push(id);
        }
    }
    found
}

fn signature(portal: &Portal, id: i64) -> String {
    let mac = portal.keys.references.mac(&[b"mail", &id.to_be_bytes()]);
    mac[..SIGNATURE_CHARS / 2].iter().map(|byte| format!("{byte:02x}")).collect()
}
