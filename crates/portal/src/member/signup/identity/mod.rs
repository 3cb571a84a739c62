//! `/portal/signup`: ご本人の確認. Five items that identify exactly one eligible person open a flow; every other failure is one page.

use askama::Template;
use axum::response::Response;
use jiff::SignedDuration;
use madoguchi_rules::{
    identifiers::InsurerCodeOrNumber,
    limits::FLOW_LIFETIME,
    mail_address::MailAddress,
    settings::{InsurerSettings, SignupProof},
};
use madoguchi_store::{
    At, StoreError, Work, accounts::Account, audit::AuditEvent, insurers::Insurer, roster::RosterEntry, signup_flows::NewSignupFlow,
};

use super::{
    flow::{self, ACCOUNT_STEP, LETTER_STEP, Standing},
    tries,
};
use crate::{
    insurer::facts,
    limits::{
        self,
        identification::{self, Gate, Reservation},
        pages::OtherWays,
    },
    mail::{self, Addressee, Letter},
    member::drawn_paper::DrawnPaper,
    people,
    web::{
        Answer, Chrome, Fields, FormState, Visit,
        cookies::{self, Cookie},
        page, session,
    },
};
use finding::{Cause, Finding};
use form::{Typed, Unreadable};

pub mod finding;
pub mod form;
#[cfg(test)]
mod tests;

/// Whoever has an account is told so by mail at most this often.
const TELL_IT_EXISTS_EVERY: SignedDuration = SignedDuration::from_hours(24);

#[derive(Template)]
#[template(path = "member/signup/identity/screen.html")]
struct Screen {
    chrome: Chrome,
    papers: Vec<DrawnPaper>,
}

/// The one page of every failed identification.
#[derive(Template)]
#[template(path = "member/signup/identity/unconfirmed.html")]
struct Unconfirmed {
    chrome: Chrome,
}

#[derive(Template)]
#[template(path = "member/signup/identity/not_open_yet.html")]
struct NotOpenYet {
    chrome: Chrome,
    day: String,
}

/// Whose a flow is that opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowKind {
    /// One person's.
    OfOne,
    /// One's of several whom the code of a letter will tell apart.
    OfSeveral,
    /// One person's, who gave the code of a letter of this batch with the five items.
    OfLetter {
        /// The batch.
        batch_id: i64,
    },
}

/// The first step. Whoever is in the middle of a flow comes back to it, unless the address is of another insurer or they ask for a
/// registration of somebody else.
pub async fn screen(visit: Visit) -> Answer {
    let code = visit.asked("insurer").unwrap_or_default();
    let named = &InsurerCodeOrNumber::parse(&code).ok();
    let insurer = match named {
        Some(named) => visit.portal.store.read(|work| async move { crate::insurer::find(&work, named).await }).await?,
        None => None,
    };
    let standing = flow::standing(&visit).await?;
    let is_elsewhere = insurer.as_ref().is_some_and(|(insurer, _)| standing.insurer_id().is_some_and(|id| id != insurer.id));
    if !matches!(standing, Standing::None) && visit.asked("again").is_none() && !is_elsewhere {
        return flow::elsewhere(&visit, standing);
    }
    match insurer {
        Some((insurer, settings)) if opens_later(&visit, &settings).is_some() => page::show(&not_open_yet(&visit, &insurer, &settings)),
        Some((insurer, settings)) => {
            let form = FormState::prefilled([("insurer_code", &insurer.code)]);
            page::show(&first_step(&visit, Some(&(insurer, settings)), form))
        }
        None => {
            let typed = named.as_ref().map_or("", |_| &code);
            page::show(&first_step(&visit, None, FormState::prefilled([("insurer_code", typed)])))
        }
    }
}

