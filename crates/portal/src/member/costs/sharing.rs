//! `/portal/costs/sharing`: who sees the member's costs besides themselves, and whether they want that.

use askama::Template;
use madoguchi_rules::{statements::StatementKind, visibility::Visibility};
use madoguchi_store::{At, Work, statements::Choice};
use serde_json::json;

use super::require_service;
use crate::web::{Answer, Chrome, Fields, FormState, Refusal, Visit, done::Done, page};

const PATH: &str = "/portal/costs/sharing";

#[derive(Template)]
#[template(path = "member/costs/sharing.html")]
struct Screen {
    chrome: Chrome,
    /// Whether there is something to choose: the insured is seen by nobody.
    chooses: bool,
}

/// The page.
pub async fn screen(visit: Visit) -> Answer {
    require_household(&visit)?;
    let member = visit.member()?;
    let (insurer_id, person_id) = (member.insurer_id, member.person_id);
    let read = |work: Work| async move {
        let choices = work.statement_choices(insurer_id, person_id).await?;
        let is_insured = work.person(insurer_id, person_id).await?.is_some_and(|entry| entry.relation == "insured");
        Ok((choices, is_insured))
    };
    let (choices, is_insured) = visit.portal.store.read(read).await?;
    let is_hidden = choices.contains(&Choice::HiddenBySelf(StatementKind::Costs));
    let is_shared = match member.settings.cost_visibility {
        Visibility::HouseholdWithConsent => choices.contains(&Choice::Agreed(StatementKind::Costs)) && !is_hidden,
        _ => !is_hidden,
    };
    let form = FormState::prefilled([("shared", if is_shared { "yes" } else { "" })]);
    page::show(&Screen { chrome: visit.chrome(visit.texts().costs.sharing).with_form(form), chooses: !is_insured })
}

/// Notes what the member chose; it holds from the next page on that anybody opens.
pub async fn change(visit: Visit, fields: Fields) -> Answer {
    require_household(&visit)?;
    let member = visit.member()?;
    let (insurer_id, person_id, is_shared) = (member.insurer_id, member.person_id, fields.has("shared"));
    let (at, by) = (At::from(visit.now), &format!("account:{}", member.account_id));
    let mut event = visit.event("costs.sharing_changed", insurer_id, format!("person:{person_id}"));
    event.detail = json!({ "shared": is_shared }).to_string();
    let event = &event;
    let (chosen, ended) = match is_shared {
        true => (Choice::Agreed(StatementKind::Costs), Choice::HiddenBySelf(StatementKind::Costs)),
        false => (Choice::HiddenBySelf(StatementKind::Costs), Choice::Agreed(StatementKind::Costs)),
    };
    let change = |work: Work| async move {
        work.take_back_for_statements(insurer_id, person_id, ended).await?;
        work.choose_for_statements(insurer_id, person_id, chosen, at, by).await?;
        work.record(event).await
    };
    visit.portal.store.write(change).await?;
    Ok(Done::SharingChanged.tell(&visit, page::see_other(PATH)))
}

/// Where everybody sees only their own there is nothing to choose.
fn require_household(visit: &Visit) -> Result<(), Refusal> {
    require_service(visit)?;
    if visit.member()?.settings.cost_visibility == Visibility::OwnOnly { Err(Refusal::NotFound) } else { Ok(()) }
}

#[cfg(test)]
pub(super) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::sample;
    let screen = |chooses: bool| Screen {
        chrome: visit.chrome(visit.texts().costs.sharing).with_form(FormState::prefilled([("shared", "yes")])),
        chooses,
    };
    [true, false].map(|chooses| sample("member/costs/sharing.html", &screen(chooses))).into()
}
