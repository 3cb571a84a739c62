//! The member's side, a room per journey: each holds its handlers, forms, templates and tests.

pub mod login;

use crate::web::Routes;

/// Adds every journey to the table.
pub fn routes(routes: Routes) -> Routes {
    login::routes(routes)
}
