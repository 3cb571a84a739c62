//! `madoguchi mail`: the outbox. Who a mail goes to and what it says is never shown.

use anyhow::bail;
use clap::{Args, Subcommand, ValueEnum};
use jiff::SignedDuration;
use madoguchi_rules::{english::InEnglish, identifiers::InsurerCodeOrNumber, mail_address::MailAddress};
use serde_json::json;

use super::{
    Operator,
    installation::insurer_code,
    output::{self, Format},
};
use crate::mail::{
    self,
    operator::{MailFilter, Retry},
};

/// Lists mails, tries them again, sends a test mail.
#[derive(Args)]
pub struct Mail {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Lists mails, the newest first: what waits, and what was given up (dead letters).
    #[command(after_help = "Examples:\n  madoguchi mail list --state failed\n  madoguchi mail list --domains --json")]
    List {
        /// Only those in this state.
        #[arg(long)]
        state: Option<State>,
        /// Only those of this insurer.
        #[arg(long, value_parser = insurer_code, value_name = "CODE")]
        insurer: Option<InsurerCodeOrNumber>,
        /// At most so many.
        #[arg(long, default_value_t = 100, value_name = "N")]
        most: u32,
        /// Counts by the recipients' domain over the last 7 days instead, most failures first.
        #[arg(long, conflicts_with_all = ["state", "insurer"])]
        domains: bool,
        #[command(flatten)]
        format: Format,
    },
    /// Makes mails due at once: those that wait and dead letters without a code. The running server hands them over.
    #[command(after_help = "Examples:\n  madoguchi mail retry 912345678901234567\n  madoguchi mail retry --all")]
    Retry {
        /// The mail's number, as `madoguchi mail list` shows it.
        #[arg(required_unless_present = "all")]
        id: Option<i64>,
        /// All of them.
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
    /// Sends a test mail at once, past the outbox, and shows what the relay said.
    #[command(after_help = "Example:\n  madoguchi mail test operator@example.jp")]
    Test {
        /// Where to.
        #[arg(value_parser = address, value_name = "ADDR")]
        address: MailAddress,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum State {
    Queued,
    Delivered,
    Failed,
    Expired,
}

impl Mail {
    /// Runs the command.
    ///
    /// # Errors
    /// When the database or the relay refuses; what the relay said is in the message.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<()> {
        let installation = operator.installation().await?;
        let (portal, actor) = (installation.portal().await?, &operator.actor);
        match &self.action {
            Action::List { domains: true, format, .. } => {
                let since = operator.clock.now() - SignedDuration::from_hours(7 * 24);
                let lines = mail::domains(&portal, since).await?;
                if format.json {
                    return output::json(&lines);
                }
                let row = |line: mail::operator::DomainLine| {
                    let [queued, delivered, failed, expired] =
                        [line.queued, line.delivered, line.failed, line.expired].map(|n| n.to_string());
                    [line.domain, queued, delivered, failed, expired]
                };
                let rows: Vec<[String; 5]> = lines.into_iter().map(row).collect();
                Ok(output::table(["DOMAIN", "QUEUED", "DELIVERED", "FAILED", "EXPIRED"], &rows)?)
            }
            Action::List { state, insurer, most, format, .. } => {
                let insurer_id = installation.optional_insurer(insurer.as_ref()).await?;
                let filter = MailFilter { state: state.map(|state| state.name().to_owned()), insurer_id, most: *most };
                list(&mail::list(&portal, &filter).await?, *format)
            }
            Action::Retry { id, .. } => {
                let which = id.map_or(Retry::All, Retry::One);
                match (mail::retry(&portal, which, actor).await?, id) {
                    (0, Some(id)) => bail!("there is no mail {id} that can be tried again\nSee: madoguchi mail list"),
                    (count, _) => Ok(output::say(&format!("{count} mails are due now; the running server hands them over."))?),
                }
            }
            Action::Test { address } => {
                let answer = mail::test(&portal, address).await?;
                Ok(output::say(&format!("The mail was taken: {answer}"))?)
            }
        }
    }
}

fn list(lines: &[mail::operator::MailLine], format: Format) -> anyhow::Result<()> {
    if format.json {
        return output::json(&json!(lines));
    }
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let row = |line: &mail::operator::MailLine| {
        let when = line.ended.as_ref().or(line.next_try.as_ref()).unwrap_or(&line.written).clone();
        [
            line.id.to_string(),
            line.state.clone(),
            line.kind.clone(),
            text(&line.insurer),
            line.domain.clone(),
            line.attempts.to_string(),
            when,
            text(&line.last_error),
        ]
    };
    let rows: Vec<[String; 8]> = lines.iter().map(row).collect();
    Ok(output::table(["ID", "STATE", "KIND", "INSURER", "DOMAIN", "TRIES", "NEXT TRY OR END", "LAST ERROR"], &rows)?)
}

impl State {
    fn name(self) -> &'static str {
        match self {
            State::Queued => "queued",
            State::Delivered => "delivered",
            State::Failed => "failed",
            State::Expired => "expired",
        }
    }
}

fn address(text: &str) -> Result<MailAddress, String> {
    MailAddress::parse(text).map_err(|error| error.in_english())
}
