//! What a member sees, and the note of it in the trail.

use jiff::civil::Date;
use madoguchi_rules::{costs::CareMonth, statements::StatementKind};
use madoguchi_store::{Day, StoreError, Work, costs::CostLine, roster::RosterEntry};
use serde_json::json;

use crate::{
    member::statements::{Calendar, Span, calendar as calendar_of, household, shown},
    people::{is_eligible, shown_name},
    web::{Member, Refusal, Visit},
};

/// A person whose costs the member sees.
#[derive(Clone, Debug)]
pub struct PersonCosts {
    /// The person as the roster has them.
    pub entry: RosterEntry,
    /// The name.
    pub name: String,
    /// Marked with 支援措置 or 開示注意: no names of institutions leave on paper.
    pub is_marked: bool,
    /// The lines, by month.
    pub lines: Vec<CostLine>,
}

/// How the trail notes that costs were seen: never what was seen.
#[derive(Clone, Copy, Debug)]
pub enum Noted<'a> {
    /// On a page: of which year or month.
    Viewed(&'a str),
    /// In a file that is taken away: which kind of file, of which year.
    Taken(&'static str, i16),
}

/// The release calendar of costs.
///
/// # Errors
/// [`Refusal`] when the database fails.
pub async fn calendar(visit: &Visit) -> Result<Calendar, Refusal> {
    calendar_of(visit, StatementKind::Costs).await
}

/// The costs that the member sees of these months, their own first. The look is in the trail.
///
/// # Errors
/// [`Refusal`] when the database fails: what cannot be noted is not shown.
pub async fn costs(visit: &Visit, (from, until): (CareMonth, CareMonth), noted: Noted<'_>) -> Result<Vec<PersonCosts>, Refusal> {
    let member = visit.member()?;
    let (insurer_id, day) = (member.insurer_id, Day(visit.today()));
    let shown = shown(visit, member);
    let span = &Span { from: shown.from.max(from.to_string()), until: shown.until.min(until.to_string()) };
    let read = |work: Work| async move {
        let mut people = Vec::new();
        for entry in visible(&work, member, day.0).await? {
            let mut lines = Vec::new();
            for person_id in work.one_and_the_same(insurer_id, entry.person_id).await? {
                lines.extend(work.cost_lines(insurer_id, person_id, span.months(), day).await?);
            }
            lines.sort_by(|a, b| a.care_month.cmp(&b.care_month));
            let is_marked = work.caution(insurer_id, entry.person_id).await?.is_some();
            people.push(PersonCosts { name: shown_name(&entry.name, &entry.kana_name), entry, is_marked, lines });
        }
        Ok(people)
    };
    let people = visit.portal.store.read(read).await?;
    note(visit, insurer_id, &people, noted).await?;
    Ok(people)
}

/// Whose costs the member sees.
async fn visible(work: &Work, member: &Member, today: Date) -> Result<Vec<RosterEntry>, StoreError> {
    match work.person(member.insurer_id, member.person_id).await? {
        Some(own) => household(work, &own, &member.settings, (StatementKind::Costs, member.settings.cost_visibility), today).await,
        None => Ok(Vec::new()),
    }
}

/// An event for each person: of a file only for who has lines, and so is in it.
async fn note(visit: &Visit, insurer_id: i64, people: &[PersonCosts], noted: Noted<'_>) -> Result<(), Refusal> {
    let (action, detail) = match noted {
        Noted::Viewed(months) => ("costs.viewed", json!({ "months": months })),
        Noted::Taken(kind, year) => ("costs.downloaded", json!({ "kind": kind, "year": year })),
    };
    let is_noted = |person: &&PersonCosts| matches!(noted, Noted::Viewed(_)) || !person.lines.is_empty();
    let events = people.iter().filter(is_noted).map(|person| {
        let mut event = visit.event(action, insurer_id, format!("person:{}", person.entry.person_id));
        event.detail = detail.to_string();
        event
    });
    let events = &events.map(|event| visit.told_of_a_look(event)).collect::<Vec<_>>();
    let record = |work: Work| async move {
        for event in events {
            work.record(event).await?;
        }
        Ok(())
    };
    Ok(visit.portal.store.write(record).await?)
}

/// The name of the insured to whose household the member belongs; none when the roster does not tell whose it is.
///
/// # Errors
/// [`Refusal`] when the database fails.
pub async fn insured_name(visit: &Visit) -> Result<Option<String>, Refusal> {
    let member = visit.member()?;
    let (insurer_id, today) = (member.insurer_id, visit.today());
    let read = |work: Work| async move {
        let Some(own) = work.person(insurer_id, member.person_id).await? else { return Ok(None) };
        if own.relation == "insured" {
            return Ok(Some(own));
        }
        let mut insured = work.people_by_number(insurer_id, &own.symbol_loose, &own.number_loose).await?;
        insured.retain(|entry| entry.relation == "insured" && (&entry.symbol_key, &entry.number_key) == (&own.symbol_key, &own.number_key));
        if insured.len() > 1 {
            insured.retain(|entry| is_eligible(entry, today));
        }
        Ok(if insured.len() == 1 { insured.pop() } else { None })
    };
    let insured = visit.portal.store.read(read).await?;
    Ok(insured.map(|entry| shown_name(&entry.name, &entry.kana_name)))
}

#[cfg(test)]
pub(super) fn sample() -> PersonCosts {
    use crate::testing::samples::HOSTILE;
    let line = |month: &str, institution: &str| CostLine {
        care_month: month.to_owned(),
        kind: "outpatient".to_owned(),
        institution: institution.to_owned(),
        days: 2,
        total: 12_340,
        insurer_share: 8_638,
        public_share: 0,
        own_share: 3_702,
        meals: 0,
        additional: 0,
    };
    let entry = crate::testing::entry(1, 1, &madoguchi_testkit::people::YUI);
    PersonCosts { entry, name: HOSTILE.to_owned(), is_marked: false, lines: vec![line("2026-06", HOSTILE), line("2026-08", "")] }
}
