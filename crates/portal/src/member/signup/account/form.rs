//! The fields of 初回登録 2, judged by the rules.

use madoguchi_rules::{
    mail_address::MailAddress,
    password::{self, AcceptedPassword, PasswordContext},
    settings::ShowRosterEmail,
    user_id::UserId,
};

use super::super::flow::LiveFlow;
use crate::web::{Fields, FormState, Visit};

/// A choice that every rule accepts.
pub struct Chosen {
    /// The user ID.
    pub user_id: UserId,
    /// The password.
    pub password: AcceptedPassword,
    /// The roster's address, or the one that was typed where the roster has none.
    pub email: MailAddress,
}

/// A choice, as far as it is acceptable.
pub struct Choosing {
    /// The user ID, if it is one.
    pub user_id: Option<UserId>,
    password: Option<AcceptedPassword>,
    email: Option<MailAddress>,
}

impl Choosing {
    /// The choice, if all of it is acceptable.
    pub fn complete(self) -> Option<Chosen> {
        Some(Chosen { user_id: self.user_id?, password: self.password?, email: self.email? })
    }
}

/// Reads the form. An address that is sent although the roster has one is not looked at.
pub fn read(visit: &Visit, flow: &LiveFlow, fields: &Fields, form: &mut FormState) -> Choosing {
    let language = visit.language;
    let user_id = form.take("user_id", UserId::parse(fields.get("user_id")), |error| language.sentence(&error));
    let password = password(visit, flow, fields, form);
    let email =
        flow.roster_address().or_else(|| form.take("email", MailAddress::parse(fields.get("email")), |error| language.sentence(&error)));
    Choosing { user_id, password, email }
}

fn password(visit: &Visit, flow: &LiveFlow, fields: &Fields, form: &mut FormState) -> Option<AcceptedPassword> {
    let texts = visit.texts();
    if fields.get("password").is_empty() {
        form.refuse("password", (texts.common.please_enter)(texts.signup.account.password));
        return None;
    }
    let context = PasswordContext {
        user_id: fields.get("user_id").trim(),
        insurer_code: &flow.insurer.code,
        insurer_name: &flow.insurer.name,
        birth_date: Some(flow.person.birth_date.0),
    };
    let judged = password::judge(flow.settings.password_policy, fields.get("password"), &context);
    form.take("password", judged, |problems| {
        let sentences: Vec<String> = problems.iter().map(|problem| visit.language.sentence(problem)).collect();
        sentences.join("\n")
    })
}

/// The roster's address as the insurer wants it shown.
pub fn shown_roster_address(flow: &LiveFlow) -> Option<String> {
    flow.roster_address().map(|address| match flow.settings.show_roster_email {
        ShowRosterEmail::Masked => address.masked(),
        ShowRosterEmail::Full => address.as_given(),
    })
}
