//! Changing the settings of an insurer: one way for the desk and for the command, with its history and its row in the trail.

use madoguchi_rules::settings::InsurerSettings;
use madoguchi_store::{StoreError, Work, audit::AuditEvent, setting_changes::SettingChange};
use serde_json::json;

use crate::random::Random;

/// What is to be set, and why.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// The insurer.
    pub insurer_id: i64,
    /// Keys with values that [`InsurerSettings::apply`] takes.
    pub values: &'a [(String, String)],
    /// Why; blank where nobody is asked.
    pub reason: &'a str,
    /// The change that this takes back.
    pub undoes: Option<i64>,
    /// How many changes there were when who wishes this looked; none where the present values were not looked at.
    pub seen: Option<i64>,
}

/// What came of a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// So many settings have another value now.
    Settings(usize),
    /// Somebody else changed settings since they were looked at; nothing was done.
    MeanwhileByAnother,
}

/// Sets what differs from what holds, notes each difference in the history and all of them in one event of the trail. `event` says
/// who and when.
///
/// # Errors
/// [`StoreError::Unreadable`] for a key or value that was not tried before; otherwise what the database refused.
pub async fn change(work: &Work, random: Random, wish: &Wish<'_>, event: &AuditEvent) -> Result<Changed, StoreError> {
    work.hold_insurer_settings(wish.insurer_id).await?;
    if let Some(seen) = wish.seen
        && work.count_setting_changes(wish.insurer_id).await? != seen
    {
        return Ok(Changed::MeanwhileByAnother);
    }
    let present = super::settings(work, wish.insurer_id).await?;
    let mut wanted = present.clone();
    for (key, value) in wish.values {
        let applied = wanted.apply(key, value);
        applied.map_err(|error| StoreError::Unreadable { column: "insurer_settings", problem: error.to_string() })?;
    }
    let mut told = serde_json::Map::new();
    for (key, old_value, new_value) in differences(&present, &wanted) {
        work.set_insurer_setting(wish.insurer_id, key, &new_value, event.at, &event.actor).await?;
        told.insert(key.to_owned(), json!({ "from": old_value, "to": new_value }));
        let change = SettingChange {
            insurer_id: wish.insurer_id,
            id: random.id(event.at.timestamp()),
            key: key.to_owned(),
            old_value,
            new_value,
            reason: wish.reason.to_owned(),
            actor_kind: event.actor_kind.clone(),
            actor: event.actor.clone(),
            at: event.at,
            undoes: wish.undoes,
        };
        work.note_setting_change(&change).await?;
    }
    let count = told.len();
    if count > 0 {
        let detail = json!({ "changes": told, "reason": wish.reason }).to_string();
        work.record(&AuditEvent { detail, ..event.clone() }).await?;
    }
    Ok(Changed::Settings(count))
}

/// The settings in which two differ: key, value of the first, value of the second.
fn differences(present: &InsurerSettings, wanted: &InsurerSettings) -> Vec<(&'static str, String, String)> {
    let pairs = present.entries().into_iter().zip(wanted.entries());
    pairs.filter(|(old, new)| old != new).map(|((key, old), (_, new))| (key, old, new)).collect()
}
