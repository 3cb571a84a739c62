//! What the form asks for: whose letters, as what, why.

use madoguchi_rules::audience::Audience;

use crate::{
    desk::{notices, today::grouped},
    letters::{Format, LETTERS_A_PDF},
    text::Texts,
    web::{DeskVisit, FormState},
};

/// So many letters go to one CSV of the desk: a request is answered in time. The command line takes any number.
const MOST_CSV: usize = 5_000;
/// The fields of the form, which the next page carries on.
pub(super) const FIELDS: [&str; 7] = ["audience", "symbols", "age_from", "age_until", "kind", "again", "reason"];

/// What is asked for.
pub(super) struct Order {
    pub(super) audience: Audience,
    pub(super) format: Format,
    pub(super) again: bool,
    pub(super) reason: String,
}

impl Order {
    /// Reads the form, or says on it what is wrong.
    pub(super) fn read(visit: &DeskVisit, form: &mut FormState) -> Option<Order> {
        let texts = &visit.texts().desk_letters;
        let audience = notices::audience(visit, form);
        if audience.as_ref().is_some_and(|audience| !audience.has_unregistered()) {
            form.refuse("audience", texts.audience_hint);
        }
        let format = match form.value("kind") {
            "pdf" => Ok(Format::Pdf),
            "csv" => Ok(Format::Csv),
            _ => Err(()),
        };
        let format = form.take("kind", format, |()| texts.kind_wrong.to_owned());
        let reason = form.value("reason").trim().to_owned();
        let fits = (5..=200).contains(&reason.chars().count()) && !reason.chars().any(char::is_control);
        let reason = form.take("reason", fits.then_some(reason).ok_or(()), |()| texts.reason_wrong.to_owned());
        let again = form.value("again") == "yes";
        form.is_right().then_some(())?;
        Some(Order { audience: audience?, format: format?, again, reason: reason? })
    }

    /// How many letters of this kind are made at a time.
    pub(super) fn most(&self) -> usize {
        match self.format {
            Format::Pdf => LETTERS_A_PDF,
            Format::Csv => MOST_CSV,
        }
    }
}

/// The audiences that the form's list offers.
pub(super) fn audiences(texts: &'static Texts) -> Vec<(&'static str, &'static str)> {
    let (own, notices) = (&texts.desk_letters, &texts.desk_notices);
    vec![("not-registered", own.everybody), ("symbols", notices.symbols_choice), ("ages", notices.ages_choice)]
}

/// The kinds of files that the form's list offers.
pub(super) fn kinds(texts: &'static Texts) -> Vec<(&'static str, &'static str)> {
    vec![("pdf", texts.desk_letters.pdf), ("csv", texts.desk_letters.csv)]
}

/// How many letters each kind holds, in words.
pub(super) fn kind_hint(texts: &'static Texts) -> String {
    let count = |letters: usize| grouped(i64::try_from(letters).unwrap_or(i64::MAX));
    (texts.desk_letters.kind_hint)(&count(LETTERS_A_PDF), &count(MOST_CSV))
}
