//! `/desk/{insurer}/settings`: 設定, with what each changes, the history, and undoing one change.

use askama::Template;
use madoguchi_rules::staff::Role;
use madoguchi_store::Work;

use crate::{
    desk::drafts,
    insurer::{
        changes::{Changed, Wish, change},
        settings,
    },
    web::{Answer, Chrome, Declaration, DeskVisit, Fields, FormState, Principal, Purpose, Routes, done::Done, page},
};

mod form;
mod history;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod undo;
pub mod values;

use form::{Group, reason};
use history::Line;

const SCREEN: Declaration = Declaration::new(Principal::Staff(Role::Manager), Purpose::Desk);
const ACTION: &str = "insurer.settings_changed";

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/desk/{insurer}/settings", SCREEN, screen)
        .post("/desk/{insurer}/settings", SCREEN, set)
        .get("/desk/{insurer}/settings/undo/{change}", SCREEN, undo::screen)
        .post("/desk/{insurer}/settings/undo/{change}", SCREEN, undo::undo)
}

#[derive(Template)]
#[template(path = "desk/settings/screen.html")]
struct Screen {
    chrome: Chrome,
    groups: Vec<Group>,
    /// How many changes there were when the page was made.
    seen: String,
    /// Where what is being written is saved: the form's address.
    draft: String,
    history: Vec<Line>,
    /// Where the earlier changes are.
    older: Option<String>,
}

async fn screen(visit: DeskVisit) -> Answer {
    page::show(&filled(&visit, None, FormState::default()).await?)
}

/// The page; with what was typed where a form was refused, else with what holds.
async fn filled(visit: &DeskVisit, typed: Option<FormState>, refused: FormState) -> Result<Screen, crate::web::Refusal> {
    let (insurer_id, before) = (visit.insurer_id(), visit.asked("before").and_then(|id| id.parse().ok()).unwrap_or(i64::MAX));
    let read = |work: Work| async move {
        let told = work.setting_changes(insurer_id, before, history::PAGE + 1).await?;
        let present = settings(&work, insurer_id).await?;
        let form = drafts::restored(visit, &work, &visit.address("settings"), form::of(&present)).await?;
        Ok((form, work.count_setting_changes(insurer_id).await?, told))
    };
    let (present, seen, told) = visit.portal.store.read(read).await?;
    let draft = visit.address("settings");
    let texts = &visit.texts().desk_settings;
    let (history, older) = history::page(visit, told);
    let mut form = typed.unwrap_or(present);
    // What was being written was written about the settings of then.
    let seen = if form.draft().is_some() { form.value("seen").to_owned() } else { seen.to_string() };
    for error in refused.errors() {
        form.refuse(error.field, error.message.clone());
    }
    Ok(Screen { chrome: visit.chrome(texts.title).wide().with_form(form), groups: form::groups(visit), seen, draft, history, older })
}

async fn set(visit: DeskVisit, fields: Fields) -> Answer {
    let texts = &visit.texts().desk_settings;
    let mut form = FormState::of(&fields);
    let values = form::wished(&visit, &fields, &mut form);
    let reason = reason(&visit, &fields, &mut form);
    if !form.is_right() {
        return page::refuse(&filled(&visit, Some(form), FormState::default()).await?);
    }
    let wish = &Wish {
        insurer_id: visit.insurer_id(),
        values: &values,
        reason: &reason,
        undoes: None,
        seen: Some(fields.get("seen").parse().unwrap_or(-1)),
    };
    let event = &visit.event(ACTION, format!("insurer:{}", visit.insurer_id()));
    let random = visit.portal.random;
    let (seen, place) = (&visit, &visit.address("settings"));
    let take = |work: Work| async move {
        let changed = change(&work, random, wish, event).await?;
        if !matches!(changed, Changed::Settings(0)) {
            drafts::forget(seen, &work, place).await?;
        }
        Ok(changed)
    };
    match visit.portal.store.write(take).await? {
        Changed::Settings(0) => {
            form.refuse("reason", texts.nothing_changed);
            page::refuse(&filled(&visit, Some(form), FormState::default()).await?)
        }
        Changed::Settings(_) => Ok(Done::SettingsChanged.tell(&visit, page::see_other(&visit.address("settings")))),
        Changed::MeanwhileByAnother => {
            let mut refused = FormState::default();
            refused.refuse("reason", texts.meanwhile);
            page::refuse(&filled(&visit, None, refused).await?)
        }
    }
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    use madoguchi_rules::settings::InsurerSettings;

    use crate::testing::samples::{HOSTILE, at_the_desk, refused_form, sample};
    let visit = at_the_desk(visit);
    let line = || Line {
        at: HOSTILE.to_owned(),
        who: HOSTILE.to_owned(),
        setting: "support_note",
        from: HOSTILE.to_owned(),
        to: HOSTILE.to_owned(),
        reason: HOSTILE.to_owned(),
        is_undo: true,
        undo: "/desk/sakura/settings/undo/1".to_owned(),
    };
    let page = |form, history, older| Screen {
        chrome: visit.chrome(visit.texts().desk_settings.title).wide().with_form(form),
        groups: form::groups(&visit),
        seen: "0".to_owned(),
        draft: visit.address("settings"),
        history,
        older,
    };
    let pages = [
        page(form::of(&InsurerSettings::default()), Vec::new(), None),
        page(refused_form("support_note"), vec![line()], Some("?before=1".to_owned())),
    ];
    let pages = pages.iter().map(|page| sample("desk/settings/screen.html", page));
    pages.chain(undo::samples(&visit)).collect()
}
