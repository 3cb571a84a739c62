//! サイトからのお知らせ, as the login screen and マイページ show them.

use jiff::civil::Date;
use madoguchi_rules::audience::{AccountState, Audience, Reader};
use madoguchi_store::roster::RosterEntry;

use crate::{
    announcements::audience_of,
    web::{Refusal, Visit, markdown},
};

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

/// The notices that are shown today, the latest first: the service's and, once the insurer is known, its own. To whom nobody knows
/// only those to everybody are shown, to a member those of whose audience they are.
///
/// # Errors
/// A [`Refusal`] when the database cannot be asked.
pub async fn visible(visit: &Visit, insurer_id: Option<i64>, member: Option<&RosterEntry>) -> Result<Vec<Notice>, Refusal> {
    let today = visit.today();
    let found = visit.portal.store.read(|work| async move { work.visible_announcements(insurer_id, today.into()).await }).await?;
    let mut shown = Vec::new();
    for notice in found {
        let audience = audience_of(&notice.audience)?;
        let is_for = |entry: &RosterEntry| {
            // Who reads this has logged in.
            let account = AccountState::LoggedIn;
            audience.includes(&Reader { symbol_loose: &entry.symbol_loose, birth_date: entry.birth_date.0, account }, today)
        };
        if member.map_or(audience == Audience::All, is_for) {
            shown.push(Notice {
                date: notice.from_date.0,
                written_date: visit.language.date(notice.from_date.0),
                title: notice.title,
                body: markdown::to_html(&notice.body, 3),
            });
        }
    }
    Ok(shown)
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
