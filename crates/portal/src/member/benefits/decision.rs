//! `/portal/benefits/{decision}`: a decision. Who opens it is told on which day they first did.

use askama::Template;
use axum::{
    extract::Path,
    http::{HeaderValue, header},
};
use madoguchi_rules::{appeals::review_until, costs::CareMonth, settings::InsurerSettings};

use super::{
    decisions::{self, Decision, Noted, appeal},
    paper::Wanted,
    require_service,
};
use crate::{
    desk::today::grouped,
    member::{before_file, costs::insured_name},
    text::Texts,
    web::{Answer, Chrome, Refusal, Visit, language::Language, page},
};

#[derive(Template)]
#[template(path = "member/benefits/decision.html")]
struct Screen {
    chrome: Chrome,
    addressee: String,
    outcome: &'static str,
    facts: Vec<(&'static str, String)>,
    /// Why nothing is paid.
    reason: Option<String>,
    notes: Vec<&'static str>,
    /// None for who is not addressed.
    opened: Option<Opened>,
    appeal: Appeal,
    /// Where the paper is.
    paper: String,
    /// Where the paper is that is fetched now.
    begun: Option<String>,
}

/// When the addressee first opened it.
struct Opened {
    day: String,
    /// Until when a review may be asked for, where the law is the one that we know.
    review: Option<String>,
}

/// 教示.
struct Appeal {
    paragraphs: Vec<String>,
    /// Whether it is in the page's language.
    is_of_page: bool,
}

/// The page. Where the login was just confirmed for the paper, that comes at once.
pub async fn screen(visit: Visit, Path(address): Path<String>) -> Answer {
    require_service(&visit)?;
    let (decisions, decision) = decisions::open(&visit, &address, Noted::Viewed).await?;
    let addressee = addressee(&visit, visit.texts()).await?;
    let begun = visit.asked("begin").is_some() && before_file::is_recent(&visit)?;
    let begun = begun.then(|| Wanted(address).address());
    let mut response = page::show(&of(&visit, &decision, &decisions.insurer.kind, (decisions.is_addressed, addressee), begun.clone())?)?;
    if let Some(address) = begun {
        let refresh = HeaderValue::from_str(&format!("0; url={address}")).map_err(Refusal::broken)?;
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    Ok(response)
}

fn of(
    visit: &Visit,
    decision: &Decision,
    kind: &str,
    (is_addressed, addressee): (bool, String),
    begun: Option<String>,
) -> Result<Screen, Refusal> {
    let (texts, settings) = (visit.texts(), &visit.member()?.settings);
    Ok(Screen {
        chrome: visit.chrome(title(texts, decision)),
        addressee,
        outcome: outcome(texts, decision),
        facts: facts(visit.language, decision),
        reason: (!decision.is_granted()).then(|| decision.content.refusal.clone()),
        notes: notes(texts, decision),
        opened: decision.opened_on().filter(|_| is_addressed).map(|day| Opened {
            day: visit.language.date(day),
            review: settings.benefits_appeal.is_empty().then(|| (texts.benefits.review_until)(&visit.language.date(review_until(day)))),
        }),
        appeal: Appeal { paragraphs: appeal(texts, kind, settings).ok_or(Refusal::NotFound)?, is_of_page: is_of_page(visit, settings) },
        paper: Wanted(decision.address.clone()).address(),
        begun,
    })
}

/// What an insurer writes is in Japanese.
fn is_of_page(visit: &Visit, settings: &InsurerSettings) -> bool {
    settings.benefits_appeal.is_empty() || matches!(visit.language, Language::Japanese { .. })
}

/// To whom decisions are addressed: the insured of the household.
///
/// # Errors
/// [`Refusal`] when the database fails.
pub async fn addressee(visit: &Visit, texts: &Texts) -> Result<String, Refusal> {
    let name = insured_name(visit).await?;
    Ok(name.map_or_else(|| texts.benefits.unnamed_addressee.to_owned(), |name| (texts.benefits.addressee)(&name)))
}

/// What the decision is called.
pub fn title(texts: &Texts, decision: &Decision) -> &'static str {
    if decision.is_granted() { texts.benefits.granted_title } else { texts.benefits.refused_title }
}

/// What was decided, in a sentence.
pub fn outcome(texts: &Texts, decision: &Decision) -> &'static str {
    if decision.is_granted() { texts.benefits.granted } else { texts.benefits.refused_for }
}

/// What else to know of the payment.
pub fn notes(texts: &Texts, decision: &Decision) -> Vec<&'static str> {
    if decision.is_granted() { vec![texts.benefits.payment_note] } else { Vec::new() }
}

/// What the decision states, in the order of the usual paper; what the insurer did not give is left out.
pub fn facts(language: Language, decision: &Decision) -> Vec<(&'static str, String)> {
    let (texts, costs, content) = (&language.texts().benefits, &language.texts().costs, &decision.content);
    let day = |day: Option<jiff::civil::Date>| day.map(|day| language.date(day)).unwrap_or_default();
    let month = CareMonth::named(&decision.care_month).map(|month| (costs.month)(month.year(), month.month()));
    let period = match (content.from, content.until) {
        (None, None) => String::new(),
        (from, until) => (texts.span)(&day(from), &day(until)),
    };
    let amount = if decision.is_granted() { (costs.yen)(&grouped(content.amount)) } else { texts.refused.to_owned() };
    let rows = [
        (texts.number, content.number.clone()),
        (texts.decided_on, language.date(content.decided_on)),
        (texts.person, decision.name.clone()),
        (texts.kind, content.benefit.clone()),
        (texts.month, month.unwrap_or_default()),
        (texts.period, period),
        (texts.amount, amount),
        (texts.pays_on, day(content.pays_on)),
        (texts.pays_by, content.pays_by.clone()),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

#[cfg(test)]
pub(super) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let page = |amount: i64, is_addressed: bool, begun: Option<&str>| Screen {
        chrome: visit.chrome(visit.texts().benefits.granted_title),
        addressee: HOSTILE.to_owned(),
        outcome: visit.texts().benefits.granted,
        facts: facts(visit.language, &decisions::sample(visit, amount)),
        reason: (amount == 0).then(|| HOSTILE.to_owned()),
        notes: notes(visit.texts(), &decisions::sample(visit, amount)),
        opened: is_addressed.then(|| Opened { day: HOSTILE.to_owned(), review: (amount > 0).then(|| HOSTILE.to_owned()) }),
        appeal: Appeal { paragraphs: vec![HOSTILE.to_owned()], is_of_page: amount > 0 },
        paper: "/portal/benefits/x/decision.pdf".to_owned(),
        begun: begun.map(str::to_owned),
    };
    let pages = [page(12_000, true, Some("/portal/benefits/x/decision.pdf")), page(0, true, None), page(12_000, false, None)];
    pages.iter().map(|page| sample("member/benefits/decision.html", page)).collect()
}
