//! DKIM signatures (RFC 6376): rsa-sha256, relaxed/relaxed. Signed with ring, whose RSA runs in constant time.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use rustls_pki_types::{PrivateKeyDer, pem::PemObject};

/// What is signed. A header that is absent is signed as absent, so that none can be added.
const SIGNED: [&str; 10] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "reply-to",
    "list-unsubscribe",
    "list-unsubscribe-post",
];

/// Signs mails for a domain.
#[derive(Debug)]
pub struct Signer {
    key: RsaKeyPair,
    selector: String,
    domain: String,
}

/// A key that cannot sign.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// The file cannot be read.
    #[error("dkim_key_file {path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// It is not an RSA key that can be used.
    #[error("dkim_key_file {path}: expected an RSA key of 2048 to 4096 bits as PEM (openssl genrsa -traditional 2048); {problem}")]
    Key {
        /// The file.
        path: String,
        /// What was found.
        problem: String,
    },
    /// Selector or domain would break the header.
    #[error("dkim_selector {0:?}: expected letters, digits, dots and hyphens, as in the name of the DNS record")]
    Selector(String),
    /// The key refused to sign.
    #[error("the DKIM key could not sign")]
    Signing,
}

impl Signer {
    /// A signer with the key of a PEM file (PKCS#1 or PKCS#8).
    ///
    /// # Errors
    /// [`SignerError`] when the file holds no RSA key of 2048 to 4096 bits, or the selector is no DNS name.
    pub fn open(path: &Path, selector: &str, domain: &str) -> Result<Signer, SignerError> {
        let named = || path.display().to_string();
        let pem = std::fs::read(path).map_err(|source| SignerError::File { path: named(), source })?;
        let unfit = |problem: String| SignerError::Key { path: named(), problem };
        let key = match PrivateKeyDer::from_pem_slice(&pem).map_err(|error| unfit(error.to_string()))? {
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            _ => return Err(unfit("found a key of another kind".to_owned())),
        };
        let key = key.map_err(|error| unfit(format!("found {error}")))?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.' || c == '_';
        if selector.is_empty() || !selector.chars().all(is_name) {
            return Err(SignerError::Selector(selector.to_owned()));
        }
        Ok(Signer { key, selector: selector.to_owned(), domain: domain.to_owned() })
    }

    /// The message with its signature in front.
    ///
    /// # Errors
    /// [`SignerError::Signing`].
    pub fn signed(&self, message: &[u8], now: Timestamp) -> Result<Vec<u8>, SignerError> {
        let (headers, body) = parts(message);
        let body_hash = STANDARD.encode(digest(&SHA256, &relaxed_body(body)));
        let unsigned = format!(
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={};\r\n s={}; t={};\r\n h={};\r\n bh={body_hash};\r\n b=",
            self.domain,
            self.selector,
            now.as_second(),
            SIGNED.join(":"),
        );
        let mut text = signed_headers(&headers);
        text.push_str(&relaxed_header(&unsigned));
        let mut signature = vec![0; self.key.public().modulus_len()];
        // The operating system's randomness blinds the computation; it does not show in the signature.
        #[allow(clippy::disallowed_methods)]
        let signing = self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature);
        signing.map_err(|_| SignerError::Signing)?;
        let signature = STANDARD.encode(signature);
        let folded = signature.as_bytes().chunks(72).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\r\n ");
        Ok([unsigned.as_bytes(), folded.as_bytes(), b"\r\n", message].concat())
    }
}

/// The header lines, each with its continuations, and the body.
fn parts(message: &[u8]) -> (Vec<String>, &[u8]) {
    let end = message.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(message.len());
    let body = message.get(end + 4..).unwrap_or_default();
    let mut headers: Vec<String> = Vec::new();
    for line in String::from_utf8_lossy(&message[..end]).split("\r\n") {
        match headers.last_mut() {
            Some(header) if line.starts_with([' ', '\t']) => header.push_str(line),
            _ => headers.push(line.to_owned()),
        }
    }
    (headers, body)
}

fn signed_headers(headers: &[String]) -> String {
    let named = |name: &str| headers.iter().rev().find(|header| header_name(header) == name);
    SIGNED.iter().filter_map(|name| named(name)).map(|header| relaxed_header(header) + "\r\n").collect()
}

fn header_name(header: &str) -> String {
    header.split(':').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// RFC 6376, 3.4.2: the name in lower case, the value on one line with single spaces.
fn relaxed_header(header: &str) -> String {
    let value = header.split_once(':').map_or("", |(_, value)| value);
    format!("{}:{}", header_name(header), value.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
}

/// RFC 6376, 3.4.4: single spaces, none at line ends, no empty lines at the end, and a line end if anything is there.
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    let relaxed = |line: &str| {
        let begins = if line.starts_with([' ', '\t']) { " " } else { "" };
        begins.to_owned() + &line.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let lines: Vec<String> = text.split("\r\n").map(|line| relaxed(line).trim_end_matches(' ').to_owned()).collect();
    let text = lines.join("\r\n");
    match text.trim_end_matches("\r\n") {
        "" => Vec::new(),
        text => (text.to_owned() + "\r\n").into_bytes(),
    }
}
