//! For the operator's machines: `/healthz` (the process lives), `/readyz` (it can serve), `/metrics` (Prometheus).

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::SignedDuration;
use madoguchi_store::{StoreError, outbox::OutboxState};
use serde::{Deserialize, Serialize};

use super::observation::Observation;
use crate::portal::Portal;

/// A mail that waits longer than this is worth a warning: the relay may be down.
pub const MAIL_IS_LATE: SignedDuration = SignedDuration::from_mins(10);

/// What `/readyz` answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct Readiness {
    /// Whether members can be served.
    pub ready: bool,
    /// Whether the database answers.
    pub database: bool,
    /// Whether it has exactly this program's migrations.
    pub migrations: bool,
    /// Mails that wait.
    pub mail_waiting: i64,
    /// The maintenance that is on: members see its page, and everything else goes on.
    #[serde(default)]
    pub maintenance: Option<MaintenanceOn>,
    /// What does not keep members away but should be looked at.
    pub warnings: Vec<String>,
}

/// A maintenance, as `/readyz` tells of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct MaintenanceOn {
    /// When it began, UTC.
    pub since: String,
    /// Until when it was announced, UTC.
    pub until: String,
    /// What members are told besides.
    pub note: String,
}

type Admin = State<(Portal, Arc<Observation>)>;

/// The routes of the admin listener.
pub fn router(portal: Portal, observation: Arc<Observation>) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state((portal, observation))
}

async fn readyz(State((portal, observation)): Admin) -> Response {
    let readiness = readiness(&portal, &observation).await;
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    match serde_json::to_string(&readiness) {
        Ok(text) => (status, [(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Err(error) => crate::web::Refusal::broken(error).into_response(),
    }
}

async fn readiness(portal: &Portal, observation: &Observation) -> Readiness {
    let mut warnings = Vec::new();
    let migrations = match portal.store.migration_state().await {
        Ok(state) => Some(state.missing == 0 && state.unknown == 0),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            None
        }
    };
    let outbox = outbox(portal).await.ok();
    if let Some(late) = outbox.and_then(|outbox| late_by(portal, &outbox)) {
        warnings.push(format!("the oldest mail has waited for {} minutes: see `madoguchi mail list` and the relay", late.as_mins()));
    }
    if observation.untrusted_forwards() > 0 {
        warnings.push(format!(
            "{} requests carried forwarded headers but came from a peer outside trusted_proxies: the headers were ignored",
            observation.untrusted_forwards()
        ));
    }
    let maintenance = portal.store.read(|work| async move { work.maintenance().await }).await.ok().flatten();
    if maintenance.as_ref().is_some_and(|on| on.until_at.timestamp() <= portal.clock.now()) {
        warnings.push("the maintenance that is on was to be over by now: `madoguchi maintenance off` ends it".to_owned());
    }
    Readiness {
        ready: migrations == Some(true) && outbox.is_some(),
        database: migrations.is_some(),
        migrations: migrations == Some(true),
        mail_waiting: outbox.map_or(0, |outbox| outbox.waiting),
        maintenance: maintenance.map(|on| MaintenanceOn {
            since: on.begun_at.timestamp().to_string(),
            until: on.until_at.timestamp().to_string(),
            note: on.note,
        }),
        warnings,
    }
}

fn late_by(portal: &Portal, outbox: &OutboxState) -> Option<SignedDuration> {
    let age = portal.clock.now().duration_since(outbox.oldest?.timestamp());
    (age > MAIL_IS_LATE).then_some(age)
}

async fn outbox(portal: &Portal) -> Result<OutboxState, StoreError> {
    portal.store.read(|work| async move { work.outbox_state().await }).await
}

async fn metrics(State((_, observation)): Admin) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], observation.metrics()).into_response()
}
