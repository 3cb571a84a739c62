//! Step 1: user ID and address.

use askama::Template;
use madoguchi_rules::{mail_address::MailAddress, user_id};
use madoguchi_store::{At, Work};

use super::{CODE_PATH, flow};
use crate::{
    limits,
    web::{
        Answer, Chrome, Fields, FormState, Visit,
        cookies::{self, Cookie},
        page,
    },
};

#[derive(Template)]
#[template(path = "member/recovery/password/start.html")]
struct Screen {
    chrome: Chrome,
}

pub(super) async fn screen(visit: Visit) -> Answer {
    page::show(&Screen { chrome: visit.chrome(visit.texts().password_recovery.title) })
}

/// Begins a flow, real or dummy, and leads to the code: nothing tells which.
pub(super) async fn ask(visit: Visit, fields: Fields) -> Answer {
    let texts = &visit.texts().password_recovery;
    let mut form = FormState::of(&fields);
    let user_key = user_id::login_key(fields.get("user_id"));
    if user_key.is_empty() {
        form.refuse("user_id", (visit.texts().common.please_enter)(texts.user_id));
    }
    let address = form.take("email", MailAddress::parse(fields.get("email")), |error| visit.language.sentence(&error));
    let Some(address) = address.filter(|_| form.is_right()) else {
        return page::refuse(&Screen { chrome: visit.chrome(texts.title).with_form(form) });
    };
    limits::recovery::reserve(&visit, &user_key).await?;
    limits::mails::reserve(&visit, &address).await?;
    let account = flow::find(&visit, &user_key, &address).await?;
    let (begun, token) = flow::new(&visit, account.as_ref(), &address);
    let (visit, begun, account) = (&visit, &begun, account.as_ref());
    let (replaced, at) = (&flow::presented(visit), At::from(visit.now));
    let begin = |work: Work| async move {
        if let Some(older) = work.live_recovery_flow(replaced, at).await? {
            work.end_recovery_flow(older.id, at).await?;
        }
        work.begin_recovery_flow(begun).await?;
        flow::send_code(visit, &work, begun, account).await
    };
    visit.portal.store.write(begin).await?;
    let mut response = page::see_other(CODE_PATH);
    Cookie::lasting(cookies::RECOVERY, &token, cookies::FLOW_SECONDS).set(&visit.portal.config, &mut response);
    Ok(response)
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{refused_form, sample};
    let chrome = visit.chrome(visit.texts().password_recovery.title);
    let pages = [Screen { chrome: chrome.clone() }, Screen { chrome: chrome.with_form(refused_form("user_id")) }];
    pages.iter().map(|page| sample("member/recovery/password/start.html", page)).collect()
}
