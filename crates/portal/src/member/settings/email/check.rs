//! 届くようになった: a code to the account's own address. Given back, it lifts the stop.

use super::begin;
use crate::{
    limits,
    member::settings::{PATH, confirm, mail_stop::MailStopped},
    web::{Answer, Visit, page},
};

pub(in crate::member::settings) async fn ask(visit: Visit) -> Answer {
    let account = confirm::own_account(&visit).await?;
    if MailStopped::of(&visit, &account).await?.is_none() {
        return Ok(page::see_other(PATH));
    }
    limits::mails::reserve(&visit, &confirm::address(&account)?).await?;
    begin(&visit, &account, account.email.clone()).await
}
