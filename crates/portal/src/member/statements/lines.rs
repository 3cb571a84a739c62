//! What a member sees of a kind of statement, and the note of it in the trail.

use madoguchi_rules::costs::CareMonth;
use madoguchi_store::{
    Day, Work,
    roster::RosterEntry,
    statements::{Content, StatementLine},
};
use serde_json::json;

use super::{Calendar, Span, household, shown};
use crate::{
    people::shown_name,
    web::{Refusal, Visit},
};

/// A person whose statements the member sees.
#[derive(Clone, Debug)]
pub struct PersonLines<T> {
    /// The person as the roster has them.
    pub entry: RosterEntry,
    /// The name.
    pub name: String,
    /// The lines, by month.
    pub lines: Vec<StatementLine<T>>,
}

/// The lines of a year, or of another span, that the member sees, their own first. The look is in the trail as `action`, once for each
/// person whose lines are shown: `of` says what of.
///
/// # Errors
/// [`Refusal`] when the database fails: what cannot be noted is not shown.
pub async fn lines<T: Content + Send>(
    visit: &Visit,
    (from, until): (CareMonth, CareMonth),
    (action, of): (&str, &str),
) -> Result<Vec<PersonLines<T>>, Refusal> {
    let member = visit.member()?;
    let (insurer_id, settings, day) = (member.insurer_id, &member.settings, Day(visit.today()));
    let published = shown(visit, member);
    let span = &Span { from: published.from.max(from.to_string()), until: published.until.min(until.to_string()) };
    let read = |work: Work| async move {
        let Some(own) = work.person(insurer_id, member.person_id).await? else { return Ok(Vec::new()) };
        let mut people = Vec::new();
        for entry in household(&work, &own, settings, (T::KIND, T::KIND.visibility(settings)), day.0).await? {
            let mut lines: Vec<StatementLine<T>> = Vec::new();
            for person_id in work.one_and_the_same(insurer_id, entry.person_id).await? {
                lines.extend(work.statement_lines(insurer_id, person_id, span.months(), day).await?);
            }
            lines.sort_by(|a, b| a.care_month.cmp(&b.care_month));
            people.push(PersonLines { name: shown_name(&entry.name, &entry.kana_name), entry, lines });
        }
        Ok(people)
    };
    let people = visit.portal.store.read(read).await?;
    let event = |person: &PersonLines<T>| {
        let mut event = visit.event(action, insurer_id, format!("person:{}", person.entry.person_id));
        event.detail = json!({ "months": of }).to_string();
        visit.told_of_a_look(event)
    };
    let events = &people.iter().map(event).collect::<Vec<_>>();
    let record = |work: Work| async move {
        for event in events {
            work.record(event).await?;
        }
        Ok(())
    };
    visit.portal.store.write(record).await?;
    Ok(people)
}

/// The year that was asked for with `?year=`, or the latest published one, or this one.
///
/// # Errors
/// [`Refusal::NotFound`] for a year that has no published month.
pub fn asked_year(visit: &Visit, calendar: &Calendar) -> Result<i16, Refusal> {
    let years = calendar.years();
    match visit.asked("year") {
        Some(asked) => asked.parse().ok().filter(|year| years.contains(year)).ok_or(Refusal::NotFound),
        None => Ok(years.first().copied().unwrap_or(visit.today().year())),
    }
}
