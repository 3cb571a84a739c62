//! `/portal/eligibility-notice`: 資格情報のお知らせ of the member and, for the insured, of the dependants, as a page and on paper.
//!
//! The insurer owes it to the insured for each person (健康保険法施行規則51条の3, since 2024-12-02). For ages 70–74 it states the share of
//! costs and since when; where the roster has them not, there is no notice.

use askama::Template;
use jiff::civil::Date;
use madoguchi_documents::eligibility_notice::{EligibilityNotice, eligibility_notice};
use madoguchi_rules::{
    eligibility::{seventy_fifth_birthday, share_of_the_elderly_from},
    settings::Service,
    statements::StatementKind,
    visibility::Visibility,
};
use madoguchi_store::{Day, StoreError, Work, insurers::Insurer, roster::RosterEntry};
use tokio::sync::Semaphore;

use crate::{
    fault::Fault,
    member::statements::household,
    people,
    web::{Answer, Chrome, Declaration, Fields, Principal, Purpose, Refusal, Routes, Visit, language::Language, page},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// Where it is.
pub const PATH: &str = "/portal/eligibility-notice";

/// How the sheet is called where it is saved.
const FILE: &str = "attachment; filename=\"shikaku-joho.pdf\"";

/// Sheets that are typeset at once: who wants more of them waits, and logins do not.
static AT_A_TIME: Semaphore = Semaphore::const_new(2);

const SCREEN: Declaration = Declaration::new(Principal::MemberReading, Purpose::OwnData);

/// Adds the journey to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get(PATH, SCREEN, screen).post(PATH, SCREEN, save)
}

#[derive(Template)]
#[template(path = "member/eligibility_notice/screen.html")]
struct Screen {
    chrome: Chrome,
    people: Vec<PersonNotice>,
    /// Whether there may be relatives who are not listed.
    is_insured: bool,
}

/// The notice of a person on the page, or why there is none.
struct PersonNotice {
    id: i64,
    addressee: String,
    facts: Vec<(&'static str, String)>,
    refusal: Option<&'static str>,
}

/// Why there is no notice of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Missing {
    /// Not eligible today.
    Eligibility,
    /// Between 70 and 74, and the roster lacks 負担割合 or 発効日.
    Share,
}

async fn screen(visit: Visit) -> Answer {
    let (insurer, people) = load(&visit).await?;
    let texts = &visit.texts().eligibility_notice;
    let notice = |entry: &RosterEntry| PersonNotice {
        id: entry.person_id,
        addressee: (texts.addressee)(&people::shown_name(&entry.name, &entry.kana_name)),
        facts: facts(&visit, visit.language, &insurer, entry),
        refusal: missing(entry, visit.today()).map(|missing| match missing {
            Missing::Eligibility => texts.not_eligible,
            Missing::Share => texts.no_share,
        }),
    };
    page::show(&Screen {
        chrome: visit.chrome(texts.title),
        is_insured: people.first().is_some_and(|own| own.relation == "insured"),
        people: people.iter().map(notice).collect(),
    })
}

/// The sheet of one of them. That it was saved is in the trail.
async fn save(visit: Visit, fields: Fields) -> Answer {
    let (insurer, people) = load(&visit).await?;
    let asked = fields.get("person").parse::<i64>().ok();
    let entry = people.iter().find(|entry| Some(entry.person_id) == asked).ok_or(Refusal::NotFound)?;
    if missing(entry, visit.today()).is_some() {
        return Ok(page::see_other(PATH));
    }
    let sheet = sheet(&visit, &insurer, entry)?;
    let _turn = AT_A_TIME.acquire().await.map_err(Refusal::broken)?;
    let made =
        tokio::task::spawn_blocking(move || eligibility_notice(&sheet)).await.map_err(|error| Refusal::broken(Fault::from(error)))?;
    let paper = made.map_err(Refusal::broken)?;
    let event = &visit.event("person.eligibility_saved", insurer.id, format!("person:{}", entry.person_id));
    visit.portal.store.write(|work| async move { work.record(event).await }).await?;
    Ok(page::pdf(paper, FILE))
}

