//! What a form brought, and what is wrong with it.

use std::{collections::HashMap, sync::Arc};

use axum::{extract::FromRequestParts, http::request::Parts};
use jiff::Timestamp;

use super::Refusal;

/// The most fields that a form may have.
const MOST_FIELDS: usize = 64;

/// The fields of a submitted form, as typed. A field that was sent twice makes the form unreadable.
#[derive(Clone, Debug, Default)]
pub struct Fields(Arc<HashMap<String, String>>);

impl Fields {
    /// Reads `application/x-www-form-urlencoded`. `None` for invalid UTF-8, U+0000, a repeated name or too many fields.
    pub fn parse(body: &[u8]) -> Option<Fields> {
        let mut fields = HashMap::new();
        for (name, value) in url::form_urlencoded::parse(body) {
            let readable = !value.contains(['\0', '\u{fffd}']) && fields.len() < MOST_FIELDS;
            if !readable || fields.insert(name.into_owned(), value.into_owned()).is_some() {
                return None;
            }
        }
        Some(Fields(Arc::new(fields)))
    }

    /// What stands in the field; empty when it is absent.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// All fields, by name.
    pub fn sorted(&self) -> Vec<(&str, &str)> {
        let mut fields: Vec<_> = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.sort_unstable();
        fields
    }

    /// Whether the field was sent (a ticked box, a pressed button).
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

impl<S: Sync> FromRequestParts<S> for Fields {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Fields>().cloned().ok_or_else(|| Refusal::broken("form handler on a page route"))
    }
}

/// One field of a form and what is wrong with it, in the visitor's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The control's `name`, which is its `id` too.
    pub field: &'static str,
    /// What was found and what to do.
    pub message: String,
}

/// A form as the page shows it: what was typed before (never passwords) and what is wrong.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    typed: Fields,
    errors: Vec<FieldError>,
    draft: Option<Draft>,
}

/// Where what stands in a form comes from: its writer was writing it when a session ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The form's own address.
    pub place: String,
    /// When it was saved.
    pub saved_at: Timestamp,
}

impl FormState {
    /// The form with what was typed, nothing being wrong yet.
    pub fn of(typed: &Fields) -> FormState {
        FormState { typed: typed.clone(), ..FormState::default() }
    }

    /// The form with these values standing in it.
    pub fn prefilled<const N: usize>(values: [(&str, &str); N]) -> FormState {
        FormState::filled(values.into_iter().map(|(name, value)| (name, value.to_owned())))
    }

    /// The same with as many values as there are.
    pub fn filled<'a>(values: impl IntoIterator<Item = (&'a str, String)>) -> FormState {
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        FormState { typed: Fields(Arc::new(values)), ..FormState::default() }
    }

    /// The same as the draft that it is.
    pub fn restored(mut self, place: &str, saved_at: Timestamp) -> FormState {
        self.draft = Some(Draft { place: place.to_owned(), saved_at });
        self
    }

    /// The draft that stands in it, if one does.
    pub fn draft(&self) -> Option<&Draft> {
        self.draft.as_ref()
    }

    /// Adds an error; a field's first error is the one that is shown at the field.
    pub fn refuse(&mut self, field: &'static str, message: impl Into<String>) {
        self.errors.push(FieldError { field, message: message.into() });
    }

    /// Takes the value, or keeps the error's message for the field.
    pub fn take<T, E>(&mut self, field: &'static str, parsed: Result<T, E>, message: impl FnOnce(E) -> String) -> Option<T> {
        parsed.map_err(|error| self.refuse(field, message(error))).ok()
    }

    /// What was typed in a field.
    pub fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }

    /// Whether the field was sent.
    pub fn has(&self, field: &str) -> bool {
        self.typed.has(field)
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }

    /// Everything that is wrong, in the form's order.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Whether nothing is wrong.
    pub fn is_right(&self) -> bool {
        self.errors.is_empty()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_it_was_typed() {
        let fields = Fields::parse("number=%EF%BC%91%EF%BC%92&symbol=&kana_name=a+b".as_bytes()).unwrap();
        assert_eq!((fields.get("number"), fields.get("symbol"), fields.get("kana_name")), ("１２", "", "a b"));
        assert!(fields.has("symbol") && !fields.has("birth_date"));
    }

    #[test]
    fn a_field_sent_twice_makes_the_form_unreadable() {
        assert!(Fields::parse(b"number=1&number=2").is_none());
    }

    #[test]
    fn invalid_utf8_and_nul_are_unreadable() {
        assert!(Fields::parse(b"number=%FF").is_none());
        assert!(Fields::parse(b"number=%00").is_none());
    }
}
