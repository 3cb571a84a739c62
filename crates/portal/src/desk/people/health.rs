//! `/desk/{insurer}/people/{person_id}/costs` and `…/benefits`: 医療費 and the list of 給付金支給決定通知 as the person sees them. First comes the
//! reason; then each page is in the trail with it, and the person sees in their own record that somebody looked. Operators never look,
//! whatever else they are. Of decisions the desk sees the list alone, with the days of the first opening: it opens none.

use askama::Template;
use axum::extract::Path;
use jiff::SignedDuration;
use madoguchi_rules::{eligibility::Access, settings::Service};
use madoguchi_store::{At, Work, health_looks::HealthLook, roster::RosterEntry};

use super::{card::card, list::shown_name};
use crate::{
    member::{benefits, costs},
    text::desk_health::LookWords,
    web::{Answer, Chrome, DeskLook, DeskVisit, Fields, FormState, Member, Refusal, Visit, page, staff::Standing},
};

/// A reason is asked for again after so long.
pub const REASON_LASTS: SignedDuration = SignedDuration::from_mins(15);

#[derive(Template)]
#[template(path = "desk/people/health.html")]
struct Ask {
    chrome: Chrome,
    words: &'static LookWords,
    /// Where the reason is sent.
    action: String,
    /// The person's page.
    back: String,
    person: String,
    /// Whether who asks may look at this person's data.
    may_look: bool,
}

/// What the desk looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// 医療費.
    Costs,
    /// 給付金支給決定通知.
    Benefits,
}

impl What {
    /// Everything that there is to look at.
    pub const ALL: [What; 2] = [What::Costs, What::Benefits];

    /// The last part of the address under the person's page.
    pub fn path(self) -> &'static str {
        match self {
            What::Costs => "costs",
            What::Benefits => "benefits",
        }
    }

    /// Its words.
    pub fn words(self, visit: &DeskVisit) -> &'static LookWords {
        match self {
            What::Costs => &visit.texts().desk_health.costs,
            What::Benefits => &visit.texts().desk_health.benefits,
        }
    }

    /// Whether it is shown at this desk to who asks.
    pub fn is_shown(self, visit: &DeskVisit) -> bool {
        let service = match self {
            What::Costs => Service::Costs,
            What::Benefits => Service::Benefits,
        };
        visit.seat.settings.services.contains(&service) && !visit.staff.is_operator
    }
}

/// A person whose data somebody wants to see.
struct Asked {
    person: RosterEntry,
    /// Whether a manager or a deputy is needed, and this is none.
    is_guarded: bool,
}

/// Asks for the reason for a look at costs.
pub async fn ask_costs(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>) -> Answer {
    ask(&visit, person_id, What::Costs).await
}

/// Asks for the reason for a look at decisions on benefits.
pub async fn ask_benefits(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>) -> Answer {
    ask(&visit, person_id, What::Benefits).await
}

async fn ask(visit: &DeskVisit, person_id: i64, what: What) -> Answer {
    let asked = asked(visit, person_id, what).await?;
    page::show(&form(visit, &asked, what, FormState::default()))
}

/// Takes the reason and opens the pages of costs.
pub async fn open_costs(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>, fields: Fields) -> Answer {
    open(&visit, person_id, What::Costs, &fields).await
}

/// Takes the reason and opens the list of decisions.
pub async fn open_benefits(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>, fields: Fields) -> Answer {
    open(&visit, person_id, What::Benefits, &fields).await
}

