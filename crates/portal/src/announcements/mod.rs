//! Notices (お知らせ): added and removed, whom they reach, by mail to those who have an account and on paper to those who have none.
//!
//! The desk, the command line and the members' pages share this room. Whom a notice is for is
//! [`Audience`]'s to say.

pub mod mailing;
pub mod paper;
pub mod releases;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
pub mod unsubscribing;

use jiff::{Timestamp, civil::Date};
use madoguchi_rules::{
    audience::{AccountState, Audience, Reader},
    settings::InsurerSettings,
};
use madoguchi_store::{
    At, Database, StoreError, Work, announcements::Announcement, audiences::Addressed, audit::AuditEvent, insurers::Insurer,
};
use serde::Serialize;

use crate::people;

/// People of a roster that are looked at in one go.
const PAGE: i64 = 1000;

/// How many people a notice reaches, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// By mail.
    pub mail: u64,
    /// By mail, but they want no notices.
    pub unsubscribed: u64,
    /// On paper: they could have an account and have none.
    pub paper: u64,
}

/// How a person is reached.
enum Way {
    /// By mail to their account.
    Mail,
    /// They would be, but want no notices.
    Unsubscribed,
    /// On paper.
    Paper,
    /// Not at all.
    None,
}

/// What a notice's audience is, as it stands in the database.
///
/// # Errors
/// [`StoreError::Unreadable`] when nothing that we wrote.
pub fn audience_of(stored: &str) -> Result<Audience, StoreError> {
    stored.parse().map_err(|_| StoreError::Unreadable { column: "announcements.audience", problem: "no audience".to_owned() })
}

/// Adds a notice, and begins to mail it on its first day if that is wanted; with its event of the trail.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add(work: &Work, notice: &Announcement, mail: bool, event: &AuditEvent) -> Result<(), StoreError> {
    work.add_announcement(notice).await?;
    if mail {
        work.begin_mailing(notice.id, notice.created_at, &notice.created_by).await?;
    }
    work.record(event).await
}

/// Begins to mail a notice that stands; answers whether it was not begun before. The event is recorded when it was not.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn mail(store: &Database, notice: &Announcement, event: &AuditEvent) -> Result<bool, StoreError> {
    let begin = |work: Work| async move {
        let begun = work.begin_mailing(notice.id, event.at, &event.actor).await?;
        if begun {
            work.record(event).await?;
        }
        Ok(begun)
    };
    store.write(begin).await
}

/// Removes a notice, ends its mailing and drops what of it waits; answers whether there was one to remove.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove(store: &Database, id: i64, now: Timestamp, event: &AuditEvent) -> Result<bool, StoreError> {
    let at = At::from(now);
    let remove = |work: Work| async move {
        let removed = work.remove_announcement(id, at).await?;
        if removed {
            work.withdraw_mailing(id, at).await?;
            work.record(event).await?;
        }
        Ok(removed)
    };
    store.write(remove).await
}

/// How many people a notice reaches today: of one insurer, or with none of all. Looks at everybody, page by page.
///
/// # Errors
/// [`StoreError`].
pub async fn reach(
    store: &Database,
    insurer_id: Option<i64>,
    audience: &Audience,
    essential: bool,
    today: Date,
) -> Result<Reach, StoreError> {
    let mut reach = Reach::default();
    for (insurer, settings) in insurers(store, insurer_id).await? {
        let mut after = 0;
        loop {
            let id = insurer.id;
            let page = store.read(|work| async move { work.addressed_after(id, after, today.into(), PAGE).await }).await?;
            let Some(last) = page.last() else { break };
            after = last.entry.person_id;
            for person in &page {
                match way(person, audience, essential, &settings, today) {
                    Way::Mail => reach.mail += 1,
                    Way::Unsubscribed => reach.unsubscribed += 1,
                    Way::Paper => reach.paper += 1,
                    Way::None => {}
                }
            }
        }
    }
    Ok(reach)
}

/// The insurer, or with none all of them, with their settings.
async fn insurers(store: &Database, insurer_id: Option<i64>) -> Result<Vec<(Insurer, InsurerSettings)>, StoreError> {
    let read = |work: Work| async move {
        let mut found = Vec::new();
        for insurer in work.insurers().await? {
            if insurer_id.is_none_or(|id| id == insurer.id) {
                let settings = crate::insurer::settings(&work, insurer.id).await?;
                found.push((insurer, settings));
            }
        }
        Ok(found)
    };
    store.read(read).await
}

/// How a notice of this audience reaches a person who is eligible. Who may not register gets no letter either: an insurer that
/// registers the insured alone writes to the insured.
fn way(person: &Addressed, audience: &Audience, essential: bool, settings: &InsurerSettings, today: Date) -> Way {
    if !audience.includes(&reader(person), today) {
        return Way::None;
    }
    match (person.account_id, person.stopped_at) {
        (Some(_), None) if essential || person.notice_mails == Some(true) => Way::Mail,
        (Some(_), None) => Way::Unsubscribed,
        (Some(_), Some(_)) => Way::None,
        (None, _) if people::is_registrant(&person.entry, settings, today) => Way::Paper,
        (None, _) => Way::None,
    }
}

fn reader(person: &Addressed) -> Reader<'_> {
    let account = match (person.account_id, person.last_login_at) {
        (None, _) => AccountState::None,
        (Some(_), None) => AccountState::NeverLoggedIn,
        (Some(_), Some(_)) => AccountState::LoggedIn,
    };
    Reader { symbol_loose: &person.entry.symbol_loose, birth_date: person.entry.birth_date.0, account }
}
