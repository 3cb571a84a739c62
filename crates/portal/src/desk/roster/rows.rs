//! The lists of an import, page by page: who joins, leaves, changes, probably moved, and what cannot be read.

use std::collections::HashMap;

use madoguchi_store::{
    StoreError, Work,
    previews::{ImportProblem, PlannedKind, PlannedMove, PlannedRow},
    roster::RosterEntry,
};

use super::{
    texts,
    values::{self, Change},
};
use crate::{
    desk::{
        people::card::card,
        today::grouped,
        uploads::problems::{self, Problem},
    },
    text::DeskRoster,
    web::DeskVisit,
};

/// A list of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// People of the plan.
    People(PlannedKind),
    /// Old and new people who are probably one.
    Moves,
    /// Rows that cannot be read.
    Errors,
    /// What is odd.
    Warnings,
}

/// A page of a list as it was read.
pub enum Found {
    /// People, with what the roster says of them, and for those whose number another person has now, that person.
    People(PlannedKind, Vec<PlannedRow>, Vec<RosterEntry>, Vec<PlannedRow>),
    /// Moves.
    Moves(Vec<PlannedMove>),
    /// Problems.
    Problems(Vec<ImportProblem>),
}

/// A page of a list as it is shown.
pub enum Rows {
    /// People.
    People(Vec<Person>),
    /// Moves.
    Moves(Vec<Move>),
    /// Problems.
    Problems(Vec<Problem>),
}

/// Somebody of the plan.
pub struct Person {
    /// The line of the file; blank for who is not in it.
    pub line: String,
    pub card: String,
    pub name: String,
    pub kana: String,
    pub birth_date: String,
    pub relation: &'static str,
    pub acquired: String,
    /// What changes, each in words.
    pub changes: Vec<String>,
    /// Their page; none for who is not on the roster yet.
    pub address: Option<String>,
}

/// Somebody who probably moved.
pub struct Move {
    pub line: i64,
    pub kana: String,
    pub old: String,
    pub new: String,
    pub is_sure: bool,
    pub is_confirmed: bool,
}

impl List {
    /// Every list, in the order of the page.
    pub const ALL: [List; 8] = [
        List::Errors,
        List::People(PlannedKind::Added),
        List::People(PlannedKind::Missing),
        List::People(PlannedKind::Changed),
        List::People(PlannedKind::Rekeyed),
        List::People(PlannedKind::Replaced),
        List::Moves,
        List::Warnings,
    ];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            List::Errors => "refused",
            List::People(PlannedKind::Added) => "added",
            List::People(PlannedKind::Missing) => "missing",
            List::People(PlannedKind::Changed) => "changed",
            List::People(PlannedKind::Rekeyed) => "rekeyed",
            List::People(PlannedKind::Replaced) => "replaced",
            List::Moves => "moves",
            List::Warnings => "warnings",
        }
    }

    /// Its name in words.
    pub fn words(self, visit: &DeskVisit) -> &'static str {
        let (texts, shared) = (texts(visit), &visit.texts().desk_uploads);
        match self {
            List::Errors => shared.refused,
            List::People(PlannedKind::Added) => texts.added,
            List::People(PlannedKind::Missing) => texts.missing,
            List::People(PlannedKind::Changed) => texts.changed,
            List::People(PlannedKind::Rekeyed) => texts.rekeyed,
            List::People(PlannedKind::Replaced) => texts.replaced,
            List::Moves => texts.moves,
            List::Warnings => shared.warnings,
        }
    }

    /// How many stand in it, by an import's numbers; none where they do not say.
    pub fn count(self, numbers: &serde_json::Value) -> Option<i64> {
        let number = |name: &str| numbers.get(name).and_then(serde_json::Value::as_i64).unwrap_or_default();
        Some(match self {
            List::Errors => number("refused"),
            List::People(PlannedKind::Missing) => number("left") - number("replaced"),
            List::Moves => number("possible_same_person"),
            List::People(_) => number(self.name()),
            List::Warnings => return None,
        })
    }

    /// A page of it: at most `rows` after this place.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn read(self, work: &Work, key: (i64, i64), after: i64, rows: i64) -> Result<Found, StoreError> {
        let (insurer_id, import_id) = key;
        Ok(match self {
            List::Moves => Found::Moves(work.planned_moves(insurer_id, import_id, after, rows).await?),
            List::Errors => Found::Problems(work.import_problems(insurer_id, import_id, true, after, rows).await?),
            List::Warnings => Found::Problems(work.import_problems(insurer_id, import_id, false, after, rows).await?),
            List::People(kind) => {
                let people = work.planned_rows(insurer_id, import_id, kind, after, rows).await?;
                let places = people.first().map(|first| first.seq).zip(people.last().map(|last| last.seq));
                let before = match (kind, places) {
                    (PlannedKind::Changed | PlannedKind::Rekeyed, Some(places)) => {
                        work.people_before_plan(insurer_id, import_id, kind, places).await?
                    }
                    _ => Vec::new(),
                };
                let new = match (kind, places) {
                    (PlannedKind::Replaced, Some(places)) => work.planned_in_the_place_of(insurer_id, import_id, places).await?,
                    _ => Vec::new(),
                };
                Found::People(kind, people, before, new)
            }
        })
    }
}

