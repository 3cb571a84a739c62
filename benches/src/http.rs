//! As much of an HTTP/1.1 client as the measurements need: one connection, kept open, bodies with a length.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, bail};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// An answer that takes longer is an error: nothing here waits for ever.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection to a server.
pub struct Connection {
    stream: TcpStream,
    address: SocketAddr,
    buffer: Vec<u8>,
}

/// An answer.
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header lines, one a line.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Connection {
    /// Connects.
    pub async fn to(address: SocketAddr) -> anyhow::Result<Connection> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, address, buffer: Vec::new() })
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> anyhow::Result<Response> {
        self.get_with(path, &[]).await
    }

    /// Asks for a page with these headers.
    pub async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> anyhow::Result<Response> {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", self.address);
        self.ask(&request).await
    }

    /// Sends a form with these cookies (`name=value; name=value`).
    pub async fn post(&mut self, path: &str, cookies: &str, form: &[(&str, &str)]) -> anyhow::Result<Response> {
        self.post_with(path, &[("Cookie", cookies)], form).await
    }

    /// Sends a form with these headers.
    pub async fn post_with(&mut self, path: &str, headers: &[(&str, &str)], form: &[(&str, &str)]) -> anyhow::Result<Response> {
        let body = serde_urlencoded::to_string(form)?;
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\n{headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        self.ask(&request).await
    }

    async fn ask(&mut self, request: &str) -> anyhow::Result<Response> {
        self.stream.write_all(request.as_bytes()).await?;
        timeout(PATIENCE, self.answer()).await.context("no answer within 20 seconds")?
    }

    async fn answer(&mut self) -> anyhow::Result<Response> {
        let end_of_head = loop {
            if let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            self.read_more().await?;
        };
        let head = String::from_utf8(self.buffer.drain(..end_of_head + 4).collect())?;
        let (status_line, head) = head.trim_end().split_once("\r\n").unwrap_or((head.trim_end(), ""));
        let status = status_line.split(' ').nth(1).and_then(|status| status.parse().ok()).context("no status line")?;
        let mut response = Response { status, head: head.replace("\r\n", "\n"), body: String::new() };
        let length = response.headers("content-length").next().unwrap_or("0").parse()?;
        if response.headers("transfer-encoding").next().is_some() {
            bail!("a body without a length");
        }
        while self.buffer.len() < length {
            self.read_more().await?;
        }
        response.body = String::from_utf8(self.buffer.drain(..length).collect())?;
        Ok(response)
    }

    async fn read_more(&mut self) -> anyhow::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => bail!("the server closed the connection"),
            _ => Ok(()),
        }
    }
}

impl Response {
    /// The values of the headers with this name.
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        let pairs = self.head.lines().filter_map(|line| line.split_once(':'));
        pairs.filter(move |(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The token that the forms of the page carry.
    pub fn csrf_token(&self) -> anyhow::Result<String> {
        let (_, rest) = self.body.split_once(r#"name="csrf" value=""#).context("no token in a form of the page")?;
        Ok(rest.split('"').next().unwrap_or_default().to_owned())
    }

    /// The cookies that it sets, as a `Cookie` header sends them back.
    pub fn cookies(&self) -> String {
        self.headers("set-cookie").filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
    }
}
