//! Where the notices are: at an insurer's desk or at the service's, which the route has said.

use std::ops::Deref;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use madoguchi_rules::staff::Role;
use madoguchi_store::audit::AuditEvent;

use crate::web::{Refusal, Visit};

/// A visit to the notices of an insurer, or of the service.
pub(super) struct Place {
    visit: Visit,
    /// The insurer; none for the service's own.
    pub(super) insurer_id: Option<i64>,
    /// The address of the list.
    pub(super) path: String,
    /// Whether who visits may write.
    pub(super) writes: bool,
    /// The notice of the path.
    pub(super) id: Option<i64>,
}

impl Place {
    /// The notices that this visit is about.
    pub(super) fn of(visit: Visit, id: Option<i64>) -> Place {
        let (insurer_id, path, writes) = match &visit.seat {
            Some(seat) => (Some(seat.insurer_id), format!("/desk/{}/notices", seat.insurer.code), seat.role >= Role::Clerk),
            None => (None, "/desk/service/notices".to_owned(), true),
        };
        Place { visit, insurer_id, path, writes, id }
    }

    /// An event of the trail about a notice.
    pub(super) fn event(&self, action: &str, id: i64) -> AuditEvent {
        self.visit.staff_event(action, self.insurer_id, format!("announcement:{id}"))
    }

    /// The notice of the path.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when no notice can have that number.
    pub(super) fn id(&self) -> Result<i64, Refusal> {
        self.id.ok_or(Refusal::NotFound)
    }
}

impl Deref for Place {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let visit = Visit::from_request_parts(parts, state).await?;
        let captured = RawPathParams::from_request_parts(parts, state).await.map_err(Refusal::broken)?;
        let id = captured.iter().find(|(name, _)| *name == "id").and_then(|(_, value)| value.parse().ok());
        Ok(Place::of(visit, id))
    }
}
