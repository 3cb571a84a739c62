//! `/portal/costs`: 医療費のお知らせ, a year at a time with its months, people and institutions, and the lines of a month.
//!
//! Every look is in the trail, with whose costs were seen.

mod figures;
mod files;
mod month;
mod seen;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod year;

use jiff::civil::date;
use madoguchi_rules::{costs::CareMonth, settings::Service};

pub use month::screen as month;
pub use seen::insured_name;
pub use year::screen as year;

use crate::web::{Declaration, Principal, Purpose, Refusal, Routes, Visit};

const SCREEN: Declaration = Declaration::new(Principal::MemberReading, Purpose::OwnData).of_health();

/// Adds the journey to the table.
pub fn routes(routes: Routes) -> Routes {
    files::routes(routes).get("/portal/costs", SCREEN, year::screen).get("/portal/costs/{month}", SCREEN, month::screen)
}

/// Whether the insurer shows costs; where it does not, there is no such page.
fn require_service(visit: &Visit) -> Result<(), Refusal> {
    let is_on = visit.member()?.settings.services.contains(&Service::Costs);
    if is_on { Ok(()) } else { Err(Refusal::NotFound) }
}

/// January to December of a year.
fn whole_year(year: i16) -> (CareMonth, CareMonth) {
    (CareMonth::of(date(year, 1, 1)), CareMonth::of(date(year, 12, 1)))
}

/// A month in the visitor's language.
pub fn in_words(visit: &Visit, month: CareMonth) -> String {
    (visit.texts().costs.month)(month.year(), month.month())
}

/// What stands above the amounts of [`figures::Sums::amounts`].
fn amount_heads(visit: &Visit) -> [&'static str; 6] {
    let texts = &visit.texts().costs;
    [texts.own_share, texts.total, texts.insurer_share, texts.public_share, texts.meals, texts.additional]
}

/// An amount of yen in the visitor's language.
pub fn yen(visit: &Visit, amount: i64) -> String {
    (visit.texts().costs.yen)(&crate::desk::today::grouped(amount))
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    [year::samples(visit), month::samples(visit), files::samples(visit)].into_iter().flatten().collect()
}
