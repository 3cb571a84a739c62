//! Values that do not go, each with what to write instead.

use std::{fmt, net::SocketAddr};

use madoguchi_rules::{mail_address::MailAddress, sources::Network};
use tracing_subscriber::EnvFilter;
use url::{Host, Url};

use super::{Config, load::without_password};
use crate::mail::{reference, relay::RelayAddress};

/// A value of the configuration that does not go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key.
    pub key: &'static str,
    /// What was found, what was expected.
    pub problem: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.problem)
    }
}

impl Config {
    /// Everything that does not go, in the order of the keys. Files are looked at when they are used, not here.
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut refuse = |key: &'static str, problem: Option<String>| found.extend(problem.map(|problem| Problem { key, problem }));
        refuse("database_url", database_problem(&self.database_url));
        refuse("listen", shared_address(self.listen, &[self.desk_listen, self.admin_listen]));
        refuse("base_url", page_problem(&self.base_url));
        refuse("desk_listen", shared_address(self.desk_listen, &[self.admin_listen]));
        refuse("desk_base_url", page_problem(&self.desk_base_url).or_else(|| self.shared_origin()));
        let pair = both_or_none(self.tls_cert.is_some(), self.tls_key.is_some(), "tls_key");
        refuse("tls_cert", pair.or_else(|| self.tls_without_https()).or_else(|| self.tls_without_https_at_the_desk()));
        for entry in &self.trusted_proxies {
            refuse("trusted_proxies", entry.parse::<Network>().err().map(|error| error.to_string()));
        }
        refuse("smtp_url", self.smtp_url.as_deref().and_then(|url| RelayAddress::parse(url).err().map(|error| error.to_string())));
        refuse("mail_dir", self.mail_dir.as_os_str().is_empty().then(|| "name a folder, for example var/mail".to_owned()));
        refuse("mail_from", mail_address_problem(&self.mail_from));
        refuse("bounce_address", self.bounce_address.as_deref().and_then(bounce_address_problem));
        refuse("dkim_selector", both_or_none(self.dkim_selector.is_some(), self.dkim_key_file.is_some(), "dkim_key_file"));
        refuse("secret_file", self.secret_file.as_os_str().is_empty().then(|| "name a file, for example var/secret".to_owned()));
        for (place, alias) in self.signup_aliases.iter().enumerate() {
            let again = self.signup_aliases[..place].contains(alias).then(|| format!("{alias:?} stands there twice"));
            refuse("signup_aliases", alias_problem(alias).or(again));
        }
        for (key, text) in [("service_name", &self.service_name), ("operator_name", &self.operator_name), ("support", &self.support)] {
            let unfit = text.chars().any(char::is_control) || text.chars().count() > 200;
            refuse(key, unfit.then(|| "expected one line of at most 200 characters".to_owned()));
        }
        refuse("service_name", self.service_name.trim().is_empty().then(|| "expected a name such as けんぽの窓口".to_owned()));
        refuse("log", EnvFilter::try_new(&self.log).err().map(|error| format!("{error}; expected for example info or madoguchi=debug")));
        refuse("max_import_bytes", (self.max_import_bytes == 0).then(|| "expected at least 1".to_owned()));
        let etax = [self.etax_schema.is_some(), self.etax_form.is_some(), self.etax_keys.is_some()];
        let is_half = etax.contains(&true) && etax.contains(&false);
        refuse("etax_schema", is_half.then(|| "etax_schema, etax_form and etax_keys go together: write all three, or none".to_owned()));
        found
    }

    fn shared_origin(&self) -> Option<String> {
        let shared = self.desk_base_url.origin() == self.base_url.origin();
        shared.then(|| "the staff console needs an origin of its own, other than base_url's".to_owned())
    }

    fn tls_without_https(&self) -> Option<String> {
        let odd = self.tls_cert.is_some() && !self.is_https();
        odd.then(|| "with a certificate members come by https: write base_url = \"https://…\"".to_owned())
    }

    /// The certificate is the staff console's too.
    fn tls_without_https_at_the_desk(&self) -> Option<String> {
        let odd = self.tls_cert.is_some() && self.desk_base_url.scheme() != "https";
        odd.then(|| "with a certificate staff come by https too: write desk_base_url = \"https://…\"".to_owned())
    }
}

