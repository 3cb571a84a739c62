//! Sending a file.

use askama::Template;
use madoguchi_rules::UnknownName;

use super::{
    errand::{self, KIND, Options},
    texts,
};
use crate::{
    desk::uploads::{
        Room,
        send::{self, Taking, way_on},
    },
    imports::roster::ImportMode,
    text::RoomWords,
    web::{Answer, Chrome, DeskVisit, Fields, FormState, Upload, page},
};

#[derive(Template)]
#[template(path = "desk/roster/send.html")]
struct Form {
    chrome: Chrome,
    words: &'static RoomWords,
    action: String,
    back: String,
    modes: Vec<(&'static str, &'static str)>,
    taking: Taking,
}

pub(super) async fn screen(visit: DeskVisit) -> Answer {
    // How digits are read stays the same from month to month; what leaves with a whole file is asked for each time.
    let era = send::last_era(&visit, KIND).await?;
    page::show(&form(&visit, FormState::filled([("mode", "merge".to_owned()), ("era", era)])))
}

/// Takes the file and begins to look at it.
pub(super) async fn send(visit: DeskVisit, fields: Fields, upload: Upload) -> Answer {
    let (mut state, texts) = (FormState::of(&fields), texts(&visit));
    let mode = state.take("mode", fields.get("mode").parse::<ImportMode>(), |_: UnknownName| texts.mode_wrong.to_owned());
    let era = send::era(&visit, &fields, &mut state);
    send::judge(&visit, &upload, &mut state).await?;
    let (Some(mode), Some(era), true) = (mode, era, state.is_right()) else { return page::refuse(&form(&visit, state)) };
    let options = Options { mode: mode.name().to_owned(), era: era.to_string(), checks_columns: fields.has("check_columns") };
    let task = errand::task(&visit, "look", &upload.name, &options);
    let task_id = task.id;
    let outcome = errand::begin_to_look(&visit, task, &options.era, upload.file).await?;
    Ok(way_on(&visit, Room::Roster, task_id, outcome.as_ref()))
}

fn form(visit: &DeskVisit, state: FormState) -> Form {
    let texts = texts(visit);
    Form {
        chrome: visit.chrome(visit.texts().desk_uploads.send_title).with_form(state),
        words: Room::Roster.words(visit),
        action: Room::Roster.address(visit, "new"),
        back: Room::Roster.front(visit),
        modes: vec![("merge", texts.merge), ("full", texts.full)],
        taking: Taking::here(visit),
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{refused_form, sample};
    [FormState::default(), refused_form("file")].map(|state| sample("desk/roster/send.html", &form(visit, state))).into()
}
