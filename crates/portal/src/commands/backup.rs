//! `madoguchi backup` and `madoguchi restore`: copies of an embedded database.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use madoguchi_store::{Database, Work, backup};
use serde_json::json;

use super::{Operator, output};
use crate::{
    config::{Config, without_password},
    secret,
};

/// Copies the embedded database to a file, consistently and while the server runs. The secret is not inside.
#[derive(Args)]
#[command(after_help = "Example:\n  madoguchi backup /backup/madoguchi-2026-12-01.db")]
pub struct Backup {
    /// The copy; it must not exist yet.
    file: PathBuf,
}

/// Puts a backup in the place of the embedded database. The server must be stopped; the database that was there is kept beside it.
#[derive(Args)]
#[command(after_help = "Example:\n  madoguchi restore /backup/madoguchi-2026-12-01.db")]
pub struct Restore {
    /// The backup.
    file: PathBuf,
}

impl Backup {
    /// Runs the command.
    ///
    /// # Errors
    /// When the file is there already or cannot be written, or the database is a PostgreSQL one.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<()> {
        let installation = operator.installation().await?;
        if backup::file_of(&installation.config.database_url).is_none() {
            bail!(postgres_tool(&installation.config, "pg_dump --format=custom --file", &self.file));
        }
        if self.file.exists() {
            bail!("{}: there is a file already\nName another file.", self.file.display());
        }
        // Noted before: a copy of everybody's data without a trace must not be.
        let event = &operator.event(operator.clock.now(), None, "database.backed_up", "database".to_owned(), &json!({}));
        installation.store.write(|work: Work| async move { work.record(event).await }).await?;
        installation.store.copy_to(&self.file).await.with_context(|| self.file.display().to_string())?;
        let secret = installation.config.secret_file.display();
        output::say(&format!("Wrote {}.", self.file.display()))?;
        output::say(&format!(
            "The secret is not inside. Keep a copy of {secret} too, apart from this file: one is of no use without the other."
        ))?;
        Ok(())
    }
}

impl Restore {
    /// Runs the command.
    ///
    /// # Errors
    /// When the backup is damaged or of a newer program, a server still uses the database, or the database is a PostgreSQL one.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<()> {
        let config = operator.config()?;
        let Some(target) = backup::file_of(&config.database_url) else {
            bail!(postgres_tool(&config, "pg_restore --clean --if-exists --dbname", &self.file));
        };
        let unfinished = beside(&target, "restoring");
        let restored = self.prepare(operator, &config, &unfinished).await;
        if restored.is_err() {
            // What was copied is of no use, and holds personal data.
            backup::remove(&unfinished).with_context(|| format!("{}: remove this file", unfinished.display()))?;
        }
        let secret_fits = restored?;
        let kept = put_aside(operator, &target).await?;
        std::fs::rename(&unfinished, &target).with_context(|| target.display().to_string())?;
        output::say(&format!("Restored {} from {}.", target.display(), self.file.display()))?;
        if let Some(kept) = kept {
            output::say(&format!("The database that was there is now {}.", kept.display()))?;
        }
        if !secret_fits {
            let secret = config.secret_file.display();
            output::say(&format!("The secret in {secret} is not the one of this backup: put that one back before you start the server."))?;
        }
        Ok(output::say("Next: madoguchi migrate, then madoguchi serve")?)
    }

    /// Copies the backup beside the target, judges the copy and notes the restoring in its trail; answers whether the secret fits.
    async fn prepare(&self, operator: &Operator, config: &Config, unfinished: &Path) -> anyhow::Result<bool> {
        let named = || self.file.display().to_string();
        backup::copy_file(&self.file, unfinished).with_context(named)?;
        let store = Database::open_file(unfinished).await.with_context(named)?;
        store.check_integrity().await.with_context(named)?;
        let state = store.migration_state().await.with_context(named)?;
        if state.applied == 0 {
            bail!("{}: this is no backup of Madoguchi", self.file.display());
        }
        if state.unknown > 0 {
            bail!("{}: a newer program made this backup\nRestore it with that program.", self.file.display());
        }
        let event = &operator.event(operator.clock.now(), None, "database.restored", "database".to_owned(), &json!({}));
        store.write(|work: Work| async move { work.record(event).await }).await.with_context(named)?;
        let fits = match secret::read(&config.secret_file) {
            Ok(secret) => secret::compare(&store, &secret, &config.secret_file).await.is_ok(),
            Err(_) => false,
        };
        store.close().await;
        Ok(fits)
    }
}

/// Renames the database that is there, once nobody uses it.
async fn put_aside(operator: &Operator, target: &Path) -> anyhow::Result<Option<PathBuf>> {
    let kept = beside(target, &format!("before-{}", operator.clock.now().strftime("%Y%m%dT%H%M%SZ")));
    if !target.exists() {
        put_rest_aside(target, &kept)?;
        return Ok(None);
    }
    let busy = || format!("{}: a server or another command may be using this database\nStop it and try again.", target.display());
    backup::make_alone(target).await.with_context(busy)?;
    std::fs::rename(target, &kept).with_context(|| target.display().to_string())?;
    Ok(Some(kept))
}

/// Renames what is left of a database whose file is gone: SQLite would play it into the restored one.
fn put_rest_aside(target: &Path, kept: &Path) -> anyhow::Result<()> {
    let pairs = backup::files_beside(target).into_iter().zip(backup::files_beside(kept));
    for (left, aside) in pairs.filter(|(left, _)| left.exists()) {
        std::fs::rename(&left, &aside).with_context(|| left.display().to_string())?;
        output::say(&format!("{} was left of a database whose file is gone: it is now {}.", left.display(), aside.display()))?;
    }
    Ok(())
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn postgres_tool(config: &Config, tool: &str, file: &Path) -> String {
    let (url, file) = (without_password(&config.database_url), file.display());
    let command = match tool.ends_with("--dbname") {
        true => format!("{tool} {url} {file}"),
        false => format!("{tool} {file} {url}"),
    };
    format!(
        "the database is on PostgreSQL, which has its own tools\nRun: {command}\nKeep a copy of {} too: the secret is not inside.",
        config.secret_file.display()
    )
}
