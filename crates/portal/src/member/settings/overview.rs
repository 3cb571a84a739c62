//! `/portal/settings`: what is registered, and where it is changed.

use askama::Template;
use madoguchi_rules::eligibility::Access;

use super::{confirm, mail_stop::MailStopped};
use crate::{
    member::sharing,
    web::{Answer, Chrome, Visit, page},
};

#[derive(Template)]
#[template(path = "member/settings/overview.html")]
struct Screen {
    chrome: Chrome,
    user_id: String,
    /// The address as its owner recognises it.
    email: String,
    /// Whether everything can be changed, and not the password only.
    is_eligible: bool,
    /// Whether the member decides who sees their statements.
    shares: bool,
    mail_stopped: Option<MailStopped>,
}

pub(super) async fn screen(visit: Visit) -> Answer {
    let account = confirm::own_account(&visit).await?;
    let is_eligible = matches!(visit.member()?.access, Access::Full);
    page::show(&Screen {
        mail_stopped: if is_eligible { MailStopped::of(&visit, &account).await? } else { None },
        chrome: visit.chrome(visit.texts().settings.title),
        email: confirm::address(&account)?.masked(),
        user_id: account.user_id,
        shares: sharing::is_offered(&visit.member()?.settings),
        is_eligible,
    })
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let screen = |is_eligible| Screen {
        chrome: visit.chrome(visit.texts().settings.title),
        user_id: HOSTILE.to_owned(),
        email: HOSTILE.to_owned(),
        is_eligible,
        shares: is_eligible,
        mail_stopped: is_eligible.then(MailStopped::sample),
    };
    [true, false].map(|is_eligible| sample("member/settings/overview.html", &screen(is_eligible))).into()
}
