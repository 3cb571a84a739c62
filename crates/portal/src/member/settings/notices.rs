//! `/portal/settings/notices`: whether notices come by mail.

use askama::Template;
use madoguchi_store::Work;

use super::{NOTICES_PATH, confirm};
use crate::web::{Answer, Chrome, Fields, FormState, Visit, done::Done, page};

#[derive(Template)]
#[template(path = "member/settings/notices.html")]
struct Screen {
    chrome: Chrome,
}

pub(super) async fn screen(visit: Visit) -> Answer {
    let account = confirm::own_account(&visit).await?;
    let form = FormState::prefilled([("notice_mails", if account.notice_mails { "yes" } else { "" })]);
    page::show(&Screen { chrome: visit.chrome(visit.texts().settings.notices_title).with_form(form) })
}

pub(super) async fn change(visit: Visit, fields: Fields) -> Answer {
    let account = &confirm::own_account(&visit).await?;
    let wanted = fields.has("notice_mails");
    let (visit, action) = (&visit, if wanted { "account.notice_mails_on" } else { "account.notice_mails_off" });
    let change = |work: Work| async move {
        if account.notice_mails != wanted {
            work.set_notice_mails(account.insurer_id, account.id, wanted).await?;
            confirm::record(visit, &work, account, action).await?;
        }
        Ok(())
    };
    visit.portal.store.write(change).await?;
    Ok(Done::NoticesChanged.tell(visit, page::see_other(NOTICES_PATH)))
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::sample;
    let chrome = visit.chrome(visit.texts().settings.notices_title).with_form(FormState::prefilled([("notice_mails", "yes")]));
    vec![sample("member/settings/notices.html", &Screen { chrome })]
}
