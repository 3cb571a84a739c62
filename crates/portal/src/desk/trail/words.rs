//! The trail in words: who, what, to whom.

use std::collections::HashMap;

use madoguchi_rules::desk_actions::DeskAction;
use madoguchi_store::{StoreError, Work, audit::AuditEvent, trail::TrailPerson};
use serde_json::Value;

use super::details::{self, ACTORS};
use crate::{people, text::Texts, web::language::Language};

/// The kinds of actors that a filter may ask for.
pub(super) const KINDS: [&str; 4] = ["member", "staff", "command", "service"];
/// The groups of actions that a filter may ask for.
pub(super) const GROUPS: [&str; 20] = [
    "account",
    "advice",
    "announcement",
    "benefits",
    "call",
    "costs",
    "data",
    "desk",
    "identification",
    "insurer",
    "letters",
    "mail",
    "person",
    "recovery",
    "roster",
    "savings",
    "signup",
    "staff",
    "statement",
    "terms",
];

/// An event as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who did it.
    pub who: String,
    /// What was done.
    pub what: String,
    /// To whom or what.
    pub subject: String,
    /// The page of the person whom it is about.
    pub person_id: Option<i64>,
    /// More about it, a fact a line.
    pub details: Vec<String>,
}

/// The names that a page of events needs.
#[derive(Default)]
pub struct Names {
    staff: HashMap<i64, String>,
    people: HashMap<String, TrailPerson>,
}

impl Names {
    /// Looks up the names of who did and of whom it is about.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn of(work: &Work, insurer_id: Option<i64>, events: &[AuditEvent]) -> Result<Names, StoreError> {
        let mut names = Names::default();
        for event in events {
            for staff in [event.actor.clone(), event.subject.clone()].into_iter().chain(actors_in(&event.detail)) {
                if let Some(id) = number_of(&staff, "staff").filter(|id| !names.staff.contains_key(id))
                    && let Some(staff) = work.staff_member(id).await?
                {
                    names.staff.insert(id, if staff.name.is_empty() { staff.email } else { staff.name });
                }
            }
            if let Some(insurer_id) = insurer_id.filter(|_| !names.people.contains_key(&event.subject)) {
                let person = person(work, insurer_id, &event.subject).await?;
                names.people.extend(person.map(|person| (event.subject.clone(), person)));
            }
        }
        Ok(names)
    }

    /// An event in words.
    pub fn tell(&self, language: Language, event: &AuditEvent) -> Told {
        let texts = language.texts();
        let person = self.people.get(&event.subject);
        Told {
            who: self.who(texts, event),
            what: action_in_words(texts, &event.action),
            subject: person.map_or_else(|| self.other_subject(texts, event), name),
            person_id: person.map(|person| person.person_id),
            details: details::lines(language, self, event),
        }
    }

    /// Somebody at the desk by name (`staff:7`).
    pub(super) fn staff(&self, actor: &str) -> Option<String> {
        self.staff.get(&number_of(actor, "staff")?).cloned()
    }

    /// Somebody at the desk by name, the insurer as such, all else as the trail has it.
    fn other_subject(&self, texts: &Texts, event: &AuditEvent) -> String {
        if event.subject.starts_with("insurer:") {
            return texts.desk.insurer.to_owned();
        }
        self.staff(&event.subject).unwrap_or_else(|| event.subject.clone())
    }

    fn who(&self, texts: &Texts, event: &AuditEvent) -> String {
        let texts = &texts.desk_trail;
        match event.actor_kind.as_str() {
            "staff" => self.staff(&event.actor).unwrap_or_else(|| texts.staff.to_owned()),
            "member" => texts.member.to_owned(),
            "command" => (texts.command)(&event.actor),
            _ => texts.service.to_owned(),
        }
    }
}

/// What was done, in words; an action that no words were written for stands as the trail has it.
pub fn action_in_words(texts: &Texts, action: &str) -> String {
    words_of(texts, action).unwrap_or_else(|| action.to_owned())
}

/// The same for the member whom it concerns: what has no words written for it is told without its identifier, and a caution is not
/// told, since somebody from whom it protects may read the page.
pub fn action_to_members(texts: &Texts, action: &str) -> String {
    let is_caution = matches!(desk_action(action), Some((DeskAction::Caution | DeskAction::Uncaution, _)));
    let words = if is_caution { None } else { words_of(texts, action) };
    words.unwrap_or_else(|| texts.desk_trail.other_action.to_owned())
}

fn words_of(texts: &Texts, action: &str) -> Option<String> {
    if let Some((action, step)) = desk_action(action) {
        let name = (texts.desk_people.action)(action).name;
        return Some(match step {
            "" => name.to_owned(),
            step => format!("{name} ({})", texts.desk_trail.steps.iter().find(|(known, _)| *known == step)?.1),
        });
    }
    texts.desk_trail.actions.iter().find(|(known, _)| *known == action).map(|(_, words)| (*words).to_owned())
}

/// What the desk did with a person (`desk.address`), and the step of one that takes two people (`desk.address.asked`).
fn desk_action(action: &str) -> Option<(DeskAction, &str)> {
    let rest = action.strip_prefix("desk.")?;
    let (name, step) = rest.split_once('.').unwrap_or((rest, ""));
    Some((name.parse().ok()?, step))
}

async fn person(work: &Work, insurer_id: i64, subject: &str) -> Result<Option<TrailPerson>, StoreError> {
    if let Some(account_id) = number_of(subject, "account") {
        return work.trail_person_of_account(insurer_id, account_id).await;
    }
    let Some(person_id) = number_of(subject, "person") else { return Ok(None) };
    let entry = work.person(insurer_id, person_id).await?;
    Ok(entry.map(|entry| TrailPerson { person_id, name: entry.name, kana_name: entry.kana_name }))
}

fn name(person: &TrailPerson) -> String {
    people::shown_name(&person.name, &person.kana_name)
}

/// The number of `kind:number`.
fn number_of(text: &str, kind: &str) -> Option<i64> {
    text.strip_prefix(kind)?.strip_prefix(':')?.parse().ok()
}

/// Who is named in the details of an event (`staff:7`).
fn actors_in(detail: &str) -> Vec<String> {
    let Ok(Value::Object(facts)) = serde_json::from_str(detail) else { return Vec::new() };
    ACTORS.iter().filter_map(|name| facts.get(*name)?.as_str()).map(str::to_owned).collect()
}
