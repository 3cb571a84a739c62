//! The running server: the member's listener, the desk's, the admin listener, the jobs, and how all of them end.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, bail};
use axum::{Router, http::StatusCode, middleware::from_fn_with_state, response::IntoResponse};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
    task::JoinSet,
};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    commands::output,
    config::Config,
    fault::Fault,
    jobs,
    mail::{self, Mailer},
    portal::Portal,
    web::routes::Entry,
};

pub mod admin;
mod listener;
pub mod logs;
mod observation;
mod patience;
pub mod tls;
pub mod validity;

use listener::Door;
use observation::Observation;
use patience::REQUEST_WITHIN;
use tls::Certificate;

/// Requests under way have so long to end after the signal.
const GRACE: Duration = Duration::from_secs(18);

/// What members are served: `member_side`, or the demo's.
pub type MemberSide = fn(Portal) -> (Router, Vec<Entry>);

/// Serves until the process is told to stop.
///
/// # Errors
/// When an address is taken or the certificate cannot be read.
pub async fn run(portal: Portal, side: MemberSide) -> anyhow::Result<()> {
    let signals = Signals::begin()?;
    let config = &portal.config;
    let certificate = Certificate::configured(config)?.map(Arc::new);
    let mailer = Mailer::open(config)?;
    let member_listener = bind(config.listen, "listen").await?;
    let desk_listener = bind(config.desk_listen, "desk_listen").await?;
    let admin_listener = bind(config.admin_listen, "admin_listen").await?;
    greet(config, [&member_listener, &desk_listener, &admin_listener], certificate.is_some())?;

    let observation = Arc::new(Observation::begin()?);
    // A handler's panic becomes a page (web/routes.rs); this catches one in what stands around the handlers.
    let observed = |(router, _): (Router, Vec<Entry>)| {
        let router = router.layer(CatchPanicLayer::custom(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()));
        let router = router.layer(from_fn_with_state(REQUEST_WITHIN, patience::deadline));
        router.layer(from_fn_with_state((portal.clone(), observation.clone()), observation::observe))
    };
    let (member_router, desk_router) = (observed(side(portal.clone())), observed(crate::desk_side(portal.clone())));
    let admin_router = admin::router(portal.clone(), observation.clone());

    let (stop, stopping) = watch::channel(false);
    let mut parts = JoinSet::new();
    let door = |router: Router, certificate| Door { router, certificate, trusted: portal.clone(), stopping: stopping.clone() };
    parts.spawn(door(member_router, certificate.clone()).serve(member_listener));
    parts.spawn(door(desk_router, certificate.clone()).serve(desk_listener));
    parts.spawn(door(admin_router, None).serve(admin_listener));
    parts.spawn(mail::worker::run(portal.clone(), mailer, stopped(stopping.clone())));
    parts.spawn(jobs::run(portal.clone(), stopping.clone()));
    signals.until_stop(certificate.as_deref(), &mut parts).await?;

    tracing::info!("stopping: requests under way are finished first");
    // A closed channel tells the parts to stop as well.
    let _ = stop.send(true);
    let all = async { while parts.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        tracing::warn!(seconds = GRACE.as_secs(), "some requests did not end in time and are cut off");
    }
    portal.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// The signals that the server listens to.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    /// From now on a signal no longer ends the process at once.
    fn begin() -> std::io::Result<Signals> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for SIGTERM or SIGINT; reads the certificate again on SIGHUP; fails when a part of the server ends by itself.
    async fn until_stop(mut self, certificate: Option<&Certificate>, parts: &mut JoinSet<()>) -> anyhow::Result<()> {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return Ok(()),
                _ = self.interrupt.recv() => return Ok(()),
                _ = self.hang_up.recv() => if let Some(certificate) = certificate { certificate.read_again() },
                Some(ended) = parts.join_next() => match ended.map_err(Fault::from) {
                    Ok(()) => bail!("a part of the server ended by itself"),
                    Err(fault) => bail!("a part of the server ended by itself: {fault}"),
                },
            }
        }
    }
}

/// Ends when the server stops.
async fn stopped(mut stopping: watch::Receiver<bool>) {
    // A closed channel means the same.
    let _ = stopping.wait_for(|stop| *stop).await;
}

async fn bind(address: std::net::SocketAddr, key: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("{key} {address}: cannot listen there; is another server running?"))
}

/// The first lines, in plain words: where everything is.
fn greet(config: &Config, [member, desk, admin]: [&TcpListener; 3], tls: bool) -> anyhow::Result<()> {
    let (member, desk, admin) = (member.local_addr()?, desk.local_addr()?, admin.local_addr()?);
    let how = if tls { "https, own certificate" } else { "http" };
    output::say(&format!("{}: {}portal/ (listening on {member}, {how})", config.service_name, config.base_url))?;
    output::say(&format!("For staff: {}desk/ (listening on {desk}, {how})", config.desk_base_url))?;
    output::say(&format!("For the operator: http://{admin}/healthz, /readyz, /metrics"))?;
    Ok(())
}
