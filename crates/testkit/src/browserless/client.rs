//! The browser itself: what it sends and what it remembers.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower::ServiceExt;
use url::{Url, form_urlencoded};

use super::Page;
use super::cookies::{Coming, Cookie, Jar};

/// Somebody else's site, for requests that a stranger's page makes the member's browser send.
const ELSEWHERE: &str = "https://elsewhere.test";

/// One browser with its cookies. Clones share the cookies, as tabs do.
#[derive(Clone, Debug)]
pub struct Client {
    way: Way,
    base: Url,
    peer: SocketAddr,
    headers: HeaderMap,
    jar: Arc<Mutex<Jar>>,
}

#[derive(Clone, Debug)]
enum Way {
    Router(Box<Router>),
    Tcp(SocketAddr),
}

/// A request before the browser has added what it adds to every request.
pub(super) struct Errand {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) coming: Coming,
    pub(super) origin: Option<String>,
    pub(super) referrer: Option<Url>,
    pub(super) fields: Option<Vec<(String, String)>>,
    /// Files of a form that is sent as `multipart/form-data`: the control's name, the file's name, what it holds.
    pub(super) files: Option<Vec<(String, String, Vec<u8>)>>,
}

/// What stands between the parts of a form with files.
const BOUNDARY: &str = "----testkit-7MA4YWxkTrZu0gW";

impl Client {
    /// A browser that talks to the router without a network. Its address is `http://localhost:8080`, the default
    /// `base_url`; see [`at_base`](Self::at_base).
    pub fn over(router: Router) -> Client {
        Client::new(Way::Router(Box::new(router)), "http://localhost:8080")
    }

    /// A browser that talks plain HTTP to a server that listens there.
    pub fn at(address: SocketAddr) -> Client {
        Client::new(Way::Tcp(address), &format!("http://{address}"))
    }

