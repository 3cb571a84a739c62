//! `madoguchi announce`: サイトからのお知らせ, site-wide or of one insurer.

mod list;
mod reaching;

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use madoguchi_rules::{
    UnknownName,
    audience::{Audience, AudienceError},
    english::InEnglish,
    identifiers::InsurerCodeOrNumber,
};
use madoguchi_store::{At, announcements::Announcement};
use serde_json::json;

use super::{
    Installation, Operator, WrongUsage,
    installation::insurer_code,
    output::{self, Format},
    values::{day, line, text_file},
};
use crate::{
    announcements,
    exports::{Kind, Purpose},
};

/// The longest text of a notice, characters.
const MOST_CHARS: usize = 20_000;

/// Adds, mails, lists and removes notices.
#[derive(Args)]
pub struct Announce {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Adds a notice: to everybody, or with --insurer to that insurer's members.
    #[command(
        after_help = "Example:\n  madoguchi announce add --title メンテナンスのお知らせ --body-file notice.md --from 2026-12-01 --until 2026-12-10"
    )]
    Add {
        /// Only for the members of this insurer.
        #[arg(long, value_parser = insurer_code, value_name = "CODE")]
        insurer: Option<InsurerCodeOrNumber>,
        /// The title, one line.
        #[arg(long, value_parser = line, value_name = "T")]
        title: String,
        /// The text, Markdown (UTF-8).
        #[arg(long, value_name = "F")]
        body_file: PathBuf,
        /// Shown from 00:00 JST of this day on; its date [default: today].
        #[arg(long, value_parser = day, value_name = "DATE")]
        from: Option<Date>,
        /// Shown up to and on this day [default: until it is removed].
        #[arg(long, value_parser = day, value_name = "DATE")]
        until: Option<Date>,
        /// Whom it is for: all, registered, not-registered, symbols=11,12, ages=40-74, never-logged-in.
        #[arg(long, value_parser = audience, value_name = "WHOM", default_value = "all")]
        audience: Audience,
        /// Mails it, too, from its first day on: one mail to each account of the audience. The running server writes and sends them.
        #[arg(long)]
        mail: bool,
        /// Mails it to those who want no notices by mail, too, and without a way to decline.
        #[arg(long, requires = "mail")]
        essential: bool,
        /// Changes nothing; tells how many people it would reach by mail and on paper.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        format: Format,
    },
    /// Lists the notices that were not removed, those ahead and those that are over too.
    #[command(after_help = "Example:\n  madoguchi announce list --json")]
    List {
        /// Only those of this insurer.
        #[arg(long, value_parser = insurer_code, value_name = "CODE")]
        insurer: Option<InsurerCodeOrNumber>,
        #[command(flatten)]
        format: Format,
    },
    /// Mails a notice that stands to the accounts of its audience.
    #[command(after_help = "Example:\n  madoguchi announce mail 912345678901234567")]
    Mail {
        /// Its number, as `madoguchi announce list` shows it.
        id: i64,
    },
    /// Writes the addresses of those whom a notice reaches on paper only: who could have an account and has none.
    #[command(
        after_help = "Example:\n  madoguchi announce paper 912345678901234567 --out addresses.xlsx --kind xlsx --purpose 健診案内の郵送のため"
    )]
    Paper {
        /// Its number, as `madoguchi announce list` shows it.
        id: i64,
        /// Whose people, where the notice is the whole service's.
        #[arg(long, value_parser = insurer_code, value_name = "CODE")]
        insurer: Option<InsurerCodeOrNumber>,
        /// The file to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// As what: csv (UTF-8), csv-cp932, xlsx.
        #[arg(long, value_parser = kind, default_value = "csv")]
        kind: Kind,
        /// What the addresses are taken out for, for the trail.
        #[arg(long, value_parser = purpose, value_name = "TEXT")]
        purpose: Purpose,
        #[command(flatten)]
        format: Format,
    },
    /// Removes a notice. If it is being mailed, what was not handed over is dropped.
    #[command(after_help = "Example:\n  madoguchi announce remove 912345678901234567")]
    Remove {
        /// Its number, as `madoguchi announce list` shows it.
        id: i64,
    },
}

