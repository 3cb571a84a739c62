//! One request by one visitor, with everything about it that a handler may want to know.

use std::net::IpAddr;

use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, request::Parts},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{Timestamp, civil::Date};
use madoguchi_rules::statements::StatementKind;
use madoguchi_store::{At, audit::AuditEvent};

use super::{
    Chrome, Member, Refusal, Seat, Side, Staff,
    cookies::{self, Cookie},
    done::Done,
    language::Language,
    session, source, staff,
};
use crate::{portal::Portal, text::Texts};

/// A look of the desk at the pages that a member sees, for a reason that was given.
#[derive(Clone, Debug)]
pub struct DeskLook {
    /// Why, as the trail has it.
    pub reason: String,
    /// Whose pages these are and why they are shown, in words.
    pub words: String,
    /// The page of the person, and the words of the link to it.
    pub back: String,
    /// The link's words.
    pub to_person: &'static str,
}

/// One request by one visitor. Handlers take it as their first argument; cheap to clone.
#[derive(Clone)]
pub struct Visit {
    /// The portal that is visited.
    pub portal: Portal,
    /// The side of the counter.
    pub side: Side,
    /// The instant at which the request came: one for the whole request.
    pub now: Timestamp,
    /// The language of the pages.
    pub language: Language,
    /// Where the request comes from, behind trusted proxies.
    pub source: IpAddr,
    /// The path that was asked for.
    pub path: String,
    /// The query that was asked for, without `?`.
    pub query: String,
    /// The logged-in member.
    pub member: Option<Member>,
    /// Who is logged in at the desk, if only with the password.
    pub staff: Option<Staff>,
    /// The place that they have at the desk of the insurer of the path.
    pub seat: Option<Seat>,
    /// The desk, where it looks at what this member sees.
    pub desk_look: Option<DeskLook>,
    /// The token of the sign-up flow, as the cookie has it; whether the flow lives is the journey's to ask.
    pub signup_flow: Option<String>,
    /// The sealed note of a registration that was just completed.
    pub registered: Option<String>,
    /// The token of the recovery flow.
    pub recovery_flow: Option<String>,
    /// What was just done, to be told on this page.
    pub done: Option<Done>,
    /// The signed cookie of a device that logged in before.
    pub device: Option<String>,
    /// What the browser says it is, for ログイン中の端末.
    pub user_agent: String,
    pre_session: String,
    pre_session_is_new: bool,
    session_token: Option<String>,
}

impl Visit {
    /// The same visit with the member or staff whose session the cookie names, if it is alive; with the seat that staff have at the
    /// insurer that the path names. `counts` says whether this request is a use of the session.
    ///
    /// # Errors
    /// A [`Refusal`] when the database cannot be asked for the session.
    pub async fn recognised(mut self, insurer_code: Option<&str>, counts: bool) -> Result<Visit, Refusal> {
        if let Some(token) = &self.session_token {
            match self.side {
                Side::Member => self.member = session::load(&self.portal, token, self.now).await?,
                Side::Desk => {
                    let found = staff::load(&self.portal, token, insurer_code, counts, self.now).await?;
                    (self.staff, self.seat) = found.map_or((None, None), |(staff, seat)| (Some(staff), seat));
                }
            }
        }
        if self.member.is_none() && self.staff.is_none() {
            self.session_token = None;
        }
        Ok(self)
    }

    /// The visit of somebody of whom only the request is known.
    pub fn of_a_stranger(portal: &Portal, side: Side, request: &Request) -> Visit {
        let headers = request.headers();
        let now = portal.clock.now();
        let presented = cookies::read(headers, &portal.config, side.pre_session_cookie());
        let presented = presented.filter(|value| pre_session_is_ours(portal, side, value));
        Visit {
            portal: portal.clone(),
            side,
            now,
            language: Language::of(request, side),
            source: source::of(request, &portal.config),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            member: None,
            staff: None,
            seat: None,
            desk_look: None,
            signup_flow: cookies::read(headers, &portal.config, cookies::SIGNUP),
            registered: cookies::read(headers, &portal.config, cookies::REGISTERED),
            recovery_flow: cookies::read(headers, &portal.config, cookies::RECOVERY),
            done: cookies::read(headers, &portal.config, side.done_cookie()).and_then(|name| Done::named(&name)),
            device: cookies::read(headers, &portal.config, side.device_cookie()),
            user_agent: user_agent(headers),
            pre_session_is_new: presented.is_none(),
            pre_session: presented.unwrap_or_else(|| new_pre_session(portal, side)),
            session_token: cookies::read(headers, &portal.config, side.session_cookie()),
        }
    }

    /// Today in Asia/Tokyo.
    pub fn today(&self) -> Date {
        crate::clock::in_tokyo(self.now).date()
    }

