//! What the doctor looks at.

use std::time::Duration;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use madoguchi_store::{At, Database};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::Finding;
use crate::{
    clock::in_tokyo,
    commands::{
        Operator,
        installation::{missing_file, open},
    },
    config::Config,
    etax::{self, Etax},
    mail::{Mailer, relay::RelayAddress},
    secret,
    server::{
        admin::{MAIL_IS_LATE, Readiness},
        tls::Certificate,
        validity::Validity,
    },
};

/// How long a relay or a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// A certificate that ends in fewer days should have been renewed: usual clients renew thirty days before.
const DAYS_TO_RENEW: i64 = 14;
/// Clocks may differ by so much.
const CLOCKS_AGREE: SignedDuration = SignedDuration::from_secs(10);

/// Looks at everything.
pub(super) async fn all(operator: &Operator, config: &Config) -> Vec<Finding> {
    let mut findings = vec![Finding::good("configuration", format!("members go to {}", config.base_url))];
    let now = operator.clock.now();
    findings.push(certificate(config, now));
    findings.extend(proxies(config));
    match database(config).await {
        Ok(store) => {
            findings.push(migrations(&store).await);
            findings.push(the_secret(&store, config).await);
            findings.push(clock(&store, now).await);
            findings.push(set_up(&store, operator).await);
            findings.push(outbox(&store, now).await);
            findings.extend(data_for_etax(&store, config, now).await);
            store.close().await;
        }
        Err(error) => findings.push(Finding::from_error("database", &format!("{error:#}"))),
    }
    findings.push(way_of_mail(config).await);
    findings.extend(running_server(config).await);
    findings
}

async fn database(config: &Config) -> anyhow::Result<Database> {
    if let Some(file) = missing_file(config) {
        anyhow::bail!("{}: there is no such database\nRun: madoguchi migrate", file.display());
    }
    open(config).await
}

async fn migrations(store: &Database) -> Finding {
    let engine = store.engine_name();
    match store.migration_state().await {
        Ok(state) if state.unknown > 0 => {
            Finding::wrong("database", format!("{engine}; a newer program made {} migrations", state.unknown), "Run that program.")
        }
        Ok(state) if state.missing > 0 => {
            Finding::wrong("database", format!("{engine}; {} migrations are missing", state.missing), "Run: madoguchi migrate")
        }
        Ok(state) => Finding::good("database", format!("{engine}, up to date ({} migrations)", state.applied)),
        Err(error) => Finding::from_error("database", &error.to_string()),
    }
}

async fn the_secret(store: &Database, config: &Config) -> Finding {
    let compared = match secret::read(&config.secret_file) {
        Ok(master) => secret::compare(store, &master, &config.secret_file).await,
        Err(error) => Err(error),
    };
    match compared {
        Ok(()) => Finding::good("secret", format!("{}: readable by its owner only, and the database's", config.secret_file.display())),
        Err(error) => Finding::from_error("secret", &error.to_string()),
    }
}

/// The clock decides codes, sessions and eligibility: it must not be behind what was recorded, nor differ from the database's.
async fn clock(store: &Database, now: Timestamp) -> Finding {
    let remedy = "Set the machine's clock (for example with systemd-timesyncd or chrony).";
    let asked = async {
        let last = store.read(|work| async move { work.last_event_at().await }).await?;
        Ok::<_, madoguchi_store::StoreError>((last, store.server_clock().await?))
    };
    let (last, server) = match asked.await {
        Ok(asked) => asked,
        Err(error) => return Finding::from_error("clock", &error.to_string()),
    };
    if let Some(last) = last.map(At::timestamp).filter(|last| *last > now + CLOCKS_AGREE) {
        return Finding::wrong("clock", format!("it shows {now:.0}, but the trail has an event of {last:.0}"), remedy);
    }
    match server.map(|server| server.duration_since(now)) {
        Some(apart) if apart.abs() > CLOCKS_AGREE => {
            Finding::warning("clock", format!("it differs from the database server's by {} seconds", apart.as_secs()), remedy)
        }
        _ => Finding::good("clock", format!("{now:.0}")),
    }
}

