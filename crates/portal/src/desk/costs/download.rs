//! What could not be read in a file, or is odd, as a file: line, column, problem and remedy, never what stands there.

use axum::extract::Path;
use jiff::civil::Date;
use madoguchi_store::Work;

use super::{import, texts};
use crate::{
    desk::export::{self, Export},
    exports::{Cell, Kind, Made, Writer},
    web::{Answer, DeskVisit, Fields, FormState, Refusal},
};

/// Rows that are read at a time.
const ROWS: i64 = 1_000;

pub(super) async fn export(visit: DeskVisit, Path((_, id)): Path<(String, i64)>, fields: Fields) -> Answer {
    let preview = import::find(&visit, id).await?;
    let mut form = FormState::of(&fields);
    let Some(asked) = export::asked(&visit, &fields, &mut form) else { return import::refuse(&visit, id, form, None).await };
    let made = write(&visit, id, asked.kind).await?;
    let day: Date = crate::clock::in_tokyo(preview.started_at.timestamp()).date();
    let name = (texts(&visit).download_name)(&day.to_string());
    let event = visit.event("data.exported", format!("statement_preview:{id}"));
    export::send(&visit, &fields, Export { made, data: "statement.preview", name }, &asked, event).await
}

async fn write(visit: &DeskVisit, id: i64, kind: Kind) -> Result<Made, Refusal> {
    let (insurer_id, shared) = (visit.insurer_id(), &visit.texts().desk_uploads);
    let header = [shared.kind, shared.line, shared.field, shared.found, shared.remedy];
    let mut writer = Writer::begin(kind, texts(visit).title, &header).map_err(Refusal::broken)?;
    for (are_errors, words) in [(true, shared.refused), (false, shared.warnings)] {
        let mut after = Some(0);
        while let Some(place) = after {
            let read = |work: Work| async move { work.statement_problems(insurer_id, id, are_errors, place, ROWS).await };
            let page = visit.portal.store.read(read).await?;
            after = page.last().map(|last| last.seq);
            let mut rows = page.into_iter().map(|found| {
                let line = found.line.map_or(Cell::Empty, Cell::Number);
                [Cell::text(words), line, Cell::optional(found.column_name), Cell::text(found.problem), Cell::text(found.remedy)]
            });
            tokio::task::block_in_place(|| rows.try_for_each(|row| writer.row(&row))).map_err(Refusal::broken)?;
        }
    }
    writer.finish().map_err(Refusal::broken)
}
