//! The configuration: one TOML file, every key overridable by an environment variable (contract, section 3).

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use madoguchi_rules::sources::Network;
use serde::{Deserialize, Serialize};
use url::Url;

mod check;
mod load;

pub use check::{Problem, is_loopback};
pub use load::{ConfigError, load, masked, without_password};

/// The configuration of an installation.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `sqlite://PATH` or `postgres://…`.
    pub database_url: String,
    /// Where members' pages are served.
    pub listen: SocketAddr,
    /// The address of the portal as members type it; links in mail use only this.
    pub base_url: Url,
    /// Where the staff console is served.
    pub desk_listen: SocketAddr,
    /// The address of the staff console.
    pub desk_base_url: Url,
    /// Where `/healthz`, `/readyz` and `/metrics` are served.
    pub admin_listen: SocketAddr,
    /// PEM certificate chain; with `tls_key` the server ends TLS itself.
    pub tls_cert: Option<PathBuf>,
    /// PEM private key.
    pub tls_key: Option<PathBuf>,
    /// Addresses (or networks, `10.0.0.0/8`) whose forwarded headers count.
    pub trusted_proxies: Vec<String>,
    /// The mail relay; without one, mail goes to files in `mail_dir`.
    pub smtp_url: Option<String>,
    /// Where mail goes without a relay.
    pub mail_dir: PathBuf,
    /// The sender of all mail.
    pub mail_from: String,
    /// Where what cannot be delivered comes back to: the envelope's sender, extended by `+` and the mail's reference. Without it
    /// that is `mail_from` as it stands.
    pub bounce_address: Option<String>,
    /// The DKIM selector, with `dkim_key_file`.
    pub dkim_selector: Option<String>,
    /// PEM RSA key (PKCS#1) that signs mail.
    pub dkim_key_file: Option<PathBuf>,
    /// The master secret.
    pub secret_file: PathBuf,
    /// Addresses of an earlier portal's leaflets that open the first login.
    pub signup_aliases: Vec<String>,
    /// The service's display name.
    pub service_name: String,
    /// Who runs the service.
    pub operator_name: String,
    /// How the operator is reached.
    pub support: String,
    /// The log filter (`info`, `madoguchi=debug`).
    pub log: String,
    /// The largest file that an import reads, bytes.
    pub max_import_bytes: u64,
    /// The National Tax Agency's XML schema of TEG700; with `etax_form` and `etax_keys`.
    pub etax_schema: Option<PathBuf>,
    /// The form after that schema that is filled in.
    pub etax_form: Option<PathBuf>,
    /// The folder of the insurers' signing keys: `CODE.pem`, private key and certificate.
    pub etax_keys: Option<PathBuf>,
}

impl Config {
    /// Whether members reach the portal over https.
    pub fn is_https(&self) -> bool {
        self.base_url.scheme() == "https"
    }

    /// Whether forwarded headers from this address count.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|entry| entry.parse::<Network>().is_ok_and(|network| network.contains(address)))
    }
}

impl Default for Config {
    #[allow(clippy::expect_used)] // constants
    fn default() -> Config {
        let address = |text: &str| text.parse().expect("an address");
        let page = |text: &str| Url::parse(text).expect("an address");
        Config {
            database_url: "sqlite://var/madoguchi.db".to_owned(),
            listen: address("127.0.0.1:8080"),
            base_url: page("http://localhost:8080"),
            desk_listen: address("127.0.0.1:8082"),
            desk_base_url: page("http://localhost:8082"),
            admin_listen: address("127.0.0.1:8081"),
            tls_cert: None,
            tls_key: None,
            trusted_proxies: Vec::new(),
            smtp_url: None,
            mail_dir: "var/mail".into(),
            mail_from: "no-reply@localhost".to_owned(),
            bounce_address: None,
            dkim_selector: None,
            dkim_key_file: None,
            secret_file: "var/secret".into(),
            signup_aliases: Vec::new(),
            service_name: "けんぽの窓口".to_owned(),
            operator_name: String::new(),
            support: String::new(),
            log: "info".to_owned(),
            max_import_bytes: 2 * 1024 * 1024 * 1024,
            etax_schema: None,
            etax_form: None,
            etax_keys: None,
        }
    }
}
