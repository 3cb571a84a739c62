//! The note of a call: begun with one key, saved with what was asked, why they called and what came of it.

use axum::extract::Path;
use madoguchi_rules::calls::{CallOutcome, CallReason, Question};
use madoguchi_store::{
    At, StoreError, Work,
    calls::{Call, CallNote},
};

use super::{
    card::{moment, texts},
    name_of, person,
};
use crate::{
    desk::drafts,
    text::DeskPeople,
    web::{Answer, DeskVisit, Fields, FormState, Refusal, done::Done, page},
};

/// Characters of a note.
const MOST_NOTE: usize = 2_000;
/// Calls that a page shows.
const SHOWN: i64 = 20;

/// The open call on the page, with its form.
pub struct OpenCall {
    /// Where the form goes.
    pub address: String,
    /// Who began it, and when.
    pub begun: String,
    /// The questions: name, words, whether it is ticked.
    pub questions: Vec<(&'static str, &'static str, bool)>,
    /// The reasons: name, words, whether it is chosen.
    pub reasons: Vec<(&'static str, &'static str, bool)>,
    /// The outcomes, the same.
    pub outcomes: Vec<(&'static str, &'static str, bool)>,
    /// What stands in the note.
    pub note: String,
}

/// A call on the page.
pub struct ShownCall {
    /// Who began it, and when.
    pub begun: String,
    /// Why they called.
    pub reason: &'static str,
    /// What came of it.
    pub outcome: &'static str,
    /// What was confirmed.
    pub verified: Vec<&'static str>,
    /// In the clerk's words.
    pub note: String,
}

/// Begins a call, unless one with this person is open.
pub async fn begin(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>) -> Answer {
    let (insurer_id, at, id) = (visit.insurer_id(), At::from(visit.now), visit.portal.random.id(visit.now));
    let (by, event) = (&visit.actor(), &visit.event("call.begun", format!("person:{person_id}")));
    let begin = |work: Work| async move {
        if work.person(insurer_id, person_id).await?.is_none() {
            return Ok(false);
        }
        let latest = work.calls_of_person(insurer_id, person_id, SHOWN).await?;
        if latest.iter().all(|call| call.closed_at.is_some()) {
            work.open_call(insurer_id, id, person_id, by, at).await?;
            work.record(event).await?;
        }
        Ok(true)
    };
    match visit.portal.store.write(begin).await? {
        true => Ok(page::see_other(&format!("{}#call", visit.address(&format!("people/{person_id}"))))),
        false => Err(Refusal::NotFound),
    }
}

/// Saves what was noted of an open call.
pub async fn note(visit: DeskVisit, Path((_, person_id, call_id)): Path<(String, i64, i64)>, fields: Fields) -> Answer {
    let mut form = FormState::of(&fields);
    let Some(note) = read(&visit, &fields, &mut form) else { return person::refused(&visit, person_id, form).await };
    let (insurer_id, note) = (visit.insurer_id(), &note);
    let mut event = visit.event("call.noted", format!("person:{person_id}"));
    event.detail = serde_json::json!({ "call": call_id.to_string(), "reason": note.reason, "outcome": note.outcome }).to_string();
    let event = &event;
    let (seen, draft) = (&visit, &place(&visit, person_id, call_id));
    let save = |work: Work| async move {
        let call = work.call(insurer_id, call_id).await?;
        if call.is_none_or(|call| call.person_id != person_id) || !work.note_call(insurer_id, call_id, note).await? {
            return Ok(false);
        }
        drafts::forget(seen, &work, draft).await?;
        work.record(event).await?;
        Ok(true)
    };
    match visit.portal.store.write(save).await? {
        true => Ok(Done::CallNoted.tell(&visit, page::see_other(&visit.address(&format!("people/{person_id}"))))),
        false => Err(Refusal::NotFound),
    }
}

fn read(visit: &DeskVisit, fields: &Fields, form: &mut FormState) -> Option<CallNote> {
    let (texts, please_enter) = (texts(visit), visit.texts().common.please_enter);
    let reason = form.take("call_reason", fields.get("call_reason").parse::<CallReason>(), |_| please_enter(texts.reason_of_call));
    let outcome = form.take("call_outcome", fields.get("call_outcome").parse::<CallOutcome>(), |_| please_enter(texts.outcome));
    let note = fields.get("call_note").trim();
    if note.chars().count() > MOST_NOTE {
        form.refuse("call_note", (texts.too_long)(MOST_NOTE));
        return None;
    }
    let verified = Question::ALL.iter().filter(|question| fields.has(&field(**question))).map(|question| question.as_str());
    let (reason, outcome) = reason.zip(outcome)?;
    Some(CallNote {
        verified: verified.collect::<Vec<_>>().join(","),
        reason: reason.to_string(),
        outcome: outcome.to_string(),
        note: note.to_owned(),
        by: visit.actor(),
        at: At::from(visit.now),
        closes: outcome.closes(),
    })
}