    /// All texts in the visitor's language.
    pub fn texts(&self) -> &'static Texts {
        self.language.texts()
    }

    /// The logged-in member, on routes that declare one.
    ///
    /// # Errors
    /// [`Refusal::LogInFirst`] on a route that declares none.
    pub fn member(&self) -> Result<&Member, Refusal> {
        self.member.as_ref().ok_or(Refusal::LogInFirst)
    }

    /// What K4 counts by: the signed cookie that every visitor carries.
    pub fn pre_session(&self) -> &str {
        &self.pre_session
    }

    /// An event of the audit trail by this visitor: the member, or somebody who is not logged in.
    pub fn event(&self, action: &str, insurer_id: i64, subject: String) -> AuditEvent {
        let actor = self.member.as_ref().map_or_else(|| "anonymous".to_owned(), |member| format!("account:{}", member.account_id));
        AuditEvent {
            id: self.portal.random.id(self.now),
            at: At::from(self.now),
            insurer_id: Some(insurer_id),
            actor_kind: "member".to_owned(),
            actor,
            action: action.to_owned(),
            subject,
            detail: "{}".to_owned(),
        }
    }

    /// Where the pages of a kind of statement stand: the member's own, or where the desk looks at them.
    pub fn statements_at(&self, kind: StatementKind) -> String {
        match &self.desk_look {
            None => format!("/portal/{kind}"),
            Some(look) => format!("{}/{kind}/shown", look.back),
        }
    }

    /// The same event when it is the desk that looks: by who is logged in there, with the reason.
    pub fn told_of_a_look(&self, event: AuditEvent) -> AuditEvent {
        let Some(look) = &self.desk_look else { return event };
        let by = self.staff_event(&event.action, event.insurer_id, event.subject.clone());
        let mut detail: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&event.detail).unwrap_or_default();
        detail.insert("reason".to_owned(), look.reason.clone().into());
        AuditEvent { detail: serde_json::Value::Object(detail).to_string(), ..by }
    }

    /// An event of the trail by who is logged in at the desk, or by somebody there who is not logged in.
    pub fn staff_event(&self, action: &str, insurer_id: Option<i64>, subject: String) -> AuditEvent {
        AuditEvent {
            id: self.portal.random.id(self.now),
            at: At::from(self.now),
            insurer_id,
            actor_kind: "staff".to_owned(),
            actor: self.staff.as_ref().map_or_else(|| "anonymous".to_owned(), |staff| format!("staff:{}", staff.id)),
            action: action.to_owned(),
            subject,
            detail: "{}".to_owned(),
        }
    }

    /// What the address says under this name (`?insurer=sakura`).
    pub fn asked(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The address that was asked for, in another language.
    pub fn address_in(&self, language: Language) -> String {
        let asked = url::form_urlencoded::parse(self.query.as_bytes()).filter(|(name, _)| name != "lang");
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).append_pair("lang", language.code()).finish();
        format!("{}?{query}", self.path)
    }

    /// The frame of a page with this title.
    pub fn chrome(&self, title: impl Into<String>) -> Chrome {
        Chrome::new(self, title.into())
    }

    /// The token that every form of this visitor carries: bound to the session, or before login to the pre-session.
    pub fn csrf_token(&self) -> String {
        self.csrf_token_under(self.csrf_secret())
    }

    /// The token for forms of a page that comes with a new session token.
    pub fn csrf_token_under(&self, session_token: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.portal.keys.forms.mac(&[b"csrf", session_token.as_bytes()]))
    }

    /// Whether a form's token is this visitor's.
    pub fn csrf_token_is_right(&self, token: &str) -> bool {
        let token = URL_SAFE_NO_PAD.decode(token).unwrap_or_default();
        self.portal.keys.forms.verifies(&[b"csrf", self.csrf_secret().as_bytes()], &token)
    }

    fn csrf_secret(&self) -> &str {
        self.session_token.as_deref().unwrap_or(&self.pre_session)
    }

    /// Adds what every response to this visitor carries.
    pub fn finish(&self, mut response: Response) -> Response {
        if self.pre_session_is_new && !cookies::is_set(&response, &self.portal.config, self.side.pre_session_cookie()) {
            Cookie::session(self.side.pre_session_cookie(), &self.pre_session).set(&self.portal.config, &mut response);
        }
        if self.done.is_some() {
            Done::forget_when_told(self, &mut response);
        }
        self.language.remember(self.side, &self.portal.config, &mut response);
        response
    }

    /// Gives the browser a new pre-session with this response: whoever knew the old one shares nothing with who logs in.
    pub fn renew_pre_session(&self, response: &mut Response) {
        let fresh = new_pre_session(&self.portal, self.side);
        Cookie::session(self.side.pre_session_cookie(), &fresh).set(&self.portal.config, response);
    }

    /// Gives the browser the token of its session with this response.
    pub fn set_session(&self, token: &str, response: &mut Response) {
        Cookie::session(self.side.session_cookie(), token).set(&self.portal.config, response);
    }

    /// Has the browser forget its session, and what it keeps of the pages.
    pub fn forget_session(&self, response: &mut Response) {
        Cookie::removed(self.side.session_cookie()).set(&self.portal.config, response);
        response.headers_mut().insert("clear-site-data", HeaderValue::from_static(r#""cache", "storage""#));
    }

    /// The page that says what was refused.
    pub fn answer_refusal(&self, refusal: Refusal) -> Response {
        self.finish(refusal.page(self))
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Visit>().cloned().ok_or_else(|| Refusal::broken("route without guard"))
    }
}

fn new_pre_session(portal: &Portal, side: Side) -> String {
    let nonce: [u8; 16] = portal.random.bytes();
    let tag = portal.keys.forms.mac(&[side.pre_session_cookie().as_bytes(), &nonce]);
    URL_SAFE_NO_PAD.encode([&nonce[..], &tag].concat())
}

fn pre_session_is_ours(portal: &Portal, side: Side, value: &str) -> bool {
    let bytes = URL_SAFE_NO_PAD.decode(value).unwrap_or_default();
    bytes
        .split_first_chunk::<16>()
        .is_some_and(|(nonce, tag)| portal.keys.forms.verifies(&[side.pre_session_cookie().as_bytes(), nonce], tag))
}

fn user_agent(headers: &HeaderMap) -> String {
    let text = headers.get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.chars().filter(|character| !character.is_control()).take(200).collect()
}
