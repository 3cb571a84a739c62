//! What happens before and after every handler: the visit is made, the principal checked, a form's origin and token verified, and
//! whatever was refused is answered with a page.

use axum::{
    RequestExt,
    body::{Body, to_bytes},
    extract::{MatchedPath, RawPathParams, Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    Declaration, Fields, Purpose, Refusal, Side, Visit,
    admission::{NotAdmitted, admit},
    upload,
};
use crate::{maintenance, portal::Portal};

/// The most that a form may weigh. The longest honest one of a member is a few hundred bytes.
const MOST_FORM_BYTES: usize = 64 * 1024;
/// The same for somebody at the desk who is logged in: notices and terms are long, and a kana is nine bytes of a form.
const MOST_DESK_FORM_BYTES: usize = 1024 * 1024;

/// The middleware of one route.
pub async fn guard(State((portal, side, declaration)): State<(Portal, Side, Declaration)>, mut request: Request, next: Next) -> Response {
    let stranger = Visit::of_a_stranger(&portal, side, &request);
    if side == Side::Member
        && declaration.purpose != Purpose::Asset
        && let Some(on) = maintenance::now(&portal).await
    {
        return maintenance::answer(stranger, &on).await;
    }
    let insurer_code = insurer_of_the_path(&mut request).await;
    let visit = match stranger.clone().recognised(insurer_code.as_deref(), declaration.counts).await {
        Ok(visit) => visit,
        Err(refusal) => return stranger.answer_refusal(refusal),
    };
    match admit(&visit, declaration) {
        Ok(()) => {}
        Err(NotAdmitted::Elsewhere(path)) => return visit.finish(Redirect::to(path).into_response()),
        Err(NotAdmitted::NotFound) => return visit.answer_refusal(Refusal::NotFound),
    }
    if request.method() == Method::POST && !declaration.one_click {
        match read_form(&visit, declaration, request).await {
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
pub async fn wrong_method(portal: Portal, side: Side, request: Request) -> Response {
    let is_a_page = request.extensions().get::<MatchedPath>().is_some_and(|path| path.as_str() != crate::EVERYTHING_ELSE);
    let stranger = Visit::of_a_stranger(&portal, side, &request);
    match stranger.clone().recognised(None, false).await {
        Ok(visit) if is_a_page => visit.answer_refusal(Refusal::WrongMethod),
        Ok(visit) => visit.answer_refusal(Refusal::NotFound),
        Err(refusal) => stranger.answer_refusal(refusal),
    }
}

/// What stands at `{insurer}` of the path: staff have a seat there, or the page does not exist for them.
async fn insurer_of_the_path(request: &mut Request) -> Option<String> {
    let captured = request.extract_parts::<RawPathParams>().await.ok()?;
    captured.iter().find(|(name, _)| *name == "insurer").map(|(_, code)| code.to_owned())
}

async fn read_form(visit: &Visit, declaration: Declaration, request: Request) -> Result<Request, Refusal> {
    let kind = if declaration.takes_file { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
    if !comes_from_our_own_page(visit, kind, request.headers()) {
        return Err(Refusal::NotOurForm);
    }
    if declaration.takes_file {
        return upload::receive(visit, request).await;
    }
    let (mut parts, body) = request.into_parts();
    let most = if visit.staff.is_some() { MOST_DESK_FORM_BYTES } else { MOST_FORM_BYTES };
    let body = to_bytes(body, most).await.map_err(|_| Refusal::TooLarge)?;
    let fields = Fields::parse(&body).ok_or(Refusal::Unreadable)?;
    if !visit.csrf_token_is_right(fields.get("csrf")) {
        return Err(Refusal::NotOurForm);
    }
    parts.extensions.insert(fields);
    Ok(Request::from_parts(parts, Body::empty()))
}

/// Browsers say where a form comes from; what they say must be ourselves. The CSRF token is checked besides.
fn comes_from_our_own_page(visit: &Visit, kind: &str, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let form = text(header::CONTENT_TYPE.as_str()).is_some_and(|sent| sent.starts_with(kind));
    let fetched = text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    let origin = text(header::ORIGIN.as_str()).is_none_or(|origin| origin == visit.side.origin(&visit.portal.config));
    form && fetched && origin
}
