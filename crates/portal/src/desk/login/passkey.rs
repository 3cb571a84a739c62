//! `/desk/login/passkey`: a passkey alone logs in: it proves that it is there, and that the authenticator verified its owner. On the page
//! of the second factor it does the same.

use madoguchi_store::{At, StoreError, Work, factors::Owner, staff::StaffMember, staff::sessions::NewStaffSession};

use super::{filled, session};
use crate::{
    factors::passkeys::{self, settled},
    limits,
    web::{Answer, Fields, FormState, Refusal, Side, Visit, page, session::new_token},
};

/// Asks the browser for a passkey of the desk.
pub(super) async fn begin(visit: Visit) -> Answer {
    limits::ceremonies::reserve(&visit).await?;
    let (portal, bound_to, now) = (&visit.portal, visit.pre_session().as_bytes(), visit.now);
    let begin = |work: Work| async move { settled(passkeys::begin_login(portal, &work, Side::Desk, bound_to, now).await) };
    match portal.store.write(begin).await? {
        Ok(options) => Ok(page::json(options)),
        Err(_) => Err(Refusal::NotFound),
    }
}

/// Logs in whoever's passkey the browser answered with.
pub(super) async fn give(visit: Visit, fields: Fields) -> Answer {
    let token = new_token(&visit.portal);
    match log_in(&visit, fields.get("answer"), &token).await? {
        Some(staff) => Ok(session::known_from_now_on(&visit, &token, &staff.email, page::see_other(visit.side.home()))),
        None => {
            let mut form = FormState::default();
            form.refuse("passkey", visit.texts().factors.wrong_passkey);
            page::refuse(&filled(&visit, form))
        }
    }
}

/// The owner of the passkey, whose session has begun; none when it is nobody's who may log in to the desk.
async fn log_in(visit: &Visit, answer: &str, token: &str) -> Result<Option<StaffMember>, Refusal> {
    let (portal, bound_to, now) = (&visit.portal, visit.pre_session().as_bytes(), visit.now);
    let failed = &visit.staff_event("staff.login_failed", None, "staff:unknown".to_owned());
    let log_in = |work: Work| async move {
        let owner = settled(passkeys::finish_login(portal, &work, Side::Desk, bound_to, answer, now).await)?;
        let staff = match owner {
            Ok(Owner::Staff { id }) => work.staff_member(id).await?.filter(|staff| staff.state == "active"),
            Ok(Owner::Account { .. }) | Err(_) => None,
        };
        match &staff {
            Some(staff) => begin_session(visit, &work, staff.id, token).await?,
            None => work.record(failed).await?,
        }
        Ok(staff)
    };
    Ok(portal.store.write(log_in).await?)
}

/// A complete login, in the place of the half of one that may have come before.
async fn begin_session(visit: &Visit, work: &Work, staff_id: i64, token: &str) -> Result<(), StoreError> {
    let at = At::from(visit.now);
    if let Some(earlier) = &visit.staff {
        work.end_staff_session(earlier.id, earlier.session_id).await?;
    }
    let session = NewStaffSession { factor_given_at: Some(at), ..session::beginning(visit, token, staff_id) };
    work.begin_staff_session(&session).await?;
    work.note_staff_login(staff_id, at).await?;
    let mut event = session::by_themselves(visit, staff_id, "staff.logged_in");
    event.detail = r#"{"factor":"passkey"}"#.to_owned();
    work.record(&event).await
}
