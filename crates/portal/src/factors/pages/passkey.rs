//! `…/passkey`: setting up a passkey.

use madoguchi_rules::paper_codes::PaperCode;
use madoguchi_store::Work;

use super::{after_enrolment, enrolled, fresh_token, overview_of};
use crate::{
    factors::{
        bearer::Bearer,
        passkeys::{self, Holder, PasskeyError, settled},
    },
    web::{Answer, Fields, FormState, Refusal, page},
};

/// Asks the browser for a new passkey, if the password was given recently.
pub(super) async fn begin(bearer: Bearer) -> Answer {
    if !bearer.has_confirmed() {
        return Err(Refusal::NotFound);
    }
    let (visit, bound_to) = (&bearer.visit, &bearer.bound_to());
    let (portal, side, now) = (&visit.portal, visit.side, visit.now);
    let holder = &Holder { owner: bearer.owner, login_name: &bearer.login_name, display_name: &bearer.display_name };
    let begin = |work: Work| async move { settled(passkeys::begin_registration(portal, &work, side, bound_to, holder, now).await) };
    match portal.store.write(begin).await? {
        Ok(options) => Ok(page::json(options)),
        Err(_) => Err(Refusal::NotFound),
    }
}

/// Registers what the browser answered with.
pub(super) async fn register(bearer: Bearer, fields: Fields) -> Answer {
    let texts = &bearer.visit.texts().factors;
    let typed = passkeys::name(&fields);
    let name = if typed.is_empty() { texts.passkey_unnamed.to_owned() } else { typed };
    let mut form = FormState::prefilled([("passkey_name", name.as_str())]);
    let token = fresh_token(&bearer.visit);
    match enrol(&bearer, fields.get("answer"), &name, &token).await? {
        Ok(codes) => return enrolled(&bearer, &token, &codes),
        Err(PasskeyError::Enough) => form.refuse("passkey_name", texts.passkeys_enough),
        Err(_) => form.refuse("passkey_name", texts.passkey_not_taken),
    }
    page::refuse(&overview_of(&bearer, form).await?)
}

async fn enrol(bearer: &Bearer, answer: &str, name: &str, token: &str) -> Result<Result<Vec<PaperCode>, PasskeyError>, Refusal> {
    let (visit, bound_to, owner) = (&bearer.visit, &bearer.bound_to(), bearer.owner);
    let (portal, side, now) = (&visit.portal, visit.side, visit.now);
    let enrol = |work: Work| async move {
        let registered = passkeys::finish_registration(portal, &work, side, bound_to, owner, (answer, name), now).await;
        match settled(registered)? {
            Ok(()) => after_enrolment(bearer, &work, token, "passkey").await.map(Ok),
            Err(error) => Ok(Err(error)),
        }
    };
    Ok(portal.store.write(enrol).await?)
}
