//! The flow of somebody who forgot the password: a cookie and a row, 30 minutes. A dummy has no account and does the same work.

use madoguchi_rules::{limits::FLOW_LIFETIME, mail_address::MailAddress};
use madoguchi_store::{At, StoreError, Work, accounts::Account, recovery::RecoveryFlow};

use crate::{
    codes::{self, CodePurpose},
    mail::{self, Addressee, Letter},
    member::recovery::is_open,
    web::{Refusal, Visit, session},
};

/// A new flow for whoever has this address, and the token for its cookie.
pub(super) fn new(visit: &Visit, account: Option<&Account>, address: &MailAddress) -> (RecoveryFlow, String) {
    let token = session::new_token(&visit.portal);
    let flow = RecoveryFlow {
        id: visit.portal.random.id(visit.now),
        token_hash: token_hash(visit, &token),
        insurer_id: account.map(|account| account.insurer_id),
        account_id: account.map(|account| account.id),
        email: address.as_given(),
        created_at: At::from(visit.now),
        expires_at: At::from(visit.now + FLOW_LIFETIME),
        verified_at: None,
        ended_at: None,
    };
    (flow, token)
}

/// What the database knows the visitor's flow by.
pub(super) fn presented(visit: &Visit) -> Vec<u8> {
    token_hash(visit, visit.recovery_flow.as_deref().unwrap_or_default())
}

fn token_hash(visit: &Visit, token: &str) -> Vec<u8> {
    visit.portal.keys.tokens.mac(&[b"recovery", token.as_bytes()]).to_vec()
}

/// The visitor's flow, unless it ended.
pub(super) async fn live(visit: &Visit) -> Result<Option<RecoveryFlow>, Refusal> {
    let (hash, at) = (&presented(visit), At::from(visit.now));
    Ok(visit.portal.store.read(|work| async move { work.live_recovery_flow(hash, at).await }).await?)
}

/// The account that has this user ID, this address, and may be reset: neither stopped nor closed to its person, nor held by the desk. The look-ups are the
/// same whether or not there is one.
pub(super) async fn find(visit: &Visit, user_key: &str, address: &MailAddress) -> Result<Option<Account>, Refusal> {
    let find = |work: Work| async move {
        let found = work.account_by_user_key(user_key).await?;
        let (insurer_id, person_id) = found.as_ref().map_or((0, 0), |account| (account.insurer_id, account.person_id));
        let person = work.person(insurer_id, person_id).await?;
        let settings = crate::insurer::settings(&work, insurer_id).await?;
        let held = work.recovery_held_until(insurer_id, found.as_ref().map_or(0, |account| account.id), At::from(visit.now)).await?;
        let is_theirs = |account: &Account| MailAddress::parse(&account.email).is_ok_and(|own| own.key() == address.key());
        Ok(found.filter(|account| held.is_none() && is_theirs(account) && is_open(visit, account, person.as_ref(), &settings)))
    };
    Ok(visit.portal.store.read(find).await?)
}

/// The flow's account as it is now, if it may still be reset. The look-ups are the same for a dummy.
pub(super) async fn account(visit: &Visit, work: &Work, flow: &RecoveryFlow) -> Result<Option<Account>, StoreError> {
    let insurer_id = flow.insurer_id.unwrap_or_default();
    let found = work.account(insurer_id, flow.account_id.unwrap_or_default()).await?;
    let person = work.person(insurer_id, found.as_ref().map_or(0, |account| account.person_id)).await?;
    let settings = crate::insurer::settings(work, insurer_id).await?;
    let held = work.recovery_held_until(insurer_id, flow.account_id.unwrap_or_default(), At::from(visit.now)).await?;
    Ok(found.filter(|account| held.is_none() && is_open(visit, account, person.as_ref(), &settings)))
}

/// The address that was typed, to which the flow's code is bound.
pub(super) fn address(flow: &RecoveryFlow) -> Result<MailAddress, StoreError> {
    readable(&flow.email, "recovery_flows.email")
}

/// The account's own address, to which mail goes: it may be spelt otherwise than it was typed.
pub(super) fn address_of(account: &Account) -> Result<MailAddress, StoreError> {
    readable(&account.email, "accounts.email")
}

fn readable(email: &str, column: &'static str) -> Result<MailAddress, StoreError> {
    MailAddress::parse(email).map_err(|error| StoreError::Unreadable { column, problem: error.to_string() })
}

/// Puts a new code in place of the flow's last one and mails it. For a dummy the same is written, and nothing sent.
pub(super) async fn send_code(visit: &Visit, work: &Work, flow: &RecoveryFlow, account: Option<&Account>) -> Result<(), StoreError> {
    let (portal, now, typed) = (&visit.portal, visit.now, address(flow)?);
    let address = account.map_or_else(|| Ok(typed.clone()), address_of)?;
    let to = Addressee { address, insurer_id: flow.insurer_id, account_id: flow.account_id, language: visit.language.code() };
    let Some(account) = account else {
        let issued = codes::issue_to_nobody(portal, work, flow.id, CodePurpose::Recovery, now).await?;
        let letter = Letter::RecoveryCode { code: issued.code, until: issued.until };
        return mail::queue_to_nobody(portal, work, &to, &letter, now).await;
    };
    let issued = codes::issue(portal, work, flow.id, CodePurpose::Recovery, &typed, now).await?;
    let letter = Letter::RecoveryCode { code: issued.code, until: issued.until };
    mail::queue(portal, work, &to, &letter, now).await?;
    work.record(&visit.event("recovery.code_sent", account.insurer_id, format!("account:{}", account.id))).await
}
