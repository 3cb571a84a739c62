//! `/portal/benefits`: 給付金支給決定通知, what the insurer decided about benefits, each decision as a page and on paper with 教示.
//!
//! A decision is addressed to the insured, also when it is about a dependant's care: 家族療養費 and the other benefits for dependants are paid
//! to the insured (健康保険法110条), who may appeal. So 最初に開いた日 is the day on which the insured opened it. A dependant with an account reads
//! decisions about their own care too; that is noted under their name, and no time for appeals is counted from it.
//!
//! Addresses name a decision by a value of ours (`decisions::address_of`): 決定番号 stays out of histories and logs.

mod decision;
mod decisions;
mod list;
mod paper;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;

use madoguchi_rules::settings::Service;

pub use decisions::card;
pub use list::screen as list;

use crate::{
    member::before_file,
    web::{Declaration, Principal, Purpose, Refusal, Routes, Visit},
};

/// Where it is.
pub const PATH: &str = "/portal/benefits";

const SCREEN: Declaration = Declaration::new(Principal::MemberReading, Purpose::OwnData).of_health();

/// Adds the journey to the table.
pub fn routes(routes: Routes) -> Routes {
    before_file::routes::<paper::Wanted>(routes, "/portal/benefits/confirm", SCREEN)
        .get(PATH, SCREEN, list::screen)
        .get("/portal/benefits/{decision}", SCREEN, decision::screen)
        .get("/portal/benefits/{decision}/decision.pdf", SCREEN, paper::send)
}

/// Whether the insurer shows decisions; where it does not, there is no such page.
fn require_service(visit: &Visit) -> Result<(), Refusal> {
    let is_on = visit.member()?.settings.services.contains(&Service::Benefits);
    if is_on { Ok(()) } else { Err(Refusal::NotFound) }
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    [list::samples(visit), decision::samples(visit)].into_iter().flatten().collect()
}
