//! The page of a maintenance.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use jiff::SignedDuration;
use madoguchi_rules::identifiers::InsurerCodeOrNumber;
use madoguchi_store::maintenance::Maintenance;

use crate::{
    clock::in_tokyo,
    insurer,
    member::signup::flow::{self, Standing},
    web::{Chrome, InsurerFacts, Refusal, Visit, page},
};

/// When to come back while a maintenance lasts longer than was announced.
const OVERDUE_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(5);

#[derive(Template)]
#[template(path = "maintenance/page.html")]
struct MaintenancePage {
    chrome: Chrome,
    /// Until what moment it was announced, while that is ahead.
    until: Option<String>,
    note: String,
    path: String,
}

/// 503 with `Retry-After`, whatever was asked for. Nothing that was sent is taken.
pub async fn answer(stranger: Visit, on: &Maintenance) -> Response {
    let without = |refusal: &Refusal| tracing::warn!(?refusal, "the page of a maintenance does without the visitor's insurer");
    let recognised = stranger.clone().recognised(None, false).await.inspect_err(without).unwrap_or(stranger);
    let visit = &recognised;
    let insurer = insurer_of(visit).await.inspect_err(without).unwrap_or_default();
    let left = on.until_at.timestamp().duration_since(visit.now);
    let mut response = page::html(StatusCode::SERVICE_UNAVAILABLE, &page_of(visit, on, insurer));
    let seconds = if left > SignedDuration::ZERO { left } else { OVERDUE_AGAIN_AFTER }.as_secs().max(1);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.unsigned_abs()));
    visit.finish(response)
}

fn page_of(visit: &Visit, on: &Maintenance, insurer: Option<InsurerFacts>) -> MaintenancePage {
    let until = on.until_at.timestamp();
    let chrome = visit.chrome(visit.texts().maintenance.title);
    MaintenancePage {
        // Logging out and keeping the session are as little to be had as anything else.
        chrome: Chrome { insurer, logged_in: false, session_ends: None, ..chrome },
        until: (visit.now < until).then(|| visit.language.moment(in_tokyo(until))),
        note: on.note.clone(),
        path: visit.path.clone(),
    }
}

/// Whose member this is: logged in, on the way through the first login, or by the address. It is only for the telephone number: when the
/// database does not answer, the page does without.
async fn insurer_of(visit: &Visit) -> Result<Option<InsurerFacts>, Refusal> {
    if let Some(member) = &visit.member {
        return Ok(Some(member.insurer.clone()));
    }
    if let Standing::Live(flow) = flow::standing(visit).await? {
        return Ok(Some(insurer::facts(&flow.insurer, &flow.settings)));
    }
    let Ok(named) = InsurerCodeOrNumber::parse(&visit.asked("insurer").unwrap_or_default()) else { return Ok(None) };
    let named = &named;
    let found = visit.portal.store.read(|work| async move { insurer::find(&work, named).await }).await?;
    Ok(found.map(|(insurer, settings)| insurer::facts(&insurer, &settings)))
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{self, HOSTILE, sample};
    let facts = insurer::facts(&samples::insurer(), &madoguchi_rules::settings::InsurerSettings::default());
    let on = |minutes| Maintenance {
        begun_at: visit.now.into(),
        until_at: (visit.now + SignedDuration::from_mins(minutes)).into(),
        note: HOSTILE.to_owned(),
    };
    vec![
        sample("maintenance/page.html", &page_of(visit, &on(30), Some(facts))),
        sample("maintenance/page.html", &page_of(visit, &on(-30), None)),
    ]
}