/// The insurer, and who the member may see: themselves first, then the dependants who are eligible today.
async fn load(visit: &Visit) -> Result<(Insurer, Vec<RosterEntry>), Refusal> {
    let member = visit.member()?;
    if !member.settings.services.contains(&Service::EligibilityNotice) {
        return Err(Refusal::NotFound);
    }
    let (insurer_id, today) = (member.insurer_id, visit.today());
    let gone = || StoreError::Unreadable { column: "insurers.id", problem: "a session without it".to_owned() };
    let read = |work: Work| async move {
        let insurer = work.insurer_by_id(insurer_id).await?.ok_or_else(gone)?;
        let own = work.person(insurer_id, member.person_id).await?.ok_or_else(gone)?;
        let mut people = household(&work, &own, &member.settings, (StatementKind::Costs, Visibility::Household), today).await?;
        people.retain(|entry| entry.person_id == member.person_id || people::is_eligible(entry, today));
        Ok((insurer, people))
    };
    Ok(visit.portal.store.read(read).await?)
}

fn missing(entry: &RosterEntry, today: Date) -> Option<Missing> {
    let birth = entry.birth_date.0;
    let is_elderly = share_of_the_elderly_from(birth) <= today && today < seventy_fifth_birthday(birth);
    let has_share = entry.burden.as_deref().is_some_and(|share| !share.is_empty()) && entry.burden_from.is_some();
    match (people::is_eligible(entry, today), is_elderly && !has_share) {
        (false, _) => Some(Missing::Eligibility),
        (true, true) => Some(Missing::Share),
        (true, false) => None,
    }
}

/// What the notice states, in the order of the usual sheet; what the roster does not have is left out, except a missing 記号.
fn facts(visit: &Visit, language: Language, insurer: &Insurer, entry: &RosterEntry) -> Vec<(&'static str, String)> {
    let (own, home) = (&language.texts().eligibility_notice, &language.texts().home);
    let day = |day: Option<Day>| day.map(|day| language.date_with_era(day.0)).unwrap_or_default();
    let symbol = if entry.symbol.is_empty() { home.no_symbol.to_owned() } else { entry.symbol.clone() };
    let relation = if entry.relation == "insured" { home.insured } else { home.dependant };
    let name = visit.member().map_or_else(|_| insurer.name.clone(), |member| member.insurer.name.clone());
    let rows = [
        (home.symbol, symbol),
        (home.number, entry.number.clone()),
        (home.branch, entry.branch.clone().unwrap_or_default()),
        (home.name, entry.name.clone()),
        (home.kana_name, people::shown_kana(&entry.kana_name)),
        (home.birth_date, language.date_with_era(entry.birth_date.0)),
        (home.relation, relation.to_owned()),
        (home.acquired_on, day(entry.acquired_on)),
        (home.recognised_on, day(entry.recognised_on)),
        (home.burden, entry.burden.clone().unwrap_or_default()),
        (home.burden_from, day(entry.burden_from)),
        (own.insurer_number, insurer.insurer_number.clone().unwrap_or_default()),
        (own.insurer_name, name),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// The sheet is in Japanese: it is shown to doctors.
fn sheet(visit: &Visit, insurer: &Insurer, entry: &RosterEntry) -> Result<EligibilityNotice, Refusal> {
    let language = Language::Japanese { asked: false };
    let texts = &language.texts().eligibility_notice;
    let facts_of_insurer = &visit.member()?.insurer;
    let owned = |(label, value): (&str, String)| (label.to_owned(), value);
    let contact = [(texts.phone, facts_of_insurer.phone.clone()), (texts.hours, facts_of_insurer.hours.clone())];
    Ok(EligibilityNotice {
        title: texts.title.to_owned(),
        service_name: visit.portal.config.service_name.clone(),
        insurer_name: facts_of_insurer.name.clone(),
        issued_on: language.date(visit.today()),
        addressee: (texts.addressee)(&people::shown_name(&entry.name, &entry.kana_name)),
        warning: texts.warning.to_owned(),
        facts: facts(visit, language, insurer, entry).into_iter().map(owned).collect(),
        notes_heading: texts.notes_heading.to_owned(),
        notes: texts.notes.iter().map(|note| (*note).to_owned()).collect(),
        contact: contact.into_iter().filter(|(_, value)| !value.is_empty()).map(owned).collect(),
    })
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let texts = &visit.texts().eligibility_notice;
    let person = |refusal| PersonNotice { id: 1, addressee: HOSTILE.to_owned(), facts: vec![("氏名", HOSTILE.to_owned())], refusal };
    let screen = |people: Vec<PersonNotice>, is_insured| Screen { chrome: visit.chrome(texts.title), people, is_insured };
    vec![
        sample("member/eligibility_notice/screen.html", &screen(vec![person(None), person(Some(texts.no_share))], true)),
        sample("member/eligibility_notice/screen.html", &screen(vec![person(Some(texts.not_eligible))], false)),
    ]
}
