//! A notice as it is being written: what stands in the form, read or refused.

use jiff::civil::Date;
use madoguchi_rules::{
    audience::{Audience, AudienceError},
    dates::{DateUse, EraDigits, parse_roster_date},
};
use madoguchi_store::{At, announcements::Announcement};

use super::place::Place;
use crate::web::{FormState, Visit};

/// The longest title, characters.
const MOST_TITLE: usize = 100;
/// The longest text, characters.
const MOST_BODY: usize = 20_000;
/// The fields of the form, which the preview carries on.
pub(super) const FIELDS: [&str; 10] =
    ["title", "body", "from", "until", "audience", "symbols", "age_from", "age_until", "mail", "essential"];

/// What was written.
pub(super) struct Draft {
    pub(super) title: String,
    pub(super) body: String,
    pub(super) from: Date,
    pub(super) until: Option<Date>,
    pub(super) audience: Audience,
    pub(super) mail: bool,
    pub(super) essential: bool,
}

impl Draft {
    /// Reads the form, or says on it what is wrong.
    pub(super) fn read(place: &Place, form: &mut FormState) -> Option<Draft> {
        let title = title(place, form);
        let body = body(place, form);
        let period = period(place, form);
        let audience = audience(place, form);
        let (mail, essential) = (form.value("mail") == "yes", form.value("essential") == "yes");
        if mail && audience.as_ref().is_some_and(|audience| !audience.has_accounts()) {
            form.refuse("mail", place.texts().desk_notices.nobody_to_mail);
        }
        if essential && !mail {
            form.refuse("essential", place.texts().desk_notices.essential_without_mail);
        }
        let (from, until) = period?;
        form.is_right().then_some(())?;
        Some(Draft { title: title?, body: body?, from, until, audience: audience?, mail, essential })
    }

    /// The notice to be added.
    pub(super) fn announcement(self, place: &Place, id: i64) -> Announcement {
        let staff = place.staff.as_ref().map_or(0, |staff| staff.id);
        Announcement {
            id,
            insurer_id: place.insurer_id,
            title: self.title,
            body: self.body,
            audience: self.audience.to_string(),
            essential: self.essential,
            from_date: self.from.into(),
            until_date: self.until.map(Into::into),
            created_at: At::from(place.now),
            created_by: format!("staff:{staff}"),
            removed_at: None,
        }
    }
}

fn title(place: &Place, form: &mut FormState) -> Option<String> {
    let title = form.value("title").trim().to_owned();
    let fits = !title.is_empty() && title.chars().count() <= MOST_TITLE && !title.chars().any(char::is_control);
    form.take("title", fits.then_some(title).ok_or(()), |()| place.texts().desk_notices.title_wrong.to_owned())
}

fn body(place: &Place, form: &mut FormState) -> Option<String> {
    let body = form.value("body").replace("\r\n", "\n");
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    let fits = !body.trim().is_empty() && body.chars().count() <= MOST_BODY && !body.chars().any(is_control);
    form.take("body", fits.then_some(body).ok_or(()), |()| place.texts().desk_notices.body_wrong.to_owned())
}

fn period(place: &Place, form: &mut FormState) -> Option<(Date, Option<Date>)> {
    let today = place.today();
    let read = |text: &str| parse_roster_date(text, EraDigits::Western, today, DateUse::Other);
    let from = form.take("from", read(form.value("from")), |error| place.language.sentence(&error))?;
    let until = form.take("until", read(form.value("until")), |error| place.language.sentence(&error))?;
    let from = from.unwrap_or(today);
    if until.is_some_and(|until| until < from) {
        form.refuse("until", place.texts().desk_notices.until_before_from);
        return None;
    }
    if until.is_some_and(|until| until < today) {
        form.refuse("until", place.texts().desk_notices.until_is_past);
        return None;
    }
    Some((from, until))
}

/// The audience that the form's `audience`, `symbols`, `age_from` and `age_until` say; the form says what is wrong with them.
pub fn audience(visit: &Visit, form: &mut FormState) -> Option<Audience> {
    let (chosen, field) = match form.value("audience") {
        "symbols" => (Audience::symbols(form.value("symbols")), "symbols"),
        "ages" => (Audience::ages(form.value("age_from"), form.value("age_until")), "age_from"),
        // A list of symbols needs its field, and no other audience has any.
        other if other.contains('=') => (Err(AudienceError::Unknown { found: other.to_owned() }), "audience"),
        other => (other.parse(), "audience"),
    };
    form.take(field, chosen, |error| visit.language.sentence(&error))
}
