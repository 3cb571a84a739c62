//! `roster match`: which person each line of a desk's list identifies, or which item fails.

use std::path::Path;

use jiff::civil::Date;
use madoguchi_rules::{
    dates::parse_birth_date,
    eligibility::{Eligibility, Standing},
    identifiers::{InsurerCodeOrNumber, Number, Symbol},
    identity::{Comparison, FailingItem, Identified, LeadingZeros, RosterFacts, TypedIdentity, compare_identity, identify},
    kana::{KanaMatching, RosterKana, TypedKana},
};
use madoguchi_store::{
    Day, StoreError,
    staging::{Candidate, Staging},
};
use serde::Serialize;

use super::{ImportError, ImportSite, RosterField, find_insurer};
use crate::{
    clock::in_tokyo,
    imports::{
        RowProblem,
        headers::{Columns, Vocabulary},
        table::{Encoding, Record, Table, TableError},
    },
};

/// What a line of the list came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MatchLine {
    /// The line of the file.
    pub line: u64,
    /// What was found.
    pub result: MatchResult,
    /// The smallest set of items that one person of the insurer fails, or the fields that cannot be read.
    pub failing: Vec<&'static str>,
    /// Whether the person has an account.
    pub registered: bool,
    /// The person, when there is one.
    pub person: Option<MatchedPerson>,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchResult {
    /// Exactly one eligible person.
    Matched,
    /// Several eligible people whom nothing typed tells apart.
    Ambiguous,
    /// A person who is not eligible today.
    Ineligible,
    /// Nobody.
    NoMatch,
    /// A field that cannot be read.
    Invalid,
}

/// A person as the roster has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MatchedPerson {
    /// 記号.
    pub symbol: String,
    /// 番号.
    pub number: String,
    /// 枝番; empty when there is none.
    pub branch: String,
    /// 氏名カナ.
    pub kana_name: String,
    /// 本人 or 家族.
    pub relation: &'static str,
}

