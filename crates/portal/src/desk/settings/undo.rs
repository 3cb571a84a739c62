//! `/desk/{insurer}/settings/undo/{change}`: taking one change back, which is a change itself.

use askama::Template;
use axum::extract::Path;
use madoguchi_store::{Work, setting_changes::SettingChange};

use super::{ACTION, form::reason, values};
use crate::{
    insurer::{
        changes::{Changed, Wish, change},
        settings,
    },
    web::{Answer, Chrome, DeskVisit, Fields, FormState, Refusal, done::Done, page},
};

#[derive(Template)]
#[template(path = "desk/settings/undo.html")]
struct Screen {
    chrome: Chrome,
    /// Where the form goes.
    address: String,
    back: String,
    setting: &'static str,
    present: String,
    after: String,
    /// Whether the setting is as it was before the change.
    is_undone: bool,
}

/// The change that is asked for, with the present value of its setting.
async fn asked(visit: &DeskVisit, id: i64) -> Result<(SettingChange, String), Refusal> {
    let insurer_id = visit.insurer_id();
    let read = |work: Work| async move { Ok((work.setting_change(insurer_id, id).await?, settings(&work, insurer_id).await?.entries())) };
    let (change, entries) = visit.portal.store.read(read).await?;
    let change = change.ok_or(Refusal::NotFound)?;
    let present = entries.into_iter().find(|(key, _)| *key == change.key).map(|(_, value)| value);
    Ok((change, present.ok_or(Refusal::NotFound)?))
}

fn filled(visit: &DeskVisit, change: &SettingChange, present: &str, form: FormState) -> Screen {
    let texts = &visit.texts().desk_settings;
    Screen {
        chrome: visit.chrome(texts.undo_title).with_form(form),
        address: visit.address(&format!("settings/undo/{}", change.id)),
        back: visit.address("settings"),
        setting: texts.words(&change.key).map_or("", |words| words.label),
        present: values::in_words(visit.language, &change.key, present),
        after: values::in_words(visit.language, &change.key, &change.old_value),
        is_undone: *present == change.old_value,
    }
}

/// Shows what would be taken back.
pub async fn screen(visit: DeskVisit, Path((_, id)): Path<(String, i64)>) -> Answer {
    let (change, present) = asked(&visit, id).await?;
    page::show(&filled(&visit, &change, &present, FormState::default()))
}

/// Takes the change back.
pub async fn undo(visit: DeskVisit, Path((_, id)): Path<(String, i64)>, fields: Fields) -> Answer {
    let (undone, present) = asked(&visit, id).await?;
    let mut form = FormState::of(&fields);
    let reason = reason(&visit, &fields, &mut form);
    if !form.is_right() {
        return page::refuse(&filled(&visit, &undone, &present, form));
    }
    let values = [(undone.key.clone(), undone.old_value.clone())];
    let wish = &Wish { insurer_id: visit.insurer_id(), values: &values, reason: &reason, undoes: Some(id), seen: None };
    let event = &visit.event(ACTION, format!("insurer:{}", visit.insurer_id()));
    let random = visit.portal.random;
    match visit.portal.store.write(|work| async move { change(&work, random, wish, event).await }).await? {
        Changed::Settings(0) | Changed::MeanwhileByAnother => page::refuse(&filled(&visit, &undone, &undone.old_value, form)),
        Changed::Settings(_) => Ok(Done::SettingUndone.tell(&visit, page::see_other(&visit.address("settings")))),
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let change = SettingChange {
        insurer_id: 1,
        id: 1,
        key: "support_note".to_owned(),
        old_value: HOSTILE.to_owned(),
        new_value: String::new(),
        reason: HOSTILE.to_owned(),
        actor_kind: "staff".to_owned(),
        actor: "staff:1".to_owned(),
        at: madoguchi_store::At::from(visit.now),
        undoes: None,
    };
    let pages = [filled(visit, &change, "", FormState::default()), filled(visit, &change, HOSTILE, refused_form("reason"))];
    pages.iter().map(|page| sample("desk/settings/undo.html", page)).collect()
}
