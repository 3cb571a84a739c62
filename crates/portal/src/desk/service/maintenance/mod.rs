//! `/desk/service/maintenance`: the same as `madoguchi maintenance on|off|status`.

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use askama::Template;
use madoguchi_store::maintenance::Maintenance;

use super::OPERATOR;
use crate::{
    clock::in_tokyo,
    imports::roster::Actor,
    maintenance::{self, Until, note},
    web::{Answer, Chrome, Fields, FormState, Refusal, Routes, StaffVisit, done::Done, page},
};

const PATH: &str = "/desk/service/maintenance";

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get(PATH, OPERATOR, screen).post("/desk/service/maintenance/on", OPERATOR, on).post(
        "/desk/service/maintenance/off",
        OPERATOR,
        off,
    )
}

#[derive(Template)]
#[template(path = "desk/service/maintenance/screen.html")]
struct Screen {
    chrome: Chrome,
    /// The one that is on.
    now: Option<Now>,
}

struct Now {
    since: String,
    until: String,
    is_overdue: bool,
    note: String,
}

async fn screen(visit: StaffVisit) -> Answer {
    page::show(&filled(&visit, None).await?)
}

/// The page with what was typed; with nothing, with what members are told now.
async fn filled(visit: &StaffVisit, typed: Option<FormState>) -> Result<Screen, Refusal> {
    let on = visit.portal.store.read(|work| async move { work.maintenance().await }).await?;
    let told = |on: &Maintenance| {
        let until = in_tokyo(on.until_at.timestamp()).strftime("%Y-%m-%d %H:%M").to_string();
        FormState::prefilled([("until", &until), ("note", &on.note)])
    };
    let form = typed.or_else(|| on.as_ref().map(told)).unwrap_or_default();
    Ok(shown(visit, on, form))
}

fn shown(visit: &StaffVisit, on: Option<Maintenance>, form: FormState) -> Screen {
    let moment = |at: madoguchi_store::At| visit.language.moment(in_tokyo(at.timestamp()));
    Screen {
        chrome: visit.chrome(visit.texts().desk_service.maintenance).with_form(form),
        now: on.map(|on| Now {
            since: moment(on.begun_at),
            until: moment(on.until_at),
            is_overdue: on.until_at.timestamp() <= visit.now,
            note: on.note,
        }),
    }
}

/// Begins a maintenance, or changes what members are told of the one that is on.
async fn on(visit: StaffVisit, fields: Fields) -> Answer {
    let texts = &visit.texts().desk_service;
    let mut form = FormState::of(&fields);
    let until = Until::parse(fields.get("until")).map(|until| until.after(visit.now)).filter(|until| *until > visit.now);
    let until = form.take("until", until.ok_or(()), |()| texts.maintenance_until_wrong.to_owned());
    let note = form.take("note", note(fields.get("note")).ok_or(()), |()| texts.maintenance_note_wrong.to_owned());
    let (Some(until), Some(note)) = (until, note) else { return page::refuse(&filled(&visit, Some(form)).await?) };
    maintenance::begin(&visit.portal, until, &note, &by(&visit)).await?;
    Ok(Done::MaintenanceBegun.tell(&visit, page::see_other(PATH)))
}

async fn off(visit: StaffVisit) -> Answer {
    maintenance::end(&visit.portal, &by(&visit)).await?;
    Ok(Done::MaintenanceEnded.tell(&visit, page::see_other(PATH)))
}

fn by(visit: &StaffVisit) -> Actor {
    Actor { kind: "staff", name: visit.actor() }
}

#[cfg(test)]
pub(super) fn samples(visit: &StaffVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let at = madoguchi_store::At::from(visit.now);
    let on = Maintenance { begun_at: at, until_at: at, note: HOSTILE.to_owned() };
    let pages = [shown(visit, None, FormState::default()), shown(visit, Some(on), refused_form("until"))];
    pages.iter().map(|page| sample("desk/service/maintenance/screen.html", page)).collect()
}
