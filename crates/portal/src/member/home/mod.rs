//! `/portal/home`: マイページ.

use askama::Template;
use jiff::civil::Date;
use madoguchi_rules::{
    eligibility::{Access, Eligibility, EndReason, EndsSoon, ends_soon},
    settings::{InsurerKind, Service},
    statements::StatementKind,
};
use madoguchi_store::{StoreError, Work, accounts::Account, roster::RosterEntry};

use crate::{
    clock::in_tokyo,
    member::{
        advice, benefits, eligibility_notice,
        notices::{self, Notice},
        savings,
        settings::mail_stop::MailStopped,
        statements,
    },
    people,
    web::{Answer, Chrome, Declaration, Member, Principal, Purpose, Refusal, Routes, Visit, page},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

const SCREEN: Declaration = Declaration::new(Principal::MemberReading, Purpose::OwnData);

/// Adds the journey to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/portal/home", SCREEN, screen)
}

#[derive(Template)]
#[template(path = "member/home/screen.html")]
struct Screen {
    chrome: Chrome,
    greeting: String,
    last_login: String,
    /// What there is to know about the eligibility: title and sentences.
    eligibility: Option<(String, Vec<String>)>,
    /// What the insurer offers.
    services: Vec<OfferedService>,
    /// The roster's facts: label and value.
    facts: Vec<(&'static str, String)>,
    notices: Vec<Notice>,
    mail_stopped: Option<MailStopped>,
    /// What can be done with the account.
    account_note: &'static str,
}

/// A service on its card: address, name, and how it stands.
struct OfferedService {
    address: &'static str,
    name: &'static str,
    state: String,
}

async fn screen(visit: Visit) -> Answer {
    let member = visit.member()?;
    let (account, entry, kind) = load(&visit, member).await?;
    let texts = &visit.texts().home;
    let may_change = matches!(member.access, Access::Full);
    page::show(&Screen {
        chrome: visit.chrome(texts.title),
        greeting: (texts.greeting)(&people::shown_name(&entry.name, &entry.kana_name)),
        last_login: last_login(&visit, &account),
        eligibility: eligibility(&visit, member, &entry, kind),
        services: services(&visit, member).await?,
        facts: facts(&visit, &entry),
        notices: notices::visible(&visit, Some(member.insurer_id), Some(&entry)).await?,
        mail_stopped: if may_change { MailStopped::of(&visit, &account).await? } else { None },
        account_note: if may_change { texts.account_note } else { texts.account_note_reading },
    })
}

async fn load(visit: &Visit, member: &Member) -> Result<(Account, RosterEntry, InsurerKind), Refusal> {
    let (insurer_id, account_id, person_id) = (member.insurer_id, member.account_id, member.person_id);
    let missing = |column| StoreError::Unreadable { column, problem: "a session without it".to_owned() };
    let load = |work: Work| async move {
        let account = work.account(insurer_id, account_id).await?.ok_or_else(|| missing("accounts.id"))?;
        let entry = work.person(insurer_id, person_id).await?.ok_or_else(|| missing("roster_entries.person_id"))?;
        let insurer = work.insurer_by_id(insurer_id).await?.ok_or_else(|| missing("insurers.id"))?;
        let kind = insurer.kind.parse();
        let kind = kind.map_err(|_| StoreError::Unreadable { column: "insurers.kind", problem: "unknown kind".to_owned() })?;
        Ok((account, entry, kind))
    };
    Ok(visit.portal.store.read(load).await?)
}

/// What the insurer switched on and there are pages for.
async fn services(visit: &Visit, member: &Member) -> Result<Vec<OfferedService>, Refusal> {
    let has = |service| member.settings.services.contains(&service);
    let (texts, mut offered) = (visit.texts(), Vec::new());
    let pages = [
        (StatementKind::Costs, "/portal/costs", texts.costs.title, texts.costs.nothing_yet),
        (StatementKind::Savings, savings::PATH, texts.savings.title, texts.savings.nothing_yet),
        (StatementKind::Advice, advice::PATH, texts.advice.title, texts.advice.nothing_yet),
    ];
    for (kind, address, name, nothing_yet) in pages.into_iter().filter(|(kind, ..)| has(kind.service())) {
        let latest = statements::latest_month(visit, kind).await?;
        let state = latest.map_or_else(|| nothing_yet.to_owned(), |month| (texts.costs.latest)(&statements::month_in_words(visit, month)));
        offered.push(OfferedService { address, name, state });
    }
    if has(Service::Benefits) {
        offered.extend(benefits::card(visit).await?.map(|state| OfferedService {
            address: benefits::PATH,
            name: visit.texts().benefits.title,
            state,
        }));
    }
    if has(Service::EligibilityNotice) {
        let texts = &visit.texts().eligibility_notice;
        offered.push(OfferedService { address: eligibility_notice::PATH, name: texts.title, state: texts.card.to_owned() });
    }
    Ok(offered)
}

fn last_login(visit: &Visit, account: &Account) -> String {
    let texts = &visit.texts().home;
    match account.previous_login_at {
        Some(at) => (texts.last_login)(&visit.language.moment(in_tokyo(at.timestamp()))),
        None => texts.first_login.to_owned(),
    }
}

/// That the member may only read, or that the eligibility ends and what remains visible until when.
fn eligibility(visit: &Visit, member: &Member, entry: &RosterEntry, kind: InsurerKind) -> Option<(String, Vec<String>)> {
    let texts = &visit.texts().home;
    let date = |date: Date| visit.language.date(date);
    let eligibility = entry.eligibility();
    if let Access::ReadOnly { until } = member.access {
        let since = eligibility.lost.map(date).unwrap_or_default();
        return Some((texts.read_only_title.to_owned(), vec![(texts.read_only)(&since), (texts.visible_until)(&date(until))]));
    }
    let end = end(eligibility, entry.birth_date.0, visit.today(), kind)?;
    let last_day = date(end.on.yesterday().unwrap_or(end.on));
    let (title, why) = match end.why {
        EndReason::Lost => ((texts.ends_title)(&date(end.on)), (texts.ends)(&last_day)),
        EndReason::SeventyFive => ((texts.seventy_five_title)(&date(end.on)), (texts.seventy_five)(&last_day)),
    };
    let after = member.settings.after_leaving.access(Eligibility { lost: Some(end.on), ..eligibility }, end.on);
    let remains = match after {
        Access::ReadOnly { until } => (texts.visible_until)(&date(until)),
        Access::Full | Access::Closed => texts.closed_afterwards.to_owned(),
    };
    Some((title, vec![why, remains]))
}

/// The end of the eligibility that is announced. At a 後期高齢者医療広域連合 the 75th birthday ends nothing.
fn end(eligibility: Eligibility, birth: Date, today: Date, kind: InsurerKind) -> Option<EndsSoon> {
    if kind.ends_at_seventy_five() {
        return ends_soon(eligibility, birth, today);
    }
    eligibility.lost.filter(|on| today < *on).map(|on| EndsSoon { on, why: EndReason::Lost })
}

/// ご本人の情報 as the roster has it; what it does not have is left out, except a missing 記号, which members look for.
fn facts(visit: &Visit, entry: &RosterEntry) -> Vec<(&'static str, String)> {
    let texts = &visit.texts().home;
    let day = |day: Option<madoguchi_store::Day>| day.map(|day| visit.language.date_with_era(day.0)).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let symbol = if entry.symbol.is_empty() { texts.no_symbol.to_owned() } else { entry.symbol.clone() };
    let relation = if entry.relation == "insured" { texts.insured } else { texts.dependant };
    let rows = [
        (texts.name, entry.name.clone()),
        (texts.kana_name, people::shown_kana(&entry.kana_name)),
        (texts.birth_date, visit.language.date_with_era(entry.birth_date.0)),
        (texts.symbol, symbol),
        (texts.number, entry.number.clone()),
        (texts.branch, text(&entry.branch)),
        (texts.relation, relation.to_owned()),
        (texts.acquired_on, day(entry.acquired_on)),
        (texts.lost_on, day(entry.lost_on)),
        (texts.office, text(&entry.office)),
        (texts.postal_code, text(&entry.postal_code)),
        (texts.address, text(&entry.address)),
        (texts.burden, text(&entry.burden)),
        (texts.burden_from, day(entry.burden_from)),
        (texts.recognised_on, day(entry.recognised_on)),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let screen = |eligibility, notices, mail_stopped| Screen {
        chrome: visit.chrome(visit.texts().home.title),
        greeting: HOSTILE.to_owned(),
        last_login: "2026-11-22 10:00".to_owned(),
        eligibility,
        services: vec![OfferedService { address: "/portal/costs", name: "医療費のお知らせ", state: HOSTILE.to_owned() }],
        facts: vec![("氏名", HOSTILE.to_owned())],
        notices,
        mail_stopped,
        account_note: visit.texts().home.account_note,
    };
    let ends = Some((HOSTILE.to_owned(), vec![HOSTILE.to_owned()]));
    vec![
        sample("member/home/screen.html", &screen(None, Vec::new(), None)),
        sample("member/home/screen.html", &screen(ends, vec![crate::member::notices::sample()], Some(MailStopped::sample()))),
    ]
}
