//! `/portal/settings/email` → `/code`: メールアドレスの変更. The address changes when the code that went to the new one is given.

pub(super) mod code;
pub(super) mod start;

use madoguchi_rules::mail_address::MailAddress;
use madoguchi_store::{StoreError, Work, accounts::Account, email_changes::EmailChange};

use super::confirm;
use crate::{
    codes::{self, CodePurpose},
    mail::Letter,
    web::Visit,
};

/// The address that a change waits for.
fn new_address(change: &EmailChange) -> Result<MailAddress, StoreError> {
    MailAddress::parse(&change.email).map_err(|error| StoreError::Unreadable { column: "email_changes.email", problem: error.to_string() })
}

/// Puts a new code in place of the change's last one and mails it to the new address.
async fn send_code(visit: &Visit, work: &Work, account: &Account, change: &EmailChange) -> Result<(), StoreError> {
    let address = new_address(change)?;
    let issued = codes::issue(&visit.portal, work, change.flow_id, CodePurpose::EmailChange, &address, visit.now).await?;
    let letter = Letter::EmailChangeCode { code: issued.code, until: issued.until };
    confirm::write(visit, work, account, address, &letter).await?;
    confirm::record(visit, work, account, "account.email_change_code_sent").await
}
