//! TLS of the server's own.

use std::sync::Arc;

use madoguchi_testkit::Engine;
use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::machine::{Machine, Server, certificate};

async fn secure_machine() -> (Machine, rcgen::CertifiedKey<rcgen::KeyPair>) {
    let mut machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    let made = certificate(&machine.path(""));
    machine.set("MADOGUCHI_BASE_URL", "https://localhost");
    machine.set("MADOGUCHI_TLS_CERT", "cert.pem");
    machine.set("MADOGUCHI_TLS_KEY", "key.pem");
    (machine, made)
}

async fn connect(server: &Server, trusted: &rcgen::CertifiedKey<rcgen::KeyPair>, protocol: &[u8]) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.cert.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let stream = TcpStream::connect(server.member).await?;
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), stream).await
}

#[tokio::test]
async fn the_portal_answers_https_with_cookies_for_https_only() {
    let (machine, made) = secure_machine().await;
    let server = machine.serve().await;
    let mut stream = connect(&server, &made, b"http/1.1").await.unwrap();
    stream.write_all(b"GET /portal/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("set-cookie: __Host-madoguchi-visit=") && answer.contains("; Secure"), "{answer}");

    let stream = connect(&server, &made, b"h2").await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
}

#[tokio::test]
async fn a_new_certificate_is_taken_without_a_restart() {
    let (machine, old) = secure_machine().await;
    let server = machine.serve().await;
    let new = certificate(&machine.path(""));
    assert!(connect(&server, &new, b"h2").await.is_err());
    server.signal("HUP").await;
    while connect(&server, &new, b"h2").await.is_err() {
        tokio::task::yield_now().await;
    }
    assert!(connect(&server, &old, b"h2").await.is_err());
}

#[tokio::test]
async fn a_certificate_that_cannot_be_read_is_named() {
    let (machine, _) = secure_machine().await;
    std::fs::write(machine.path("cert.pem"), "no certificate").unwrap();
    let outcome = machine.run(&["serve"]).await;
    assert_eq!(outcome.status, 1);
    assert!(outcome.errors.contains("cert.pem"), "{}", outcome.errors);
}
