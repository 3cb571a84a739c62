//! Which months of statements are published, and when the next are.

use jiff::civil::Date;
use madoguchi_rules::{
    costs::{CareMonth, oldest_month},
    statements::StatementKind,
};
use madoguchi_store::{Day, Work, statements::Months};

use crate::web::{Member, Refusal, Visit};

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
pub struct Span {
    /// The first.
    pub from: String,
    /// The last.
    pub until: String,
}

impl Span {
    /// The same, borrowed.
    pub fn months(&self) -> Months<'_> {
        Months { from: &self.from, until: &self.until }
    }
}

/// The months that this insurer shows today.
pub fn shown(visit: &Visit, member: &Member) -> Span {
    let oldest = oldest_month(visit.today(), member.settings.cost_months, member.settings.cost_tax_years);
    Span { from: oldest.to_string(), until: CareMonth::of(visit.today()).to_string() }
}

/// The release calendar of a kind of statement of the member's insurer.
///
/// # Errors
/// [`Refusal`] when the database fails.
pub async fn calendar(visit: &Visit, kind: StatementKind) -> Result<Calendar, Refusal> {
    let member = visit.member()?;
    let (insurer_id, day, span) = (member.insurer_id, Day(visit.today()), &shown(visit, member));
    let read = |work: Work| async move {
        let sets = work.released_statement_sets(insurer_id, kind, span.months(), day).await?;
        Ok((sets, work.next_statement_release(insurer_id, kind, day).await?))
    };
    let (sets, next) = visit.portal.store.read(read).await?;
    let mut months: Vec<CareMonth> = sets.iter().filter_map(|set| CareMonth::named(&set.care_month)).collect();
    months.dedup();
    Ok(Calendar { months, next: next.map(|day| day.0) })
}

/// The latest published month of a kind.
///
/// # Errors
/// [`Refusal`] when the database fails.
pub async fn latest_month(visit: &Visit, kind: StatementKind) -> Result<Option<CareMonth>, Refusal> {
    Ok(calendar(visit, kind).await?.months.last().copied())
}
