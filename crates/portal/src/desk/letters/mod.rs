//! `/desk/{insurer}/letters`: 初回登録コード by post for many people. Clerks see what was issued; who approves makes the letters, as the
//! file lets whoever holds it register as any of these people. The command line's `madoguchi letters` does the same, for any number.

mod batches;
mod issue;
mod order;
pub mod plan;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use madoguchi_rules::staff::Role;

use crate::web::{Declaration, Principal, Purpose, Routes};

const SCREEN: Declaration = Declaration::new(Principal::Staff(Role::Clerk), Purpose::Desk);

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/desk/{insurer}/letters", SCREEN, batches::screen)
        .post("/desk/{insurer}/letters/plan", SCREEN, plan::begin)
        .get("/desk/{insurer}/letters/plan/{plan}", SCREEN, plan::screen)
        .get("/desk/{insurer}/letters/plan/{plan}/state", SCREEN.by_script(), plan::state)
        .post("/desk/{insurer}/letters/issue", SCREEN, issue::issue)
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    let visit = &crate::testing::samples::at_the_desk(visit);
    [batches::samples(visit), plan::samples(visit)].into_iter().flatten().collect()
}
