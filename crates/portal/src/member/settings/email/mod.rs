//! `/portal/settings/email` → `/code`: メールアドレスの変更. The address changes when the code that went to the new one is given.
//! `…/check` → `/code`: the same with the address of before, to see whether mail arrives there again.

pub(super) mod check;
pub(super) mod code;
pub(super) mod start;

use madoguchi_rules::{limits::FLOW_LIFETIME, mail_address::MailAddress};
use madoguchi_store::{At, StoreError, Work, accounts::Account, email_changes::EmailChange};

use super::{EMAIL_CODE_PATH, confirm};
use crate::{
    codes::{self, CodePurpose},
    mail::Letter,
    web::{Answer, Visit, page},
};

/// The address that a change waits for.
fn new_address(change: &EmailChange) -> Result<MailAddress, StoreError> {
    MailAddress::parse(&change.email).map_err(|error| StoreError::Unreadable { column: "email_changes.email", problem: error.to_string() })
}

/// Puts a new code in place of the change's last one and mails it to the new address.
async fn send_code(visit: &Visit, work: &Work, account: &Account, change: &EmailChange) -> Result<(), StoreError> {
    let address = new_address(change)?;
    let issued = codes::issue(&visit.portal, work, change.flow_id, CodePurpose::EmailChange, &address, visit.now).await?;
    let (code, until) = (issued.code, issued.until);
    let letter = if is_check(account, change) { Letter::EmailCheckCode { code, until } } else { Letter::EmailChangeCode { code, until } };
    confirm::write(visit, work, account, address, &letter).await?;
    confirm::record(visit, work, account, "account.email_change_code_sent").await
}

/// Whether the "change" is to the address of before: then the code only shows that mail arrives.
fn is_check(account: &Account, change: &EmailChange) -> bool {
    account.email == change.email
}

/// Begins a change to this address and mails the code that completes it.
async fn begin(visit: &Visit, account: &Account, email: String) -> Answer {
    let change = &EmailChange {
        insurer_id: account.insurer_id,
        account_id: account.id,
        flow_id: visit.portal.random.id(visit.now),
        email,
        created_at: At::from(visit.now),
        expires_at: At::from(visit.now + FLOW_LIFETIME),
    };
    let begin = |work: Work| async move {
        work.put_email_change(change).await?;
        send_code(visit, &work, account, change).await
    };
    visit.portal.store.write(begin).await?;
    Ok(page::see_other(EMAIL_CODE_PATH))
}
