//! What a step of the login begins: a session under a new token each time more is given, and a new pre-session.

use axum::response::Response;
use madoguchi_store::{At, StoreError, Work, staff::sessions::NewStaffSession};

use super::judge::RightPassword;
use crate::{
    limits::{self, device, login::LoginReservation},
    web::{Answer, StaffVisit, Visit, page, session::new_token, staff::token_hash},
};

/// Begins the session that opens nothing but the second factor.
pub(super) async fn begin_with_password(visit: &Visit, right: &RightPassword, reservation: &LoginReservation) -> Answer {
    let event = &by_themselves(visit, right.staff.id, "staff.password_given");
    let token = new_token(&visit.portal);
    let session = &beginning(visit, &token, right.staff.id);
    let begin = |work: Work| async move {
        reservation.succeeded(&work).await?;
        if let Some(earlier) = &visit.staff {
            work.end_staff_session(earlier.id, earlier.session_id).await?;
        }
        if let (Some(old), Some(new)) = (&right.staff.password_hash, &right.new_hash) {
            work.replace_staff_password_hash(right.staff.id, old, new, None).await?;
        }
        work.begin_staff_session(session).await?;
        work.record(event).await
    };
    visit.portal.store.write(begin).await?;
    Ok(entering(visit, &token))
}

/// A session of somebody who has just given their password.
pub fn beginning(visit: &Visit, token: &str, staff_id: i64) -> NewStaffSession {
    let at = At::from(visit.now);
    NewStaffSession {
        token_hash: token_hash(&visit.portal, token),
        id: visit.portal.random.id(visit.now),
        staff_id,
        device: visit.user_agent.clone(),
        created_at: at,
        authenticated_at: at,
        factor_given_at: None,
        at,
    }
}

/// Puts the session of a complete login in the place of the one before, in the unit of work that used the factor up. `with` names it
/// for the trail. The token is for [`completed`].
///
/// # Errors
/// [`StoreError::Database`].
pub async fn complete(visit: &StaffVisit, work: &Work, token: &str, with: &str) -> Result<(), StoreError> {
    let (staff, at) = (&visit.staff, At::from(visit.now));
    let session = NewStaffSession {
        created_at: At::from(staff.began_at),
        authenticated_at: At::from(staff.authenticated_at),
        factor_given_at: Some(at),
        ..beginning(visit, token, staff.id)
    };
    work.end_staff_session(staff.id, staff.session_id).await?;
    work.begin_staff_session(&session).await?;
    work.note_staff_login(staff.id, at).await?;
    let mut event = visit.event("staff.logged_in", format!("staff:{}", staff.id));
    event.detail = format!(r#"{{"factor":"{with}"}}"#);
    work.record(&event).await
}

/// Leads to the desk under the token of a complete login.
pub fn completed(visit: &StaffVisit, token: &str, response: Response) -> Response {
    known_from_now_on(visit, token, &visit.staff.email, response)
}

/// Gives the browser the token of a complete login; the device is known from now on.
pub fn known_from_now_on(visit: &Visit, token: &str, email: &str, mut response: Response) -> Response {
    visit.set_session(token, &mut response);
    visit.renew_pre_session(&mut response);
    device::remember(visit, &super::limit_key(&super::email_key(email)), &mut response);
    response
}

/// Leads on under a new token; the guard knows which step is open.
pub fn entering(visit: &Visit, token: &str) -> Response {
    let mut response = page::see_other(visit.side.home());
    visit.set_session(token, &mut response);
    visit.renew_pre_session(&mut response);
    response
}

/// An event by somebody who is about to be logged in.
pub fn by_themselves(visit: &Visit, staff_id: i64, action: &str) -> madoguchi_store::audit::AuditEvent {
    let mut event = visit.staff_event(action, None, format!("staff:{staff_id}"));
    event.actor = format!("staff:{staff_id}");
    event
}

/// Forgets the failures of somebody's logins: they are invited anew.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn failures_forgotten(portal: &crate::portal::Portal, work: &Work, email_key: &str, staff_id: i64) -> Result<(), StoreError> {
    let owner = madoguchi_store::factors::Owner::Staff { id: staff_id };
    limits::login::cleared(portal, work, &super::limit_key(email_key)).await?;
    limits::login::cleared(portal, work, &crate::factors::limit_key(owner)).await
}
