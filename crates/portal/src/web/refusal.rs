//! Requests that end without what was asked for. A journey's own refusals (a wrong password, a failed identification) are pages of
//! that journey; here is what can happen on any route.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use madoguchi_store::StoreError;

use super::{
    Chrome, Visit,
    page::{html, retry_after},
};
use crate::{clock::in_tokyo, fault::Fault, passwords::HashError};

/// What a handler returns.
pub type Answer = Result<Response, Refusal>;

/// Why a request is answered with a page of our own instead of the one that was asked for.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// 303 to the login.
    LogInFirst,
    /// 404: no such page, or another's.
    NotFound,
    /// 405: the page is there, but not for this method.
    WrongMethod,
    /// 403: the form does not come from our page, or its token is old.
    NotOurForm,
    /// 400: what came cannot be read.
    Unreadable,
    /// 413: more than a form of ours can weigh.
    TooLarge,
    /// 429: a limit is used up until then; nothing else is told.
    LimitUsedUp {
        /// When the limit ends.
        until: Timestamp,
    },
    /// 503: too many wait for the costly part; come back in a moment.
    Busy,
    /// 500: our fault, told to the operator under a reference number.
    Broken {
        /// What went wrong, for the log; holds no personal data.
        cause: String,
    },
}

/// The number under which a failed request stands in the log; carried by its response.
#[derive(Clone, Debug)]
pub struct Reference(pub String);

impl Refusal {
    /// Our own fault, with its cause for the log.
    pub fn broken(cause: impl ToString) -> Refusal {
        Refusal::Broken { cause: cause.to_string() }
    }

    /// The page, with its status, in the visitor's language.
    pub fn page(self, visit: &Visit) -> Response {
        let texts = &visit.texts().refusals;
        let mut failed_as = None;
        let (status, title, body) = match &self {
            Refusal::LogInFirst => return Redirect::to(visit.side.login()).into_response(),
            Refusal::NotFound => (StatusCode::NOT_FOUND, texts.not_found_title, texts.not_found_body.to_owned()),
            Refusal::WrongMethod => (StatusCode::METHOD_NOT_ALLOWED, texts.wrong_method_title, texts.wrong_method_body.to_owned()),
            Refusal::NotOurForm => (StatusCode::FORBIDDEN, texts.not_our_form_title, texts.not_our_form_body.to_owned()),
            Refusal::Unreadable => (StatusCode::BAD_REQUEST, texts.unreadable_title, texts.unreadable_body.to_owned()),
            Refusal::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, texts.unreadable_title, texts.unreadable_body.to_owned()),
            Refusal::LimitUsedUp { until } => {
                (StatusCode::TOO_MANY_REQUESTS, texts.limit_title, (texts.limit_body)(&visit.language.moment(in_tokyo(*until))))
            }
            Refusal::Busy => (StatusCode::SERVICE_UNAVAILABLE, texts.busy_title, texts.busy_body.to_owned()),
            Refusal::Broken { cause } => {
                let reference = format!("{:08X}", visit.portal.random.number());
                tracing::error!(reference, path = visit.path, cause, "request failed");
                let body = (texts.broken_body)(&reference);
                failed_as = Some(Reference(reference));
                (StatusCode::INTERNAL_SERVER_ERROR, texts.broken_title, body)
            }
        };
        if matches!(self, Refusal::NotOurForm | Refusal::LimitUsedUp { .. }) {
            tracing::warn!(path = visit.path, status = status.as_u16(), "request refused");
        }
        let mut response = html(status, &RefusalPage { chrome: visit.chrome(title), body });
        if let Some(reference) = failed_as {
            response.extensions_mut().insert(reference);
        }
        if let Some(when) = self.retry_after(visit.now) {
            response.headers_mut().insert(header::RETRY_AFTER, when);
        }
        response
    }

    fn retry_after(&self, now: Timestamp) -> Option<HeaderValue> {
        match self {
            Refusal::LimitUsedUp { until } => Some(retry_after(*until, now)),
            Refusal::Busy => Some(HeaderValue::from(5)),
            _ => None,
        }
    }
}

/// Carries the refusal to the guard, which knows the visitor's language.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        Refusal::broken(error)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Refusal {
        Refusal::broken(fault)
    }
}

impl From<HashError> for Refusal {
    fn from(error: HashError) -> Refusal {
        match error {
            HashError::Busy => Refusal::Busy,
            other => Refusal::broken(other),
        }
    }
}

#[derive(Template)]
#[template(path = "web/refusal.html")]
struct RefusalPage {
    chrome: Chrome,
    body: String,
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let page = RefusalPage { chrome: visit.chrome(visit.texts().refusals.not_found_title), body: HOSTILE.to_owned() };
    vec![sample("web/refusal.html", &page)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_too_many_who_wait_are_busy_and_every_other_failure_to_hash_is_ours_with_its_cause() {
        assert!(matches!(Refusal::from(HashError::Busy), Refusal::Busy));
        for error in [HashError::Unreadable, HashError::Unfinished(Fault::Panic), HashError::Unfinished(Fault::CutOff)] {
            assert!(matches!(Refusal::from(error), Refusal::Broken { cause } if cause == error.to_string()));
        }
    }
}
