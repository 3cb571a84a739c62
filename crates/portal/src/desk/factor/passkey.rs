//! `/desk/factor/passkey`: registering a passkey.

use madoguchi_rules::codes::PaperCode;
use madoguchi_store::Work;

use super::{after_enrolment, bound_to, choice, enrolled};
use crate::{
    desk::login::owner,
    factors::passkeys::{self, Holder, PasskeyError, settled},
    web::{Answer, Fields, FormState, Refusal, Side, StaffVisit, page, session::new_token},
};

/// Asks the browser for a new passkey.
pub(super) async fn begin(visit: StaffVisit) -> Answer {
    let (portal, bound_to, now) = (&visit.portal, &bound_to(&visit), visit.now);
    let holder = &Holder { owner: owner(&visit), login_name: &visit.staff.email, display_name: &visit.staff.name };
    let begin = |work: Work| async move { settled(passkeys::begin_registration(portal, &work, Side::Desk, bound_to, holder, now).await) };
    match portal.store.write(begin).await? {
        Ok(options) => Ok(page::json(options)),
        Err(_) => Err(Refusal::NotFound),
    }
}

/// Registers what the browser answered with.
pub(super) async fn register(visit: StaffVisit, fields: Fields) -> Answer {
    let texts = &visit.texts().factors;
    let typed = passkeys::name(&fields);
    let name = if typed.is_empty() { texts.passkey_unnamed.to_owned() } else { typed };
    let mut form = FormState::prefilled([("passkey_name", name.as_str())]);
    let token = new_token(&visit.portal);
    match enrol(&visit, fields.get("answer"), &name, &token).await? {
        Ok(codes) => return enrolled(&visit, &token, &codes),
        Err(PasskeyError::Enough) => form.refuse("passkey_name", texts.passkeys_enough),
        Err(_) => form.refuse("passkey_name", texts.passkey_not_taken),
    }
    page::refuse(&choice(&visit, form))
}

async fn enrol(visit: &StaffVisit, answer: &str, name: &str, token: &str) -> Result<Result<Vec<PaperCode>, PasskeyError>, Refusal> {
    let (portal, bound_to, owner, now) = (&visit.portal, &bound_to(visit), owner(visit), visit.now);
    let enrol = |work: Work| async move {
        let registered = passkeys::finish_registration(portal, &work, Side::Desk, bound_to, owner, (answer, name), now).await;
        match settled(registered)? {
            Ok(()) => after_enrolment(visit, &work, owner, token, "passkey").await.map(Ok),
            Err(error) => Ok(Err(error)),
        }
    };
    Ok(portal.store.write(enrol).await?)
}
