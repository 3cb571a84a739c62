//! `madoguchi doctor`: looks at everything that an installation stands on, and says how to mend what is wrong.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::{
    Operator,
    output::{self, Format},
};
use crate::config::{self, Config};

mod checks;

/// Checks configuration, database, secret, mail, clock and proxies; exit status 1 when something is wrong.
#[derive(Args)]
#[command(after_help = "Examples:\n  madoguchi doctor\n  madoguchi doctor --print-config      the configuration, secrets masked")]
pub struct Doctor {
    /// Print the configuration instead, with secrets masked.
    #[arg(long)]
    print_config: bool,
    #[command(flatten)]
    format: Format,
}

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// As it should be.
    Good,
    /// It works, but should be looked at.
    Warning,
    /// It keeps the portal from working, or from being safe.
    Wrong,
}

/// What was found about one thing, and what to do.
#[derive(Debug, Serialize)]
struct Finding {
    about: &'static str,
    state: State,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

impl Finding {
    fn good(about: &'static str, found: impl Into<String>) -> Finding {
        Finding { about, state: State::Good, found: found.into(), remedy: None }
    }

    fn warning(about: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Finding {
        Finding { about, state: State::Warning, found: found.into(), remedy: Some(remedy.into()) }
    }

    fn wrong(about: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Finding {
        Finding { about, state: State::Wrong, found: found.into(), remedy: Some(remedy.into()) }
    }

    /// An error whose first line says what was found and whose further lines say what to do.
    fn from_error(about: &'static str, error: &str) -> Finding {
        let (found, remedy) = error.split_once('\n').unwrap_or((error, ""));
        Finding { about, state: State::Wrong, found: found.to_owned(), remedy: (!remedy.is_empty()).then(|| remedy.to_owned()) }
    }
}

impl Doctor {
    /// Runs the command.
    ///
    /// # Errors
    /// When nothing can be printed; what is wrong with the installation is a finding, not an error.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<ExitCode> {
        if self.print_config {
            print_config(&operator.config()?, self.format)?;
            return Ok(ExitCode::SUCCESS);
        }
        let findings = match operator.config() {
            Ok(config) => checks::all(operator, &config).await,
            Err(error) => vec![Finding::from_error("configuration", &error.to_string())],
        };
        match self.format.json {
            true => output::json(&findings)?,
            false => print(&findings)?,
        }
        let is_wrong = findings.iter().any(|finding| finding.state == State::Wrong);
        Ok(if is_wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

fn print(findings: &[Finding]) -> anyhow::Result<()> {
    for finding in findings {
        let mark = match finding.state {
            State::Good => "good   ",
            State::Warning => "WARNING",
            State::Wrong => "WRONG  ",
        };
        output::say(&format!("{mark}  {}: {}", finding.about, finding.found))?;
        for line in finding.remedy.iter().flat_map(|remedy| remedy.lines()) {
            output::say(&format!("         -> {}", line.trim()))?;
        }
    }
    Ok(())
}

/// As TOML: a JSON string, number or list of strings reads the same there.
fn print_config(config: &Config, format: Format) -> anyhow::Result<()> {
    let shown = config::masked(config)?;
    if format.json {
        return output::json(&shown);
    }
    for (key, value) in shown {
        match value.is_null() {
            true => output::say(&format!("# {key} is not set"))?,
            false => output::say(&format!("{key} = {value}"))?,
        }
    }
    Ok(())
}