async fn set_up(store: &Database, operator: &Operator) -> Finding {
    let today = operator.clock.today().into();
    let read = |work: madoguchi_store::Work| async move { Ok((work.insurers().await?, work.terms_in_force(today).await?)) };
    match store.read(read).await {
        Ok((insurers, _)) if insurers.is_empty() => {
            Finding::warning("insurers", "there is none", "Run: madoguchi insurer add --code CODE --name NAME")
        }
        Ok((_, None)) => Finding::warning("terms", "no version is in force", "Run: madoguchi migrate, or madoguchi terms publish FILE.md"),
        Ok((insurers, Some(terms))) => {
            Finding::good("insurers", format!("{}, with version {} of the terms in force", insurers.len(), terms.version))
        }
        Err(error) => Finding::from_error("insurers", &error.to_string()),
    }
}

async fn outbox(store: &Database, now: Timestamp) -> Finding {
    match store.read(|work| async move { work.outbox_state().await }).await {
        Ok(state) => match state.oldest.map(|oldest| now.duration_since(oldest.timestamp())) {
            Some(age) if age > MAIL_IS_LATE => Finding::warning(
                "outbox",
                format!("{} mails wait, the oldest for {} minutes", state.waiting, age.as_mins()),
                "See: madoguchi mail list --state queued, and whether the server runs",
            ),
            _ => Finding::good("outbox", format!("{} mails wait", state.waiting)),
        },
        Err(error) => Finding::from_error("outbox", &error.to_string()),
    }
}

async fn way_of_mail(config: &Config) -> Finding {
    if let Err(error) = Mailer::open(config) {
        return Finding::from_error("mail", &error.to_string());
    }
    let Some(relay) = config.smtp_url.as_deref().and_then(|url| RelayAddress::parse(url).ok()) else {
        let found = format!("no smtp_url: mails are files in {}, nobody receives them", config.mail_dir.display());
        return Finding::warning("mail", found, "Set smtp_url to your relay before members register.");
    };
    let address = format!("{}:{}", relay.host, relay.port);
    match timeout(PATIENCE, greeting(&address)).await {
        Ok(Ok(())) => Finding::good("mail", format!("the relay {address} answers; try: madoguchi mail test ADDR")),
        Ok(Err(error)) => Finding::wrong(
            "mail",
            format!("the relay {address} cannot be reached: {error:#}"),
            "Check smtp_url, the firewall and the relay.",
        ),
        Err(_) => Finding::wrong("mail", format!("the relay {address} does not answer"), "Check smtp_url, the firewall and the relay."),
    }
}

async fn greeting(address: &str) -> anyhow::Result<()> {
    TcpStream::connect(address).await.map(|_| ()).context("connecting")
}

fn certificate(config: &Config, now: Timestamp) -> Finding {
    match Certificate::configured(config) {
        Ok(Some(certificate)) => match certificate.validity() {
            Ok(validity) => in_time(validity, now),
            Err(error) => Finding::from_error("tls", &format!("{error:#}\nPut the whole chain into tls_cert, your own certificate first.")),
        },
        Ok(None) if config.is_https() => Finding::good("tls", "a proxy ends TLS"),
        Ok(None) => Finding::good("tls", "none: plain http on loopback"),
        Err(error) => Finding::wrong("tls", format!("{error:#}"), "Check tls_cert and tls_key: PEM files, the whole chain first to last."),
    }
}

