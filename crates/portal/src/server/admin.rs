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
    /// Whether the database answers every question.
    pub database: bool,
    /// Whether it has exactly this program's migrations.
    pub migrations: bool,
    /// Mails that wait; none when the database does not tell.
    pub mail_waiting: Option<i64>,
    /// The maintenance that is on: members see its page, and everything else goes on. None too when the database does not tell.
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
    let migrations = answered("the migrations", portal.store.migration_state().await);
    let migrations = migrations.map(|state| state.missing == 0 && state.unknown == 0);
    let outbox = answered("the outbox", portal.store.read(|work| async move { work.outbox_state().await }).await);
    if let Some(late) = outbox.and_then(|outbox| late_by(portal, &outbox)) {
        warnings.push(format!("the oldest mail has waited for {} minutes: see `madoguchi mail list` and the relay", late.as_mins()));
    }
    if observation.untrusted_forwards() > 0 {
        warnings.push(format!(
            "{} requests carried forwarded headers but came from a peer outside trusted_proxies: the headers were ignored",
            observation.untrusted_forwards()
        ));
    }
    let asked = answered("the maintenance", portal.store.read(|work| async move { work.maintenance().await }).await);
    let is_answered = migrations.is_some() && outbox.is_some() && asked.is_some();
    if !is_answered {
        warnings.push("the database does not answer every question: what is null here is not known; see the log".to_owned());
    }
    let maintenance = asked.flatten();
    if maintenance.as_ref().is_some_and(|on| on.until_at.timestamp() <= portal.clock.now()) {
        warnings.push("the maintenance that is on was to be over by now: `madoguchi maintenance off` ends it".to_owned());
    }
    Readiness {
        ready: migrations == Some(true) && is_answered,
        database: is_answered,
        migrations: migrations == Some(true),
        mail_waiting: outbox.map(|outbox| outbox.waiting),
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

/// What the database said; an error is told in the log and is no answer.
fn answered<T>(about: &str, asked: Result<T, StoreError>) -> Option<T> {
    asked.map_err(|error| tracing::error!(about, %error, "the database does not answer")).ok()
}

async fn metrics(State((_, observation)): Admin) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], observation.metrics()).into_response()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use madoguchi_testkit::{browserless::Client, on_both_engines};

    use super::*;
    use crate::testing::Story;

    async fn ready(client: &Client) -> (u16, serde_json::Value) {
        let answer = client.get("/readyz").await;
        (answer.status(), serde_json::from_str(answer.source()).unwrap())
    }

    on_both_engines! {
        // A server that cannot tell whether a maintenance is on must not say that none is.
        async fn a_question_that_the_database_does_not_answer_is_told_and_never_becomes_none(database: TestDatabase) {
            let story = Story::begin(database).await;
            let client = Client::over(router(story.portal.clone(), Arc::new(Observation::unheard())));
            let (status, said) = ready(&client).await;
            assert_eq!((status, &said["ready"], &said["mail_waiting"], &said["warnings"]), (200, &true.into(), &0.into(), &serde_json::json!([])));

            story.rows::<(i64,)>("ALTER TABLE maintenance RENAME TO elsewhere").await;
            let (status, said) = ready(&client).await;
            assert_eq!((status, &said["ready"], &said["database"], &said["migrations"]), (503, &false.into(), &false.into(), &true.into()));
            assert!(said["warnings"][0].as_str().unwrap().contains("does not answer every question"), "{said}");

            story.rows::<(i64,)>("ALTER TABLE elsewhere RENAME TO maintenance").await;
            story.rows::<(i64,)>("ALTER TABLE outbox RENAME TO elsewhere").await;
            let (status, said) = ready(&client).await;
            assert_eq!((status, &said["ready"], &said["mail_waiting"]), (503, &false.into(), &serde_json::Value::Null));
            assert_eq!(client.get("/healthz").await.status(), 200, "the process lives all the same");
        }
    }
}
