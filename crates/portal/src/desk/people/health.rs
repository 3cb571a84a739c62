//! `/desk/{insurer}/people/{person_id}/costs`, `…/savings`, `…/advice` and `…/benefits`: the person's statements as they see them, of
//! 給付金支給決定通知 the list. First comes the reason; then each page is in the trail with it, and the person sees in their own record that somebody looked. Operators never look,
//! whatever else they are. Of decisions the desk sees the list alone, with the days of the first opening: it opens none.

use askama::Template;
use axum::extract::Path;
use jiff::SignedDuration;
use madoguchi_rules::{eligibility::Access, statements::StatementKind};
use madoguchi_store::{At, Work, health_looks::HealthLook, roster::RosterEntry};

use super::{card::card, list::shown_name};
use crate::{
    member::{advice, benefits, costs, savings},
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

/// What the desk looks at: statements of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct What(StatementKind);

impl What {
    /// 医療費.
    const COSTS: What = What(StatementKind::Costs);
    /// ジェネリック医薬品のお知らせ.
    const SAVINGS: What = What(StatementKind::Savings);
    /// 適正受診・適正服薬のお知らせ.
    const ADVICE: What = What(StatementKind::Advice);
    /// 給付金支給決定通知.
    const BENEFITS: What = What(StatementKind::Benefits);

    /// Everything that there is to look at.
    pub const ALL: [What; 4] = [What::COSTS, What::SAVINGS, What::ADVICE, What::BENEFITS];

    /// The last part of the address under the person's page.
    pub fn path(self) -> &'static str {
        self.0.as_str()
    }

    /// Its words.
    pub fn words(self, visit: &DeskVisit) -> &'static LookWords {
        let texts = &visit.texts().desk_health;
        match self.0 {
            StatementKind::Costs => &texts.costs,
            StatementKind::Savings => &texts.savings,
            StatementKind::Advice => &texts.advice,
            StatementKind::Benefits => &texts.benefits,
        }
    }

    /// Whether it is shown at this desk to who asks.
    pub fn is_shown(self, visit: &DeskVisit) -> bool {
        visit.seat.settings.services.contains(&self.0.service()) && !visit.staff.is_operator
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
    ask(&visit, person_id, What::COSTS).await
}

/// Asks for the reason for a look at savings.
pub async fn ask_savings(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>) -> Answer {
    ask(&visit, person_id, What::SAVINGS).await
}

/// Asks for the reason for a look at advice.
pub async fn ask_advice(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>) -> Answer {
    ask(&visit, person_id, What::ADVICE).await
}

/// Asks for the reason for a look at decisions on benefits.
pub async fn ask_benefits(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>) -> Answer {
    ask(&visit, person_id, What::BENEFITS).await
}

async fn ask(visit: &DeskVisit, person_id: i64, what: What) -> Answer {
    let asked = asked(visit, person_id, what).await?;
    page::show(&form(visit, &asked, what, FormState::default()))
}

/// Takes the reason and opens the pages of costs.
pub async fn open_costs(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>, fields: Fields) -> Answer {
    open(&visit, person_id, What::COSTS, &fields).await
}

/// Takes the reason and opens the page of savings.
pub async fn open_savings(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>, fields: Fields) -> Answer {
    open(&visit, person_id, What::SAVINGS, &fields).await
}

/// Takes the reason and opens the page of advice.
pub async fn open_advice(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>, fields: Fields) -> Answer {
    open(&visit, person_id, What::ADVICE, &fields).await
}

/// Takes the reason and opens the list of decisions.
pub async fn open_benefits(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>, fields: Fields) -> Answer {
    open(&visit, person_id, What::BENEFITS, &fields).await
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
    match look(&visit, person_id, What::COSTS).await? {
        Some(seen) => costs::year(seen).await,
        None => Ok(page::see_other(&address(&visit, person_id, What::COSTS))),
    }
}

/// A month, the same.
pub async fn month(visit: DeskVisit, Path((_, person_id, month)): Path<(String, i64, String)>) -> Answer {
    match look(&visit, person_id, What::COSTS).await? {
        Some(seen) => costs::month(seen, Path(month)).await,
        None => Ok(page::see_other(&address(&visit, person_id, What::COSTS))),
    }
}

/// ジェネリック医薬品のお知らせ, as the person sees it.
pub async fn savings(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>) -> Answer {
    match look(&visit, person_id, What::SAVINGS).await? {
        Some(seen) => savings::screen(seen).await,
        None => Ok(page::see_other(&address(&visit, person_id, What::SAVINGS))),
    }
}

/// 適正受診・適正服薬のお知らせ, the same.
pub async fn advice(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>) -> Answer {
    match look(&visit, person_id, What::ADVICE).await? {
        Some(seen) => advice::screen(seen).await,
        None => Ok(page::see_other(&address(&visit, person_id, What::ADVICE))),
    }
}

/// The decisions, as the person sees them in their list.
pub async fn decisions(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>) -> Answer {
    match look(&visit, person_id, What::BENEFITS).await? {
        Some(seen) => benefits::list(seen).await,
        None => Ok(page::see_other(&address(&visit, person_id, What::BENEFITS))),
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
