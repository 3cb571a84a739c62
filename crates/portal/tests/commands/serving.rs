//! A server that runs.

use madoguchi_testkit::{Engine, browserless::Client, on_both_engines};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::machine::Machine;

on_both_engines! {
    async fn the_operators_machines_are_answered_on_a_listener_of_their_own(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        let server = machine.serve().await;
        let admin = Client::at(server.admin);
        assert_eq!(admin.get("/healthz").await.status(), 200);
        assert_eq!(admin.get("/readyz").await.status(), 200);
        Client::at(server.member).get("/portal/").await;
        let metrics = admin.get("/metrics").await;
        assert!(metrics.source().contains(r#"madoguchi_http_requests_total{method="GET",route="/portal/",status="200"} 1"#));
        assert_eq!(Client::at(server.member).get("/metrics").await.status(), 404);
    }
}

#[tokio::test]
async fn the_log_is_json_without_queries_and_addresses() {
    let machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    let server = machine.serve().await;
    let client = Client::at(server.member);
    client.get("/portal/?insurer=very-private").await;
    client.get("/somewhere/very-private").await;
    server.signal("INT").await;
    let (status, log) = server.end().await;
    assert_eq!(status, 0);
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let routes: Vec<&str> = lines.iter().filter_map(|line| line["route"].as_str()).collect();
    assert_eq!(routes, ["/portal/", "/{*path}"]);
    assert!(!log.contains("very-private") && !log.contains("127.0.0.1"), "{log}");
}

#[tokio::test]
async fn forwarded_headers_from_a_stranger_are_warned_of() {
    let machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    let server = machine.serve().await;
    Client::at(server.member).with_header("x-forwarded-for", "192.0.2.1").get("/portal/").await;
    let ready = Client::at(server.admin).get("/readyz").await;
    assert_eq!(ready.status(), 200);
    assert!(ready.source().contains("trusted_proxies"), "{}", ready.source());
}

#[tokio::test]
async fn an_unknown_method_is_405_with_the_headers_of_every_page() {
    let machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    let server = machine.serve().await;
    let mut stream = TcpStream::connect(server.member).await.unwrap();
    stream.write_all(b"BREW /portal/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 405 "), "{answer}");
    assert!(answer.contains("allow: GET,HEAD,POST\r\n") && answer.contains("<h1>この方法では開けません</h1>"), "{answer}");
    assert!(answer.contains("content-security-policy: ") && answer.contains("strict-transport-security: "), "{answer}");
}

#[tokio::test]
async fn a_request_under_way_is_finished_before_the_end() {
    let machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    let server = machine.serve().await;
    let mut stream = TcpStream::connect(server.member).await.unwrap();
    let head = b"POST /portal/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n\r\n";
    stream.write_all(head).await.unwrap();
    stream.write_all(b"csr").await.unwrap();
    // The server has begun to read this form when another connection that came later was answered.
    Client::at(server.member).get("/portal/").await;
    server.signal("TERM").await;
    while TcpStream::connect(server.member).await.is_ok() {
        tokio::task::yield_now().await;
    }
    stream.write_all(b"f=x").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    assert_eq!(server.end().await.0, 0);
}
