//! The member's own account, and the password that confirms that it is really the member who changes it.

use madoguchi_rules::{mail_address::MailAddress, password};
use madoguchi_store::{StoreError, Work, accounts::Account};

use crate::{
    limits::{self, login::LoginGate},
    mail::{self, Addressee, Letter},
    passwords::{HashError, Verdict},
    web::{FormState, Refusal, Visit},
};

/// The account of the logged-in member.
pub(crate) async fn own_account(visit: &Visit) -> Result<Account, Refusal> {
    let member = visit.member()?;
    let (insurer_id, account_id) = (member.insurer_id, member.account_id);
    let account = visit.portal.store.read(|work| async move { work.account(insurer_id, account_id).await }).await?;
    account.ok_or(Refusal::LogInFirst)
}

/// Whether `current_password` stands in the form; the form says when it does not.
pub(crate) fn is_given(visit: &Visit, form: &mut FormState) -> bool {
    let given = !form.value("current_password").is_empty();
    if !given {
        form.refuse("current_password", (visit.texts().common.please_enter)(visit.texts().settings.current_password));
    }
    given
}

/// Whether `current_password` is the account's; the form says when it is not. A wrong one counts as a failed login.
///
/// # Errors
/// [`Refusal::LimitUsedUp`] while no login with the account's user ID is open either.
pub(crate) async fn is_confirmed(visit: &Visit, account: &Account, form: &mut FormState) -> Result<bool, Refusal> {
    let reservation = &match limits::login::reserve(visit, &account.user_key).await? {
        LoginGate::Open(reservation) => reservation,
        LoginGate::Wait { until } | LoginGate::Source { until } => return Err(Refusal::LimitUsedUp { until }),
        LoginGate::OnlyRecovery => {
            form.refuse("current_password", visit.texts().login.only_recovery);
            return Ok(false);
        }
    };
    match compare(visit, account, form.value("current_password")).await {
        Ok(true) => {
            visit.portal.store.write(|work| async move { reservation.succeeded(&work).await }).await?;
            Ok(true)
        }
        Ok(false) => {
            form.refuse("current_password", visit.texts().settings.wrong_password);
            Ok(false)
        }
        Err(error) => {
            visit.portal.store.write(|work| async move { reservation.not_judged(&work).await }).await?;
            Err(error.into())
        }
    }
}

async fn compare(visit: &Visit, account: &Account, typed: &str) -> Result<bool, HashError> {
    match password::normalize(typed) {
        Some(typed) => Ok(visit.portal.passwords.verify(typed.as_normalized(), Some(&account.password_hash)).await? != Verdict::Wrong),
        None => Ok(false),
    }
}

/// The account's confirmed address.
pub(crate) fn address(account: &Account) -> Result<MailAddress, StoreError> {
    MailAddress::parse(&account.email).map_err(|error| StoreError::Unreadable { column: "accounts.email", problem: error.to_string() })
}

/// Queues a letter about the account.
pub(crate) async fn write(visit: &Visit, work: &Work, account: &Account, to: MailAddress, letter: &Letter) -> Result<(), StoreError> {
    let to = Addressee { address: to, insurer_id: Some(account.insurer_id), account_id: Some(account.id), language: visit.language.code() };
    mail::queue(&visit.portal, work, &to, letter, visit.now).await
}

/// Records what was done to the account.
pub(super) async fn record(visit: &Visit, work: &Work, account: &Account, action: &str) -> Result<(), StoreError> {
    work.record(&visit.event(action, account.insurer_id, format!("account:{}", account.id))).await
}
