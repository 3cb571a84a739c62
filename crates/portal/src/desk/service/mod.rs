//! `/desk/service/`: what operators do for the service: insurers, the outbox, how everything stands. Nothing here shows a member or
//! what is known of one.

use crate::web::{Answer, Declaration, Principal, Purpose, Routes, StaffVisit, page};

pub mod health;
pub mod insurers;
pub mod maintenance;
pub mod outbox;
pub mod staff;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// What every page here declares.
const OPERATOR: Declaration = Declaration::new(Principal::Operator, Purpose::Service);

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    let routes = routes.get("/desk/service/", OPERATOR, first);
    let routes = insurers::routes(routes);
    let routes = outbox::routes(routes);
    let routes = staff::routes(routes);
    let routes = maintenance::routes(routes);
    health::routes(routes)
}

async fn first(_visit: StaffVisit) -> Answer {
    Ok(page::see_other(health::PATH))
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    let visit = crate::testing::samples::of_staff(visit);
    [insurers::samples(&visit), outbox::samples(&visit), staff::samples(&visit), maintenance::samples(&visit), health::samples(&visit)]
        .into_iter()
        .flatten()
        .collect()
}