    fn new(way: Way, base: &str) -> Client {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("text/html,application/xhtml+xml,*/*;q=0.8"));
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("ja,en;q=0.5"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static("Mozilla/5.0 (testkit)"));
        let peer = SocketAddr::from(([127, 0, 0, 1], 50_000));
        Client { way, base: Url::parse(base).expect("a base address"), peer, headers, jar: Arc::default() }
    }

    /// The same browser under another `base_url`, for example `https://portal.example.jp`.
    pub fn at_base(mut self, base_url: &str) -> Client {
        self.base = Url::parse(base_url).unwrap_or_else(|error| panic!("{base_url} is no address: {error}"));
        self
    }

    /// The same browser coming from this address: the router sees it as `ConnectInfo<SocketAddr>`.
    pub fn from_peer(mut self, peer: SocketAddr) -> Client {
        self.peer = peer;
        self
    }

    /// The same browser with one more header, or another value of it, on every request.
    pub fn with_header(mut self, name: &str, value: &str) -> Client {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
        self.headers.insert(name, HeaderValue::from_str(value).expect("a header's value"));
        self
    }

    /// The same make of browser with no cookies: another person, or a private window.
    pub fn another(&self) -> Client {
        Client { jar: Arc::default(), ..self.clone() }
    }

    /// Opens an address as if it was typed or opened from a mail. Redirects are not followed; see
    /// [`Page::follow`].
    pub async fn get(&self, address: &str) -> Page {
        self.open(address, Coming::Typed).await
    }

    /// Opens an address by a link on somebody else's site: `SameSite=Strict` cookies stay at home.
    pub async fn get_from_elsewhere(&self, address: &str) -> Page {
        self.open(address, Coming::FromElsewhere).await
    }

    /// Posts fields as a page of ours would, without any form: for what no form offers.
    pub async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Page {
        let origin = self.base.origin().ascii_serialization();
        self.submit(address, Coming::FromOurselves, origin, fields).await
    }

    /// Posts fields as a stranger's page makes the browser do it: the attack that CSRF protection is for.
    pub async fn post_from_elsewhere(&self, address: &str, fields: &[(&str, &str)]) -> Page {
        self.submit(address, Coming::FromElsewhere, ELSEWHERE.to_owned(), fields).await
    }

    /// Sends a request to the letter: no cookies, no headers of a browser. The answer's cookies are not kept.
    pub async fn send(&self, request: Request<Body>) -> Response<Body> {
        match &self.way {
            Way::Router(router) => match router.as_ref().clone().oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            },
            Way::Tcp(address) => over_tcp(*address, request).await,
        }
    }

    /// All cookies that the browser keeps.
    pub fn cookies(&self) -> Vec<Cookie> {
        self.lock_jar().all().to_vec()
    }

    /// The cookie of that name.
    pub fn cookie(&self, name: &str) -> Option<Cookie> {
        self.lock_jar().all().iter().find(|cookie| cookie.name == name).cloned()
    }

    /// Puts a cookie in, for example one stolen from another browser.
    pub fn put_cookie(&self, cookie: Cookie) {
        self.lock_jar().put(cookie);
    }

    /// Forgets one cookie, or all with `None`.
    pub fn forget_cookies(&self, name: Option<&str>) {
        self.lock_jar().forget(name);
    }

    async fn open(&self, address: &str, coming: Coming) -> Page {
        let url = self.resolve(address);
        let errand = Errand { method: Method::GET, url, coming, origin: None, referrer: None, fields: None, files: None };
        self.run(errand).await
    }

    async fn submit(&self, address: &str, coming: Coming, origin: String, fields: &[(&str, &str)]) -> Page {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let url = self.resolve(address);
        let (origin, fields) = (Some(origin), Some(fields));
        self.run(Errand { method: Method::POST, url, coming, origin, referrer: None, fields, files: None }).await
    }

    fn resolve(&self, address: &str) -> Url {
        self.base.join(address).unwrap_or_else(|error| panic!("{address} is no address: {error}"))
    }

    /// Sends it as a browser navigates, keeps the cookies and reads the page.
    pub(super) async fn run(&self, errand: Errand) -> Page {
        let ours = errand.url.origin() == self.base.origin();
        assert!(ours, "{} leads away from {}", errand.url, self.base);
        let request = self.dressed(&errand);
        let response = self.send(request).await;
        let (head, body) = response.into_parts();
        for line in head.headers.get_all(header::SET_COOKIE) {
            self.lock_jar().take(line.to_str().expect("a Set-Cookie of ASCII"), &errand.url);
        }
        let body = to_bytes(body, usize::MAX).await.expect("the whole body").to_vec();
        Page::new(self.clone(), errand.url, head.status, head.headers, body)
    }

    fn dressed(&self, errand: &Errand) -> Request<Body> {
        let url = &errand.url;
        let is_get = errand.method == Method::GET;
        let path_and_query = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
        let mut request = Request::builder().method(errand.method.clone()).uri(path_and_query);
        request = request.header(header::HOST, host);
        let site = match errand.coming {
            Coming::Typed => "none",
            Coming::FromOurselves => "same-origin",
            Coming::FromElsewhere => "cross-site",
        };
        request = request.header("sec-fetch-site", site).header("sec-fetch-mode", "navigate");
        request = request.header("sec-fetch-dest", "document").header("sec-fetch-user", "?1");
        if let Some(origin) = &errand.origin {
            request = request.header(header::ORIGIN, origin);
        }
        if let Some(referrer) = &errand.referrer {
            request = request.header(header::REFERER, referrer.as_str());
        }
        if let Some(cookies) = self.lock_jar().header(url, errand.coming, is_get) {
            request = request.header(header::COOKIE, cookies);
        }
        let body = errand.fields.as_ref().map(|fields| match &errand.files {
            Some(files) => (format!("multipart/form-data; boundary={BOUNDARY}"), in_parts(fields, files)),
            None => {
                let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
                ("application/x-www-form-urlencoded".to_owned(), body.into_bytes())
            }
        });
        if let Some((kind, body)) = &body {
            request = request.header(header::CONTENT_TYPE, kind).header(header::CONTENT_LENGTH, body.len());
        }
        let body = body.map(|(_, body)| body);
        let mut request = request.body(Body::from(body.unwrap_or_default())).expect("a request");
        // What the test has set by hand wins over what browsers send.
        request.headers_mut().extend(self.headers.clone());
        request.extensions_mut().insert(ConnectInfo(self.peer));
        request
    }

    fn lock_jar(&self) -> MutexGuard<'_, Jar> {
        self.jar.lock().expect("the browser's cookies")
    }
}

/// A form with files (RFC 7578): its fields, then its files.
fn in_parts(fields: &[(String, String)], files: &[(String, String, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    for (name, file, content) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: text/csv\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

async fn over_tcp(address: SocketAddr, request: Request<Body>) -> Response<Body> {
    let stream = TcpStream::connect(address).await.unwrap_or_else(|error| panic!("nobody listens at {address}: {error}"));
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.unwrap_or_else(|error| panic!("{address} speaks no HTTP: {error}"));
    // The connection's own task reads the body; it ends when the server closes or the response is dropped.
    tokio::spawn(connection);
    let response = sender.send_request(request).await;
    response.unwrap_or_else(|error| panic!("{address} does not answer: {error}")).map(Body::new)
}
