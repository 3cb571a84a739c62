//! What a member sees, and the note of it in the trail.

use jiff::civil::Date;
use madoguchi_rules::{
    costs::{CareMonth, oldest_month},
    eligibility::age_on,
    settings::InsurerSettings,
    visibility::{Relative, Viewer, Visibility},
};
use madoguchi_store::{
    Day, StoreError, Work,
    costs::{CostChoice, CostLine, Months},
    roster::RosterEntry,
};
use serde_json::json;

use crate::{
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

/// Which months are published, and when the next are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The published months within what is shown, in order.
    pub months: Vec<CareMonth>,
    /// The day of the next release.
    pub next: Option<Date>,
}

impl Calendar {
    /// The years that have published months, latest first.
    pub fn years(&self) -> Vec<i16> {
        let mut years: Vec<i16> = self.months.iter().map(|month| month.year()).collect();
        years.dedup();
        years.reverse();
        years
    }
}

/// A span of months as the store takes it.
struct Span {
    from: String,
    until: String,
}

impl Span {
    fn months(&self) -> Months<'_> {
        Months { from: &self.from, until: &self.until }
    }
}

/// The months that this insurer shows today.
fn shown(visit: &Visit, member: &Member) -> Span {
    let oldest = oldest_month(visit.today(), member.settings.cost_months, member.settings.cost_tax_years);
    Span { from: oldest.to_string(), until: CareMonth::of(visit.today()).to_string() }
}

/// The release calendar of the member's insurer.
///
/// # Errors
/// [`Refusal`] when the database fails.
pub async fn calendar(visit: &Visit) -> Result<Calendar, Refusal> {
    let member = visit.member()?;
    let (insurer_id, day, span) = (member.insurer_id, Day(visit.today()), &shown(visit, member));
    let read = |work: Work| async move {
        let sets = work.released_cost_sets(insurer_id, span.months(), day).await?;
        Ok((sets, work.next_cost_release(insurer_id, day).await?))
    };
    let (sets, next) = visit.portal.store.read(read).await?;
    let mut months: Vec<CareMonth> = sets.iter().filter_map(|set| CareMonth::named(&set.care_month)).collect();
    months.dedup();
    Ok(Calendar { months, next: next.map(|day| day.0) })
}

/// The latest published month of the member's insurer.
///
/// # Errors
/// [`Refusal`] when the database fails.
pub async fn latest_month(visit: &Visit) -> Result<Option<CareMonth>, Refusal> {
    Ok(calendar(visit).await?.months.last().copied())
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

/// Whose notices somebody sees: their own, and those of the household as `visibility` and each person's choice say.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn household(
    work: &Work,
    own: &RosterEntry,
    settings: &InsurerSettings,
    visibility: Visibility,
    today: Date,
) -> Result<Vec<RosterEntry>, StoreError> {
    let insurer_id = own.insurer_id;
    if visibility == Visibility::OwnOnly || own.relation != "insured" {
        return Ok(vec![own.clone()]);
    }
    let mut household = work.people_by_number(insurer_id, &own.symbol_loose, &own.number_loose).await?;
    // Leading zeros may tell two families apart.
    household
        .retain(|entry| entry.person_id != own.person_id && (&entry.symbol_key, &entry.number_key) == (&own.symbol_key, &own.number_key));
    household.sort_by(|a, b| (&a.branch, a.birth_date, a.person_id).cmp(&(&b.branch, b.birth_date, b.person_id)));
    let viewer = Viewer {
        is_insured: true,
        is_marked: work.caution(insurer_id, own.person_id).await?.is_some(),
        shares_number: household.iter().any(|entry| entry.relation == "insured"),
        eligibility: own.eligibility(),
    };
    let mut seen = vec![own.clone()];
    for entry in household {
        if visibility.shows(viewer, relative(work, &entry, settings, today).await?, today) {
            seen.push(entry);
        }
    }
    Ok(seen)
}

/// Whose costs the member sees.
async fn visible(work: &Work, member: &Member, today: Date) -> Result<Vec<RosterEntry>, StoreError> {
    match work.person(member.insurer_id, member.person_id).await? {
        Some(own) => household(work, &own, &member.settings, member.settings.cost_visibility, today).await,
        None => Ok(Vec::new()),
    }
}

async fn relative(work: &Work, entry: &RosterEntry, settings: &InsurerSettings, today: Date) -> Result<Relative, StoreError> {
    let choices = work.cost_choices(entry.insurer_id, entry.person_id).await?;
    Ok(Relative {
        is_insured: entry.relation == "insured",
        is_marked: work.caution(entry.insurer_id, entry.person_id).await?.is_some(),
        is_hidden: choices.contains(&CostChoice::HiddenByDesk) || choices.contains(&CostChoice::HiddenBySelf),
        has_agreed: choices.contains(&CostChoice::Agreed),
        is_too_young: age_on(entry.birth_date.0, today) < settings.registrant_min_age,
        eligibility: entry.eligibility(),
    })
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