/// Looks for the person, and opens a flow or shows the one page of every failure.
pub async fn identify(visit: Visit, fields: Fields) -> Answer {
    let typed = match form::read(&visit, &fields).await? {
        Ok(typed) => typed,
        Err(Unreadable { form, insurer }) => return page::refuse(&first_step(&visit, insurer.as_ref(), form)),
    };
    if opens_later(&visit, &typed.settings).is_some() {
        return page::refuse(&not_open_yet(&visit, &typed.insurer, &typed.settings));
    }
    let insurer = facts(&typed.insurer, &typed.settings);
    let reservation = match identification::reserve(&visit, &typed.attempt(&fields, None)).await? {
        Gate::Open(reservation) => reservation,
        Gate::UsedUp { until } => return limits::pages::used_up_page(&visit, insurer, until, OtherWays::LetterAndDesk(&fields)),
        Gate::Closed { until } => return limits::pages::closed_page(&visit, insurer, until, OtherWays::LetterAndDesk(&fields)),
        Gate::ProofOfWork(challenge) => return limits::pages::proof_of_work_page(&visit, insurer, challenge, &fields, "/portal/signup"),
    };
    let token = &session::new_token(&visit.portal);
    let (seen, asked, reserved) = (&visit, &typed, &reservation);
    match visit.portal.store.write(|work| async move { settle(seen, &work, asked, reserved, token).await }).await? {
        None => unconfirmed(&visit, &typed, &fields),
        Some(step) => Ok(lead_on(&visit, token, step)),
    }
}

/// One unit of work: the look-up, the flow or the mail that follows from it, and the event. Answers the next step, if the person is
/// confirmed.
async fn settle(
    visit: &Visit,
    work: &Work,
    typed: &Typed,
    reservation: &Reservation,
    token: &str,
) -> Result<Option<&'static str>, StoreError> {
    let finding = finding::find(work, typed, visit.today()).await?;
    match asked_of(&finding, &typed.settings) {
        Ok((person, kind)) => {
            open_flow(visit, work, person, kind, token).await?;
            reservation.give_back(work).await?;
            Ok(Some(if typed.settings.signup_proof == SignupProof::Letter { LETTER_STEP } else { ACCOUNT_STEP }))
        }
        Err(cause) => {
            work.record(&failure(visit, &typed.insurer, cause)).await?;
            tries::keep(visit, work, typed, cause).await?;
            if let Finding::Registered(account) = finding {
                tell_that_it_exists(visit, work, &account).await?;
            }
            Ok(None)
        }
    }
}

/// Whose flow opens, if the proof that the insurer asks for can be had. Several people are told apart by the code of a letter only.
fn asked_of<'a>(finding: &'a Finding, settings: &InsurerSettings) -> Result<(&'a RosterEntry, FlowKind), Cause> {
    match finding {
        Finding::Person(person) if people::can_be_sent_a_code(person, settings) => Ok((person, FlowKind::OfOne)),
        Finding::Person(_) => Err(Cause::NoProof),
        Finding::Several(people) => match people.first() {
            Some(first) if settings.signup_proof == SignupProof::Letter => Ok((first, FlowKind::OfSeveral)),
            _ => Err(Cause::Ambiguous),
        },
        Finding::Registered(_) => Err(Cause::Registered),
        Finding::Unconfirmed(cause) => Err(*cause),
    }
}

/// Opens the flow of a person, and writes it to the trail.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn open_flow(visit: &Visit, work: &Work, person: &RosterEntry, kind: FlowKind, token: &str) -> Result<(), StoreError> {
    let flow = NewSignupFlow {
        id: visit.portal.random.id(visit.now),
        token_hash: flow::token_hash(&visit.portal, token),
        insurer_id: person.insurer_id,
        person_id: person.person_id,
        is_ambiguous: matches!(kind, FlowKind::OfSeveral),
        letter_batch_id: match kind {
            FlowKind::OfLetter { batch_id } => Some(batch_id),
            FlowKind::OfOne | FlowKind::OfSeveral => None,
        },
        at: At::from(visit.now),
        expires_at: At::from(visit.now + FLOW_LIFETIME),
    };
    work.open_signup_flow(&flow).await?;
    let (action, subject) = match kind {
        FlowKind::OfOne => ("signup.identified", format!("person:{}", person.person_id)),
        FlowKind::OfSeveral => ("signup.identified", format!("insurer:{}", person.insurer_id)),
        FlowKind::OfLetter { .. } => ("signup.letter_confirmed", format!("person:{}", person.person_id)),
    };
    work.record(&visit.event(action, person.insurer_id, subject)).await
}

