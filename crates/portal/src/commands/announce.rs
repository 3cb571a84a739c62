//! `madoguchi announce`: サイトからのお知らせ, site-wide or of one insurer.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use madoguchi_rules::identifiers::InsurerCodeOrNumber;
use madoguchi_store::{At, Work, announcements::Announcement};
use serde::Serialize;
use serde_json::json;

use super::{
    Installation, Operator, WrongUsage,
    installation::insurer_code,
    output::{self, Format},
    values::{day, line, text_file},
};

/// The longest text of a notice, characters.
const MOST_CHARS: usize = 20_000;

/// Adds, lists and removes notices.
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
    /// Removes a notice.
    #[command(after_help = "Example:\n  madoguchi announce remove 912345678901234567")]
    Remove {
        /// Its number, as `madoguchi announce list` shows it.
        id: i64,
    },
}

#[derive(Serialize)]
struct Shown {
    /// A text: the number is larger than what JSON readers in JavaScript can hold.
    id: String,
    insurer: Option<String>,
    title: String,
    from: String,
    until: Option<String>,
    state: &'static str,
    created_by: String,
}

impl Announce {
    /// Runs the command.
    ///
    /// # Errors
    /// [`WrongUsage`] for dates that contradict each other; when the file cannot be read or the database refuses.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<()> {
        let installation = operator.installation().await?;
        match &self.action {
            Action::Add { insurer, title, body_file, from, until, format } => {
                let body = text_file(body_file, MOST_CHARS)?;
                let insurer_id = installation.optional_insurer(insurer.as_ref()).await?;
                let period = (from.unwrap_or(operator.clock.today()), *until);
                let id = add(&installation, insurer_id, title, &body, period).await?;
                match format.json {
                    true => output::json(&json!({ "id": id.to_string() })),
                    false => Ok(output::say(&format!("Added notice {id}."))?),
                }
            }
            Action::List { insurer, format } => list(&installation, insurer.as_ref(), *format).await,
            Action::Remove { id } => remove(&installation, *id).await,
        }
    }
}

/// Adds a notice; answers its number.
///
/// # Errors
/// [`WrongUsage`] when it would end before it begins; what the database refused.
pub async fn add(
    installation: &Installation<'_>,
    insurer_id: Option<i64>,
    title: &str,
    body: &str,
    (from, until): (Date, Option<Date>),
) -> anyhow::Result<i64> {
    if until.is_some_and(|until| until < from) {
        return Err(WrongUsage(format!("--until is before {from}, on which the notice begins")).into());
    }
    let operator = installation.operator;
    let now = operator.clock.now();
    let notice = Announcement {
        id: operator.random.id(now),
        insurer_id,
        title: title.to_owned(),
        body: body.to_owned(),
        from_date: from.into(),
        until_date: until.map(Into::into),
        created_at: At::from(now),
        created_by: operator.actor.clone(),
        removed_at: None,
    };
    let detail = json!({ "from": from.to_string(), "until": until.map(|day| day.to_string()) });
    let event = &operator.event(now, insurer_id, "announcement.added", format!("announcement:{}", notice.id), &detail);
    let added = &notice;
    let unit = |work: Work| async move {
        work.add_announcement(added).await?;
        work.record(event).await
    };
    installation.store.write(unit).await?;
    Ok(notice.id)
}

async fn list(installation: &Installation<'_>, insurer: Option<&InsurerCodeOrNumber>, format: Format) -> anyhow::Result<()> {
    let only = installation.optional_insurer(insurer).await?;
    let read = |work: Work| async move { Ok((work.announcements().await?, work.insurers().await?)) };
    let (notices, insurers) = installation.store.read(read).await?;
    let today = installation.operator.clock.today();
    let code_of = |id: i64| insurers.iter().find(|insurer| insurer.id == id).map(|insurer| insurer.code.clone());
    let notices = notices.into_iter().filter(|notice| only.is_none() || notice.insurer_id == only);
    let shown: Vec<Shown> = notices
        .map(|notice| Shown {
            id: notice.id.to_string(),
            insurer: notice.insurer_id.and_then(code_of),
            state: state(&notice, today),
            title: notice.title,
            from: notice.from_date.0.to_string(),
            until: notice.until_date.map(|day| day.0.to_string()),
            created_by: notice.created_by,
        })
        .collect();
    if format.json {
        return output::json(&shown);
    }
    let everybody = || "(everybody)".to_owned();
    let row = |notice: Shown| {
        [
            notice.id,
            notice.state.to_owned(),
            notice.from,
            notice.until.unwrap_or_default(),
            notice.insurer.unwrap_or_else(everybody),
            notice.title,
        ]
    };
    let rows: Vec<[String; 6]> = shown.into_iter().map(row).collect();
    Ok(output::table(["ID", "STATE", "FROM", "UNTIL", "INSURER", "TITLE"], &rows)?)
}

/// `shown`, `ahead` or `over` today.
fn state(notice: &Announcement, today: Date) -> &'static str {
    match () {
        () if today < notice.from_date.0 => "ahead",
        () if notice.until_date.is_some_and(|until| until.0 < today) => "over",
        () => "shown",
    }
}

async fn remove(installation: &Installation<'_>, id: i64) -> anyhow::Result<()> {
    let operator = installation.operator;
    let now = operator.clock.now();
    let notice = installation.store.read(|work| async move { work.announcements().await }).await?;
    let insurer_id = notice.iter().find(|notice| notice.id == id).and_then(|notice| notice.insurer_id);
    let event = &operator.event(now, insurer_id, "announcement.removed", format!("announcement:{id}"), &json!({}));
    let unit = |work: Work| async move {
        let removed = work.remove_announcement(id, At::from(now)).await?;
        if removed {
            work.record(event).await?;
        }
        Ok(removed)
    };
    match installation.store.write(unit).await? {
        true => Ok(output::say(&format!("Removed notice {id}."))?),
        false => bail!("there is no notice {id}\nSee: madoguchi announce list"),
    }
}
