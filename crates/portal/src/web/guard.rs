//! What happens before and after every handler: the visit is made, the principal checked, a form's origin and token verified, and
//! whatever was refused is answered with a page.

use axum::{
    body::{Body, to_bytes},
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use madoguchi_rules::eligibility::Access;

use super::{Declaration, Fields, Principal, Refusal, Visit};
use crate::portal::Portal;

/// The most that a form may weigh. The longest honest one is a few hundred bytes.
const MOST_FORM_BYTES: usize = 64 * 1024;

/// The middleware of one route.
pub async fn guard(State((portal, declaration)): State<(Portal, Declaration)>, mut request: Request, next: Next) -> Response {
    let stranger = Visit::of_a_stranger(&portal, &request);
    let visit = match stranger.clone().recognised().await {
        Ok(visit) => visit,
        Err(refusal) => return stranger.answer_refusal(refusal),
    };
    if let Some(elsewhere) = elsewhere(&visit, declaration.principal) {
        return visit.finish(Redirect::to(elsewhere).into_response());
    }
    if request.method() == Method::POST {
        match read_form(&visit, request).await {
            Ok(with_fields) => request = with_fields,
            Err(refusal) => return visit.answer_refusal(refusal),
        }
    }
    request.extensions_mut().insert(visit.clone());
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Refusal>() {
        Some(refusal) => visit.answer_refusal(refusal),
        None => visit.finish(response),
    }
}

/// Answers a page that was asked for by a method that it does not have. Nothing of the request but its address is read.
pub async fn wrong_method(portal: Portal, request: Request) -> Response {
    let is_a_page = request.extensions().get::<MatchedPath>().is_some_and(|path| path.as_str() != crate::EVERYTHING_ELSE);
    let stranger = Visit::of_a_stranger(&portal, &request);
    match stranger.clone().recognised().await {
        Ok(visit) if is_a_page => visit.answer_refusal(Refusal::WrongMethod),
        Ok(visit) => visit.answer_refusal(Refusal::NotFound),
        Err(refusal) => stranger.answer_refusal(refusal),
    }
}

/// Where a visitor who is not the declared principal is sent instead; `None` lets them in.
fn elsewhere(visit: &Visit, principal: Principal) -> Option<&'static str> {
    let member = match principal {
        Principal::Anyone => return None,
        Principal::SignupFlow => return visit.signup_flow.is_none().then_some("/portal/signup"),
        Principal::RecoveryFlow => return visit.recovery_flow.is_none().then_some("/portal/recover/password"),
        Principal::MemberBeforeTerms | Principal::MemberReading | Principal::Member => visit.member.as_ref(),
    };
    let Some(member) = member else { return Some("/portal/") };
    match principal {
        Principal::MemberBeforeTerms => None,
        _ if !member.agreed_to_terms => Some("/portal/terms"),
        Principal::Member if !matches!(member.access, Access::Full) => Some("/portal/home"),
        _ => None,
    }
}

async fn read_form(visit: &Visit, request: Request) -> Result<Request, Refusal> {
    if !comes_from_our_own_page(visit, request.headers()) {
        return Err(Refusal::NotOurForm);
    }
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, MOST_FORM_BYTES).await.map_err(|_| Refusal::TooLarge)?;
    let fields = Fields::parse(&body).ok_or(Refusal::Unreadable)?;
    if !visit.csrf_token_is_right(fields.get("csrf")) {
        return Err(Refusal::NotOurForm);
    }
    parts.extensions.insert(fields);
    Ok(Request::from_parts(parts, Body::empty()))
}

/// Browsers say where a form comes from; what they say must be ourselves. The CSRF token is checked besides.
fn comes_from_our_own_page(visit: &Visit, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let form = text(header::CONTENT_TYPE.as_str()).is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let fetched = text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    let origin = text(header::ORIGIN.as_str()).is_none_or(|origin| origin == visit.portal.config.origin());
    form && fetched && origin
}
