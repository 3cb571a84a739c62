//! A real SMTP server on loopback (RFC 5321) that keeps what it receives and misbehaves on order.
//!
//! ```
//! # async fn story() {
//! use madoguchi_testkit::smtp::Sink;
//!
//! let sink = Sink::start().await;
//! let smtp_url = sink.url(); // for `smtp_url` of the configuration
//! // … the service sends a mail to ken.6@example.jp …
//! let mail = sink.mail_to("ken.6@example.jp").await;
//! assert_eq!(mail.code().len(), 6);
//! # }
//! ```

mod message;
mod session;

pub use message::{Message, mail_text};

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::PATIENCE;

/// The server. It ends with this value.
#[derive(Debug)]
pub struct Sink {
    address: SocketAddr,
    certificate: String,
    shared: Arc<Shared>,
    door: Mutex<Door>,
}

/// What the server offers besides plain delivery.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    /// STARTTLS, with a self-signed certificate for `localhost` and 127.0.0.1.
    pub starttls: bool,
    /// TLS from the first byte, under the same certificate: what `smtps://` speaks with.
    pub wrapped: bool,
    /// AUTH PLAIN and LOGIN with this user and password, without which nothing is taken.
    pub login: Option<(String, String)>,
}

/// What every session shares.
#[derive(Debug)]
struct Shared {
    offer: Offer,
    tls: Option<TlsTerms>,
    received: watch::Sender<Vec<Message>>,
    orders: Mutex<Orders>,
}

/// Terms under which the session becomes TLS.
#[derive(Clone)]
struct TlsTerms(TlsAcceptor);

impl std::fmt::Debug for TlsTerms {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TlsTerms")
    }
}

/// The misbehaviour that a test has ordered and that has not happened yet.
#[derive(Debug, Default)]
struct Orders {
    busy_for: usize,
    hang_up_for: usize,
    close_for: usize,
    refused: HashMap<String, String>,
}

/// The listening port: open while the server runs, bound but deaf while it is "down", so that nobody else gets it.
#[derive(Debug)]
enum Door {
    Open(AbortHandle),
    Closed(TcpSocket),
    Moving,
}

impl Sink {
    /// A server that takes every mail, on a free port.
    pub async fn start() -> Sink {
        Sink::offering(Offer::default()).await
    }

    /// A server with TLS or a login.
    pub async fn offering(offer: Offer) -> Sink {
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let own = rcgen::generate_simple_self_signed(names).expect("a self-signed certificate");
        let tls = (offer.starttls || offer.wrapped).then(|| TlsTerms(acceptor(&own)));
        let shared = Shared { offer, tls, received: watch::Sender::new(Vec::new()), orders: Mutex::default() };
        let socket = bind("127.0.0.1:0".parse().expect("loopback"));
        let address = socket.local_addr().expect("the address of a bound socket");
        let sink = Sink { address, certificate: own.cert.pem(), shared: Arc::new(shared), door: Mutex::new(Door::Closed(socket)) };
        sink.open();
        sink
    }

