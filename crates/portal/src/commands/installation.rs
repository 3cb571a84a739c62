//! What commands work with: the operator, the configuration, the database.

use std::path::PathBuf;

use anyhow::{Context, bail};
use jiff::Timestamp;
use madoguchi_rules::identifiers::InsurerCodeOrNumber;
use madoguchi_store::{At, Database, audit::AuditEvent, backup, insurers::Insurer};

use super::user;
use crate::{
    clock::Clock,
    config::{self, Config, ConfigError},
    portal::Portal,
    random::Random,
    secret::{self, SecretError},
};

/// Who runs a command, and with which configuration.
pub struct Operator {
    config_file: Option<PathBuf>,
    /// The name in the trail.
    pub actor: String,
    /// The clock.
    pub clock: Clock,
    /// The randomness.
    pub random: Random,
}

/// An installation whose database is up to date.
pub struct Installation<'a> {
    /// Who works on it.
    pub operator: &'a Operator,
    /// Its configuration.
    pub config: Config,
    /// Its database.
    pub store: Database,
}

impl Operator {
    /// The operator, by name or as the operating system knows them.
    pub fn new(config_file: Option<PathBuf>, actor: Option<String>) -> Operator {
        let actor = actor.unwrap_or_else(user::of_this_process);
        Operator { config_file, actor, clock: Clock::system(), random: Random::system() }
    }

    /// The configuration.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn config(&self) -> Result<Config, ConfigError> {
        let environment = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        config::load(self.config_file.as_deref(), environment)
    }

    /// The installation.
    ///
    /// # Errors
    /// When the configuration does not go, or the database is not there, cannot be reached or is not up to date.
    pub async fn installation(&self) -> anyhow::Result<Installation<'_>> {
        let config = self.config()?;
        if let Some(file) = missing_file(&config) {
            bail!("database_url {}: there is no such database\nRun: madoguchi migrate", file.display());
        }
        let store = open(&config).await?;
        refuse_unless_up_to_date(&store).await?;
        Ok(Installation { operator: self, config, store })
    }

    /// An event of the trail by this operator.
    pub fn event(&self, now: Timestamp, insurer_id: Option<i64>, action: &str, subject: String, detail: &serde_json::Value) -> AuditEvent {
        AuditEvent {
            id: self.random.id(now),
            at: At::from(now),
            insurer_id,
            actor_kind: "command".to_owned(),
            actor: self.actor.clone(),
            action: action.to_owned(),
            subject,
            detail: detail.to_string(),
        }
    }
}

impl Installation<'_> {
    /// The insurer with this code or 保険者番号.
    ///
    /// # Errors
    /// When there is none; the message lists those that are there.
    pub async fn insurer(&self, named: &InsurerCodeOrNumber) -> anyhow::Result<Insurer> {
        if let Some((insurer, _)) = self.store.read(|work| async move { crate::insurer::find(&work, named).await }).await? {
            return Ok(insurer);
        }
        let all = self.store.read(|work| async move { work.insurers().await }).await?;
        let codes: Vec<String> = all.into_iter().map(|insurer| insurer.code).collect();
        let asked = match named {
            InsurerCodeOrNumber::Code(code) => code.as_str(),
            InsurerCodeOrNumber::Number(number) => number.as_str(),
        };
        match codes.is_empty() {
            true => bail!("there is no insurer {asked:?}, nor any other\nAdd one: madoguchi insurer add --code CODE --name NAME"),
            false => bail!("there is no insurer {asked:?}; there are: {}", codes.join(", ")),
        }
    }

    /// Our own identifier of the insurer that an option names, if it names one.
    ///
    /// # Errors
    /// As [`Installation::insurer`].
    pub async fn optional_insurer(&self, named: Option<&InsurerCodeOrNumber>) -> anyhow::Result<Option<i64>> {
        match named {
            Some(named) => Ok(Some(self.insurer(named).await?.id)),
            None => Ok(None),
        }
    }

    /// The portal of this installation, with its secret.
    ///
    /// # Errors
    /// When the secret is missing, readable by others, a default or another database's.
    pub async fn portal(&self) -> Result<Portal, SecretError> {
        let file = &self.config.secret_file;
        let master = secret::read(file)?;
        secret::compare(&self.store, &master, file).await?;
        Ok(Portal::new(self.config.clone(), self.store.clone(), &master, self.operator.clock.clone(), self.operator.random))
    }
}

/// Opens the database of a configuration.
///
/// # Errors
/// When it cannot be reached; the message names the address without its password.
pub async fn open(config: &Config) -> anyhow::Result<Database> {
    let shown = config::without_password(&config.database_url);
    Database::open(&config.database_url).await.with_context(|| format!("database_url {shown}: the database cannot be opened"))
}

/// The SQLite file that the configuration names, when it does not exist.
pub fn missing_file(config: &Config) -> Option<PathBuf> {
    backup::file_of(&config.database_url).filter(|file| !file.exists())
}

/// Refuses a database that lacks migrations or has some of a newer program.
///
/// # Errors
/// With what to run.
pub async fn refuse_unless_up_to_date(store: &Database) -> anyhow::Result<()> {
    let state = store.migration_state().await?;
    if state.unknown > 0 {
        bail!(
            "the database has {} migrations that this program does not know: a newer program made them\n\
             Run that program, or restore the backup that was made before it.",
            state.unknown
        );
    }
    if state.missing > 0 {
        bail!("the database lacks {} migrations\nRun: madoguchi migrate", state.missing);
    }
    Ok(())
}

/// Reads an insurer's code or number from the command line.
///
/// # Errors
/// The sentence of the rule, in English.
pub fn insurer_code(text: &str) -> Result<InsurerCodeOrNumber, String> {
    use madoguchi_rules::english::InEnglish;
    InsurerCodeOrNumber::parse(text).map_err(|error| error.in_english())
}
