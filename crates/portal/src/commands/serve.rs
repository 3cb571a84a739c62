//! `madoguchi serve`.

use anyhow::Context;
use clap::Args;

use super::Operator;
use crate::{server, terms};

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
        let portal = installation.portal().await?;
        terms::publish_defaults(operator, &installation.store).await?;
        server::logs::begin(&portal.config.log).context("log")?;
        server::run(portal, crate::member_side).await
    }
}
