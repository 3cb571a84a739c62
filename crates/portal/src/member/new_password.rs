//! A new password as a member types it: judged by the insurer's policy and by what is known of the person.

use jiff::civil::Date;
use madoguchi_rules::password::{self, AcceptedPassword, PasswordContext, PasswordPolicy};
use madoguchi_store::{StoreError, Work, accounts::Account};

use super::signup::flow::LiveFlow;
use crate::web::{FormState, Visit};

/// What browsers and password managers are told, so that the passwords they make up pass the policy.
pub fn attributes(policy: PasswordPolicy) -> String {
    format!(r#"autocomplete="new-password" passwordrules="{}""#, policy.facts().passwordrules)
}

/// By what the new password of an account is judged.
#[derive(Clone)]
pub struct PasswordRules {
    /// The insurer's policy.
    pub policy: PasswordPolicy,
    user_id: String,
    insurer_code: String,
    insurer_name: String,
    birth_date: Option<Date>,
}

impl PasswordRules {
    /// The rules for this account.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn of(work: &Work, account: &Account) -> Result<PasswordRules, StoreError> {
        let (insurer, settings) = crate::insurer::with_settings(work, account.insurer_id).await?;
        let person = work.person(account.insurer_id, account.person_id).await?;
        Ok(PasswordRules {
            policy: settings.password_policy,
            user_id: account.user_id.clone(),
            insurer_code: insurer.code,
            insurer_name: insurer.name,
            birth_date: person.map(|person| person.birth_date.0),
        })
    }

    /// The rules for the account that a sign-up flow is about to make, with the user ID that is being chosen for it.
    pub fn of_sign_up(flow: &LiveFlow, user_id: &str) -> PasswordRules {
        PasswordRules {
            policy: flow.settings.password_policy,
            user_id: user_id.to_owned(),
            insurer_code: flow.insurer.code.clone(),
            insurer_name: flow.insurer.name.clone(),
            birth_date: Some(flow.person.birth_date.0),
        }
    }

    /// The password in the form's field `password`, if it is accepted; else the form says every reason.
    pub fn judge(&self, visit: &Visit, form: &mut FormState, label: &str) -> Option<AcceptedPassword> {
        let context = PasswordContext {
            user_id: &self.user_id,
            insurer_code: &self.insurer_code,
            insurer_name: &self.insurer_name,
            birth_date: self.birth_date,
        };
        if form.value("password").is_empty() {
            form.refuse("password", (visit.texts().common.please_enter)(label));
            return None;
        }
        let judged = password::judge(self.policy, form.value("password"), &context);
        form.take("password", judged, |problems| {
            let sentences: Vec<String> = problems.iter().map(|problem| visit.language.sentence(problem)).collect();
            sentences.join("\n")
        })
    }
}
