//! `madoguchi audit`: the audit trail.

use std::{fs::OpenOptions, io, os::unix::fs::OpenOptionsExt, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::{Timestamp, civil::Date};
use madoguchi_rules::identifiers::InsurerCodeOrNumber;
use madoguchi_store::{At, Work, audit::EventFilter};
use serde_json::json;

use super::{
    Installation, Operator, WrongUsage,
    installation::insurer_code,
    output::{self, Format},
    values::day,
};
use crate::{audit, clock::begins_in_tokyo};

/// Verifies and exports the audit trail.
#[derive(Args)]
pub struct Audit {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Walks the sealed chain from its beginning; exit status 1 when it does not hold.
    #[command(after_help = "Example:\n  madoguchi audit verify --json\n\n\
                            Keep the head that it prints elsewhere: a chain that was made anew has another one.")]
    Verify {
        #[command(flatten)]
        format: Format,
    },
    /// Writes events as JSON, one a line, in the order of recording. The export is itself an event.
    #[command(after_help = "Examples:\n  madoguchi audit export --from 2026-11-01 --until 2026-11-30 --out november.jsonl\n  \
                            madoguchi audit export --insurer sakura | less")]
    Export {
        /// Only those of this insurer.
        #[arg(long, value_parser = insurer_code, value_name = "CODE")]
        insurer: Option<InsurerCodeOrNumber>,
        /// From 00:00 JST of this day on.
        #[arg(long, value_parser = day, value_name = "DATE")]
        from: Option<Date>,
        /// Up to and on this day.
        #[arg(long, value_parser = day, value_name = "DATE")]
        until: Option<Date>,
        /// Where to write; the file must not exist yet [default: standard output].
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

impl Audit {
    /// Runs the command.
    ///
    /// # Errors
    /// When the database cannot be read or the file cannot be written. A trail that does not hold is exit status 1.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<ExitCode> {
        let installation = operator.installation().await?;
        match &self.action {
            Action::Verify { format } => verify(&installation, *format).await,
            Action::Export { insurer, from, until, out } => {
                let insurer_id = installation.optional_insurer(insurer.as_ref()).await?;
                let filter = filter(insurer_id, *from, *until)?;
                export(&installation, &filter, out.as_ref()).await.map(|()| ExitCode::SUCCESS)
            }
        }
    }
}

async fn verify(installation: &Installation<'_>, format: Format) -> anyhow::Result<ExitCode> {
    let found = audit::verify(&installation.store).await?;
    let broken = found.broken.map(|broken| broken.to_string());
    if format.json {
        let head = found.head.to_string();
        output::json(&json!({ "holds": found.holds(), "sealed": found.sealed, "waiting": found.waiting, "head": head, "broken": broken }))?;
    } else {
        output::say(&format!("{} links of the chain hold; {} events wait to be sealed.", found.sealed, found.waiting))?;
        output::say(&format!("Head: {}", found.head))?;
    }
    Ok(match broken {
        None => ExitCode::SUCCESS,
        Some(broken) => {
            output::complain(&format!("madoguchi: the trail does not hold: {broken}\nCompare it with your backups and exports."));
            ExitCode::FAILURE
        }
    })
}

async fn export(installation: &Installation<'_>, filter: &EventFilter, out: Option<&PathBuf>) -> anyhow::Result<()> {
    let operator = installation.operator;
    let detail = json!({ "from": filter.from.timestamp().to_string(), "until": filter.until.timestamp().to_string() });
    let event = &operator.event(operator.clock.now(), filter.insurer_id, "audit.exported", "audit".to_owned(), &detail);
    installation.store.write(|work: Work| async move { work.record(event).await }).await?;
    let Some(path) = out else {
        audit::export(&installation.store, filter, io::stdout().lock()).await?;
        return Ok(());
    };
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).with_context(|| path.display().to_string())?;
    let written = audit::export(&installation.store, filter, io::BufWriter::new(file)).await?;
    Ok(output::say(&format!("Wrote {written} events to {}.", path.display()))?)
}

fn filter(insurer_id: Option<i64>, from: Option<Date>, until: Option<Date>) -> Result<EventFilter, WrongUsage> {
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        return Err(WrongUsage(format!("--until {until} is before --from {from}")));
    }
    let next = until.and_then(|day| day.tomorrow().ok());
    Ok(EventFilter {
        insurer_id,
        from: At::from(from.map_or(Timestamp::UNIX_EPOCH, begins_in_tokyo)),
        until: At::from(next.map_or(Timestamp::MAX, begins_in_tokyo)),
    })
}