/// Where a call's form goes, and where what is being written in it is saved.
fn place(visit: &DeskVisit, person_id: i64, call_id: i64) -> String {
    visit.address(&format!("people/{person_id}/call/{call_id}"))
}

/// What its writer was writing in the note of the open call; an empty form when there is nothing.
///
/// # Errors
/// [`StoreError`].
pub async fn draft(visit: &DeskVisit, work: &Work, person_id: i64) -> Result<FormState, StoreError> {
    let open = work.calls_of_person(visit.insurer_id(), person_id, SHOWN).await?.into_iter().find(|call| call.closed_at.is_none());
    match open {
        Some(call) => drafts::restored(visit, work, &place(visit, person_id, call.id), FormState::default()).await,
        None => Ok(FormState::default()),
    }
}

fn field(question: Question) -> String {
    format!("verified_{question}")
}

/// The calls about a person: the open one with its form, as it was sent when something in it was refused, and the others.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_person(
    visit: &DeskVisit,
    work: &Work,
    person_id: i64,
    form: &FormState,
) -> Result<(Option<OpenCall>, Vec<ShownCall>), StoreError> {
    let texts = texts(visit);
    let (mut open, mut others) = (None, Vec::new());
    for call in work.calls_of_person(visit.insurer_id(), person_id, SHOWN).await? {
        let begun = (texts.begun_by)(&name_of(work, &call.opened_by).await?, &moment(visit, call.opened_at.timestamp()));
        match call.closed_at {
            None if open.is_none() => {
                let address = place(visit, person_id, call.id);
                open = Some(OpenCall::of(texts, &call, form, address, begun));
            }
            _ => others.push(ShownCall::of(texts, &call, begun)),
        }
    }
    Ok((open, others))
}

impl OpenCall {
    fn of(texts: &DeskPeople, call: &Call, form: &FormState, address: String, begun: String) -> OpenCall {
        let was_sent = form.has("csrf") || form.draft().is_some();
        let value =
            |name: &str, kept: Option<&String>| if was_sent { form.value(name).to_owned() } else { kept.cloned().unwrap_or_default() };
        let (reason, outcome) = (value("call_reason", call.reason.as_ref()), value("call_outcome", call.outcome.as_ref()));
        let is_ticked = |question: Question| match was_sent {
            true => form.has(&field(question)),
            false => call.verified.split(',').any(|name| name == question.as_str()),
        };
        OpenCall {
            address,
            begun,
            questions: Question::ALL.iter().map(|one| (one.as_str(), (texts.question)(*one), is_ticked(*one))).collect(),
            reasons: CallReason::ALL.iter().map(|one| (one.as_str(), (texts.call_reason)(*one), one.as_str() == reason)).collect(),
            outcomes: CallOutcome::ALL.iter().map(|one| (one.as_str(), (texts.call_outcome)(*one), one.as_str() == outcome)).collect(),
            note: value("call_note", Some(&call.note)),
        }
    }

    /// A call of sample data.
    #[cfg(test)]
    pub(super) fn sample(texts: &DeskPeople, form: &FormState) -> OpenCall {
        let call = Call {
            insurer_id: 1,
            id: 1,
            person_id: 1,
            opened_at: At::from(jiff::Timestamp::UNIX_EPOCH),
            opened_by: "staff:1".to_owned(),
            verified: "name".to_owned(),
            reason: Some("no_code".to_owned()),
            outcome: Some("open".to_owned()),
            note: crate::testing::samples::HOSTILE.to_owned(),
            noted_at: None,
            noted_by: None,
            closed_at: None,
        };
        OpenCall::of(texts, &call, form, "/desk/sakura/people/1/call/1".to_owned(), call.note.clone())
    }
}

impl ShownCall {
    fn of(texts: &DeskPeople, call: &Call, begun: String) -> ShownCall {
        let named = |name: &Option<String>| name.clone().unwrap_or_default();
        let verified = call.verified.split(',').filter_map(|name| name.parse().ok()).map(texts.question);
        ShownCall {
            begun,
            reason: named(&call.reason).parse().map_or(texts.not_noted, texts.call_reason),
            outcome: named(&call.outcome).parse().map_or(texts.call_open, texts.call_outcome),
            verified: verified.collect(),
            note: call.note.clone(),
        }
    }

    /// A call of sample data.
    #[cfg(test)]
    pub(super) fn sample(texts: &DeskPeople) -> ShownCall {
        let text = crate::testing::samples::HOSTILE.to_owned();
        ShownCall { begun: text.clone(), reason: texts.not_noted, outcome: texts.call_open, verified: vec![texts.none], note: text }
    }
}