/// To the next step, with the cookie of the flow.
pub fn lead_on(visit: &Visit, token: &str, step: &str) -> Response {
    let mut response = page::see_other(step);
    Cookie::lasting(cookies::SIGNUP, token, cookies::FLOW_SECONDS).set(&visit.portal.config, &mut response);
    response
}

/// The event of a failed identification.
pub fn failure(visit: &Visit, insurer: &Insurer, cause: Cause) -> AuditEvent {
    let event = visit.event("signup.not_confirmed", insurer.id, format!("insurer:{}", insurer.id));
    AuditEvent { detail: format!(r#"{{"cause":"{}"}}"#, cause.name()), ..event }
}

/// The owner of an account hears of it when somebody gives all five items: once a day.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn tell_that_it_exists(visit: &Visit, work: &Work, account: &Account) -> Result<(), StoreError> {
    let (now, before) = (At::from(visit.now), At::from(visit.now - TELL_IT_EXISTS_EVERY));
    let Ok(address) = MailAddress::parse(&account.email) else { return Ok(()) };
    if !work.take_turn_to_tell_it_exists(account.insurer_id, account.id, now, before).await? {
        return Ok(());
    }
    let to = Addressee { address, insurer_id: Some(account.insurer_id), account_id: Some(account.id), language: visit.language.code() };
    mail::queue(&visit.portal, work, &to, &Letter::AccountExists, visit.now).await
}

fn chrome(visit: &Visit) -> Chrome {
    visit.chrome(visit.texts().signup.identity.title)
}

fn first_step(visit: &Visit, insurer: Option<&(Insurer, InsurerSettings)>, form: FormState) -> Screen {
    let mut chrome = chrome(visit).with_form(form);
    if let Some((insurer, settings)) = insurer {
        chrome = chrome.of_insurer(facts(insurer, settings));
    }
    Screen { chrome, papers: DrawnPaper::all(visit.language) }
}

/// The one page of every failed identification.
///
/// # Errors
/// [`crate::web::Refusal::Broken`] when the page cannot be rendered.
pub fn unconfirmed(visit: &Visit, typed: &Typed, fields: &Fields) -> Answer {
    let title = format!("{}{}", visit.texts().common.error_prefix, visit.texts().signup.unconfirmed.title);
    let chrome = visit.chrome(title).of_insurer(facts(&typed.insurer, &typed.settings));
    page::refuse(&Unconfirmed { chrome: chrome.with_form(FormState::of(fields)) })
}

/// The day on which the insurer's sign-up opens, while it is ahead.
pub fn opens_later(visit: &Visit, settings: &InsurerSettings) -> Option<jiff::civil::Date> {
    settings.signup_opens.filter(|day| visit.today() < *day)
}

/// Before that day.
pub fn not_open_yet(visit: &Visit, insurer: &Insurer, settings: &InsurerSettings) -> impl Template + use<> {
    let day = settings.signup_opens.map(|day| visit.language.date(day)).unwrap_or_default();
    let chrome = visit.chrome(visit.texts().signup.not_open_yet.title).of_insurer(facts(insurer, settings));
    NotOpenYet { chrome, day }
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{self, HOSTILE, refused_form, sample};
    let insurer = (samples::insurer(), InsurerSettings::default());
    vec![
        sample("member/signup/identity/screen.html", &first_step(visit, None, FormState::default())),
        sample("member/signup/identity/screen.html", &first_step(visit, Some(&insurer), refused_form("kana_name"))),
        sample(
            "member/signup/identity/unconfirmed.html",
            &Unconfirmed { chrome: chrome(visit).with_form(FormState::prefilled([("symbol", HOSTILE)])) },
        ),
        sample("member/signup/identity/not_open_yet.html", &not_open_yet(visit, &insurer.0, &insurer.1)),
    ]
}
