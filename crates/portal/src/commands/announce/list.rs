//! `announce list`: the notices with their state, and what became of their mails.

use jiff::civil::Date;
use madoguchi_rules::identifiers::InsurerCodeOrNumber;
use madoguchi_store::{Work, announcements::Announcement, mailings::MailingProgress};
use serde::Serialize;

use crate::commands::{
    Installation,
    output::{self, Format},
};

#[derive(Serialize)]
struct Shown {
    /// A text: the number is larger than what JSON readers in JavaScript can hold.
    id: String,
    insurer: Option<String>,
    title: String,
    from: String,
    until: Option<String>,
    state: &'static str,
    audience: String,
    essential: bool,
    /// What became of its mails so far.
    mail: Option<ShownMail>,
    created_by: String,
}

#[derive(Serialize)]
struct ShownMail {
    made: i64,
    unsubscribed: i64,
    queued: i64,
    delivered: i64,
    failed: i64,
    stopped: i64,
    bounced: i64,
    finished: bool,
}

pub(super) async fn list(installation: &Installation<'_>, insurer: Option<&InsurerCodeOrNumber>, format: Format) -> anyhow::Result<()> {
    let only = installation.optional_insurer(insurer).await?;
    let read = |work: Work| async move {
        let notices = work.announcements().await?;
        let mut mailed = Vec::new();
        for notice in &notices {
            mailed.push(work.mailing_progress(notice.id).await?.map(ShownMail::from));
        }
        Ok((notices, mailed, work.insurers().await?))
    };
    let (notices, mailed, insurers) = installation.store.read(read).await?;
    let today = installation.operator.clock.today();
    let code_of = |id: i64| insurers.iter().find(|insurer| insurer.id == id).map(|insurer| insurer.code.clone());
    let notices = notices.into_iter().zip(mailed).filter(|(notice, _)| only.is_none() || notice.insurer_id == only);
    let shown: Vec<Shown> = notices
        .map(|(notice, mail)| Shown {
            id: notice.id.to_string(),
            insurer: notice.insurer_id.and_then(code_of),
            state: state(&notice, today),
            title: notice.title,
            from: notice.from_date.0.to_string(),
            until: notice.until_date.map(|day| day.0.to_string()),
            audience: notice.audience,
            essential: notice.essential,
            mail,
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
            notice.audience,
            notice.mail.map(|mail| mail.line()).unwrap_or_default(),
            notice.title,
        ]
    };
    let rows: Vec<[String; 8]> = shown.into_iter().map(row).collect();
    Ok(output::table(["ID", "STATE", "FROM", "UNTIL", "INSURER", "AUDIENCE", "MAIL", "TITLE"], &rows)?)
}

impl From<MailingProgress> for ShownMail {
    fn from(progress: MailingProgress) -> ShownMail {
        let MailingProgress { made, unsubscribed, queued, delivered, failed, stopped, bounced, finished_at, .. } = progress;
        ShownMail { made, unsubscribed, queued, delivered, failed, stopped, bounced, finished: finished_at.is_some() }
    }
}

impl ShownMail {
    /// `812 of 812 delivered, 3 bounced`; `…` while more are written.
    fn line(&self) -> String {
        let more = if self.finished { "" } else { "…" };
        format!("{} of {}{more} delivered, {} bounced", self.delivered, self.made, self.bounced)
    }
}

/// `shown`, `ahead` or `over` today.
fn state(notice: &Announcement, today: Date) -> &'static str {
    match () {
        () if today < notice.from_date.0 => "ahead",
        () if notice.until_date.is_some_and(|until| until.0 < today) => "over",
        () => "shown",
    }
}
