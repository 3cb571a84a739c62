//! The cookies of one browser, with the rules that make browsers drop them silently.

use url::Url;

/// One cookie that the browser keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    /// Its name, with `__Host-` where it has that.
    pub name: String,
    /// Its value to the letter.
    pub value: String,
    /// `Path`; the default is the directory of the address that set it.
    pub path: String,
    /// `Secure`.
    pub secure: bool,
    /// `HttpOnly`.
    pub http_only: bool,
    /// `SameSite`; a browser takes a missing one as `Lax`.
    pub same_site: String,
    /// `Max-Age` in seconds; `None` is a cookie that goes when the browser closes. Time is not watched here.
    pub max_age: Option<i64>,
}

/// What a request has to do with the page that it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coming {
    /// The address was typed, or opened from a mail program.
    Typed,
    /// A link, form or redirect of our own pages.
    FromOurselves,
    /// A link or form of somebody else's site.
    FromElsewhere,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Jar(Vec<Cookie>);

impl Jar {
    pub(super) fn all(&self) -> &[Cookie] {
        &self.0
    }

    pub(super) fn forget(&mut self, name: Option<&str>) {
        self.0.retain(|cookie| name.is_some_and(|name| cookie.name != name));
    }

    pub(super) fn put(&mut self, cookie: Cookie) {
        self.0.retain(|kept| (&kept.name, &kept.path) != (&cookie.name, &cookie.path));
        self.0.push(cookie);
    }

    /// The `Cookie` header of a request, if it has any cookies to carry.
    pub(super) fn header(&self, url: &Url, coming: Coming, is_get: bool) -> Option<String> {
        let carried: Vec<String> = self
            .0
            .iter()
            .filter(|cookie| !cookie.secure || url.scheme() == "https")
            .filter(|cookie| path_matches(url.path(), &cookie.path))
            .filter(|cookie| match (coming, cookie.same_site.as_str()) {
                (Coming::FromElsewhere, "Strict") => false,
                (Coming::FromElsewhere, "None") => true,
                (Coming::FromElsewhere, _) => is_get,
                _ => true,
            })
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        (!carried.is_empty()).then(|| carried.join("; "))
    }

    /// Keeps or removes what one `Set-Cookie` says. A cookie that browsers would drop without a word fails the test.
    pub(super) fn take(&mut self, line: &str, url: &Url) {
        let mut parts = line.split(';').map(str::trim);
        let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).unwrap_or_else(|| {
            panic!("Set-Cookie without name=value: {line}");
        });
        let mut cookie = Cookie {
            name: name.trim().to_owned(),
            value: value.trim().to_owned(),
            path: directory(url.path()),
            secure: false,
            http_only: false,
            same_site: "Lax".to_owned(),
            max_age: None,
        };
        let (mut has_domain, mut has_path, mut ended) = (false, false, false);
        for attribute in parts {
            let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            match key.to_ascii_lowercase().as_str() {
                "path" => (cookie.path, has_path) = (value.to_owned(), true),
                "secure" => cookie.secure = true,
                "httponly" => cookie.http_only = true,
                "samesite" => cookie.same_site = value.to_owned(),
                "max-age" => cookie.max_age = Some(value.parse().unwrap_or_else(|_| panic!("no Max-Age: {line}"))),
                "domain" => has_domain = true,
                "expires" => ended |= value.contains("1970"),
                _ => {}
            }
        }
        assert!(!cookie.secure || url.scheme() == "https", "browsers drop a Secure cookie that came over http: {line}");
        if cookie.name.starts_with("__Host-") {
            let allowed = cookie.secure && has_path && cookie.path == "/" && !has_domain;
            assert!(allowed, "browsers drop __Host- without Secure and Path=/, or with Domain: {line}");
        }
        assert!(cookie.same_site != "None" || cookie.secure, "browsers drop SameSite=None without Secure: {line}");
        if ended || cookie.max_age.is_some_and(|seconds| seconds <= 0) {
            self.0.retain(|kept| (&kept.name, &kept.path) != (&cookie.name, &cookie.path));
        } else {
            self.put(cookie);
        }
    }
}

/// RFC 6265, 5.1.4: the default path.
fn directory(path: &str) -> String {
    match path.rfind('/') {
        Some(0) | None => "/".to_owned(),
        Some(slash) => path[..slash].to_owned(),
    }
}

/// RFC 6265, 5.1.4: `/portal` covers `/portal` and `/portal/…`, never `/portals`.
fn path_matches(path: &str, cookie_path: &str) -> bool {
    path.strip_prefix(cookie_path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || cookie_path.ends_with('/'))
}
