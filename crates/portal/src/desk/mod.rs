//! The desk's side, a room per task: each holds its handlers, forms, templates and tests. Handlers take a
//! [`DeskVisit`](crate::web::DeskVisit), whose `seat` is the place of who asks at the insurer of the path.

pub mod choice;
pub mod factor;
pub mod frame;
pub mod login;
#[cfg(test)]
mod tests;
pub mod today;

use crate::web::Routes;

/// Adds every task to the table.
pub fn routes(routes: Routes) -> Routes {
    let routes = login::routes(routes);
    let routes = factor::routes(routes);
    let routes = choice::routes(routes);
    today::routes(routes)
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    [choice::samples(visit), factor::samples(visit), login::samples(visit), today::samples(visit)].into_iter().flatten().collect()
}