/// The certificate in use against the clock. The server takes a renewed one without a restart.
fn in_time(Validity { from, until }: Validity, now: Timestamp) -> Finding {
    let renew = "Renew it, put the new chain and key into tls_cert and tls_key, and send the server SIGHUP.";
    let days = until.duration_since(now).as_hours() / 24;
    match () {
        () if now > until => Finding::wrong("tls", format!("the certificate ended on {until:.0}: browsers refuse it"), renew),
        () if now < from => Finding::wrong(
            "tls",
            format!("the certificate counts from {from:.0} on: browsers refuse it until then"),
            "Check the machine's clock, or put the certificate that is in force into tls_cert and tls_key.",
        ),
        () if days < DAYS_TO_RENEW => Finding::warning("tls", format!("the certificate ends on {until:.0}, in {days} days"), renew),
        () => Finding::good("tls", format!("the server ends TLS with its own certificate, which ends on {until:.0}")),
    }
}

/// Whether data for e-Tax can be made, by making one of a household that nobody is.
async fn data_for_etax(store: &Database, config: &Config, now: Timestamp) -> Vec<Finding> {
    if config.etax_schema.is_none() {
        return Vec::new();
    }
    let insurers = match store.read(|work| async move { work.insurers().await }).await {
        Ok(insurers) => insurers,
        Err(error) => return vec![Finding::from_error("etax", &error.to_string())],
    };
    let mut findings = Vec::new();
    for insurer in insurers {
        let Some(etax) = Etax::of(config, &insurer.code) else { continue };
        findings.push(match etax.signed(&etax::trial(&insurer.name, now, in_tokyo(now).date())).await {
            Ok(_) => Finding::good("etax", format!("data for e-Tax of {} is made, valid and signed", insurer.code)),
            Err(error) => {
                Finding::wrong("etax", format!("{}: {error}", insurer.code), "Members are refused until this is right: docs/src/etax.md.")
            }
        });
    }
    if findings.is_empty() {
        let remedy = "Put private key and certificate of an insurer into etax_keys as CODE.pem.";
        findings.push(Finding::warning("etax", "no insurer has a signing key: nothing is offered", remedy));
    }
    findings
}

fn proxies(config: &Config) -> Option<Finding> {
    let everybody = ["0.0.0.0/0", "::/0"];
    if config.trusted_proxies.iter().any(|network| everybody.contains(&network.as_str())) {
        let remedy = "Name only your proxies: whoever is trusted can pretend to come from anywhere.";
        return Some(Finding::wrong("trusted_proxies", "everybody is trusted", remedy));
    }
    let behind_a_proxy = config.is_https() && config.tls_cert.is_none();
    (behind_a_proxy && config.trusted_proxies.is_empty()).then(|| {
        let found = "a proxy ends TLS, but none is trusted: limits count all members as one source";
        Finding::warning("trusted_proxies", found, "Set trusted_proxies to the address of your proxy.")
    })
}

/// What the running server, if one runs, says of itself.
async fn running_server(config: &Config) -> Vec<Finding> {
    let address = config.admin_listen;
    let stranger = |how: &str| {
        let found = format!("what listens at admin_listen {address} {how}");
        vec![Finding::warning("server", found, "Set admin_listen to an address of its own, or look at the log of the server there.")]
    };
    let readiness = match timeout(PATIENCE, readiness(&address.to_string())).await {
        Ok(Ok(Some(readiness))) => readiness,
        Ok(Ok(None)) => return vec![Finding::good("server", format!("none answers at admin_listen {address}"))],
        Ok(Err(_)) => return stranger("does not answer as this program's server does"),
        Err(_) => return stranger("does not answer in time"),
    };
    let mut findings: Vec<Finding> =
        readiness.warnings.into_iter().map(|warning| Finding::warning("server", warning, "See /readyz and the log.")).collect();
    findings.push(match readiness.ready {
        true => Finding::good("server", format!("it runs and is ready ({address})")),
        false => Finding::wrong("server", format!("it runs and is not ready ({address})"), "See its log."),
    });
    findings
}

/// What a server there says; `None` when nobody listens.
async fn readiness(address: &str) -> anyhow::Result<Option<Readiness>> {
    let Ok(mut stream) = TcpStream::connect(address).await else { return Ok(None) };
    stream.write_all(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (_, body) = answer.split_once("\r\n\r\n").context("no HTTP")?;
    Ok(Some(serde_json::from_str(body)?))
}
