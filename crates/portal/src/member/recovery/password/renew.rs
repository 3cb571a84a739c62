//! Step 3: the new password. It ends every session and every other recovery flow of the account, and does not log in.

use askama::Template;
use madoguchi_rules::password::PasswordPolicy;
use madoguchi_store::{At, StoreError, Work, accounts::Account, recovery::RecoveryFlow};

use super::{CODE_PATH, START_PATH, code::is_of_another_flow, flow};
use crate::{
    limits,
    mail::{self, Addressee, Letter},
    member::new_password::{self, PasswordRules},
    web::{
        Answer, Chrome, Fields, FormState, Refusal, Visit,
        cookies::{self, Cookie},
        done::Done,
        page,
    },
};

#[derive(Template)]
#[template(path = "member/recovery/password/new.html")]
struct Screen {
    chrome: Chrome,
    flow_id: i64,
    user_id: String,
    policy: PasswordPolicy,
    password_attributes: String,
}

/// A flow whose code was given rightly, with its account.
struct Opened {
    flow: RecoveryFlow,
    account: Account,
    rules: PasswordRules,
}

pub(super) async fn screen(visit: Visit) -> Answer {
    match opened(&visit).await? {
        Ok(opened) => page::show(&opened.screen(&visit, FormState::default())),
        Err(elsewhere) => Ok(page::see_other(elsewhere)),
    }
}

pub(super) async fn set(visit: Visit, fields: Fields) -> Answer {
    let opened = match opened(&visit).await? {
        Ok(opened) if is_of_another_flow(&fields, &opened.flow) => return Ok(page::see_other(START_PATH)),
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(page::see_other(elsewhere)),
    };
    let mut form = FormState::of(&fields);
    let Some(password) = opened.rules.judge(&visit, &mut form, visit.texts().password_recovery.new_password) else {
        return page::refuse(&opened.screen(&visit, form));
    };
    let password_hash = visit.portal.passwords.hash(password.as_normalized()).await?;
    if !put(&visit, &opened.flow, &password_hash).await? {
        return Ok(page::see_other(START_PATH));
    }
    let mut response = Done::PasswordReset.tell(&visit, page::see_other("/portal/"));
    Cookie::removed(cookies::RECOVERY).set(&visit.portal.config, &mut response);
    Ok(response)
}

/// The visitor's flow if this step is its open one; else where the open one is.
async fn opened(visit: &Visit) -> Result<Result<Opened, &'static str>, Refusal> {
    let Some(flow) = flow::live(visit).await? else { return Ok(Err(START_PATH)) };
    if flow.verified_at.is_none() {
        return Ok(Err(CODE_PATH));
    }
    let with = &flow;
    let find = |work: Work| async move {
        let Some(account) = flow::account(visit, &work, with).await? else { return Ok(None) };
        let rules = PasswordRules::of(&work, &account).await?;
        Ok(Some((account, rules)))
    };
    let found = visit.portal.store.read(find).await?;
    Ok(found.map(|(account, rules)| Opened { flow, account, rules }).ok_or(START_PATH))
}

impl Opened {
    fn screen(&self, visit: &Visit, form: FormState) -> Screen {
        Screen {
            chrome: visit.chrome(visit.texts().password_recovery.new_title).with_form(form),
            flow_id: self.flow.id,
            user_id: self.account.user_id.clone(),
            policy: self.rules.policy,
            password_attributes: new_password::attributes(self.rules.policy),
        }
    }
}

/// Sets the password, once per flow. Answers `false` when the flow or the account ended meanwhile; then nothing has changed.
async fn put(visit: &Visit, verified: &RecoveryFlow, password_hash: &str) -> Result<bool, StoreError> {
    let at = At::from(visit.now);
    let put = |work: Work| async move {
        let Some(account) = flow::account(visit, &work, verified).await? else { return Ok(false) };
        if !work.end_recovery_flow(verified.id, at).await? {
            return Ok(false);
        }
        let (insurer_id, account_id) = (account.insurer_id, account.id);
        work.set_password_hash(insurer_id, account_id, password_hash, Some(at)).await?;
        work.end_sessions_but(insurer_id, account_id, None).await?;
        work.end_recovery_flows_of_account(insurer_id, account_id, at).await?;
        limits::login::cleared(&visit.portal, &work, &account.user_key).await?;
        work.record(&visit.event("account.password_reset", insurer_id, format!("account:{account_id}"))).await?;
        let address = flow::address_of(&account)?;
        let to = Addressee { address, insurer_id: Some(insurer_id), account_id: Some(account_id), language: visit.language.code() };
        mail::queue(&visit.portal, &work, &to, &Letter::PasswordChanged, visit.now).await?;
        Ok(true)
    };
    visit.portal.store.write(put).await
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let screen = |form| Screen {
        chrome: visit.chrome(visit.texts().password_recovery.title).with_form(form),
        flow_id: 1,
        user_id: HOSTILE.to_owned(),
        policy: PasswordPolicy::Guide,
        password_attributes: new_password::attributes(PasswordPolicy::Guide),
    };
    [FormState::default(), refused_form("password")].map(|form| sample("member/recovery/password/new.html", &screen(form))).into()
}
