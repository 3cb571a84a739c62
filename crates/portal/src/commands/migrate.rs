//! `madoguchi migrate`.

use std::process::ExitCode;

use clap::Args;
use madoguchi_store::{Database, Work};
use serde::Serialize;
use serde_json::json;

use super::{
    Operator,
    installation::{missing_file, open},
    output::{self, Format},
};
use crate::{
    config::Config,
    secret::{self, SecretError},
    terms,
};

/// Brings the database up to date, and makes the secret and the first terms of use where there are none.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  madoguchi migrate\n  madoguchi migrate --check      only report; exit status 1 when something is missing"
)]
pub struct Migrate {
    /// Only report what is missing; exit status 1 when something is.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    format: Format,
}

#[derive(Serialize)]
struct Report {
    up_to_date: bool,
    applied: usize,
    missing: usize,
    unknown: usize,
    secret_made: bool,
}

impl Migrate {
    /// Runs the command.
    ///
    /// # Errors
    /// When the database cannot be reached or a migration fails, or the secret is not the database's.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<ExitCode> {
        let config = operator.config()?;
        let report = if self.check { look(&config).await? } else { migrate(operator, &config).await? };
        match self.format.json {
            true => output::json(&report)?,
            false => output::say(&report.sentence(self.check, &config))?,
        }
        Ok(if report.up_to_date { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Brings the installation up to date.
///
/// # Errors
/// As [`Migrate::run`].
pub async fn bring_up_to_date(operator: &Operator, config: &Config) -> anyhow::Result<()> {
    migrate(operator, config).await.map(|_| ())
}

async fn look(config: &Config) -> anyhow::Result<Report> {
    if missing_file(config).is_some() {
        return Ok(Report { up_to_date: false, applied: 0, missing: Database::migrations(), unknown: 0, secret_made: false });
    }
    report(&open(config).await?, false).await
}

async fn migrate(operator: &Operator, config: &Config) -> anyhow::Result<Report> {
    let store = open(config).await?;
    let missing = store.migration_state().await?.missing;
    store.migrate().await?;
    let known = secret::known_to(&store).await?;
    let (master, secret_made) = match secret::read(&config.secret_file) {
        // A database that knows a secret waits for that one: a new one would only hide the loss.
        Err(SecretError::Missing(path)) if known.is_some() => return Err(SecretError::Another(path).into()),
        Err(SecretError::Missing(path)) => (secret::make(&path, operator.random)?, true),
        read => (read?, false),
    };
    let now = operator.clock.now();
    if missing > 0 || known.is_none() {
        let event = &operator.event(now, None, "database.migrated", "database".to_owned(), &json!({ "migrations": missing }));
        let (master, introduced) = (&master, known.is_some());
        let note = |work: Work| async move {
            if !introduced {
                secret::introduce(&work, master).await?;
            }
            work.record(event).await
        };
        store.write(note).await?;
    }
    secret::compare(&store, &master, &config.secret_file).await?;
    terms::publish_defaults(operator, &store).await?;
    report(&store, secret_made).await
}

async fn report(store: &Database, secret_made: bool) -> anyhow::Result<Report> {
    let state = store.migration_state().await?;
    let up_to_date = state.missing == 0 && state.unknown == 0;
    Ok(Report { up_to_date, applied: state.applied, missing: state.missing, unknown: state.unknown, secret_made })
}

impl Report {
    fn sentence(&self, only_checked: bool, config: &Config) -> String {
        let secret = config.secret_file.display();
        let made = if self.secret_made {
            format!("\nA new secret is in {secret}: keep a copy of it apart from the backups of the database.")
        } else {
            String::new()
        };
        match (self.missing, self.unknown) {
            (0, 0) => format!("The database is up to date ({} migrations).{made}", self.applied),
            (missing, 0) if only_checked => format!("The database lacks {missing} migrations. Run: madoguchi migrate"),
            (missing, unknown) => {
                format!("The database lacks {missing} migrations and has {unknown} of a newer program. Run the newer program.")
            }
        }
    }
}
