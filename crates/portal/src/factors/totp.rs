//! One-time passwords of an app (RFC 6238): SHA-1, six digits, 30 seconds, one step of tolerance to either side, each code once.

use jiff::{SignedDuration, Timestamp};
use madoguchi_rules::codes::Code;
use madoguchi_store::{At, StoreError, Work, factors::Owner};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use super::context;
use crate::{portal::Portal, random::Random};

/// An enrolment waits so long for the first code.
const ENROLMENT: SignedDuration = SignedDuration::from_mins(5);
const PURPOSE: &str = "totp enrolment";

/// The secret that the app and the service share, 160 bits. Does not print.
#[derive(Clone)]
pub struct TotpSecret(Zeroizing<[u8; 20]>);

impl TotpSecret {
    /// A new secret.
    pub fn generate(random: Random) -> TotpSecret {
        TotpSecret(Zeroizing::new(random.bytes()))
    }

    /// As it is typed into an app: base32, in groups of four.
    pub fn for_typing(&self) -> String {
        let text = Secret::new_stack(*self.0).to_base32();
        let groups: Vec<String> = text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        groups.join(" ")
    }

    /// As an app reads it from a QR code (`otpauth://`); `account` is how the owner tells it from others in the app.
    pub fn address(&self, issuer: &str, account: &str) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let (issuer, account) = (encoded(&issuer.replace(':', " ")), encoded(&account.replace(':', " ")));
        let secret = Secret::new_stack(*self.0).to_base32();
        format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30")
    }

    /// The step whose code this is, of the one in force and its neighbours.
    pub fn step_of(&self, code: &Code, now: Timestamp) -> Option<i64> {
        let second = u64::try_from(now.as_second()).ok()?;
        self.generator().check(code.as_str(), second).and_then(|step| i64::try_from(step).ok())
    }

    /// The code in force.
    pub fn code_at(&self, now: Timestamp) -> String {
        self.generator().generate(u64::try_from(now.as_second()).unwrap_or_default()).to_string()
    }

    fn generator(&self) -> Totp {
        Builder::new().with_secret(Secret::new_stack(*self.0)).with_skew(1).build_noncompliant()
    }
}

/// Begins an enrolment in this browser session, in place of the one under way.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn begin(portal: &Portal, work: &Work, bound_to: &[u8], owner: Owner, now: Timestamp) -> Result<(), StoreError> {
    let secret = TotpSecret::generate(portal.random);
    let sealed = portal.keys.factors.seal(portal.random, &context(PURPOSE, owner), &*secret.0);
    work.put_ceremony(bound_to, PURPOSE, &sealed, At::from(now + ENROLMENT)).await
}

/// The secret of the enrolment under way in this browser session, if one is.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn under_way(
    portal: &Portal,
    work: &Work,
    bound_to: &[u8],
    owner: Owner,
    now: Timestamp,
) -> Result<Option<TotpSecret>, StoreError> {
    match work.ceremony(bound_to, PURPOSE, At::from(now)).await? {
        Some(sealed) => open(portal, PURPOSE, owner, &sealed).map(Some),
        None => Ok(None),
    }
}

/// Enrols the secret of the enrolment under way, if the code is its; answers whether it is. The enrolment goes on when it is not.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn confirm(portal: &Portal, work: &Work, bound_to: &[u8], owner: Owner, code: &Code, now: Timestamp) -> Result<bool, StoreError> {
    let Some(secret) = under_way(portal, work, bound_to, owner, now).await? else { return Ok(false) };
    let Some(step) = secret.step_of(code, now) else { return Ok(false) };
    work.take_ceremony(bound_to, PURPOSE, At::from(now)).await?;
    put(portal, work, owner, &secret, step, now).await?;
    Ok(true)
}

/// Enrols a secret; codes up to that of `step` count as used.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn put(portal: &Portal, work: &Work, owner: Owner, secret: &TotpSecret, step: i64, now: Timestamp) -> Result<(), StoreError> {
    let sealed = portal.keys.factors.seal(portal.random, &context("totp", owner), &*secret.0);
    work.put_totp_secret(owner, &sealed, step, At::from(now)).await
}

/// The owner's secret, if the owner has an app.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn secret(portal: &Portal, work: &Work, owner: Owner) -> Result<Option<TotpSecret>, StoreError> {
    match work.totp_secret(owner).await? {
        Some(row) => open(portal, "totp", owner, &row.sealed).map(Some),
        None => Ok(None),
    }
}

/// Uses a code up; answers whether it is the owner's and was not used before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn use_code(portal: &Portal, work: &Work, owner: Owner, code: &Code, now: Timestamp) -> Result<bool, StoreError> {
    match secret(portal, work, owner).await?.and_then(|secret| secret.step_of(code, now)) {
        Some(step) => work.use_totp_step(owner, step).await,
        None => Ok(false),
    }
}

fn open(portal: &Portal, purpose: &str, owner: Owner, sealed: &[u8]) -> Result<TotpSecret, StoreError> {
    let plain = portal.keys.factors.open(&context(purpose, owner), sealed);
    let secret: Option<[u8; 20]> = plain.and_then(|plain| plain.as_slice().try_into().ok());
    let unreadable = || StoreError::Unreadable { column: "totp_secrets.sealed", problem: "it does not open".to_owned() };
    secret.map(|secret| TotpSecret(Zeroizing::new(secret))).ok_or_else(unreadable)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn secret() -> TotpSecret {
        TotpSecret(Zeroizing::new(*b"12345678901234567890"))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, the last six of the eight digits.
        assert_eq!(secret().code_at(at(59)), "287082");
        assert_eq!(secret().code_at(at(1_111_111_109)), "081804");
        assert_eq!(secret().code_at(at(2_000_000_000)), "279037");
    }

    #[test]
    fn a_code_goes_one_step_early_or_late_and_no_more() {
        let code = Code::parse("287082").unwrap();
        for (second, is_right) in [(0, true), (30, true), (59, true), (89, true), (90, false), (300, false)] {
            assert_eq!(secret().step_of(&code, at(second)), is_right.then_some(1), "{second}");
        }
    }

    #[test]
    fn an_app_reads_issuer_and_account_whatever_is_in_them() {
        let address = secret().address("けんぽの窓口", "a:b@example.jp");
        assert!(address.starts_with("otpauth://totp/%E3%81%91"));
        assert!(address.contains(":a%20b%40example%2Ejp?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E3%81%91"));
        assert_eq!(secret().for_typing(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }
}
