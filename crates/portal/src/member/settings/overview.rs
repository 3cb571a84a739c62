//! `/portal/settings`: what is registered, and where it is changed.

use askama::Template;
use madoguchi_rules::eligibility::Access;

use super::confirm;
use crate::web::{Answer, Chrome, Visit, page};

#[derive(Template)]
#[template(path = "member/settings/overview.html")]
struct Screen {
    chrome: Chrome,
    user_id: String,
    /// The address as its owner recognises it.
    email: String,
    /// Whether everything can be changed, and not the password only.
    is_eligible: bool,
}

pub(super) async fn screen(visit: Visit) -> Answer {
    let account = confirm::own_account(&visit).await?;
    page::show(&Screen {
        chrome: visit.chrome(visit.texts().settings.title),
        email: confirm::address(&account)?.masked(),
        user_id: account.user_id,
        is_eligible: matches!(visit.member()?.access, Access::Full),
    })
}
