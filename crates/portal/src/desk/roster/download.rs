//! An import as a file: all that it changes, and all that cannot be read.

use axum::extract::Path;
use jiff::civil::Date;
use madoguchi_store::{Work, previews::PlannedKind, roster::RosterEntry};

use super::{
    import,
    rows::{Found, List},
    texts, values,
};
use crate::{
    desk::{
        export::{self, Export},
        people::card::card,
    },
    exports::{Cell, ExportError, Kind, Made, Writer},
    imports::{headers::Field, roster::RosterField},
    web::{Answer, DeskVisit, Fields, FormState, Refusal},
};

/// Rows that are read at a time.
const ROWS: i64 = 1_000;

pub(super) async fn export(visit: DeskVisit, Path((_, import_id)): Path<(String, i64)>, fields: Fields) -> Answer {
    let insurer_id = visit.insurer_id();
    let found = visit.portal.store.read(|work: Work| async move { work.roster_import(insurer_id, import_id).await });
    let import = found.await?.ok_or(Refusal::NotFound)?;
    let mut form = FormState::of(&fields);
    let Some(asked) = export::asked(&visit, &fields, &mut form) else { return import::refuse(&visit, import_id, form, None).await };
    let made = write(&visit, import_id, asked.kind).await?;
    let day: Date = crate::clock::in_tokyo(import.started_at.timestamp()).date();
    let name = (texts(&visit).download_name)(&day.to_string());
    let event = visit.event("data.exported", format!("roster_import:{import_id}"));
    export::send(&visit, &fields, Export { made, data: "roster.import", name }, &asked, event).await
}

async fn write(visit: &DeskVisit, import_id: i64, kind: Kind) -> Result<Made, Refusal> {
    let (texts, shared) = (texts(visit), &visit.texts().desk_uploads);
    let header = [
        shared.kind,
        shared.line,
        RosterField::Symbol.name(),
        RosterField::Number.name(),
        RosterField::Branch.name(),
        RosterField::KanaName.name(),
        RosterField::Name.name(),
        RosterField::BirthDate.name(),
        shared.field,
        texts.before,
        texts.now,
        shared.found,
        shared.remedy,
    ];
    let mut writer = Writer::begin(kind, texts.title, &header).map_err(Refusal::broken)?;
    for list in List::ALL {
        let mut after = Some(0);
        while let Some(place) = after {
            let key = (visit.insurer_id(), import_id);
            let page = visit.portal.store.read(|work: Work| async move { list.read(&work, key, place, ROWS).await }).await?;
            after = page.last();
            tokio::task::block_in_place(|| one_page(visit, &mut writer, list, page)).map_err(Refusal::broken)?;
        }
    }
    writer.finish().map_err(Refusal::broken)
}

fn one_page(visit: &DeskVisit, writer: &mut Writer, list: List, page: Found) -> Result<(), ExportError> {
    let (texts, shared) = (texts(visit), &visit.texts().desk_uploads);
    let words = Cell::text(list.words(visit));
    match page {
        Found::Problems(problems) => problems.into_iter().try_for_each(|found| {
            let [line, column] = [number(found.line), Cell::optional(found.column_name)];
            let [blank1, blank2, blank3, blank4, blank5, blank6] = blanks();
            let (problem, remedy) = (Cell::text(found.problem), Cell::text(found.remedy));
            let row =
                [words.clone(), line, blank1, blank2, blank3, blank4, blank5, blank6, column, Cell::Empty, Cell::Empty, problem, remedy];
            writer.row(&row)
        }),
        Found::Moves(moves) => moves.into_iter().try_for_each(|found| {
            let state = if found.is_confirmed { texts.confirmed } else { texts.not_confirmed };
            let old = card(&found.old_symbol, &found.old_number, Some(&found.old_branch));
            let new = card(&found.new_symbol, &found.new_number, Some(&found.new_branch));
            writer.row(&[
                words.clone(),
                Cell::Number(found.line),
                Cell::text(found.new_symbol),
                Cell::text(found.new_number),
                Cell::text(found.new_branch),
                Cell::text(found.kana_name),
                Cell::Empty,
                Cell::Empty,
                Cell::text(texts.card),
                Cell::text(old),
                Cell::text(new),
                Cell::text(state),
                Cell::Empty,
            ])
        }),
        Found::People(kind, people, before, _) => people.into_iter().try_for_each(|row| {
            let before = before.iter().find(|entry| entry.person_id == row.next.person_id);
            let changes = match kind {
                PlannedKind::Changed | PlannedKind::Rekeyed => values::changes(visit, &row, before),
                PlannedKind::Added | PlannedKind::Missing | PlannedKind::Replaced => Vec::new(),
            };
            let who = |field: Cell, was: Cell, now: Cell| {
                let [symbol, number_cell, branch, kana, name, born] = person(visit, before.unwrap_or(&row.next));
                let told = row.taken_by_line.map_or(Cell::Empty, |line| Cell::text(format!("{} {} {line}", texts.new_person, shared.line)));
                [words.clone(), number(row.line), symbol, number_cell, branch, kana, name, born, field, was, now, told, Cell::Empty]
            };
            if changes.is_empty() {
                return writer.row(&who(Cell::Empty, Cell::Empty, Cell::Empty));
            }
            changes
                .into_iter()
                .try_for_each(|change| writer.row(&who(Cell::text(change.field), Cell::text(change.before), Cell::text(change.now))))
        }),
    }
}

fn person(visit: &DeskVisit, entry: &RosterEntry) -> [Cell; 6] {
    [
        Cell::text(entry.symbol.as_str()),
        Cell::text(entry.number.as_str()),
        Cell::optional(entry.branch.clone()),
        Cell::text(entry.kana_name.as_str()),
        Cell::text(entry.name.as_str()),
        Cell::text(visit.language.date(entry.birth_date.0)),
    ]
}

fn number(number: Option<i64>) -> Cell {
    number.map_or(Cell::Empty, Cell::Number)
}

fn blanks() -> [Cell; 6] {
    std::array::from_fn(|_| Cell::Empty)
}
