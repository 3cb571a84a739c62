//! Getting back in: パスワードを忘れた方, ユーザーIDを忘れた方. No answer tells whether somebody exists.

pub mod password;
pub mod user_id;

use madoguchi_rules::{eligibility::Access, settings::InsurerSettings};
use madoguchi_store::{accounts::Account, roster::RosterEntry};

use crate::web::{Routes, Visit};

/// Adds the journeys to the table.
pub fn routes(routes: Routes) -> Routes {
    user_id::routes(password::routes(routes))
}

/// Whether the account can be used today: neither stopped nor closed, and its person may at least read. Any other is treated as none.
fn is_open(visit: &Visit, account: &Account, person: Option<&RosterEntry>, settings: &InsurerSettings) -> bool {
    let Some(person) = person else { return false };
    let eligibility = person.eligibility();
    let lets_in = !matches!(settings.after_leaving.access(eligibility, visit.today()), Access::Closed);
    lets_in && account.stopped_at.is_none() && account.closed_at.is_none()
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    [password::samples(visit), user_id::samples(visit)].into_iter().flatten().collect()
}