impl Announce {
    /// Runs the command.
    ///
    /// # Errors
    /// [`WrongUsage`] for dates that contradict each other; when the file cannot be read or the database refuses.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<()> {
        let installation = operator.installation().await?;
        match &self.action {
            Action::Add { insurer, title, body_file, from, until, audience, mail, essential, dry_run, format } => {
                let insurer_id = installation.optional_insurer(insurer.as_ref()).await?;
                if *mail && !audience.has_accounts() {
                    return Err(WrongUsage(format!("--mail: nobody of the audience {audience} has an account to mail to")).into());
                }
                let draft = Draft {
                    insurer_id,
                    title: title.clone(),
                    body: text_file(body_file, MOST_CHARS)?,
                    audience: audience.clone(),
                    period: (from.unwrap_or(operator.clock.today()), *until),
                    mail: *mail,
                    essential: *essential,
                };
                draft.check()?;
                match dry_run {
                    true => tell_reach(&installation, &draft, *format).await,
                    false => tell_added(add(&installation, draft).await?, *format),
                }
            }
            Action::List { insurer, format } => list::list(&installation, insurer.as_ref(), *format).await,
            Action::Mail { id } => reaching::mail(&installation, *id).await,
            Action::Paper { id, insurer, out, kind, purpose, format } => {
                reaching::paper(&installation, *id, insurer.as_ref(), out, *kind, purpose, *format).await
            }
            Action::Remove { id } => remove(&installation, *id).await,
        }
    }
}

/// A notice to be added.
pub struct Draft {
    /// The insurer whose members it is for; `None` for everybody.
    pub insurer_id: Option<i64>,
    /// The title, one line.
    pub title: String,
    /// The text, Markdown.
    pub body: String,
    /// Whom it is for.
    pub audience: Audience,
    /// First and last day.
    pub period: (Date, Option<Date>),
    /// Whether it is mailed.
    pub mail: bool,
    /// Whether it is mailed to those who want no notices, too.
    pub essential: bool,
}

impl Draft {
    fn check(&self) -> Result<(), WrongUsage> {
        let (from, until) = self.period;
        match until.is_some_and(|until| until < from) {
            true => Err(WrongUsage(format!("--until is before {from}, on which the notice begins"))),
            false => Ok(()),
        }
    }
}

/// Adds a notice; answers its number.
///
/// # Errors
/// [`WrongUsage`] when it would end before it begins; what the database refused.
pub async fn add(installation: &Installation<'_>, draft: Draft) -> anyhow::Result<i64> {
    draft.check()?;
    let operator = installation.operator;
    let now = operator.clock.now();
    let Draft { insurer_id, title, body, audience, period: (from, until), mail, essential } = draft;
    let detail = json!({
        "from": from.to_string(), "until": until.map(|day| day.to_string()), "audience": audience.to_string(), "mail": mail,
        "essential": essential,
    });
    let notice = Announcement {
        id: operator.random.id(now),
        insurer_id,
        title,
        body,
        audience: audience.to_string(),
        essential,
        from_date: from.into(),
        until_date: until.map(Into::into),
        created_at: At::from(now),
        created_by: operator.actor.clone(),
        removed_at: None,
    };
    let event = operator.event(now, insurer_id, "announcement.added", format!("announcement:{}", notice.id), &detail);
    let (added, told) = (&notice, &event);
    installation.store.write(|work| async move { announcements::add(&work, added, mail, told).await }).await?;
    Ok(notice.id)
}

fn tell_added(id: i64, format: Format) -> anyhow::Result<()> {
    match format.json {
        true => output::json(&json!({ "id": id.to_string() })),
        false => Ok(output::say(&format!("Added notice {id}."))?),
    }
}

async fn tell_reach(installation: &Installation<'_>, draft: &Draft, format: Format) -> anyhow::Result<()> {
    let today = installation.operator.clock.today();
    let reach = announcements::reach(&installation.store, draft.insurer_id, &draft.audience, draft.essential, today).await?;
    match format.json {
        true => output::json(&reach),
        false => Ok(output::say(&format!(
            "It would reach {} people by mail and {} on paper; {} want no notices by mail. Nothing was changed.",
            reach.mail, reach.paper, reach.unsubscribed
        ))?),
    }
}

/// A notice that stands.
async fn standing(installation: &Installation<'_>, id: i64) -> anyhow::Result<Announcement> {
    let found = installation.store.read(|work| async move { work.announcement(id).await }).await?;
    found.with_context(|| format!("there is no notice {id}\nSee: madoguchi announce list"))
}

async fn remove(installation: &Installation<'_>, id: i64) -> anyhow::Result<()> {
    let operator = installation.operator;
    let now = operator.clock.now();
    let insurer_id = standing(installation, id).await?.insurer_id;
    let event = &operator.event(now, insurer_id, "announcement.removed", format!("announcement:{id}"), &json!({}));
    match announcements::remove(&installation.store, id, now, event).await? {
        true => Ok(output::say(&format!("Removed notice {id}."))?),
        false => bail!("there is no notice {id}\nSee: madoguchi announce list"),
    }
}

fn audience(text: &str) -> Result<Audience, String> {
    text.parse().map_err(|error: AudienceError| error.in_english())
}

fn kind(text: &str) -> Result<Kind, String> {
    text.parse().map_err(|error: UnknownName| error.to_string())
}

fn purpose(text: &str) -> Result<Purpose, String> {
    Purpose::parse(text).ok_or_else(|| "expected what it is for, 5 to 200 characters on one line".to_owned())
}
