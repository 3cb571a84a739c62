//! The fields of 初回登録 2, judged by the rules.

use madoguchi_rules::{mail_address::MailAddress, password::AcceptedPassword, settings::ShowRosterEmail, user_id::UserId};

use crate::{
    member::{new_password::PasswordRules, signup::flow::LiveFlow},
    web::{Fields, FormState, Visit},
};

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
    let wanted = user_id.as_ref().map_or(fields.get("user_id"), UserId::as_given);
    let password = PasswordRules::of_sign_up(flow, wanted).judge(visit, form, visit.texts().signup.account.password);
    let email =
        flow.roster_address().or_else(|| form.take("email", MailAddress::parse(fields.get("email")), |error| language.sentence(&error)));
    Choosing { user_id, password, email }
}

/// The roster's address as the insurer wants it shown.
pub fn shown_roster_address(flow: &LiveFlow) -> Option<String> {
    flow.roster_address().map(|address| match flow.settings.show_roster_email {
        ShowRosterEmail::Masked => address.masked(),
        ShowRosterEmail::Full => address.as_given(),
    })
}