    /// `smtp://127.0.0.1:PORT` (`smtps://` when TLS begins at once), with user and password when a login is asked for; without any
    /// `?tls=`.
    pub fn url(&self) -> String {
        let login = self.shared.offer.login.as_ref();
        let login = login.map(|(user, password)| format!("{user}:{password}@")).unwrap_or_default();
        let scheme = if self.shared.offer.wrapped { "smtps" } else { "smtp" };
        format!("{scheme}://{login}{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The self-signed certificate of STARTTLS, as PEM.
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// What has come so far, oldest first.
    pub fn received(&self) -> Vec<Message> {
        self.shared.received.borrow().clone()
    }

    /// Waits until `count` mails have come, counted from the server's start, and returns all that are there.
    pub async fn await_count(&self, count: usize) -> Vec<Message> {
        self.await_until(&format!("{count} mails"), |received| received.len() >= count).await
    }

    /// Waits for the newest mail whose envelope names this recipient.
    pub async fn mail_to(&self, recipient: &str) -> Message {
        let all = self.await_until("a mail to that recipient", |received| newest_to(received, recipient).is_some()).await;
        newest_to(&all, recipient).expect("the mail that was waited for").clone()
    }

    /// Waits until what has come satisfies `enough`; fails after [`PATIENCE`] with what came instead.
    pub async fn await_until(&self, what: &str, enough: impl Fn(&[Message]) -> bool) -> Vec<Message> {
        let mut received = self.shared.received.subscribe();
        let waited = tokio::time::timeout(PATIENCE, received.wait_for(|received| enough(received))).await;
        match waited {
            Ok(Ok(all)) => all.clone(),
            _ => panic!("waited {PATIENCE:?} for {what}; received: {:#?}", self.received()),
        }
    }

    /// The next `count` mails are answered with 451 (try again later) after their data.
    pub fn answer_busy(&self, count: usize) {
        self.orders().busy_for = count;
    }

    /// The next `count` mails are cut off: the connection goes after the data, without an answer.
    pub fn hang_up(&self, count: usize) {
        self.orders().hang_up_for = count;
    }

    /// The next `count` mails are answered with 421 where they begin, and the connection goes: the service is closing.
    pub fn close_service(&self, count: usize) {
        self.orders().close_for = count;
    }

    /// This recipient is refused for good, as a mailbox that does not exist (550). Written as in the envelope.
    pub fn refuse(&self, recipient: &str) {
        self.refuse_with(recipient, "550 5.1.1 no such mailbox");
    }

    /// This recipient is refused with that answer, for example `452 4.2.2 mailbox full`.
    pub fn refuse_with(&self, recipient: &str, answer: &str) {
        self.orders().refused.insert(recipient.to_owned(), answer.to_owned());
    }

    /// From now on every recipient is welcome and every mail is taken.
    pub fn behave(&self) {
        *self.orders() = Orders::default();
    }

    /// The relay is down: running sessions are cut, and connecting is refused until [`open`](Self::open).
    pub async fn close(&self) {
        let before = std::mem::replace(&mut *self.lock_door(), Door::Moving);
        let closed = match before {
            Door::Open(accepting) => {
                accepting.abort();
                // The port is free once the aborted task has dropped its listener.
                while !accepting.is_finished() {
                    tokio::task::yield_now().await;
                }
                Door::Closed(bind(self.address))
            }
            other => other,
        };
        *self.lock_door() = closed;
    }

    /// The relay is there again, on the same port. Must be called inside a tokio runtime.
    pub fn open(&self) {
        let mut door = self.lock_door();
        *door = match std::mem::replace(&mut *door, Door::Moving) {
            Door::Closed(socket) => {
                let listener = socket.listen(128).expect("the sink listens");
                Door::Open(tokio::spawn(accept(listener, self.shared.clone())).abort_handle())
            }
            other => other,
        };
    }

    fn orders(&self) -> std::sync::MutexGuard<'_, Orders> {
        self.shared.orders.lock().expect("the sink's orders")
    }

    fn lock_door(&self) -> std::sync::MutexGuard<'_, Door> {
        self.door.lock().expect("the sink's door")
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        if let Ok(Door::Open(accepting)) = self.door.get_mut() {
            accepting.abort();
        }
    }
}

fn newest_to<'a>(received: &'a [Message], recipient: &str) -> Option<&'a Message> {
    received.iter().rev().find(|message| message.to.iter().any(|to| to == recipient))
}

fn bind(address: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().expect("a socket");
    // Connections of before linger in TIME_WAIT; the port must be ours again at once.
    socket.set_reuseaddr(true).expect("SO_REUSEADDR");
    socket.bind(address).unwrap_or_else(|error| panic!("the sink cannot have {address}: {error}"));
    socket
}

/// Takes connections until it is aborted; its sessions end with it.
async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut sessions = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        sessions.spawn(serve(stream, shared.clone()));
        while sessions.try_join_next().is_some() {}
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    // A client that goes away in the middle is no failure of the sink: what counts is what it keeps.
    let _ = session::hold(stream, &shared).await;
}

fn acceptor(own: &rcgen::CertifiedKey<rcgen::KeyPair>) -> TlsAcceptor {
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(own.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let terms = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("TLS 1.2 and 1.3")
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)
        .expect("the sink's certificate");
    TlsAcceptor::from(Arc::new(terms))
}

#[cfg(test)]
mod tests;
