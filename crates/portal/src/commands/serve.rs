//! `madoguchi serve`.

use anyhow::Context;
use clap::Args;

use super::Operator;
use crate::{portal::Portal, secret, server, terms};

/// Serves the portal until it is told to stop (SIGTERM, SIGINT). SIGHUP reads the certificate again.
#[derive(Args)]
#[command(after_help = "Example:\n  madoguchi --config /etc/madoguchi.toml serve")]
pub struct Serve {}

impl Serve {
    /// Runs the command.
    ///
    /// # Errors
    /// When the database lacks migrations, the secret is missing, readable by others, a default or another database's, an address
    /// is taken, or the certificate cannot be read.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<()> {
        let installation = operator.installation().await?;
        let config = installation.config;
        let master = secret::read(&config.secret_file)?;
        secret::compare(&installation.store, &master, &config.secret_file).await?;
        terms::publish_defaults(operator, &installation.store).await?;
        server::logs::begin(&config.log).context("log")?;
        let portal = Portal::new(config, installation.store, &master, operator.clock.clone(), operator.random);
        server::run(portal).await
    }
}
