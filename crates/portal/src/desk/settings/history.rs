//! The history of the settings.

use madoguchi_store::setting_changes::ToldChange;

use super::values;
use crate::{clock::in_tokyo, web::DeskVisit};

/// Changes on a page.
pub const PAGE: i64 = 30;

/// A change in the history.
pub struct Line {
    pub at: String,
    pub who: String,
    pub setting: &'static str,
    pub from: String,
    pub to: String,
    pub reason: String,
    /// Whether it took another change back.
    pub is_undo: bool,
    /// Where it can be undone.
    pub undo: String,
}

/// The lines of a page and the address of the earlier ones; `told` has one more than the page where there are any.
pub fn page(visit: &DeskVisit, mut told: Vec<ToldChange>) -> (Vec<Line>, Option<String>) {
    let has_more = told.len() as i64 > PAGE;
    told.truncate(usize::try_from(PAGE).unwrap_or_default());
    let older = told.last().filter(|_| has_more).map(|last| format!("{}?before={}#history", visit.address("settings"), last.change.id));
    (told.iter().map(|told| line(visit, told)).collect(), older)
}

/// A change in words.
fn line(visit: &DeskVisit, told: &ToldChange) -> Line {
    let texts = &visit.texts().desk_settings;
    let change = &told.change;
    let who = match (&told.staff_name, change.actor_kind.as_str()) {
        (Some(name), _) if !name.is_empty() => name.clone(),
        (_, "command") => (texts.by_command)(&change.actor),
        _ => change.actor.clone(),
    };
    Line {
        at: visit.language.moment(in_tokyo(change.at.timestamp())),
        who,
        setting: texts.words(&change.key).map_or("", |words| words.label),
        from: values::in_words(visit.language, &change.key, &change.old_value),
        to: values::in_words(visit.language, &change.key, &change.new_value),
        reason: change.reason.clone(),
        is_undo: change.undoes.is_some(),
        undo: visit.address(&format!("settings/undo/{}", change.id)),
    }
}
