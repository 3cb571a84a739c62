//! What an event says besides who, what and whom: each of its facts by name, with values in words where there are words.

use madoguchi_store::audit::AuditEvent;
use serde_json::{Map, Value};

use super::words::Names;
use crate::{
    announcements::audience_of,
    desk::{choice::role_in_words, notices, settings},
    text::Texts,
    web::language::Language,
};

/// Facts whose value is who did something.
pub(super) const ACTORS: [&str; 3] = ["asked_by", "brought_by", "handed_in_by"];

/// The facts of an event, a line each.
pub(super) fn lines(language: Language, names: &Names, event: &AuditEvent) -> Vec<String> {
    let teller = Teller { language, texts: language.texts(), names, action: &event.action };
    match serde_json::from_str(&event.detail) {
        Ok(Value::Object(facts)) => teller.facts(&facts),
        _ => vec![event.detail.clone()],
    }
}

struct Teller<'a> {
    language: Language,
    texts: &'static Texts,
    names: &'a Names,
    action: &'a str,
}

impl Teller<'_> {
    fn facts(&self, facts: &Map<String, Value>) -> Vec<String> {
        facts.iter().flat_map(|(name, value)| self.fact(name, value)).collect()
    }

    fn fact(&self, name: &str, value: &Value) -> Vec<String> {
        match (name, value) {
            ("changes", Value::Object(changes)) => changes.iter().map(|(key, change)| self.change(key, change)).collect(),
            (_, Value::Object(facts)) => self.facts(facts),
            (_, Value::Null) => Vec::new(),
            (_, Value::String(text)) if text.is_empty() => Vec::new(),
            _ => vec![self.line(self.name(name), &self.value(name, value))],
        }
    }

    fn line(&self, name: &str, value: &str) -> String {
        (self.texts.desk_trail.fact)(name, value)
    }

    /// What a fact is called: in this kind of event, else in any.
    fn name<'n>(&self, name: &'n str) -> &'n str {
        let called = |name: &str| self.texts.desk_trail.facts.iter().find(|(known, _)| *known == name).map(|(_, words)| *words);
        called(&format!("{}.{name}", self.action)).or_else(|| called(name)).unwrap_or(name)
    }

    /// A change of a setting.
    fn change(&self, key: &str, change: &Value) -> String {
        let value = |which: &str| {
            let value = change.get(which).and_then(Value::as_str).unwrap_or_default();
            settings::values::in_words(self.language, key, value)
        };
        let label = self.texts.desk_settings.words(key).map_or(key, |words| words.label);
        self.line(label, &(self.texts.desk_trail.from_to)(&value("from"), &value("to")))
    }

    fn value(&self, name: &str, value: &Value) -> String {
        match value {
            Value::Bool(true) => self.texts.desk_trail.yes.to_owned(),
            Value::Bool(false) => self.texts.desk_trail.no.to_owned(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => self.text(name, text),
            Value::Array(items) => {
                let items = items.iter().map(|item| self.value(name, item));
                items.collect::<Vec<_>>().join(self.texts.desk_notices.comma)
            }
            Value::Null | Value::Object(_) => value.to_string(),
        }
    }

    fn text(&self, name: &str, text: &str) -> String {
        let (texts, known) = (self.texts, |words: Option<&'static str>| words.map(str::to_owned));
        let words = match (name, self.action) {
            ("role" | "from" | "to", _) => known(text.parse().ok().map(|role| role_in_words(&texts.desk, role, false))),
            ("reason", "call.noted") => known(text.parse().ok().map(texts.desk_people.call_reason)),
            ("outcome", "call.noted") => known(text.parse().ok().map(texts.desk_people.call_outcome)),
            ("audience", _) => audience_of(text).ok().map(|audience| notices::in_words(&texts.desk_notices, &audience)),
            ("cause", "signup.not_confirmed") => known(Some((texts.desk_people.cause)(text))),
            ("approval_reasons", _) => Some(self.each(name, text)),
            (name, _) if ACTORS.contains(&name) => self.names.staff(text),
            (_, action) if is_free(name, action) => None,
            _ => known(self.known(name, text)),
        };
        words.unwrap_or_else(|| text.to_owned())
    }

    /// A list of names, each in words.
    fn each(&self, name: &str, text: &str) -> String {
        let words = text.split(',').map(|item| self.known(name, item).unwrap_or(item));
        words.collect::<Vec<_>>().join(self.texts.desk_notices.comma)
    }

    fn known(&self, name: &str, value: &str) -> Option<&'static str> {
        let values = self.texts.desk_trail.values.iter();
        values.filter(|(of, ..)| *of == name).find(|(_, known, _)| *known == value).map(|(.., words)| *words)
    }
}

/// Whether somebody wrote the text themselves: it stands as it is.
fn is_free(name: &str, action: &str) -> bool {
    matches!(name, "proof" | "note" | "purpose" | "file") || (name == "reason" && action != "account.login_refused")
}
