//! Reading `smtp_url`.

use std::net::IpAddr;

use lettre::transport::smtp::{
    authentication::Credentials,
    client::{Certificate, TlsParameters},
};
use percent_encoding::percent_decode_str;
use url::{Host, Url};

/// Where the relay is, how the line is secured and as whom we log in.
#[derive(Clone)]
pub struct RelayAddress {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the line is secured.
    pub tls: Tls,
    /// User and password.
    pub login: Option<Credentials>,
}

/// How the line to the relay is secured. Certificates are always checked.
#[derive(Clone)]
pub enum Tls {
    /// In the clear: on loopback, or because `tls=none` was said.
    None,
    /// STARTTLS, or nothing is sent.
    Required(TlsParameters),
    /// TLS from the first byte (`smtps://`).
    Wrapped(TlsParameters),
}

/// An `smtp_url` that cannot be used. Never prints the URL, which may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum RelayAddressError {
    /// Not a URL.
    #[error("smtp_url is no URL ({0}); expected smtp://USER:PASSWORD@HOST:587?tls=required, with special characters percent-encoded")]
    Unreadable(#[from] url::ParseError),
    /// Another scheme.
    #[error("smtp_url begins with {0}://; expected smtp:// (STARTTLS) or smtps://")]
    Scheme(String),
    /// No host.
    #[error("smtp_url names no host; expected smtp://HOST:PORT")]
    Host,
    /// An unknown parameter or value.
    #[error("smtp_url has ?{0}; known are tls=required, tls=none and ca=FILE")]
    Parameter(String),
    /// TLS is asked for and forbidden at once.
    #[error("smtps:// is TLS from the first byte, so tls=none contradicts it; use smtp:// or leave it out")]
    Contradiction,
    /// The file of `ca=` is not there.
    #[error("smtp_url: ca={path}: {source}")]
    CaFile {
        /// The file.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// TLS cannot be set up with what was given.
    #[error("smtp_url: {0}")]
    Tls(#[from] lettre::transport::smtp::Error),
}

impl RelayAddress {
    /// Reads `smtp://user:pass@host:587?tls=required`, `smtps://…` or `smtp://127.0.0.1:1025`. Without `tls=` TLS is required
    /// everywhere but on loopback; `ca=FILE` trusts the certificates of a PEM file besides the public ones.
    ///
    /// # Errors
    /// [`RelayAddressError`] says what was found and what is expected.
    pub fn parse(text: &str) -> Result<RelayAddress, RelayAddressError> {
        let url = Url::parse(text)?;
        let wrapped = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            other => return Err(RelayAddressError::Scheme(other.to_owned())),
        };
        let host = match url.host() {
            Some(Host::Domain(host)) if !host.is_empty() => host.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            _ => return Err(RelayAddressError::Host),
        };
        let (asked, ca) = parameters(&url)?;
        let tls = match (wrapped, asked) {
            (true, Some(false)) => return Err(RelayAddressError::Contradiction),
            (true, _) => Tls::Wrapped(tls(&host, ca)?),
            (false, asked) if asked.unwrap_or(!is_loopback(&host)) => Tls::Required(tls(&host, ca)?),
            (false, _) => Tls::None,
        };
        let port = url.port().unwrap_or(if wrapped { 465 } else { 587 });
        Ok(RelayAddress { host, port, tls, login: login(&url) })
    }
}

/// Whether TLS was asked for (`tls=required`) or forgone (`tls=none`), and the file of `ca=`.
fn parameters(url: &Url) -> Result<(Option<bool>, Option<String>), RelayAddressError> {
    let (mut asked, mut ca) = (None, None);
    for (name, value) in url.query_pairs() {
        match (&*name, &*value) {
            ("tls", "required") => asked = Some(true),
            ("tls", "none") => asked = Some(false),
            ("ca", file) if !file.is_empty() => ca = Some(file.to_owned()),
            _ => return Err(RelayAddressError::Parameter(format!("{name}={value}"))),
        }
    }
    Ok((asked, ca))
}

fn tls(host: &str, ca: Option<String>) -> Result<TlsParameters, RelayAddressError> {
    let mut parameters = TlsParameters::builder(host.to_owned());
    if let Some(path) = ca {
        let pem = std::fs::read(&path).map_err(|source| RelayAddressError::CaFile { path, source })?;
        parameters = parameters.add_root_certificate(Certificate::from_pem(&pem)?);
    }
    Ok(parameters.build_rustls()?)
}

fn login(url: &Url) -> Option<Credentials> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let user = decoded(url.username());
    (!user.is_empty()).then(|| Credentials::new(user, decoded(url.password().unwrap_or_default())))
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(text: &str) -> RelayAddress {
        RelayAddress::parse(text).unwrap()
    }

    #[test]
    fn tls_is_required_unless_loopback_or_said_otherwise() {
        assert!(matches!(read("smtp://mail.example.jp").tls, Tls::Required(_)));
        assert!(matches!(read("smtp://mail.example.jp:25?tls=none").tls, Tls::None));
        assert!(matches!(read("smtp://127.0.0.1:1025").tls, Tls::None));
        assert!(matches!(read("smtp://[::1]:1025").tls, Tls::None));
        assert!(matches!(read("smtp://localhost:1025?tls=required").tls, Tls::Required(_)));
        assert!(matches!(read("smtps://mail.example.jp").tls, Tls::Wrapped(_)));
    }

    #[test]
    fn user_and_password_are_percent_decoded_and_ports_have_defaults() {
        let address = read("smtp://relay%40example.jp:p%23a%2Bs@mail.example.jp");
        assert_eq!((address.host.as_str(), address.port), ("mail.example.jp", 587));
        assert!(address.login.unwrap() == Credentials::new("relay@example.jp".to_owned(), "p#a+s".to_owned()));
        assert_eq!(read("smtps://mail.example.jp").port, 465);
    }

    #[test]
    fn what_cannot_be_used_is_told_without_the_password() {
        let cases = [
            "http://u:secret@mail.example.jp",
            "smtp://u:secret@mail.example.jp?tls=maybe",
            "smtps://u:secret@mail.example.jp?tls=none",
            "smtp://u:secret@mail.example.jp?ca=/nowhere/ca.pem",
            "mail.example.jp:25",
            "smtp://",
        ];
        for text in cases {
            let error = RelayAddress::parse(text).err().unwrap_or_else(|| unreachable!("{text} is read")).to_string();
            assert!(error.contains("smtp") && !error.contains("secret"), "{error}");
        }
    }
}
