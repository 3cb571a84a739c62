//! `/portal/settings/close`: 退会. The user ID stays taken for good; the person may register again.

use askama::Template;
use madoguchi_store::{At, StoreError, Work, accounts::Account, factors::Owner};

use super::confirm;
use crate::{
    mail::Letter,
    web::{Answer, Chrome, Fields, FormState, Visit, done::Done, page},
};

#[derive(Template)]
#[template(path = "member/settings/close.html")]
struct Screen {
    chrome: Chrome,
}

pub(super) async fn screen(visit: Visit) -> Answer {
    page::show(&Screen { chrome: visit.chrome(visit.texts().settings.close_title) })
}

pub(super) async fn close(visit: Visit, fields: Fields) -> Answer {
    let texts = &visit.texts().settings;
    let account = confirm::own_account(&visit).await?;
    let mut form = FormState::of(&fields);
    if !fields.has("confirm") {
        form.refuse("confirm", texts.close_not_confirmed);
    }
    confirm::is_given(&visit, &mut form);
    if !form.is_right() || !confirm::is_confirmed(&visit, &account, &mut form).await? {
        return page::refuse(&Screen { chrome: visit.chrome(texts.close_title).with_form(form) });
    }
    put(&visit, &account).await?;
    let mut response = Done::AccountClosed.tell(&visit, page::see_other("/portal/"));
    visit.forget_session(&mut response);
    Ok(response)
}

async fn put(visit: &Visit, account: &Account) -> Result<(), StoreError> {
    let at = At::from(visit.now);
    let put = |work: Work| async move {
        let (insurer_id, account_id) = (account.insurer_id, account.id);
        if !work.close_account(insurer_id, account_id, at).await? {
            return Ok(());
        }
        work.end_sessions_but(insurer_id, account_id, None).await?;
        work.end_recovery_flows_of_account(insurer_id, account_id, at).await?;
        work.end_email_change(insurer_id, account_id).await?;
        work.remove_factors(Owner::Account { insurer_id, id: account_id }).await?;
        confirm::record(visit, &work, account, "account.closed").await?;
        confirm::write(visit, &work, account, confirm::address(account)?, &Letter::AccountClosed).await
    };
    visit.portal.store.write(put).await
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{refused_form, sample};
    let chrome = visit.chrome(visit.texts().settings.close_title);
    let pages = [Screen { chrome: chrome.clone() }, Screen { chrome: chrome.with_form(refused_form("current_password")) }];
    pages.iter().map(|page| sample("member/settings/close.html", page)).collect()
}