async fn open(visit: &DeskVisit, person_id: i64, what: What, fields: &Fields) -> Answer {
    let asked = asked(visit, person_id, what).await?;
    let mut state = FormState::of(fields);
    let reason = fields.get("reason").trim().to_owned();
    let says_something = (5..=200).contains(&reason.chars().count()) && !reason.chars().any(char::is_control);
    if asked.is_guarded {
        state.refuse("reason", what.words(visit).approver_needed);
    } else if !says_something {
        state.refuse("reason", visit.texts().desk_health.reason_wrong);
    }
    if !state.is_right() {
        return page::refuse(&form(visit, &asked, what, state));
    }
    let (insurer_id, staff_id) = (visit.insurer_id(), visit.staff.id);
    let look = &HealthLook { insurer_id, staff_id, person_id, reason, given_at: At::from(visit.now) };
    visit.portal.store.write(|work: Work| async move { work.note_health_look(look).await }).await?;
    Ok(page::see_other(&shown_at(visit, person_id, what)))
}

/// The year, as the person sees it.
pub async fn year(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>) -> Answer {
    match look(&visit, person_id, What::Costs).await? {
        Some(seen) => costs::year(seen).await,
        None => Ok(page::see_other(&address(&visit, person_id, What::Costs))),
    }
}

/// A month, the same.
pub async fn month(visit: DeskVisit, Path((_, person_id, month)): Path<(String, i64, String)>) -> Answer {
    match look(&visit, person_id, What::Costs).await? {
        Some(seen) => costs::month(seen, Path(month)).await,
        None => Ok(page::see_other(&address(&visit, person_id, What::Costs))),
    }
}

/// The decisions, as the person sees them in their list.
pub async fn decisions(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>) -> Answer {
    match look(&visit, person_id, What::Benefits).await? {
        Some(seen) => benefits::list(seen).await,
        None => Ok(page::see_other(&address(&visit, person_id, What::Benefits))),
    }
}

/// Where the reason for a look is asked for.
pub fn address(visit: &DeskVisit, person_id: i64, what: What) -> String {
    visit.address(&format!("people/{person_id}/{}", what.path()))
}

fn shown_at(visit: &DeskVisit, person_id: i64, what: What) -> String {
    format!("{}/shown", address(visit, person_id, what))
}

async fn asked(visit: &DeskVisit, person_id: i64, what: What) -> Result<Asked, Refusal> {
    if !what.is_shown(visit) {
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
async fn look(visit: &DeskVisit, person_id: i64, what: What) -> Result<Option<Visit>, Refusal> {
    let asked = asked(visit, person_id, what).await?;
    if asked.is_guarded {
        return Ok(None);
    }
    let (insurer_id, staff_id, since) = (visit.insurer_id(), visit.staff.id, At::from(visit.now - REASON_LASTS));
    let given = |work: Work| async move { work.health_look(insurer_id, staff_id, person_id, since).await };
    let Some(given) = visit.portal.store.read(given).await? else { return Ok(None) };
    let texts = &visit.texts().desk_health;
    let mut seen = Visit::clone(visit);
    seen.member = Some(member(visit, person_id));
    seen.desk_look = Some(DeskLook {
        costs: shown_at(visit, person_id, What::Costs),
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

fn form(visit: &DeskVisit, asked: &Asked, what: What, state: FormState) -> Ask {
    let words = what.words(visit);
    Ask {
        chrome: visit.chrome(words.title).with_form(state),
        words,
        action: address(visit, asked.person.person_id, what),
        back: visit.address(&format!("people/{}", asked.person.person_id)),
        person: named(&asked.person),
        may_look: !asked.is_guarded,
    }
}

#[cfg(test)]
pub(crate) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let page = |what: What, state, may_look| Ask {
        chrome: visit.chrome(what.words(visit).title).with_form(state),
        words: what.words(visit),
        action: format!("/desk/sakura/people/1/{}", what.path()),
        back: "/desk/sakura/people/1".to_owned(),
        person: HOSTILE.to_owned(),
        may_look,
    };
    let of =
        |what| [page(what, FormState::default(), true), page(what, refused_form("reason"), true), page(what, FormState::default(), false)];
    What::ALL.into_iter().flat_map(of).map(|page| sample("desk/people/health.html", &page)).collect()
}
