//! `/desk/{insurer}/ending`: the people whose eligibility ends within 60 days, by 資格喪失日 or by their 75th birthday.

use askama::Template;
use jiff::{ToSpan, civil::Date};
use madoguchi_rules::{eligibility::seventy_fifth_birthday, settings::InsurerKind};
use madoguchi_store::{
    Day, Work,
    today::{Days, EndingPerson},
};

use crate::{
    people,
    web::{Answer, Chrome, DeskVisit, page},
};

/// `?why=` for a 資格喪失日.
pub const LOST: &str = "lost";
/// `?why=` for the 75th birthday.
pub const SEVENTY_FIVE: &str = "seventy-five";
/// An end is told so many days before.
const SOON_DAYS: i32 = 60;
/// People on a page.
const PAGE: i64 = 50;

/// From tomorrow on: the days whose 資格喪失日 is told.
pub fn soon(today: Date) -> Days {
    Days { from: Day(today.saturating_add(1.day())), until: Day(today.saturating_add(SOON_DAYS.days())) }
}

/// The days of birth of those whose 75th birthday is then.
pub fn born(today: Date) -> Days {
    let days = soon(today);
    // Born on 29 February, one turns 75 on 1 March: a day of birth after the last one that is 75 today, and not after the last one then.
    let past = today.saturating_sub(75.years());
    Days { from: Day(past.saturating_add(1.day())), until: Day(days.until.0.saturating_sub(75.years())) }
}

/// Whether the 75th birthday ends a membership at an insurer of this kind.
pub fn ends_at_seventy_five(kind: &str) -> bool {
    kind.parse().is_ok_and(InsurerKind::ends_at_seventy_five)
}

#[derive(Template)]
#[template(path = "desk/today/ending.html")]
struct Screen {
    chrome: Chrome,
    /// Whether it is about 資格喪失日.
    is_lost: bool,
    /// The other list.
    other: String,
    people: Vec<Person>,
    /// Where the next page is.
    more: Option<String>,
    back: String,
}

struct Person {
    address: String,
    ends_on: String,
    symbol: String,
    number: String,
    branch: String,
    kana_name: String,
    relation: &'static str,
    is_registered: bool,
}

/// Shows a page of one of the two lists.
pub async fn screen(visit: DeskVisit) -> Answer {
    let (insurer_id, today) = (visit.insurer_id(), visit.today());
    let is_lost = visit.asked("why").as_deref() != Some(SEVENTY_FIVE);
    let after = visit.asked("after").and_then(|after| place(&after)).unwrap_or((Day(Date::ZERO), 0));
    let read = |work: Work| async move {
        let kind = work.insurer_by_id(insurer_id).await?.map(|insurer| insurer.kind).unwrap_or_default();
        match is_lost {
            true => work.losing(insurer_id, soon(today), after, PAGE + 1).await,
            false if ends_at_seventy_five(&kind) => work.born(insurer_id, born(today), soon(today).until, after, PAGE + 1).await,
            false => Ok(Vec::new()),
        }
    };
    let people = visit.portal.store.read(read).await?;
    page::show(&filled(&visit, is_lost, people))
}

fn filled(visit: &DeskVisit, is_lost: bool, mut people: Vec<EndingPerson>) -> Screen {
    let has_more = people.len() as i64 > PAGE;
    people.truncate(usize::try_from(PAGE).unwrap_or_default());
    let here = |is_lost: bool| visit.address(&format!("ending?why={}", if is_lost { LOST } else { SEVENTY_FIVE }));
    let day_of = |person: &EndingPerson| if is_lost { person.lost_on.unwrap_or(person.birth_date) } else { person.birth_date };
    let last = people.last().filter(|_| has_more);
    Screen {
        chrome: visit.chrome(visit.texts().desk.ending_title).wide(),
        is_lost,
        other: here(!is_lost),
        more: last.map(|last| format!("{}&after={}.{}", here(is_lost), day_of(last).0, last.person_id)),
        people: people.into_iter().map(|person| shown(visit, is_lost, person)).collect(),
        back: visit.address(""),
    }
}

/// The place in a list that `2026-12-01.42` names.
fn place(text: &str) -> Option<(Day, i64)> {
    let (day, id) = text.split_once('.')?;
    Some((Day(day.parse().ok()?), id.parse().ok()?))
}

fn shown(visit: &DeskVisit, is_lost: bool, person: EndingPerson) -> Person {
    let texts = &visit.texts().home;
    let ends_on = match person.lost_on {
        Some(lost_on) if is_lost => lost_on.0,
        _ => seventy_fifth_birthday(person.birth_date.0),
    };
    Person {
        address: visit.address(&format!("people/{}", person.person_id)),
        ends_on: visit.language.date(ends_on),
        symbol: person.symbol,
        number: person.number,
        branch: person.branch.unwrap_or_default(),
        kana_name: people::shown_kana(&person.kana_name),
        relation: if person.relation == "insured" { texts.insured } else { texts.dependant },
        is_registered: person.is_registered,
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let person = |person_id: i64| EndingPerson {
        person_id,
        symbol: HOSTILE.to_owned(),
        number: HOSTILE.to_owned(),
        branch: None,
        kana_name: HOSTILE.to_owned(),
        relation: "insured".to_owned(),
        birth_date: Day(visit.today()),
        lost_on: Some(Day(visit.today())),
        is_registered: person_id == 1,
    };
    let pages = [filled(visit, true, (0..=PAGE).map(person).collect()), filled(visit, false, Vec::new())];
    pages.iter().map(|page| sample("desk/today/ending.html", page)).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_days_of_birth_are_those_whose_75th_birthday_comes_within_60_days() {
        for today in [date(2026, 11, 22), date(2027, 1, 1), date(2027, 2, 28), date(2027, 3, 1), date(2028, 2, 29)] {
            let (days, born) = (soon(today), born(today));
            let mut birth = date(1951, 1, 1);
            while birth < date(1954, 1, 1) {
                let birthday = seventy_fifth_birthday(birth);
                let is_soon = days.from.0 <= birthday && birthday <= days.until.0;
                assert_eq!(born.from.0 <= birth && birth <= born.until.0, is_soon, "{birth} on {today}");
                birth = birth.saturating_add(1.day());
            }
        }
    }

    #[test]
    fn a_place_in_a_list_is_a_day_and_somebody() {
        assert_eq!(place("2026-12-01.42"), Some((Day(date(2026, 12, 1)), 42)));
        assert_eq!((place("2026-12-01"), place("x.42"), place("")), (None, None, None));
    }
}
