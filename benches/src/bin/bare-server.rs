//! The least that a server on this stack costs: axum answering every request with the same bytes and headers.
//!
//! `bare-server HEAD BODY` reads the header lines and the body that it serves from two files, listens on a free port of loopback and
//! prints the address. `/healthz` answers 200, so that its start is measured like the portal's.
#![allow(clippy::print_stdout)] // the address is its output

use anyhow::Context;
use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, HeaderName, HeaderValue},
    routing::get,
};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut file = || arguments.next().context("usage: bare-server HEAD BODY");
    let (head, body) = (std::fs::read_to_string(file()?)?, Bytes::from(std::fs::read(file()?)?));
    let headers = headers_of(&head)?;
    let router = Router::new().route("/healthz", get(async || "ok")).fallback(async move || (headers, body));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

/// The headers but those that the server writes itself.
fn headers_of(head: &str) -> anyhow::Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    for line in head.lines() {
        let (name, value) = line.split_once(':').with_context(|| format!("no header line: {line:?}"))?;
        let name: HeaderName = name.trim().parse()?;
        if !["content-length", "date"].contains(&name.as_str()) {
            headers.append(name, HeaderValue::from_str(value.trim())?);
        }
    }
    Ok(headers)
}
