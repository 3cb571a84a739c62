//! `/portal/sharing`: who sees the member's statements besides themselves, and whether they want that; for each kind of which the insured
//! may see those of the household.

use askama::Template;
use madoguchi_rules::{settings::InsurerSettings, statements::StatementKind, visibility::Visibility};
use madoguchi_store::{At, Work, statements::Choice};
use serde_json::json;

use crate::web::{Answer, Chrome, Declaration, Fields, FormState, Principal, Purpose, Refusal, Routes, Visit, done::Done, page};

/// Its address.
pub const PATH: &str = "/portal/sharing";

const SCREEN: Declaration = Declaration::new(Principal::MemberReading, Purpose::Settings);

/// Adds the journey to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get(PATH, SCREEN, screen).post(PATH, SCREEN, change)
}

#[derive(Template)]
#[template(path = "member/sharing/page.html")]
struct Screen {
    chrome: Chrome,
    /// What there is to choose, control and words; none for the insured, who is seen by nobody.
    choices: Vec<(&'static str, &'static str)>,
}

/// Whether there is such a page: where everybody sees only their own there is nothing to choose.
pub fn is_offered(settings: &InsurerSettings) -> bool {
    !shared_kinds(settings).is_empty()
}

/// The kinds that the insured may see of the household.
fn shared_kinds(settings: &InsurerSettings) -> Vec<StatementKind> {
    StatementKind::shown(settings).into_iter().filter(|kind| kind.visibility(settings) != Visibility::OwnOnly).collect()
}

/// The page.
async fn screen(visit: Visit) -> Answer {
    let kinds = require_kinds(&visit)?;
    let member = visit.member()?;
    let (insurer_id, person_id) = (member.insurer_id, member.person_id);
    let read = |work: Work| async move {
        let choices = work.statement_choices(insurer_id, person_id).await?;
        let is_insured = work.person(insurer_id, person_id).await?.is_some_and(|entry| entry.relation == "insured");
        Ok((choices, is_insured))
    };
    let (choices, is_insured) = visit.portal.store.read(read).await?;
    let shared = |kind: &StatementKind| {
        let is_hidden = choices.contains(&Choice::HiddenBySelf(*kind));
        let is_shared = match kind.visibility(&member.settings) {
            Visibility::HouseholdWithConsent => choices.contains(&Choice::Agreed(*kind)) && !is_hidden,
            _ => !is_hidden,
        };
        (control(*kind), if is_shared { "yes" } else { "" })
    };
    let form = FormState::filled(kinds.iter().map(shared).map(|(name, value)| (name, value.to_owned())));
    let offered = if is_insured { Vec::new() } else { offered(&visit, &kinds) };
    page::show(&Screen { chrome: visit.chrome(visit.texts().costs.sharing).with_form(form), choices: offered })
}

/// Notes what the member chose; it holds from the next page on that anybody opens.
async fn change(visit: Visit, fields: Fields) -> Answer {
    let kinds = require_kinds(&visit)?;
    let member = visit.member()?;
    let (insurer_id, person_id) = (member.insurer_id, member.person_id);
    let (at, by) = (At::from(visit.now), &format!("account:{}", member.account_id));
    let chosen = |kind: &StatementKind| {
        let is_shared = fields.has(control(*kind));
        let mut event = visit.event(action(*kind), insurer_id, format!("person:{person_id}"));
        event.detail = json!({ "shared": is_shared }).to_string();
        match is_shared {
            true => (Choice::Agreed(*kind), Choice::HiddenBySelf(*kind), event),
            false => (Choice::HiddenBySelf(*kind), Choice::Agreed(*kind), event),
        }
    };
    let decided = &kinds.iter().map(chosen).collect::<Vec<_>>();
    let change = |work: Work| async move {
        for (chosen, ended, event) in decided {
            work.take_back_for_statements(insurer_id, person_id, *ended).await?;
            work.choose_for_statements(insurer_id, person_id, *chosen, at, by).await?;
            work.record(event).await?;
        }
        Ok(())
    };
    visit.portal.store.write(change).await?;
    Ok(Done::SharingChanged.tell(&visit, page::see_other(PATH)))
}

fn require_kinds(visit: &Visit) -> Result<Vec<StatementKind>, Refusal> {
    let kinds = shared_kinds(&visit.member()?.settings);
    if kinds.is_empty() { Err(Refusal::NotFound) } else { Ok(kinds) }
}

fn control(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Costs => "shared",
        StatementKind::Savings => "shared_savings",
        StatementKind::Advice => "shared_advice",
        StatementKind::Benefits => "shared_benefits",
    }
}

fn action(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Costs => "costs.sharing_changed",
        StatementKind::Savings => "savings.sharing_changed",
        StatementKind::Advice => "advice.sharing_changed",
        StatementKind::Benefits => "benefits.sharing_changed",
    }
}

/// Control and words of each kind.
fn offered(visit: &Visit, kinds: &[StatementKind]) -> Vec<(&'static str, &'static str)> {
    kinds.iter().map(|kind| (control(*kind), (visit.texts().costs.sharing_wanted)(*kind))).collect()
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::sample;
    let screen = |choices| Screen {
        chrome: visit.chrome(visit.texts().costs.sharing).with_form(FormState::prefilled([("shared", "yes")])),
        choices,
    };
    [offered(visit, StatementKind::ALL), Vec::new()].map(|choices| sample("member/sharing/page.html", &screen(choices))).into()
}
