//! サイトからのお知らせ: notices to everybody, or to the members of one insurer.

use crate::{
    At, Day, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Announcement {
    /// Our own identifier.
    pub id: i64,
    /// The insurer whose members it is for; `None` for everybody.
    pub insurer_id: Option<i64>,
    /// The title, one line.
    pub title: String,
    /// The text, Markdown.
    pub body: String,
    /// Whom it is for, as `madoguchi_rules::audience::Audience` writes it.
    pub audience: String,
    /// Whether it is mailed to who wants no notices, too.
    pub essential: bool,
    /// Shown from this day on, which is its date too.
    pub from_date: Day,
    /// Shown up to and on this day; `None` until it is removed.
    pub until_date: Option<Day>,
    /// When it was added.
    pub created_at: At,
    /// Who added it.
    pub created_by: String,
    /// When it was taken away.
    pub removed_at: Option<At>,
}

impl Work {
    /// Adds a notice.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_announcement(&self, announcement: &Announcement) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO announcements (id, insurer_id, title, body, audience, essential, from_date, until_date, created_at, created_by,
                 removed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            announcement.id,
            announcement.insurer_id,
            &announcement.title,
            &announcement.body,
            &announcement.audience,
            announcement.essential,
            announcement.from_date,
            announcement.until_date,
            announcement.created_at,
            &announcement.created_by,
            announcement.removed_at
        )?;
        Ok(())
    }

    /// All notices that were not removed, the latest date first: those ahead and those that are over too.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn announcements(&self) -> Result<Vec<Announcement>, StoreError> {
        fetch_all!(self, Announcement, "SELECT * FROM announcements WHERE removed_at IS NULL ORDER BY from_date DESC, id DESC")
    }

    /// Removes a notice; answers whether there was one to remove.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_announcement(&self, id: i64, at: At) -> Result<bool, StoreError> {
        let removed = execute!(self, "UPDATE announcements SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL", id, at)?;
        Ok(removed == 1)
    }

    /// A notice that was not removed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn announcement(&self, id: i64) -> Result<Option<Announcement>, StoreError> {
        fetch_optional!(self, Announcement, "SELECT * FROM announcements WHERE id = $1 AND removed_at IS NULL", id)
    }

    /// What may be shown on a day, the latest date first: the notices of the service and, where one is given, those of the insurer,
    /// of every audience.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn visible_announcements(&self, insurer_id: Option<i64>, on: Day) -> Result<Vec<Announcement>, StoreError> {
        fetch_all!(
            self,
            Announcement,
            "SELECT * FROM announcements
             WHERE removed_at IS NULL AND from_date <= $2 AND (until_date IS NULL OR until_date >= $2)
               AND (insurer_id IS NULL OR insurer_id = $1)
             ORDER BY from_date DESC, id DESC",
            insurer_id,
            on
        )
    }
}

/// A notice in a list, with whether it goes out by mail.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedAnnouncement {
    /// The notice.
    #[sqlx(flatten)]
    pub notice: Announcement,
    /// Mails that were written; `None` when it does not go out by mail.
    pub made: Option<i64>,
    /// When everybody had theirs.
    pub mailed_at: Option<At>,
}

impl Work {
    /// A page of the notices that were not removed, the latest date first: the service's and, where one is given, those of the insurer;
    /// those that stand after `after` (date and identifier) in that order.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn announcements_page(
        &self,
        insurer_id: Option<i64>,
        after: Option<(Day, i64)>,
        rows: i64,
    ) -> Result<Vec<ListedAnnouncement>, StoreError> {
        let (day, id) = after.unwrap_or((Day(jiff::civil::Date::MAX), i64::MAX));
        fetch_all!(
            self,
            ListedAnnouncement,
            "SELECT a.*, m.made, m.finished_at AS mailed_at FROM announcements a LEFT JOIN mailings m ON m.announcement_id = a.id
             WHERE a.removed_at IS NULL AND (a.insurer_id IS NULL OR a.insurer_id = $1)
               AND (a.from_date < $2 OR (a.from_date = $2 AND a.id < $3))
             ORDER BY a.from_date DESC, a.id DESC LIMIT $4",
            insurer_id,
            day,
            id,
            rows
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
