//! What the forms about staff bring: an address, a role.

use madoguchi_rules::{mail_address::MailAddress, staff::Role};

use crate::web::{FormState, Visit};

/// The address in the form's `email`; the form says what is wrong with it.
pub fn address(visit: &Visit, form: &mut FormState) -> Option<MailAddress> {
    let parsed = MailAddress::parse(form.value("email"));
    form.take("email", parsed, |error| visit.language.sentence(&error))
}

/// The role in the form's `role`, and whether `deputy` is ticked; the form says what is wrong with them.
pub fn role(visit: &Visit, form: &mut FormState) -> Option<(Role, bool)> {
    let texts = &visit.texts().desk_account;
    let parsed = form.value("role").parse::<Role>();
    let role = form.take("role", parsed, |_| texts.choose_role.to_owned())?;
    let is_deputy = form.has("deputy");
    if is_deputy && role != Role::Clerk {
        form.refuse("deputy", texts.only_clerk);
        return None;
    }
    Some((role, is_deputy))
}
