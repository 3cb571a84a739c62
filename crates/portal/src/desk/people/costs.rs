//! `/desk/{insurer}/people/{person_id}/costs`: 医療費 as the person sees them. First comes the reason; then each page is in the trail with
//! it, and the person sees in their own record that somebody looked. Operators never look, whatever else they are.

use askama::Template;
use axum::extract::Path;
use jiff::SignedDuration;
use madoguchi_rules::{eligibility::Access, settings::Service};
use madoguchi_store::{At, Work, health_looks::HealthLook, roster::RosterEntry};

use super::{card::card, list::shown_name};
use crate::{
    member::costs,
    web::{Answer, Chrome, DeskLook, DeskVisit, Fields, FormState, Member, Refusal, Visit, page, staff::Standing},
};

/// A reason is asked for again after so long.
pub const REASON_LASTS: SignedDuration = SignedDuration::from_mins(15);

#[derive(Template)]
#[template(path = "desk/people/costs.html")]
struct Ask {
    chrome: Chrome,
    /// The person's page.
    back: String,
    person: String,
    /// Whether who asks may look at this person's costs.
    may_look: bool,
}

/// A person whose costs somebody wants to see.
struct Asked {
    person: RosterEntry,
    /// Whether a manager or a deputy is needed, and this is none.
    is_guarded: bool,
}

/// Asks for the reason.
pub async fn ask(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>) -> Answer {
    let asked = asked(&visit, person_id).await?;
    page::show(&form(&visit, &asked, FormState::default()))
}

/// Takes the reason and opens the pages.
pub async fn open(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>, fields: Fields) -> Answer {
    let asked = asked(&visit, person_id).await?;
    let (mut state, texts) = (FormState::of(&fields), &visit.texts().desk_costs);
    let reason = fields.get("reason").trim().to_owned();
    let says_something = (5..=200).contains(&reason.chars().count()) && !reason.chars().any(char::is_control);
    if asked.is_guarded {
        state.refuse("reason", texts.approver_needed);
    } else if !says_something {
        state.refuse("reason", texts.reason_wrong);
    }
    if !state.is_right() {
        return page::refuse(&form(&visit, &asked, state));
    }
    let (insurer_id, staff_id) = (visit.insurer_id(), visit.staff.id);
    let look = &HealthLook { insurer_id, staff_id, person_id, reason, given_at: At::from(visit.now) };
    visit.portal.store.write(|work: Work| async move { work.note_health_look(look).await }).await?;
    Ok(page::see_other(&address(&visit, person_id, "costs/shown")))
}

/// The year, as the person sees it.
pub async fn year(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>) -> Answer {
    match look(&visit, person_id).await? {
        Some(seen) => costs::year(seen).await,
        None => Ok(page::see_other(&address(&visit, person_id, "costs"))),
    }
}

/// A month, the same.
pub async fn month(visit: DeskVisit, Path((_, person_id, month)): Path<(String, i64, String)>) -> Answer {
    match look(&visit, person_id).await? {
        Some(seen) => costs::month(seen, Path(month)).await,
        None => Ok(page::see_other(&address(&visit, person_id, "costs"))),
    }
}

/// Whether costs are shown at this desk to who asks.
pub fn are_shown(visit: &DeskVisit) -> bool {
    visit.seat.settings.services.contains(&Service::Costs) && !visit.staff.is_operator
}

fn address(visit: &DeskVisit, person_id: i64, page: &str) -> String {
    visit.address(&format!("people/{person_id}/{page}"))
}

async fn asked(visit: &DeskVisit, person_id: i64) -> Result<Asked, Refusal> {
    if !are_shown(visit) {
        return Err(Refusal::NotFound);
    }
    let insurer_id = visit.insurer_id();
    let read = |work: Work| async move {
        let person = work.person(insurer_id, person_id).await?;
        Ok((person, work.caution(insurer_id, person_id).await?))
    };
    let (person, caution) = visit.portal.store.read(read).await?;
    let person = person.ok_or(Refusal::NotFound)?;
    Ok(Asked { person, is_guarded: caution.is_some() && !visit.seat.approves() })
}

/// The visit as the person would make it, with why the desk makes it; none while no reason holds.
async fn look(visit: &DeskVisit, person_id: i64) -> Result<Option<Visit>, Refusal> {
    let asked = asked(visit, person_id).await?;
    if asked.is_guarded {
        return Ok(None);
    }
    let (insurer_id, staff_id, since) = (visit.insurer_id(), visit.staff.id, At::from(visit.now - REASON_LASTS));
    let given = |work: Work| async move { work.health_look(insurer_id, staff_id, person_id, since).await };
    let Some(given) = visit.portal.store.read(given).await? else { return Ok(None) };
    let texts = &visit.texts().desk_costs;
    let mut seen = Visit::clone(visit);
    seen.member = Some(member(visit, person_id));
    seen.desk_look = Some(DeskLook {
        costs: address(visit, person_id, "costs/shown"),
        words: (texts.shown)(&named(&asked.person), &given.reason),
        reason: given.reason,
        back: visit.address(&format!("people/{person_id}")),
        to_person: texts.back,
    });
    Ok(Some(seen))
}

/// The person as a member who only reads; no session, no account.
fn member(visit: &DeskVisit, person_id: i64) -> Member {
    Member {
        session_id: 0,
        insurer_id: visit.insurer_id(),
        account_id: 0,
        person_id,
        user_id: String::new(),
        access: Access::Full,
        agreed_to_terms: true,
        authenticated_at: visit.now,
        factor_given_at: None,
        standing: Standing::Complete,
        ends_at: visit.staff.ends_at,
        insurer: visit.seat.insurer.clone(),
        settings: visit.seat.settings.clone(),
    }
}

fn named(person: &RosterEntry) -> String {
    format!("{}（{}）", shown_name(person), card(&person.symbol, &person.number, person.branch.as_deref()))
}

fn form(visit: &DeskVisit, asked: &Asked, state: FormState) -> Ask {
    Ask {
        chrome: visit.chrome(visit.texts().desk_costs.title).with_form(state),
        back: visit.address(&format!("people/{}", asked.person.person_id)),
        person: named(&asked.person),
        may_look: !asked.is_guarded,
    }
}

#[cfg(test)]
pub(crate) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let page = |state, may_look| Ask {
        chrome: visit.chrome(visit.texts().desk_costs.title).with_form(state),
        back: "/desk/sakura/people/1".to_owned(),
        person: HOSTILE.to_owned(),
        may_look,
    };
    let pages = [page(FormState::default(), true), page(refused_form("reason"), true), page(FormState::default(), false)];
    pages.iter().map(|page| sample("desk/people/costs.html", page)).collect()
}
