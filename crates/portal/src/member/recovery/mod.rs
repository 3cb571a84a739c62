//! Getting back in: パスワードを忘れた方, ユーザーIDを忘れた方. No answer tells whether somebody exists.

pub mod password;

use crate::web::Routes;

/// Adds the journeys to the table.
pub fn routes(routes: Routes) -> Routes {
    password::routes(routes)
}
