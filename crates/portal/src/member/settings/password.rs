//! `/portal/settings/password`: パスワードの変更. It ends every other session and gives this one a new token.

use askama::Template;
use axum::response::Response;
use madoguchi_rules::password::{AcceptedPassword, PasswordPolicy, normalize};
use madoguchi_store::{At, Work, accounts::Account, sessions::NewSession};

use super::{PASSWORD_PATH, PATH, confirm};
use crate::{
    mail::Letter,
    member::new_password::{self, PasswordRules},
    web::{Answer, Chrome, Fields, FormState, Refusal, Visit, done::Done, page, session},
};

#[derive(Template)]
#[template(path = "member/settings/password.html")]
struct Screen {
    chrome: Chrome,
    user_id: String,
    policy: PasswordPolicy,
    password_attributes: String,
}

pub(super) async fn screen(visit: Visit) -> Answer {
    let account = confirm::own_account(&visit).await?;
    page::show(&filled(&visit, &account, &rules(&visit, &account).await?, FormState::default()))
}

pub(super) async fn change(visit: Visit, fields: Fields) -> Answer {
    let account = confirm::own_account(&visit).await?;
    let rules = rules(&visit, &account).await?;
    let mut form = FormState::of(&fields);
    confirm::is_given(&visit, &mut form);
    let chosen = rules.judge(&visit, &mut form, visit.texts().settings.new_password);
    if chosen.as_ref().is_some_and(|chosen| is_the_current_one(chosen, &form)) {
        form.refuse("password", visit.texts().settings.same_password);
    }
    if let Some(chosen) = chosen.filter(|_| form.is_right())
        && confirm::is_confirmed(&visit, &account, &mut form).await?
    {
        let hash = visit.portal.passwords.hash(chosen.as_normalized()).await?;
        return put(&visit, &account, &hash).await;
    }
    page::refuse(&filled(&visit, &account, &rules, form))
}

/// Whether both fields hold the same password: then nothing would change.
fn is_the_current_one(chosen: &AcceptedPassword, form: &FormState) -> bool {
    normalize(form.value("current_password")).is_some_and(|current| current.as_normalized() == chosen.as_normalized())
}

async fn rules(visit: &Visit, account: &Account) -> Result<PasswordRules, Refusal> {
    Ok(visit.portal.store.read(|work| async move { PasswordRules::of(&work, account).await }).await?)
}

fn filled(visit: &Visit, account: &Account, rules: &PasswordRules, form: FormState) -> Screen {
    let chrome = visit.chrome(visit.texts().settings.password_title).with_form(form);
    Screen { chrome, user_id: account.user_id.clone(), policy: rules.policy, password_attributes: new_password::attributes(rules.policy) }
}

/// Sets the password, unless another change overtook this one: then the form is opened anew.
async fn put(visit: &Visit, account: &Account, hash: &str) -> Answer {
    let token = session::new_token(&visit.portal);
    let at = At::from(visit.now);
    let renewed = &NewSession {
        token_hash: session::token_hash(&visit.portal, &token),
        id: visit.portal.random.id(visit.now),
        insurer_id: account.insurer_id,
        account_id: account.id,
        device: visit.user_agent.clone(),
        // The factor that was given in this session goes on to count.
        factor_given_at: visit.member()?.factor_given_at.map(At::from),
        at,
    };
    let put = |work: Work| async move {
        let (insurer_id, account_id) = (account.insurer_id, account.id);
        if !work.replace_password_hash(insurer_id, account_id, &account.password_hash, hash, at).await? {
            return Ok(false);
        }
        work.begin_session(renewed).await?;
        work.end_sessions_but(insurer_id, account_id, Some(renewed.id)).await?;
        work.end_recovery_flows_of_account(insurer_id, account_id, at).await?;
        confirm::record(visit, &work, account, "account.password_changed").await?;
        confirm::write(visit, &work, account, confirm::address(account)?, &Letter::PasswordChanged).await?;
        Ok(true)
    };
    if !visit.portal.store.write(put).await? {
        return Ok(page::see_other(PASSWORD_PATH));
    }
    let mut response: Response = Done::PasswordChanged.tell(visit, page::see_other(PATH));
    visit.set_session(&token, &mut response);
    Ok(response)
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{refused_form, sample};
    let screen = |form| Screen {
        chrome: visit.chrome(visit.texts().settings.password_title).with_form(form),
        user_id: "hanako-1951".to_owned(),
        policy: PasswordPolicy::Guide,
        password_attributes: new_password::attributes(PasswordPolicy::Guide),
    };
    [FormState::default(), refused_form("password")].map(|form| sample("member/settings/password.html", &screen(form))).into()
}
