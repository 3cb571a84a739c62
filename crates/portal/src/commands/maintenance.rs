//! `madoguchi maintenance`: a plain page for members on all servers, while the desk and the outbox go on.

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;

use super::{
    Operator, WrongUsage,
    output::{self, Format},
};
use crate::{
    clock::in_tokyo,
    imports::roster::Actor,
    maintenance::{self, Until},
};

/// Shows members a page of maintenance (503) on all servers within seconds; the desk and the mails go on.
#[derive(Args)]
pub struct Maintenance {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Begins a maintenance, or changes the time and the note of the one that is on. It lasts until `maintenance off`, also beyond its time.
    #[command(after_help = "Examples:\n  madoguchi maintenance on --until 06:00 --note '機器の入れ替えを行っています。'\n  \
                            madoguchi maintenance on --until 2026-12-01T06:00")]
    On {
        /// Until when members are told: a time of day or a date and time, JST unless it names another offset.
        #[arg(long, value_parser = until, value_name = "TIME")]
        until: Until,
        /// What members are told besides.
        #[arg(long, value_parser = note, value_name = "TEXT", default_value = "")]
        note: String,
    },
    /// Ends the maintenance. Registrations that were under way go on: their clocks stood still.
    #[command(after_help = "Example:\n  madoguchi maintenance off")]
    Off,
    /// Tells whether a maintenance is on.
    #[command(after_help = "Example:\n  madoguchi maintenance status --json")]
    Status {
        #[command(flatten)]
        format: Format,
    },
}

impl Maintenance {
    /// Runs the command.
    ///
    /// # Errors
    /// [`WrongUsage`] for a time that is over; what the database refused.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<()> {
        let installation = operator.installation().await?;
        let portal = installation.portal().await?;
        let by = Actor { kind: "command", name: operator.actor.clone() };
        let now = operator.clock.now();
        match &self.action {
            Action::On { until, note } => {
                let until = until.after(now);
                if until <= now {
                    return Err(WrongUsage(format!("--until {} is over", written(until))).into());
                }
                maintenance::begin(&portal, until, note, &by).await?;
                Ok(output::say(&format!("Maintenance is on; members are told: until {}.", written(until)))?)
            }
            Action::Off => match maintenance::end(&portal, &by).await? {
                Some(lasted) => Ok(output::say(&format!("Maintenance is off, after {} minutes.", lasted.as_mins()))?),
                None => Ok(output::say("No maintenance was on.")?),
            },
            Action::Status { format } => {
                let on = installation.store.read(|work| async move { work.maintenance().await }).await?;
                let moment = |at: madoguchi_store::At| written(at.timestamp());
                match (format.json, on) {
                    (true, on) => output::json(&json!({
                        "on": on.is_some(),
                        "since": on.as_ref().map(|on| moment(on.begun_at)),
                        "until": on.as_ref().map(|on| moment(on.until_at)),
                        "note": on.as_ref().map(|on| on.note.as_str()),
                        "overdue": on.as_ref().is_some_and(|on| on.until_at.timestamp() <= now),
                    })),
                    (false, None) => Ok(output::say("off")?),
                    (false, Some(on)) => {
                        let late = if on.until_at.timestamp() <= now { " (that is over: `madoguchi maintenance off` ends it)" } else { "" };
                        output::say(&format!("on since {}, until {}{late}", moment(on.begun_at), moment(on.until_at)))?;
                        if on.note.is_empty() { Ok(()) } else { Ok(output::say(&on.note)?) }
                    }
                }
            }
        }
    }
}

/// 2026-12-01 06:00 JST.
fn written(moment: Timestamp) -> String {
    format!("{} JST", in_tokyo(moment).strftime("%Y-%m-%d %H:%M"))
}

fn until(text: &str) -> Result<Until, String> {
    Until::parse(text).ok_or_else(|| "expected a time such as 06:00 or 2026-12-01T06:00".to_owned())
}

fn note(text: &str) -> Result<String, String> {
    maintenance::note(text).ok_or_else(|| format!("expected one line of at most {} characters", maintenance::MOST_NOTE))
}
