//! The trail as a file: every event of the filter, with the words of the page and what stands in the trail.

use madoguchi_store::{Work, trail::TrailFilter};

use super::{filter, screen, words::Names};
use crate::{
    clock::in_tokyo,
    desk::export::{self, Export},
    exports::{Cell, Kind, Made, Writer},
    web::{Answer, Fields, FormState, Refusal, Visit},
};

/// So many events are read at once.
const PAGE: i64 = 1_000;

pub(super) async fn export(visit: Visit, fields: Fields) -> Answer {
    let mut form = FormState::of(&fields);
    let filter = filter::read(&visit, &mut form);
    let asked = export::asked(&visit, &fields, &mut form);
    let (Some(filter), Some(asked)) = (filter, asked) else { return screen::show(&visit, form).await };
    let made = write(&visit, &filter.filter, asked.kind).await?;
    let name = (visit.texts().desk_trail.file)(&filter.from.to_string(), &filter.until.to_string());
    let subject = format!("trail:{}/{}", filter.from, filter.until);
    let event = visit.staff_event("data.exported", filter.filter.insurer_id, subject);
    export::send(&visit, &fields, Export { made, data: "trail", name }, &asked, event).await
}

async fn write(visit: &Visit, filter: &TrailFilter, kind: Kind) -> Result<Made, Refusal> {
    let t = &visit.texts().desk_trail;
    let mut writer = Writer::begin(kind, t.title, &[t.at, t.who, t.actor, t.what, t.action, t.subject, t.subject_id, t.detail])
        .map_err(Refusal::broken)?;
    let mut after = None;
    loop {
        let read = |work: Work| async move {
            let events = work.trail_page(filter, after, PAGE).await?;
            let names = Names::of(&work, filter.insurer_id, &events).await?;
            Ok((events, names))
        };
        let (events, names) = visit.portal.store.read(read).await?;
        let Some(last) = events.last() else { break };
        after = Some((last.at, last.id));
        for event in &events {
            let told = names.tell(visit.language, event);
            let at = in_tokyo(event.at.timestamp()).strftime("%Y-%m-%d %H:%M:%S").to_string();
            let subject = if told.person_id.is_some() { told.subject } else { String::new() };
            let cells = [
                at,
                told.who,
                event.actor.clone(),
                told.what,
                event.action.clone(),
                subject,
                event.subject.clone(),
                told.details.join(t.between),
            ];
            writer.row(&cells.map(Cell::text)).map_err(Refusal::broken)?;
        }
    }
    writer.finish().map_err(Refusal::broken)
}
