//! Every key of the service, derived from one master secret (HKDF-SHA-256, RFC 5869), one per purpose.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit as _, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::random::Random;

/// The 32 bytes from which every key is derived. Does not print.
#[derive(Clone)]
pub struct MasterSecret(Zeroizing<[u8; 32]>);

/// A derived key of 256 bits for one purpose. Does not print.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; 32]>);

/// The keys of the service by purpose. The names after `derive` never change: stored values depend on them.
#[derive(Clone)]
pub struct Keys {
    /// Signs the pre-session cookie and CSRF tokens.
    pub forms: Key,
    /// Hashes session and flow tokens in the database.
    pub tokens: Key,
    /// Hashes mail codes and letter codes.
    pub codes: Key,
    /// Hashes what limits count by.
    pub limits: Key,
    /// Signs the cookie of a device that logged in before.
    pub devices: Key,
    /// Signs proof-of-work challenges.
    pub challenges: Key,
    /// Encrypts the parameters of mails in the outbox.
    pub outbox: Key,
    /// Hashes mail addresses: what bounces and stops go by.
    pub addresses: Key,
    /// Signs the references of mails, by which delivery reports find them.
    pub references: Key,
    /// Hashes the password hash once more, so that a stolen database alone cannot be searched (pepper).
    pub passwords: Key,
    /// Seals what one page hands to the next in a cookie.
    pub notices: Key,
    /// Encrypts the secrets of one-time passwords and the state of ceremonies.
    pub factors: Key,
    /// Hashes recovery codes.
    pub recovery_codes: Key,
    /// Seals what failed identifications typed, and hashes what they are found by.
    pub tries: Key,
    /// Seals what one page of the desk hands to the next in an address, and what waits for a second person.
    pub desk: Key,
    /// Names decisions about benefits in addresses, so that these hold nothing of a person.
    pub decisions: Key,
    /// Its check value in the database tells a wrong secret from the right one at start.
    pub check: Key,
}

impl MasterSecret {
    /// A new secret.
    pub fn generate(random: Random) -> MasterSecret {
        MasterSecret(Zeroizing::new(random.bytes()))
    }

    /// Reads the text form (43 letters of base64url). `None` when it is not that, or is a constant that nobody drew by lot.
    pub fn from_text(text: &str) -> Option<MasterSecret> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(text.trim()).ok()?.try_into().ok()?;
        let distinct = bytes.iter().collect::<std::collections::HashSet<_>>().len();
        (distinct > 8).then(|| MasterSecret(Zeroizing::new(bytes)))
    }

    /// The text form that [`MasterSecret::from_text`] reads.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(*self.0))
    }

    /// All keys.
    pub fn keys(&self) -> Keys {
        Keys {
            forms: self.derive("forms"),
            tokens: self.derive("tokens"),
            codes: self.derive("codes"),
            limits: self.derive("limits"),
            devices: self.derive("devices"),
            challenges: self.derive("challenges"),
            outbox: self.derive("outbox"),
            addresses: self.derive("addresses"),
            references: self.derive("references"),
            passwords: self.derive("passwords"),
            notices: self.derive("notices"),
            factors: self.derive("factors"),
            recovery_codes: self.derive("recovery codes"),
            tries: self.derive("tries"),
            desk: self.derive("desk"),
            decisions: self.derive("decisions"),
            check: self.derive("check"),
        }
    }

    #[allow(clippy::expect_used)] // HKDF-SHA-256 gives up to 8,160 bytes
    fn derive(&self, purpose: &str) -> Key {
        let mut key = Zeroizing::new([0; 32]);
        let info = format!("madoguchi/1/{purpose}");
        Hkdf::<Sha256>::new(None, &*self.0).expand(info.as_bytes(), &mut *key).expect("32 bytes are few enough");
        Key(key)
    }
}

impl Key {
    /// HMAC-SHA-256 over the parts, each preceded by its length, so that no two lists of parts share a value.
    #[allow(clippy::expect_used)] // HMAC takes keys of any length
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.0).expect("any length is a key");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Whether `tag` is [`Key::mac`] of the parts, in constant time.
    pub fn verifies(&self, parts: &[&[u8]], tag: &[u8]) -> bool {
        self.mac(parts).ct_eq(tag).into()
    }

    /// Encrypts `plain` (XChaCha20-Poly1305, random nonce in front), bound to `context`.
    #[allow(clippy::expect_used)] // fails only above 256 GiB
    pub fn seal(&self, random: Random, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; 24] = random.bytes();
        let cipher = XChaCha20Poly1305::new_from_slice(&*self.0).expect("the key has 32 bytes");
        let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: context }).expect("short enough to encrypt");
        [&nonce[..], &sealed].concat()
    }

    /// Decrypts what [`Key::seal`] made with the same context; `None` when a byte of it or of the context differs.
    #[allow(clippy::expect_used)]
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<24>()?;
        let cipher = XChaCha20Poly1305::new_from_slice(&*self.0).expect("the key has 32 bytes");
        cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: context }).ok().map(Zeroizing::new)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_two_purposes_differ_and_survive_the_text_form() {
        let secret = MasterSecret::generate(Random::system());
        let read = MasterSecret::from_text(&secret.to_text()).unwrap();
        assert_eq!(secret.keys().forms.mac(&[b"x"]), read.keys().forms.mac(&[b"x"]));
        assert_ne!(secret.keys().forms.mac(&[b"x"]), secret.keys().codes.mac(&[b"x"]));
    }

    #[test]
    fn a_constant_is_no_secret() {
        assert!(MasterSecret::from_text(&URL_SAFE_NO_PAD.encode([0; 32])).is_none());
        assert!(MasterSecret::from_text("changeme").is_none());
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let key = MasterSecret::generate(Random::system()).keys().limits;
        assert_ne!(key.mac(&[b"ab", b"c"]), key.mac(&[b"a", b"bc"]));
    }

    #[test]
    fn a_sealed_value_opens_only_whole_and_in_its_context() {
        let key = MasterSecret::generate(Random::system()).keys().outbox;
        let sealed = key.seal(Random::system(), b"mail 1", b"plain");
        assert_eq!(*key.open(b"mail 1", &sealed).unwrap(), b"plain");
        assert!(key.open(b"mail 2", &sealed).is_none());
        for place in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert!(key.open(b"mail 1", &altered).is_none());
        }
    }
}
