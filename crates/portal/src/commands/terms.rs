//! `madoguchi terms`: versions of the terms of use.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use madoguchi_store::terms::TermsVersion;
use serde::Serialize;

use super::{
    Installation, Operator, WrongUsage,
    output::{self, Format},
    values::{day, text_file},
};
use crate::terms;

/// The longest text, characters.
const MOST_CHARS: usize = 200_000;

/// Publishes and lists versions of the terms of use.
#[derive(Args)]
pub struct Terms {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Publishes a new version. Members agree to it at their next login after it took effect.
    #[command(after_help = "Example:\n  madoguchi terms publish terms.md --effective 2027-04-01\n\n\
                            The file is Markdown (UTF-8). An English text may follow after a line <!-- lang: en -->.")]
    Publish {
        /// The text.
        file: PathBuf,
        /// In force from 00:00 JST of this day on [default: today].
        #[arg(long, value_parser = day, value_name = "DATE")]
        effective: Option<Date>,
        #[command(flatten)]
        format: Format,
    },
    /// Lists the versions.
    #[command(after_help = "Example:\n  madoguchi terms list --json")]
    List {
        #[command(flatten)]
        format: Format,
    },
}

#[derive(Serialize)]
struct Shown {
    version: i64,
    effective_on: String,
    state: &'static str,
    sha256: String,
    published_at: String,
    published_by: String,
}

impl Terms {
    /// Runs the command.
    ///
    /// # Errors
    /// [`WrongUsage`] for a day that is over; when the file cannot be read or the version is refused.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<()> {
        let installation = operator.installation().await?;
        match &self.action {
            Action::Publish { file, effective, format } => {
                let today = operator.clock.today();
                let effective = effective.unwrap_or(today);
                if effective < today {
                    return Err(WrongUsage(format!("--effective {effective} is over; today is {today}")).into());
                }
                let body = text_file(file, MOST_CHARS)?;
                let published = terms::publish(operator, &installation.store, &body, effective, operator.clock.now()).await?;
                match format.json {
                    true => output::json(&Shown::of(&published, if effective <= today { "in force" } else { "ahead" })),
                    false => {
                        let version = published.version;
                        Ok(output::say(&format!(
                            "Published version {version}, in force from {effective} on. Members agree to it at their next login."
                        ))?)
                    }
                }
            }
            Action::List { format } => list(&installation, *format).await,
        }
    }
}

async fn list(installation: &Installation<'_>, format: Format) -> anyhow::Result<()> {
    let versions = installation.store.read(|work| async move { work.terms_versions().await }).await?;
    let today = installation.operator.clock.today();
    let in_force = versions.iter().filter(|terms| terms.effective_on.0 <= today).map(|terms| terms.version).max();
    let state = |terms: &TermsVersion| match Some(terms.version) {
        version if version == in_force => "in force",
        version if version > in_force => "ahead",
        _ => "over",
    };
    let shown: Vec<Shown> = versions.iter().map(|terms| Shown::of(terms, state(terms))).collect();
    if format.json {
        return output::json(&shown);
    }
    let rows: Vec<[String; 4]> = shown
        .into_iter()
        .map(|terms| [terms.version.to_string(), terms.state.to_owned(), terms.effective_on, terms.published_by])
        .collect();
    Ok(output::table(["VERSION", "STATE", "EFFECTIVE", "BY"], &rows)?)
}

impl Shown {
    fn of(terms: &TermsVersion, state: &'static str) -> Shown {
        Shown {
            version: terms.version,
            effective_on: terms.effective_on.0.to_string(),
            state,
            sha256: terms.body_sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
            published_at: terms.published_at.timestamp().to_string(),
            published_by: terms.published_by.clone(),
        }
    }
}
