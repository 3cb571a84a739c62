//! `/desk/{insurer}/trail` and, for operators, `/desk/service/trail`: 操作の記録, who did and who looked; filtered, page by page, taken out
//! as a file.

mod details;
mod export;
mod filter;
mod screen;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
pub mod words;

use madoguchi_rules::staff::Role;

use crate::web::{Declaration, Principal, Purpose, Routes};

const OF_INSURER: Declaration = Declaration::new(Principal::Staff(Role::Manager), Purpose::Desk);
const OF_SERVICE: Declaration = Declaration::new(Principal::Operator, Purpose::Service);

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/desk/{insurer}/trail", OF_INSURER, screen::screen)
        .post("/desk/{insurer}/trail/export", OF_INSURER, export::export)
        .get("/desk/service/trail", OF_SERVICE, screen::screen)
        .post("/desk/service/trail/export", OF_SERVICE, export::export)
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    screen::samples(visit)
}
