//! A request by somebody at the desk, as its handlers take it: [`DeskVisit`] at an insurer's desk, [`StaffVisit`] anywhere else.

use std::ops::Deref;

use axum::{extract::FromRequestParts, http::request::Parts};
use madoguchi_store::audit::AuditEvent;

use super::{Refusal, Seat, Staff, Visit};

/// A request at the desk of the insurer of the path, on a route for [`Principal::Staff`](super::Principal::Staff).
#[derive(Clone)]
pub struct DeskVisit {
    visit: Visit,
    /// Who asks.
    pub staff: Staff,
    /// Their place at this insurer's desk; the guard has compared its role with the route's.
    pub seat: Seat,
}

/// A request by somebody at the desk that concerns no insurer: logging in, the own account, the service.
#[derive(Clone)]
pub struct StaffVisit {
    visit: Visit,
    /// Who asks.
    pub staff: Staff,
}

impl DeskVisit {
    /// The visit of somebody who has a seat at the insurer of the path.
    pub(crate) fn of(visit: Visit) -> Option<DeskVisit> {
        let (staff, seat) = (visit.staff.clone()?, visit.seat.clone()?);
        Some(DeskVisit { visit, staff, seat })
    }

    /// The insurer of the path: what every query of a handler is limited to.
    pub fn insurer_id(&self) -> i64 {
        self.seat.insurer_id
    }

    /// An address of this insurer's desk: `people` is `/desk/sakura/people`, blank is Today.
    pub fn address(&self, page: &str) -> String {
        format!("/desk/{}/{page}", self.seat.insurer.code)
    }

    /// An event of the trail by this person at this insurer.
    pub fn event(&self, action: &str, subject: impl Into<String>) -> AuditEvent {
        self.visit.staff_event(action, Some(self.seat.insurer_id), subject.into())
    }

    /// Who it is as the trail and `…_by` columns name them.
    pub fn actor(&self) -> String {
        format!("staff:{}", self.staff.id)
    }
}

impl StaffVisit {
    /// The visit of somebody who has logged in to the desk, if only with the password.
    pub(crate) fn of(visit: Visit) -> Option<StaffVisit> {
        let staff = visit.staff.clone()?;
        Some(StaffVisit { visit, staff })
    }

    /// An event of the trail by this person that concerns no insurer.
    pub fn event(&self, action: &str, subject: impl Into<String>) -> AuditEvent {
        self.visit.staff_event(action, None, subject.into())
    }

    /// Who it is as the trail and `…_by` columns name them.
    pub fn actor(&self) -> String {
        format!("staff:{}", self.staff.id)
    }
}

impl Deref for DeskVisit {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl Deref for StaffVisit {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl<S: Sync> FromRequestParts<S> for DeskVisit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let visit = DeskVisit::of(Visit::from_request_parts(parts, state).await?);
        visit.ok_or_else(|| Refusal::broken("handler of an insurer's desk on a route that declares none"))
    }
}

impl<S: Sync> FromRequestParts<S> for StaffVisit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let visit = StaffVisit::of(Visit::from_request_parts(parts, state).await?);
        visit.ok_or_else(|| Refusal::broken("handler of the desk on a route that declares nobody"))
    }
}
