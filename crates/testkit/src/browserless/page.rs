//! A page as it came, and what a person reads on it.

use axum::http::{HeaderMap, Method, StatusCode, header};
use scraper::{ElementRef, Html};
use url::Url;

use super::client::Errand;
use super::cookies::Coming;
use super::{Client, Form, markup};

/// One entry of the error summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The `name` of the control that the link leads to; empty when it leads to something else.
    pub field: String,
    /// Where the link leads, without `#`.
    pub target: String,
    /// What it says.
    pub text: String,
}

/// The answer to one request.
#[derive(Clone, Debug)]
pub struct Page {
    client: Client,
    url: Url,
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Page {
    pub(super) fn new(client: Client, url: Url, status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Page {
        Page { client, url, status, headers, body }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header of ASCII"))
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The path of this page, with its query.
    pub fn address(&self) -> &str {
        &self.url[url::Position::BeforePath..url::Position::AfterQuery]
    }

    /// Where a redirect leads, as the server wrote it; fails when this is none.
    #[track_caller]
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_else(|| panic!("{} is no redirect", self.account()))
    }

    /// The body as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The body as text.
    #[track_caller]
    pub fn source(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_else(|error| panic!("{} is not UTF-8: {error}", self.url))
    }

    /// `<title>`.
    pub fn title(&self) -> String {
        self.select_texts("head > title").pop().unwrap_or_default()
    }

    /// The language of the page, `ja` or `en`.
    pub fn language(&self) -> String {
        self.attribute("html", "lang").unwrap_or_default()
    }

    /// The one main heading; fails when there is none or more than one.
    #[track_caller]
    pub fn heading(&self) -> String {
        let html = self.html();
        match markup::select(&html, "h1").as_slice() {
            [heading] => markup::label_text(*heading),
            headings => panic!("{} main headings on {}", headings.len(), self.account()),
        }
    }

    /// All that is shown, blocks on lines of their own.
    pub fn text(&self) -> String {
        markup::visible_text(self.html().root_element())
    }

    /// Whether this sentence is shown, line ends and runs of spaces aside.
    pub fn says(&self, sentence: &str) -> bool {
        self.text().replace('\n', " ").contains(sentence)
    }

    /// The texts of all elements that match a CSS selector.
    pub fn select_texts(&self, css: &str) -> Vec<String> {
        let html = self.html();
        markup::select(&html, css)
            .into_iter()
            .map(|element| match element.value().name() {
                "title" => element.text().collect::<String>().trim().to_owned(),
                _ => markup::label_text(element),
            })
            .collect()
    }

    /// An attribute of the first element that matches a CSS selector and has it.
    pub fn attribute(&self, css: &str, name: &str) -> Option<String> {
        let html = self.html();
        markup::select(&html, css).into_iter().find_map(|element| element.attr(name).map(str::to_owned))
    }

    /// The entries of the error summary (the element whose class contains `error-summary`), in order. A link that
    /// leads nowhere fails the test.
    #[track_caller]
    pub fn errors(&self) -> Vec<FieldError> {
        let html = self.html();
        let links = markup::select(&html, "[class*=error-summary] a[href^='#']");
        let mut errors = Vec::new();
        for link in links {
            let target = link.attr("href").unwrap_or_default().trim_start_matches('#').to_owned();
            let there = markup::by_id(&html, &target);
            let there = there.unwrap_or_else(|| panic!("the error summary leads to #{target}, which is not on {}", self.url));
            let field = there.attr("name").unwrap_or_default().to_owned();
            let error = FieldError { field, target, text: markup::label_text(link) };
            // Summaries inside each other match twice.
            if !errors.contains(&error) {
                errors.push(error);
            }
        }
        errors
    }

    /// What the error summary says of the control with that `name`; fails when it says nothing.
    #[track_caller]
    pub fn error_on(&self, name: &str) -> String {
        let errors = self.errors();
        let error = errors.iter().find(|error| error.field == name);
        error.unwrap_or_else(|| panic!("no error on {name} but {errors:?}\n{}", self.account())).text.clone()
    }

    /// What a control holds: found by its visible label or its `name`.
    #[track_caller]
    pub fn value_of(&self, label: &str) -> String {
        let html = self.html();
        let control = super::form::find_control(&html, label, |_| true);
        markup::value_of(control.unwrap_or_else(|problem| panic!("{problem}\n{}", self.account())))
    }

    /// Whether there is a control with that visible label or `name`.
    pub fn has_control(&self, label: &str) -> bool {
        super::form::find_control(&self.html(), label, |_| true).is_ok()
    }

    /// The visible texts of the buttons, in order.
    pub fn buttons(&self) -> Vec<String> {
        let html = self.html();
        super::form::buttons(&html).into_iter().map(markup::button_text).collect()
    }

    /// Where the link with that text leads, as written.
    #[track_caller]
    pub fn link(&self, text: &str) -> String {
        let html = self.html();
        let links = markup::select(&html, "a[href]");
        let found = links.iter().find(|link| says(**link, text));
        let all = || links.iter().map(|link| markup::label_text(*link)).collect::<Vec<_>>();
        let link = found.unwrap_or_else(|| panic!("no link {text:?} but {:?}\n{}", all(), self.account()));
        link.attr("href").unwrap_or_default().to_owned()
    }

    /// Whether there is a link with that text.
    pub fn has_link(&self, text: &str) -> bool {
        let html = self.html();
        markup::select(&html, "a[href]").into_iter().any(|link| says(link, text))
    }

    /// Where a page that refreshes itself without JavaScript leads, and after how many seconds.
    pub fn refresh(&self) -> Option<(u32, String)> {
        let content = self.attribute("meta[http-equiv=refresh i]", "content")?;
        let (seconds, target) = content.split_once(';').unwrap_or((&content, ""));
        let target = target.trim().trim_start_matches("url=").trim_start_matches("URL=");
        Some((seconds.trim().parse().ok()?, target.to_owned()))
    }

    /// Follows the link with that text.
    #[track_caller]
    pub fn click(&self, text: &str) -> impl Future<Output = Page> + Send + use<> {
        let target = self.link(text);
        self.go(&target, self.referrer())
    }

    /// Follows a redirect, and the ones behind it, to a page. Fails when this is no redirect, or after ten.
    #[track_caller]
    pub fn follow(self) -> impl Future<Output = Page> + Send {
        let _ = self.location();
        async move {
            let mut page = self;
            for _ in 0..10 {
                if !page.status.is_redirection() {
                    return page;
                }
                let target = page.location().to_owned();
                page = page.go(&target, None).await;
            }
            panic!("ten redirects, and still {}", page.account());
        }
    }

    /// Begins to fill the form of this page. Which form it is (a logout form stands beside) is known by the button
    /// that is pressed at the end.
    pub fn form(&self) -> Form {
        Form::on(self.clone())
    }

    /// Presses a button without filling anything.
    #[track_caller]
    pub fn press(&self, button: &str) -> impl Future<Output = Page> + Send + use<> {
        self.form().press(button)
    }

    /// What is wrong with the markup: the parser's errors and identifiers that stand twice (old WCAG 4.1.1).
    pub fn markup_errors(&self) -> Vec<String> {
        let html = self.html();
        let mut problems: Vec<String> = html.errors.iter().map(|error| error.to_string()).collect();
        let mut seen = std::collections::HashSet::new();
        for element in markup::select(&html, "[id]") {
            let id = element.attr("id").unwrap_or_default();
            if !seen.insert(id.to_owned()) {
                problems.push(format!("id {id:?} stands twice"));
            }
        }
        problems
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn html(&self) -> Html {
        markup::parse(&String::from_utf8_lossy(&self.body))
    }

    /// `Referer` of what this page sends, by its own policy.
    pub(super) fn referrer(&self) -> Option<Url> {
        let mut url = self.url.clone();
        url.set_fragment(None);
        (!self.hides_its_origin()).then_some(url)
    }

    /// `Origin` of a form that this page posts. Under `no-referrer` browsers send `null` even to the same origin
    /// (Fetch standard, "append a request Origin header").
    pub(super) fn origin(&self) -> String {
        if self.hides_its_origin() { "null".to_owned() } else { self.url.origin().ascii_serialization() }
    }

    fn hides_its_origin(&self) -> bool {
        self.header(header::REFERRER_POLICY.as_str()) == Some("no-referrer")
    }

    fn go(&self, target: &str, referrer: Option<Url>) -> impl Future<Output = Page> + Send + use<> {
        let url = self.url.join(target).unwrap_or_else(|error| panic!("{target} is no address: {error}"));
        let (method, coming) = (Method::GET, Coming::FromOurselves);
        let errand = Errand { method, url, coming, origin: None, referrer, fields: None, files: None };
        let client = self.client.clone();
        async move { client.run(errand).await }
    }

    /// Status, address and text, for the message of a failed test.
    pub(super) fn account(&self) -> String {
        format!("{} {}\n{}", self.status, self.url, self.text())
    }
}

fn says(link: ElementRef<'_>, text: &str) -> bool {
    markup::label_text(link) == text || link.attr("aria-label") == Some(text)
}