/// Whether a host is this machine itself: 127.0.0.1, ::1 or localhost (contract, section 3).
pub fn is_loopback(host: Option<Host<&str>>) -> bool {
    match host {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.octets() == [127, 0, 0, 1],
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn database_problem(url: &str) -> Option<String> {
    let known = url.strip_prefix("sqlite://").is_some_and(|path| !path.is_empty() && !path.starts_with(":memory:"))
        || url.starts_with("postgres://")
        || url.starts_with("postgresql://");
    (!known).then(|| format!("{:?} names no database; expected sqlite://PATH or postgres://USER@HOST/NAME", without_password(url)))
}

/// Port 0 is any free port, so two of them are not the same.
fn shared_address(address: SocketAddr, others: &[SocketAddr]) -> Option<String> {
    let shared = address.port() != 0 && others.contains(&address);
    shared.then(|| format!("{address} stands at another key too; every listener needs a port of its own"))
}

fn page_problem(url: &Url) -> Option<String> {
    let is_plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    match url.scheme() {
        _ if !is_plain => Some(format!("{url}: expected scheme, host and port only, for example https://portal.example.jp")),
        "https" if url.host().is_some() => None,
        "http" if is_loopback(url.host()) => None,
        "http" => Some(format!("{url}: plain http goes on loopback only (127.0.0.1, ::1, localhost); write https://…")),
        _ => Some(format!("{url}: expected https://…")),
    }
}

fn both_or_none(has_this: bool, has_other: bool, other: &str) -> Option<String> {
    (has_this != has_other).then(|| format!("set it together with {other}, or set neither"))
}

fn mail_address_problem(address: &str) -> Option<String> {
    let is_address = MailAddress::parse(address).is_ok()
        || address.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host == "localhost");
    (!is_address).then(|| format!("{address:?} is no mail address; expected for example no-reply@example.jp"))
}

/// Before the `@` there must be room for `+` and a mail's reference (RFC 5321: 64 characters).
fn bounce_address_problem(address: &str) -> Option<String> {
    let fits = address.split_once('@').is_some_and(|(local, _)| local.len() <= 64 - 1 - reference::MOST_CHARS);
    let expected = || format!("{address:?}: expected an address with at most {} characters before the @", 64 - 1 - reference::MOST_CHARS);
    mail_address_problem(address).or_else(|| (!fits).then(expected))
}

fn alias_problem(alias: &str) -> Option<String> {
    let is_path = alias.len() > 1
        && alias.starts_with('/')
        && !alias.contains("//")
        && alias.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte));
    match is_path {
        false => Some(format!("{alias:?} is no path; expected for example \"/portal/signup.old\"")),
        true => crate::is_page(alias).then(|| {
            format!("{alias:?} is a page of the portal itself, which the first login would hide; take it out of the list, or write the address that the old leaflets show")
        }),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn keys_refused(change: impl FnOnce(&mut Config)) -> Vec<&'static str> {
        let mut config = Config::default();
        change(&mut config);
        config.problems().iter().map(|problem| problem.key).collect()
    }

    #[test]
    fn the_defaults_go() {
        assert_eq!(keys_refused(|_| ()), [""; 0]);
    }

    #[test]
    fn plain_http_goes_on_loopback_only() {
        for right in ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:9", "https://portal.example.jp"] {
            assert_eq!(keys_refused(|config| config.base_url = Url::parse(right).unwrap()), [""; 0], "{right}");
        }
        for wrong in
            ["http://portal.example.jp", "http://127.0.0.2", "http://localhost.example.jp", "ftp://localhost", "https://a.example/x"]
        {
            assert_eq!(keys_refused(|config| config.base_url = Url::parse(wrong).unwrap()), ["base_url"], "{wrong}");
        }
    }

    #[test]
    fn what_belongs_together_is_given_together() {
        assert_eq!(keys_refused(|config| config.tls_cert = Some("cert.pem".into())), ["tls_cert"]);
        assert_eq!(keys_refused(|config| config.dkim_key_file = Some("key.pem".into())), ["dkim_selector"]);
    }

    #[test]
    fn with_a_certificate_both_sides_are_https() {
        let problems = |base_url: &str, desk_base_url: &str| {
            let config = Config {
                tls_cert: Some("cert.pem".into()),
                tls_key: Some("key.pem".into()),
                base_url: Url::parse(base_url).unwrap(),
                desk_base_url: Url::parse(desk_base_url).unwrap(),
                ..Config::default()
            };
            config.problems().into_iter().map(|problem| problem.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(problems("https://a.example.jp", "https://desk.example.jp"), [""; 0]);
        for (base_url, desk_base_url, told) in [
            ("http://localhost:8080", "https://desk.example.jp", "write base_url"),
            ("https://a.example.jp", "http://localhost:8082", "write desk_base_url"),
        ] {
            let problems = problems(base_url, desk_base_url);
            assert!(problems.len() == 1 && problems[0].contains("tls_cert") && problems[0].contains(told), "{problems:?}");
        }
    }

    #[test]
    fn an_alias_that_is_a_page_of_our_own_is_refused_with_what_to_do() {
        let refused = |alias: &str| {
            let config = Config { signup_aliases: vec![alias.to_owned()], ..Config::default() };
            config.problems().into_iter().map(|problem| problem.to_string()).collect::<Vec<_>>()
        };
        for page in
            ["/portal", "/portal/", "/portal/signup", "/portal/signup/code/resend", "/portal/logout", "/assets/icon.svg", "/demo/mailbox"]
        {
            let problems = refused(page);
            assert_eq!(problems.len(), 1, "{page}");
            for told in ["signup_aliases", page, "is a page of the portal itself", "take it out"] {
                assert!(problems[0].contains(told), "{problems:?} does not tell {told}");
            }
        }
        for free in ["/portal/signup.old", "/portal/signup/", "/kenpo", "/assets/leaflet"] {
            assert_eq!(refused(free), [""; 0], "{free}");
        }
    }

    #[test]
    fn every_value_is_looked_at() {
        assert_eq!(keys_refused(|config| config.trusted_proxies = vec!["proxy".to_owned()]), ["trusted_proxies"]);
        assert_eq!(keys_refused(|config| config.signup_aliases = vec!["signup".to_owned()]), ["signup_aliases"]);
        assert_eq!(keys_refused(|config| config.mail_from = "nobody".to_owned()), ["mail_from"]);
        for wrong in ["nobody", "a-mailbox-of-28-characters-28@example.jp"] {
            assert_eq!(keys_refused(|config| config.bounce_address = Some(wrong.to_owned())), ["bounce_address"], "{wrong}");
        }
        assert_eq!(keys_refused(|config| config.smtp_url = Some("relay:25".to_owned())), ["smtp_url"]);
        assert_eq!(keys_refused(|config| config.log = "a=b=c".to_owned()), ["log"]);
        assert_eq!(keys_refused(|config| config.database_url = "mysql://x".to_owned()), ["database_url"]);
        assert_eq!(keys_refused(|config| config.desk_base_url = config.base_url.clone()), ["desk_base_url"]);
        assert_eq!(keys_refused(|config| config.admin_listen = config.listen), ["listen"]);
    }
}
