//! That mail does not arrive at the account's address, and what to do: as マイページ and ご登録内容 show it.

use madoguchi_rules::mail_address::MailAddress;
use madoguchi_store::{Work, accounts::Account};

use crate::{
    clock::in_tokyo,
    mail::stops,
    web::{Refusal, Visit},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// Mail to the account's address is stopped.
pub struct MailStopped {
    /// What happened, and when.
    pub what: String,
    /// What the member can do.
    pub what_to_do: String,
}

impl MailStopped {
    /// The stop in force for this account, in words.
    ///
    /// # Errors
    /// A [`Refusal`] when the database cannot be asked.
    pub async fn of(visit: &Visit, account: &Account) -> Result<Option<MailStopped>, Refusal> {
        let portal = &visit.portal;
        let stop = portal.store.read(|work: Work| async move { stops::of_account(portal, &work, account).await }).await?;
        let texts = &visit.texts().settings;
        let told = stop.map(|stop| {
            let day = visit.language.date(in_tokyo(stop.stopped_at.timestamp()).date());
            let address = MailAddress::parse(&account.email).map(|address| address.masked()).unwrap_or_default();
            let what = if stop.bounce == "soft" { texts.mail_stopped_soft } else { texts.mail_stopped_hard };
            MailStopped { what: what(&day, &address), what_to_do: (texts.mail_stopped_what_to_do)(&portal.config.mail_from) }
        });
        Ok(told)
    }

    #[cfg(test)]
    pub(crate) fn sample() -> MailStopped {
        let words = crate::testing::samples::HOSTILE.to_owned();
        MailStopped { what: words.clone(), what_to_do: words }
    }
}
