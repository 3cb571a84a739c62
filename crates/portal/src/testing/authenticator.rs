//! A passkey in a story: what a telephone or a USB key answers, made by the book (WebAuthn, CTAP2's canonical CBOR).

// A telephone draws by itself.
#![allow(clippy::disallowed_methods)]

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use madoguchi_testkit::browserless::{Client, Page};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// User present and verified.
const FLAGS: u8 = 0x05;
/// A new credential comes with it.
const ATTESTED: u8 = 0x40;

/// An authenticator that holds one passkey and has verified its owner.
pub struct Authenticator {
    pub origin: String,
    pub counter: u32,
    key: EcdsaKeyPair,
    credential_id: [u8; 32],
    user_handle: Option<Value>,
}

impl Authenticator {
    /// A new one, in a browser at this origin.
    pub fn at(origin: &str) -> Authenticator {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).unwrap();
        let credential_id = crate::random::Random::system().bytes();
        Authenticator { origin: origin.to_owned(), counter: 1, key, credential_id, user_handle: None }
    }

    /// Registers with the forms of a page: asks at `ACTION/begin`, answers at `ACTION`.
    pub async fn register(&mut self, client: &Client, page: &str, action: &str, name: &str) -> Page {
        let (csrf, options) = ask(client, page, action).await;
        let answer = self.create(&options).to_string();
        client.post(action, &[("csrf", &csrf), ("passkey_name", name), ("answer", &answer)]).await
    }

    /// Logs in with the forms of a page.
    pub async fn log_in(&mut self, client: &Client, page: &str, action: &str) -> Page {
        let (csrf, options) = ask(client, page, action).await;
        let answer = self.get(&options).to_string();
        client.post(action, &[("csrf", &csrf), ("answer", &answer)]).await
    }

    /// What it answers to the options of a registration.
    pub fn create(&mut self, options: &Value) -> Value {
        self.user_handle = Some(options["user"]["id"].clone());
        let public = self.key.public_key().as_ref();
        let (x, y) = (&public[1..33], &public[33..65]);
        let cose = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32][..], x, &[0x22, 0x58, 32], y].concat();
        let attested = [&[0; 16][..], &[0, 32], &self.credential_id, &cose].concat();
        let data = [&self.authenticator_data(rp_id(&options["rp"]["id"]), FLAGS | ATTESTED)[..], &attested].concat();
        let length = u8::try_from(data.len()).unwrap();
        let object = [&[0xa3, 0x63][..], b"fmt", &[0x64], b"none", &[0x67], b"attStmt", &[0xa0, 0x68], b"authData", &[0x58, length], &data];
        let response = json!({
            "clientDataJSON": text(&self.client_data("webauthn.create", &options["challenge"])),
            "attestationObject": text(&object.concat()),
            "transports": ["usb"],
        });
        self.credential(response)
    }

    /// What it answers to the options of a login.
    pub fn get(&mut self, options: &Value) -> Value {
        self.counter += 1;
        let data = self.authenticator_data(rp_id(&options["rpId"]), FLAGS);
        let client_data = self.client_data("webauthn.get", &options["challenge"]);
        let signed = [&data[..], &Sha256::digest(&client_data)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        let response = json!({
            "clientDataJSON": text(&client_data),
            "authenticatorData": text(&data),
            "signature": text(signature.as_ref()),
            "userHandle": self.user_handle,
        });
        self.credential(response)
    }

    fn authenticator_data(&self, rp_id: &str, flags: u8) -> Vec<u8> {
        [&Sha256::digest(rp_id)[..], &[flags], &self.counter.to_be_bytes()].concat()
    }

    fn client_data(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false }).to_string().into_bytes()
    }

    fn credential(&self, response: Value) -> Value {
        let id = text(&self.credential_id);
        json!({ "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {}, "response": response })
    }
}

/// The token of a page's forms, and what the server asks an authenticator.
pub async fn ask(client: &Client, page: &str, action: &str) -> (String, Value) {
    let csrf = client.get(page).await.attribute("input[name=csrf]", "value").unwrap();
    let asked = client.post(&format!("{action}/begin"), &[("csrf", &csrf)]).await;
    assert_eq!((asked.status(), asked.header("content-type")), (200, Some("application/json")));
    (csrf, serde_json::from_slice(asked.bytes()).unwrap())
}

fn rp_id(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
