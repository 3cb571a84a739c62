//! `madoguchi mail`: the outbox. Who a mail goes to and what it says is never shown.

use std::{io::Read, path::PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use jiff::SignedDuration;
use madoguchi_rules::{english::InEnglish, identifiers::InsurerCodeOrNumber, mail_address::MailAddress};
use madoguchi_store::Work;
use serde_json::json;

use super::{
    Operator,
    installation::insurer_code,
    output::{self, Format},
};
use crate::{
    mail::{
        self,
        bounces::{
            MOST_BYTES, Noted,
            maildir::{Taken, take_in_new},
            take_in,
        },
        operator::{MailFilter, Retry},
        stops::{self, Actor},
    },
    portal::Portal,
};

const NO_FAILURE: &str = "the report tells of no failure: the mail is late, was relayed or arrived";

/// Lists mails, tries them again, takes in what came back, sends a test mail.
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
        /// Only those that came back.
        #[arg(long)]
        bounced: bool,
        /// At most so many.
        #[arg(long, default_value_t = 100, value_name = "N")]
        most: u32,
        /// Counts by the recipients' domain over the last 7 days instead, most failures first.
        #[arg(long, conflicts_with_all = ["state", "insurer", "bounced"])]
        domains: bool,
        #[command(flatten)]
        format: Format,
    },
    /// Makes mails due at once: those that wait, dead letters and stopped mails without a code. The running server hands them over.
    #[command(after_help = "Examples:\n  madoguchi mail retry 912345678901234567\n  madoguchi mail retry --all")]
    Retry {
        /// The mail's number, as `madoguchi mail list` shows it.
        #[arg(required_unless_present = "all")]
        id: Option<i64>,
        /// All of them.
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
    /// Takes in delivery reports (RFC 3464): one from standard input, or whatever is new in a maildir. An address whose mailbox does
    /// not exist, or that bounced five times in 14 days, gets no more mail than the codes that its owner asks for.
    #[command(after_help = "Examples:\n  madoguchi mail bounce < message\n  madoguchi mail bounce --maildir /var/mail/bounces\n\n\
                      In postfix's aliases: bounce: \"|/usr/local/bin/madoguchi --config /etc/madoguchi.toml mail bounce\"")]
    Bounce {
        /// Takes in what is in DIR/new and moves it to DIR/cur; what was refused is flagged there.
        #[arg(long, value_name = "DIR")]
        maildir: Option<PathBuf>,
        #[command(flatten)]
        format: Format,
    },
    /// Lets mail go again to the address of a mail that came back.
    #[command(after_help = "Example:\n  madoguchi mail lift 912345678901234567")]
    Lift {
        /// The mail's number, as `madoguchi mail list --bounced` shows it.
        id: i64,
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
    Stopped,
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
                    let counts = [line.queued, line.delivered, line.failed, line.expired, line.stopped, line.bounced];
                    let [queued, delivered, failed, expired, stopped, bounced] = counts.map(|n| n.to_string());
                    [line.domain, queued, delivered, failed, expired, stopped, bounced]
                };
                let rows: Vec<[String; 7]> = lines.into_iter().map(row).collect();
                Ok(output::table(["DOMAIN", "QUEUED", "DELIVERED", "FAILED", "EXPIRED", "STOPPED", "BOUNCED"], &rows)?)
            }
            Action::List { state, insurer, bounced, most, format, .. } => {
                let insurer_id = installation.optional_insurer(insurer.as_ref()).await?;
                let state = state.map(|state| state.name().to_owned());
                let filter = MailFilter { state, bounced: *bounced, insurer_id, most: *most };
                list(&mail::list(&portal, &filter).await?, *format)
            }
            Action::Bounce { maildir: Some(maildir), format } => {
                let taken = take_in_new(&portal, maildir, &Actor::command(actor)).await?;
                tell_taken(&taken, *format)
            }
            Action::Bounce { maildir: None, format } => {
                let mut message = Vec::new();
                std::io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut message).context("standard input")?;
                tell_noted(take_in(&portal, &message, &Actor::command(actor)).await?.as_ref(), *format)
            }
            Action::Lift { id } => lift(&portal, *id, &Actor::command(actor)).await,
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
            text(&line.bounce),
            text(&line.last_error),
        ]
    };
    let rows: Vec<[String; 9]> = lines.iter().map(row).collect();
    Ok(output::table(["ID", "STATE", "KIND", "INSURER", "DOMAIN", "TRIES", "NEXT TRY OR END", "BOUNCE", "LAST ERROR"], &rows)?)
}

fn tell_noted(noted: Option<&Noted>, format: Format) -> anyhow::Result<()> {
    match noted {
        _ if format.json => output::json(&noted),
        Some(noted) => Ok(output::say(&noted.line())?),
        None => Ok(output::say(NO_FAILURE)?),
    }
}

fn tell_taken(taken: &[Taken], format: Format) -> anyhow::Result<()> {
    if format.json {
        output::json(&taken)?;
    } else {
        for one in taken {
            let outcome = match (&one.noted, &one.refused) {
                (Some(noted), _) => noted.line(),
                (None, Some(why)) => format!("refused: {}", why.replace('\n', " ")),
                (None, None) => NO_FAILURE.to_owned(),
            };
            output::say(&format!("{}: {outcome}", one.file))?;
        }
    }
    match taken.iter().filter(|one| one.refused.is_some()).count() {
        0 => Ok(()),
        refused => bail!("{refused} of {} messages were refused; they are in cur, flagged\nRead them by hand.", taken.len()),
    }
}

async fn lift(portal: &Portal, id: i64, by: &Actor) -> anyhow::Result<()> {
    let now = portal.clock.now();
    let lift = |work: Work| async move {
        let Some(mail) = work.sent_mail(id).await? else { return Ok(None) };
        stops::lift_of_mail(portal, &work, &mail, by, now).await.map(Some)
    };
    match portal.store.write(lift).await? {
        Some(true) => {
            Ok(output::say(&format!("Mail goes again to the address of mail {id}.\nSend what waits: madoguchi mail retry {id}"))?)
        }
        Some(false) => Ok(output::say(&format!("Mail to the address of mail {id} was not stopped."))?),
        None => bail!("there is no mail {id}\nSee: madoguchi mail list --bounced"),
    }
}

impl State {
    fn name(self) -> &'static str {
        match self {
            State::Queued => "queued",
            State::Delivered => "delivered",
            State::Failed => "failed",
            State::Expired => "expired",
            State::Stopped => "stopped",
        }
    }
}

fn address(text: &str) -> Result<MailAddress, String> {
    MailAddress::parse(text).map_err(|error| error.in_english())
}
