//! How people of the roster are shown: their card, their standing, a date.

use jiff::{Timestamp, civil::Date};
use madoguchi_rules::eligibility::{Eligibility, Standing};

use crate::{clock::in_tokyo, text::DeskPeople, web::DeskVisit};

/// 記号-番号-枝番 in one text.
pub fn card(symbol: &str, number: &str, branch: Option<&str>) -> String {
    let parts = [Some(symbol), Some(number), branch];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// Whether the person is eligible today, and from or until when.
pub fn standing(visit: &DeskVisit, acquired: Option<Date>, lost: Option<Date>) -> String {
    let (texts, day) = (texts(visit), |day: Date| visit.language.date(day));
    match (Eligibility { acquired, lost }.on(visit.today()), acquired, lost) {
        (Standing::Eligible, _, Some(lost)) => (texts.eligible_until)(&day(lost)),
        (Standing::Eligible, ..) => texts.eligible.to_owned(),
        (Standing::NotYet, Some(acquired), _) => (texts.eligible_from)(&day(acquired)),
        (_, _, Some(lost)) => (texts.left_on)(&day(lost)),
        _ => texts.none.to_owned(),
    }
}

/// 本人 or 家族.
pub fn relation(visit: &DeskVisit, relation: &str) -> &'static str {
    if relation == "insured" { texts(visit).insured } else { texts(visit).dependant }
}

/// A moment as the page's language writes it.
pub fn moment(visit: &DeskVisit, at: Timestamp) -> String {
    visit.language.moment(in_tokyo(at))
}

/// The texts of these pages.
pub fn texts(visit: &DeskVisit) -> &'static DeskPeople {
    &visit.texts().desk_people
}