impl Found {
    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Found::People(_, people, ..) => people.len(),
            Found::Moves(moves) => moves.len(),
            Found::Problems(problems) => problems.len(),
        }
    }

    /// The first `rows` of them.
    pub fn truncate(&mut self, rows: usize) {
        match self {
            Found::People(_, people, ..) => people.truncate(rows),
            Found::Moves(moves) => moves.truncate(rows),
            Found::Problems(problems) => problems.truncate(rows),
        }
    }

    /// The place of the last one.
    pub fn last(&self) -> Option<i64> {
        match self {
            Found::People(_, people, ..) => people.last().map(|row| row.seq),
            Found::Moves(moves) => moves.last().map(|found| found.line),
            Found::Problems(problems) => problems.last().map(|problem| problem.seq),
        }
    }

    /// As the page shows them.
    pub fn shown(self, visit: &DeskVisit) -> Rows {
        match self {
            Found::Moves(moves) => Rows::Moves(moves.into_iter().map(one_move).collect()),
            Found::Problems(problems) => Rows::Problems(problems.into_iter().map(|found| problems::shown(visit, found)).collect()),
            Found::People(kind, people, before, new) => {
                let before: HashMap<i64, RosterEntry> = before.into_iter().map(|entry| (entry.person_id, entry)).collect();
                let new: HashMap<Option<i64>, PlannedRow> = new.into_iter().map(|row| (row.line, row)).collect();
                Rows::People(people.iter().map(|row| person(visit, kind, row, &before, &new)).collect())
            }
        }
    }
}

fn person(
    visit: &DeskVisit,
    kind: PlannedKind,
    row: &PlannedRow,
    before: &HashMap<i64, RosterEntry>,
    new: &HashMap<Option<i64>, PlannedRow>,
) -> Person {
    let (texts, next) = (texts(visit), &row.next);
    let before = before.get(&next.person_id);
    let line = |line: Option<i64>| line.map(grouped).unwrap_or_default();
    let mut changes: Vec<String> = match kind {
        PlannedKind::Changed | PlannedKind::Rekeyed => {
            values::changes(visit, row, before).into_iter().map(|change| in_words(texts, &change)).collect()
        }
        _ => Vec::new(),
    };
    if let Some(new) = new.get(&row.taken_by_line).filter(|_| kind == PlannedKind::Replaced) {
        let (name, born) = (named(&new.next), visit.language.date(new.next.birth_date.0));
        changes.push(format!("{}：{name}（{born}）{} {}", texts.new_person, visit.texts().desk_uploads.line, line(new.line)));
    }
    let shown = before.unwrap_or(next);
    Person {
        line: line(row.line),
        card: card(&shown.symbol, &shown.number, shown.branch.as_deref()),
        name: shown.name.clone(),
        kana: shown.kana_name.clone(),
        birth_date: visit.language.date(shown.birth_date.0),
        relation: values::relation(visit, shown),
        acquired: shown.acquired_on.map(|day| visit.language.date(day.0)).unwrap_or_default(),
        changes,
        address: (kind != PlannedKind::Added).then(|| visit.address(&format!("people/{}", next.person_id))),
    }
}

fn in_words(texts: &DeskRoster, change: &Change) -> String {
    let or_blank = |text: &str| if text.is_empty() { texts.blank.to_owned() } else { text.to_owned() };
    (texts.from_to)(change.field, &or_blank(&change.before), &or_blank(&change.now))
}

/// The name with its kana.
fn named(entry: &RosterEntry) -> String {
    if entry.name.is_empty() { entry.kana_name.clone() } else { format!("{} {}", entry.name, entry.kana_name) }
}

fn one_move(found: PlannedMove) -> Move {
    let card = |symbol: &str, number: &str, branch: &str| card(symbol, number, Some(branch));
    Move {
        line: found.line,
        old: card(&found.old_symbol, &found.old_number, &found.old_branch),
        new: card(&found.new_symbol, &found.new_number, &found.new_branch),
        kana: found.kana_name,
        is_sure: found.is_sure,
        is_confirmed: found.is_confirmed,
    }
}
