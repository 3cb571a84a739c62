//! What is noted about every request: a log line, metrics, and whether forwarded headers came from somebody who is no proxy of ours.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, Method},
    middleware::Next,
    response::Response,
};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use crate::{portal::Portal, web::refusal::Reference};

const DURATION: &str = "madoguchi_http_request_duration_seconds";
const BUCKETS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The metrics of this process.
pub struct Observation {
    prometheus: PrometheusHandle,
    untrusted_forwards: AtomicU64,
}

impl Observation {
    /// Begins to count.
    ///
    /// # Errors
    /// When something else in the process counts already.
    pub fn begin() -> Result<Observation, BuildError> {
        let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), &BUCKETS)?;
        let prometheus = builder.install_recorder()?;
        metrics::describe_counter!("madoguchi_http_requests_total", "Requests by method, route and status");
        metrics::describe_histogram!(DURATION, metrics::Unit::Seconds, "Time until the answer, by route");
        metrics::describe_counter!(
            "madoguchi_untrusted_forwards_total",
            "Requests with forwarded headers from a peer that is no trusted proxy"
        );
        metrics::describe_gauge!("madoguchi_mails_waiting", "Mails in the outbox that wait");
        metrics::describe_gauge!("madoguchi_mails_oldest_seconds", "Age of the oldest waiting mail");
        metrics::describe_counter!("madoguchi_mails_total", "Hand-overs of mails, by outcome");
        metrics::gauge!("madoguchi_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        Ok(Observation { prometheus, untrusted_forwards: AtomicU64::new(0) })
    }

    /// One that hears nothing: the recorder of a process is one, and tests share theirs.
    #[cfg(test)]
    pub(super) fn unheard() -> Observation {
        Observation { prometheus: PrometheusBuilder::new().build_recorder().handle(), untrusted_forwards: AtomicU64::new(0) }
    }

    /// The metrics as Prometheus reads them.
    pub fn metrics(&self) -> String {
        self.prometheus.run_upkeep();
        self.prometheus.render()
    }

    /// Requests with forwarded headers that came from a peer that is no trusted proxy.
    pub fn untrusted_forwards(&self) -> u64 {
        self.untrusted_forwards.load(Ordering::Relaxed)
    }
}

/// The middleware around every request.
#[allow(clippy::disallowed_methods)] // measures how long the answer took
pub async fn observe(State((portal, observation)): State<(Portal, Arc<Observation>)>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = known_method(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    if claims_to_be_forwarded(request.headers()) && !comes_from_a_proxy(&request, &portal) {
        observation.untrusted_forwards.fetch_add(1, Ordering::Relaxed);
        metrics::counter!("madoguchi_untrusted_forwards_total").increment(1);
    }
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), began.elapsed());
    metrics::counter!("madoguchi_http_requests_total", "method" => method, "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!(DURATION, "route" => route.clone()).record(took.as_secs_f64());
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match response.extensions().get::<Reference>() {
        Some(Reference(reference)) => tracing::error!(method, route, status, milliseconds, reference, "request"),
        None => tracing::info!(method, route, status, milliseconds, "request"),
    }
    response
}

/// A stranger's invented method must not become a name of a metric.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

fn claims_to_be_forwarded(headers: &HeaderMap) -> bool {
    ["forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip"].iter().any(|name| headers.contains_key(*name))
}

fn comes_from_a_proxy(request: &Request, portal: &Portal) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.is_some_and(|ConnectInfo(address)| portal.config.trusts(address.ip().to_canonical()))
}
