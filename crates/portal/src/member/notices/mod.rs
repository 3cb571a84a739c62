//! サイトからのお知らせ, as the login screen and マイページ show them.

use jiff::civil::Date;

use crate::web::{Refusal, Visit, markdown};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// A notice as a page shows it.
pub struct Notice {
    /// Its date.
    pub date: Date,
    /// Its date as a person reads it.
    pub written_date: String,
    /// The title.
    pub title: String,
    /// The text as safe HTML.
    pub body: String,
}

/// The notices that are shown today, the latest first: those to everybody and, once the insurer is known, its own.
///
/// # Errors
/// A [`Refusal`] when the database cannot be asked.
pub async fn visible(visit: &Visit, insurer_id: Option<i64>) -> Result<Vec<Notice>, Refusal> {
    let today = visit.today().into();
    let found = visit.portal.store.read(|work| async move { work.visible_announcements(insurer_id, today).await }).await?;
    let shown = found.into_iter().map(|found| Notice {
        date: found.from_date.0,
        written_date: visit.language.date(found.from_date.0),
        title: found.title,
        body: markdown::to_html(&found.body, 3),
    });
    Ok(shown.collect())
}

#[cfg(test)]
pub(super) fn sample() -> Notice {
    let title = crate::testing::samples::HOSTILE;
    Notice {
        date: jiff::civil::date(2026, 11, 22),
        written_date: "2026-11-22".to_owned(),
        title: title.to_owned(),
        body: markdown::to_html(title, 3),
    }
}
