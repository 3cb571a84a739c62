//! Second factors, for members and for staff alike: one-time passwords of an app ([`totp`]), [`passkeys`] and [`recovery_codes`], typed in ([`given`]). The pages that ask
//! for them are the journeys'.

pub mod bearer;
pub mod given;
pub mod page;
pub mod pages;
pub mod passkeys;
pub mod recovery_codes;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
pub mod totp;

use madoguchi_store::factors::Owner;

/// What a sealed value of an owner's factor is bound to.
fn context(purpose: &str, owner: Owner) -> Vec<u8> {
    [purpose.as_bytes(), b" ", owner.kind().as_bytes(), &owner.insurer_id().to_be_bytes(), &owner.id().to_be_bytes()].concat()
}

/// What the limit of tries counts an owner's factor by. Nobody's user ID has a space.
pub fn limit_key(owner: Owner) -> String {
    format!("factor {} {} {}", owner.kind(), owner.insurer_id(), owner.id())
}
