//! A door of the server: accepts connections, with limits on how many and how slow they may be.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Router, extract::ConnectInfo, http::Request};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto,
        graceful::{GracefulShutdown, Watcher},
    },
};
use madoguchi_rules::sources::{Network, source_of};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
};
use tower::Service;

use super::{patience::Patient, tls::Certificate};
use crate::portal::Portal;

/// Connections at once; more wait in the operating system's queue.
const MOST_CONNECTIONS: usize = 8_192;
/// Connections at once from one source. Trusted proxies are not counted: everybody comes through them.
const MOST_FROM_ONE_SOURCE: usize = 256;
/// A request's headers must be here so soon; the TLS handshake too.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// A connection on which nothing moves is closed after so long.
const IDLE: Duration = Duration::from_secs(60);
/// The most that a request's headers may weigh.
const MOST_HEADER_BYTES: u32 = 32 * 1024;
/// Requests at once on one HTTP/2 connection.
const MOST_STREAMS: u32 = 64;

/// Who is served at a listener, and how.
pub struct Door {
    /// What is served.
    pub router: Router,
    /// The certificate with which TLS is ended here.
    pub certificate: Option<Arc<Certificate>>,
    /// Says whose connections are not counted.
    pub trusted: Portal,
    /// Becomes true when the server stops.
    pub stopping: watch::Receiver<bool>,
}

type Builder = auto::Builder<TokioExecutor>;

impl Door {
    /// Serves until the server stops; requests under way are finished.
    pub async fn serve(mut self, listener: TcpListener) {
        let (builder, graceful) = (Arc::new(builder(HEADERS_WITHIN)), GracefulShutdown::new());
        let (places, crowd) = (Arc::new(Semaphore::new(MOST_CONNECTIONS)), Arc::new(Crowd::default()));
        loop {
            let arrival = tokio::select! {
                arrival = arrival(&listener, &places) => arrival,
                _ = self.stopping.changed() => break,
            };
            let Some((place, stream, peer)) = arrival else { continue };
            let is_proxy = self.trusted.config.trusts(peer.ip().to_canonical());
            let Some(seat) = crowd.seat(peer.ip().to_canonical(), is_proxy) else { continue };
            let (builder, watcher) = (builder.clone(), graceful.watcher());
            let (router, certificate) = (self.router.clone(), self.certificate.clone());
            tokio::spawn(async move {
                let _held = (place, seat);
                connection(stream, peer, certificate, &builder, router, watcher).await;
            });
        }
        drop(listener);
        graceful.shutdown().await;
    }
}

async fn arrival(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<(OwnedSemaphorePermit, TcpStream, SocketAddr)> {
    let place = places.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((place, stream, peer)),
        Err(error) => {
            // Out of file descriptors, or the peer is gone already: both pass.
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    certificate: Option<Arc<Certificate>>,
    builder: &Builder,
    router: Router,
    watcher: Watcher,
) {
    // Pages are written whole: waiting for more would only delay them.
    let _ = stream.set_nodelay(true);
    match certificate {
        None => speak(stream, peer, builder, router, watcher).await,
        Some(certificate) => match tokio::time::timeout(HEADERS_WITHIN, certificate.acceptor().accept(stream)).await {
            Ok(Ok(stream)) => speak(stream, peer, builder, router, watcher).await,
            Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
            Err(_) => tracing::debug!("TLS handshake took too long"),
        },
    }
}

async fn speak<S>(stream: S, peer: SocketAddr, builder: &Builder, router: Router, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request)
    });
    let connection = builder.serve_connection(TokioIo::new(Patient::new(stream, IDLE)), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(error, "a connection ended early");
    }
}

fn builder(headers_within: Duration) -> Builder {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(headers_within).max_buf_size(MOST_HEADER_BYTES as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(IDLE / 3)
        .keep_alive_timeout(headers_within)
        .max_concurrent_streams(MOST_STREAMS)
        .max_header_list_size(MOST_HEADER_BYTES);
    builder
}

/// How many connections each source has.
#[derive(Default)]
struct Crowd(Mutex<HashMap<Network, usize>>);

/// A counted connection; it is counted off when dropped.
struct Seat {
    crowd: Arc<Crowd>,
    source: Option<Network>,
}

impl Crowd {
    fn seat(self: &Arc<Crowd>, address: IpAddr, is_proxy: bool) -> Option<Seat> {
        if is_proxy {
            return Some(Seat { crowd: self.clone(), source: None });
        }
        let source = source_of(address);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(source).or_default();
        if *count >= MOST_FROM_ONE_SOURCE {
            return None;
        }
        *count += 1;
        Some(Seat { crowd: self.clone(), source: Some(source) })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(source) = &self.source else { return };
        let mut counts = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(source) {
            *count -= 1;
            if *count == 0 {
                counts.remove(source);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::{body::Bytes, middleware::from_fn_with_state, routing::post};
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

    use super::*;
    use crate::server::patience;

    /// A caller of a door behind which forms are read; all that is waited for must come within `limit`.
    fn caller(limit: Duration) -> DuplexStream {
        let (near, far) = tokio::io::duplex(4096);
        let router = Router::new().route("/", post(async |form: Bytes| format!("{} bytes", form.len())));
        let router = router.layer(from_fn_with_state(limit, patience::deadline));
        tokio::spawn(async move {
            let graceful = GracefulShutdown::new();
            speak(far, ([127, 0, 0, 1], 9).into(), &builder(limit), router, graceful.watcher()).await;
        });
        near
    }

    /// Everything that the server says until it hangs up.
    async fn answer_to(sent: &[u8], limit: Duration) -> String {
        let mut caller = caller(limit);
        caller.write_all(sent).await.unwrap();
        let mut answer = String::new();
        tokio::time::timeout(Duration::from_secs(9), caller.read_to_string(&mut answer)).await.unwrap().unwrap();
        answer
    }

    const SOON: Duration = Duration::from_millis(40);
    const LATER: Duration = Duration::from_secs(8);

    #[tokio::test]
    async fn headers_that_do_not_end_are_hung_up_on() {
        let answer = answer_to(b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", SOON).await;
        assert!(!answer.contains(" 200 "), "{answer}");
        let whole = b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc";
        let answer = answer_to(whole, LATER).await;
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("3 bytes"), "{answer}");
    }

    #[tokio::test]
    async fn a_form_that_trickles_in_is_answered_408_with_the_headers_of_every_page() {
        let begun = b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 9\r\n\r\nabc";
        let answer = answer_to(begun, SOON).await;
        assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("content-security-policy: "), "{answer}");
    }

    #[test]
    fn one_source_has_so_many_connections_and_a_proxy_as_many_as_it_likes() {
        let crowd = Arc::new(Crowd::default());
        let (one, other): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let mut seats: Vec<Seat> = (0..MOST_FROM_ONE_SOURCE).map(|_| crowd.seat(one, false).unwrap()).collect();
        assert!(crowd.seat(one, false).is_none());
        assert!(crowd.seat(one, true).is_some() && crowd.seat(other, false).is_some());
        seats.pop();
        assert!(crowd.seat(one, false).is_some());
        drop(seats);
        assert!(crowd.0.lock().unwrap().is_empty());
    }
}