/// Why a list cannot be matched at all.
#[derive(Debug, thiserror::Error)]
pub enum MatchError {
    /// The file is not as it must be.
    #[error("{}", told(.0))]
    Refused(RowProblem),
    /// As an import.
    #[error(transparent)]
    Import(#[from] ImportError),
}

/// A line as it was typed; what cannot be read is named.
enum Line {
    Typed(Box<TypedIdentity>),
    Unreadable(Vec<&'static str>),
}

struct Reader {
    vocabulary: Vocabulary<RosterField>,
    columns: Option<Columns<RosterField>>,
    today: Date,
    lines: Vec<(u64, Line)>,
}

/// Matches every line of `path` (記号, 番号, 生年月日, 氏名カナ) with the roster in force.
///
/// # Errors
/// [`MatchError`].
pub async fn match_people(site: &ImportSite, insurer: &InsurerCodeOrNumber, path: &Path) -> Result<Vec<MatchLine>, MatchError> {
    let today = in_tokyo(site.clock.now()).date();
    let (insurer, settings) = find_insurer(site, insurer).await?;
    let insurer_id = insurer.id;
    let mapping =
        site.store.read(|work| async move { work.header_mappings(insurer_id, "roster").await }).await.map_err(ImportError::from)?;
    let lines = read(path, site.max_bytes, Vocabulary::new(&mapping), today)?;
    let mut staging = Staging::open(Day(today)).map_err(ImportError::from)?;
    staging.seal().map_err(ImportError::from)?;
    staging.load_current(&site.store, insurer_id, insurer.roster_version).await.map_err(ImportError::from)?;
    staging.index_items().map_err(ImportError::from)?;
    let kana = if settings.kana_lenient { KanaMatching::Lenient } else { KanaMatching::Strict };
    let mut answers = Vec::with_capacity(lines.len());
    for (line, typed) in lines {
        let found = match typed {
            Line::Unreadable(failing) => Found { result: MatchResult::Invalid, failing, person: None },
            Line::Typed(typed) => find(&mut staging, &typed, kana, today).map_err(ImportError::from)?,
        };
        let registered = match &found.person {
            Some(person) => {
                let person_id = person.person_id;
                let account = site.store.read(|work| async move { work.account_of_person(insurer_id, person_id).await });
                account.await.map_err(ImportError::from)?.is_some()
            }
            None => false,
        };
        answers.push(MatchLine { line, result: found.result, failing: found.failing, registered, person: found.person.map(shown) });
    }
    Ok(answers)
}

struct Found {
    result: MatchResult,
    failing: Vec<&'static str>,
    person: Option<Candidate>,
}

fn find(staging: &mut Staging, typed: &TypedIdentity, kana: KanaMatching, today: Date) -> Result<Found, StoreError> {
    let symbol = typed.symbol.as_ref().map_or("", Symbol::loose_key);
    let lenient = typed.kana_name.lenient();
    let near = staging.near(symbol, typed.number.loose_key(), Day(typed.birth_date), (typed.kana_name.folded(), &lenient))?;
    let mut people = Vec::with_capacity(near.len());
    for person in near {
        people.push((facts(&person)?, person));
    }
    let (eligible, others): (Vec<_>, Vec<_>) = people.into_iter().partition(|(_, person)| is_eligible(person, today));
    let (facts, mut people): (Vec<RosterFacts>, Vec<Candidate>) = eligible.into_iter().unzip();
    let nearest = match identify(&facts, typed, kana) {
        Identified::One(place) => {
            return Ok(Found { result: MatchResult::Matched, failing: Vec::new(), person: Some(people.swap_remove(place)) });
        }
        Identified::Several(_) => return Ok(Found { result: MatchResult::Ambiguous, failing: Vec::new(), person: None }),
        Identified::Nobody(failing) => (!facts.is_empty()).then_some(failing),
    };
    let comparison = Comparison { kana, zeros: LeadingZeros::Ignored };
    let mut fewest = nearest;
    for (facts, person) in others {
        let failing = compare_identity(&facts, typed, comparison);
        if failing.is_empty() {
            return Ok(Found { result: MatchResult::Ineligible, failing: Vec::new(), person: Some(person) });
        }
        if fewest.as_ref().is_none_or(|fewest| failing.len() < fewest.len()) {
            fewest = Some(failing);
        }
    }
    let failing = fewest.unwrap_or_else(|| FailingItem::ALL.to_vec()).into_iter().map(FailingItem::as_str).collect();
    Ok(Found { result: MatchResult::NoMatch, failing, person: None })
}

fn facts(person: &Candidate) -> Result<RosterFacts, StoreError> {
    let unreadable = |_| StoreError::Unreadable { column: "roster_entries", problem: "an import never lets this in".to_owned() };
    Ok(RosterFacts {
        symbol: Symbol::parse(&person.symbol).map_err(unreadable)?,
        number: Number::parse(&person.number).map_err(unreadable)?,
        birth_date: person.birth_date.0,
        kana_name: RosterKana::parse(&person.kana_name)
            .map_err(|_| StoreError::Unreadable { column: "roster_entries.kana_name", problem: "no name in kana".to_owned() })?,
    })
}

fn is_eligible(person: &Candidate, today: Date) -> bool {
    let eligibility = Eligibility { acquired: person.acquired_on.map(|day| day.0), lost: person.lost_on.map(|day| day.0) };
    eligibility.on(today) == Standing::Eligible
}

fn shown(person: Candidate) -> MatchedPerson {
    MatchedPerson {
        symbol: person.symbol,
        number: person.number,
        branch: person.branch.unwrap_or_default(),
        kana_name: person.kana_name,
        relation: if person.relation == "insured" { "本人" } else { "家族" },
    }
}

fn read(path: &Path, max_bytes: u64, vocabulary: Vocabulary<RosterField>, today: Date) -> Result<Vec<(u64, Line)>, MatchError> {
    let mut reader = Reader { vocabulary, columns: None, today, lines: Vec::new() };
    let refused = |error: TableError, reader: &Reader| {
        let names = reader.columns.as_ref().map_or(&[][..], |columns| &columns.names);
        MatchError::Refused(error.into_problem(names, path))
    };
    let table = Table::open(path, Encoding::Auto, max_bytes).map_err(|error| refused(error, &reader))?;
    match table.read(|record, _| reader.take(record)) {
        Ok(()) if reader.columns.is_none() => Err(MatchError::Refused(RowProblem::of_file(
            "見出しの行が見つかりません。",
            "「記号」「番号」「生年月日」「氏名カナ」の列名が入った行を、いちばん上に置いてください。",
        ))),
        Ok(()) => Ok(reader.lines),
        Err(Stop::Table(error)) => Err(refused(error, &reader)),
        Err(Stop::Refused(problem)) => Err(MatchError::Refused(problem)),
    }
}

enum Stop {
    Table(TableError),
    Refused(RowProblem),
}

impl From<TableError> for Stop {
    fn from(error: TableError) -> Stop {
        Stop::Table(error)
    }
}

impl Reader {
    fn take(&mut self, record: &Record) -> Result<(), Stop> {
        if record.is_blank() {
            return Ok(());
        }
        let Some(columns) = &self.columns else {
            if self.vocabulary.is_header(record) {
                let columns = self.vocabulary.columns(record);
                self.columns = Some(columns.map_err(|mut problems| Stop::Refused(problems.remove(0)))?);
            }
            return Ok(());
        };
        let cell = |field| columns.place(field).map_or("", |place| record.get(place));
        let symbol = Symbol::parse(cell(RosterField::Symbol));
        let number = Number::parse(cell(RosterField::Number));
        let birth_date = parse_birth_date(cell(RosterField::BirthDate), self.today);
        let kana_name = TypedKana::parse(cell(RosterField::KanaName));
        let line = match (symbol, number, birth_date, kana_name) {
            (Ok(symbol), Ok(number), Ok(birth_date), Ok(kana_name)) => {
                Line::Typed(Box::new(TypedIdentity { symbol, number, birth_date, kana_name }))
            }
            (symbol, number, birth_date, kana_name) => {
                let items = [
                    (FailingItem::Symbol, symbol.is_err()),
                    (FailingItem::Number, number.is_err()),
                    (FailingItem::BirthDate, birth_date.is_err()),
                    (FailingItem::KanaName, kana_name.is_err()),
                ];
                Line::Unreadable(items.into_iter().filter(|(_, is_bad)| *is_bad).map(|(item, _)| item.as_str()).collect())
            }
        };
        self.lines.push((record.line, line));
        Ok(())
    }
}

fn told(problem: &RowProblem) -> String {
    let line = problem.line.map(|line| format!("{line}行目 ")).unwrap_or_default();
    let column = problem.column.as_ref().map(|column| format!("「{column}」: ")).unwrap_or_default();
    format!("{line}{column}{}\n{}", problem.problem, problem.remedy)
}
