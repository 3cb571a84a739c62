//! `/portal/unsubscribe?token=…`: no more notices by mail, from the link in such a mail. A person sees a page with a button; a mail
//! program posts at once (RFC 8058). Opening the page changes nothing, since programs that look for viruses open every link.

use askama::Template;
use madoguchi_store::{StoreError, Work};

use crate::{
    announcements::unsubscribing,
    insurer,
    web::{Answer, Chrome, Declaration, Principal, Purpose, Refusal, Routes, Visit, page},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

const SCREEN: Declaration = Declaration::new(Principal::Anyone, Purpose::Information);
const ONE_CLICK: Declaration = SCREEN.one_click();

/// Adds the page to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get(unsubscribing::PATH, SCREEN, screen).post(unsubscribing::PATH, ONE_CLICK, unsubscribe)
}

#[derive(Template)]
#[template(path = "member/unsubscribe/screen.html")]
struct Screen {
    chrome: Chrome,
    /// Where the button posts to; none when it is done.
    action: Option<String>,
}

async fn screen(visit: Visit) -> Answer {
    let (token, (insurer_id, _)) = named(&visit)?;
    let action = format!("{}?token={token}", unsubscribing::PATH);
    page::show(&Screen { chrome: chrome(&visit, visit.texts().unsubscribe.title, insurer_id).await?, action: Some(action) })
}

async fn unsubscribe(visit: Visit) -> Answer {
    let (_, (insurer_id, account_id)) = named(&visit)?;
    let event = &visit.event("account.notice_mails_off", insurer_id, format!("account:{account_id}"));
    let unsubscribe = |work: Work| async move {
        // Who clicks twice, or has closed the account, wants the same: there is nothing left to do.
        let wanted = work.account(insurer_id, account_id).await?.is_some_and(|account| account.notice_mails);
        if wanted && work.set_notice_mails(insurer_id, account_id, false).await? {
            work.record(event).await?;
        }
        Ok::<_, StoreError>(())
    };
    visit.portal.store.write(unsubscribe).await?;
    page::show(&Screen { chrome: chrome(&visit, visit.texts().unsubscribe.done_title, insurer_id).await?, action: None })
}

/// The token of the address, and whom it names.
fn named(visit: &Visit) -> Result<(String, (i64, i64)), Refusal> {
    let token = visit.asked("token").ok_or(Refusal::NotFound)?;
    let named = unsubscribing::read(&visit.portal, &token).ok_or(Refusal::NotFound)?;
    Ok((token, named))
}

async fn chrome(visit: &Visit, title: &str, insurer_id: i64) -> Result<Chrome, Refusal> {
    let read = |work: Work| async move { insurer::with_settings(&work, insurer_id).await };
    let (insurer, settings) = visit.portal.store.read(read).await?;
    Ok(visit.chrome(title).of_insurer(insurer::facts(&insurer, &settings)))
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let screen = |action| Screen { chrome: visit.chrome(visit.texts().unsubscribe.title), action };
    [Some(HOSTILE.to_owned()), None].map(|action| sample("member/unsubscribe/screen.html", &screen(action))).into()
}
