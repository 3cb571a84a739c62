//! `/portal/benefits/{decision}/decision.pdf`: a decision on paper.

use axum::extract::Path;
use madoguchi_documents::benefit_decision::{DecisionPaper, decision_paper};
use tokio::sync::Semaphore;

use super::{
    PATH,
    decision::{addressee, facts, notes, outcome, title},
    decisions::{self, Decision, Noted, appeal},
    require_service,
};
use crate::{
    exports::download,
    fault::Fault,
    member::before_file::{self, WantedFile},
    text::ja::TEXTS,
    web::{Answer, Refusal, Visit, language::Language, page},
};

/// Papers that are typeset at once: who wants more of them waits, and logins do not.
static AT_A_TIME: Semaphore = Semaphore::const_new(2);

/// The paper of a decision, by the decision's address.
pub struct Wanted(pub String);

impl Wanted {
    /// Where it is fetched.
    pub fn address(&self) -> String {
        format!("{PATH}/{}/decision.pdf", self.0)
    }
}

impl WantedFile for Wanted {
    /// Whether there is such a decision is told only where it is shown; here it must look like one.
    fn named(visit: &Visit, named: &str) -> Result<Self, Refusal> {
        require_service(visit)?;
        let is_address = named.len() == 22 && named.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if is_address { Ok(Wanted(named.to_owned())) } else { Err(Refusal::NotFound) }
    }

    fn confirmation(&self) -> String {
        format!("{PATH}/confirm/{}", self.0)
    }

    fn beginning(&self) -> String {
        format!("{}?begin=yes", self.page())
    }

    fn page(&self) -> String {
        format!("{PATH}/{}", self.0)
    }
}

/// Sends the paper to who logged in recently, and all others to the page that asks for it. It opens the decision, as its page does.
pub async fn send(visit: Visit, Path(address): Path<String>) -> Answer {
    let wanted = Wanted::named(&visit, &address)?;
    if !before_file::is_recent(&visit)? {
        return Ok(page::see_other(&wanted.confirmation()));
    }
    let (decisions, decision) = decisions::open(&visit, &address, Noted::Taken).await?;
    let addressed = (decisions.is_addressed, addressee(&visit, &TEXTS).await?);
    let paper = paper(&visit, &decision, &decisions.insurer.kind, addressed)?;
    let _turn = AT_A_TIME.acquire().await.map_err(Refusal::broken)?;
    let made = tokio::task::spawn_blocking(move || decision_paper(&paper)).await.map_err(|error| Refusal::broken(Fault::from(error)))?;
    let name = format!("{}_{}", title(&TEXTS, &decision), decision.content.decided_on.strftime("%Y年%-m月%-d日"));
    download::held(made.map_err(Refusal::broken)?, ("application/pdf", "pdf"), &name)
}

/// The paper is in Japanese: it is an insurer's decision.
fn paper(visit: &Visit, decision: &Decision, kind: &str, (is_addressed, addressee): (bool, String)) -> Result<DecisionPaper, Refusal> {
    let (language, texts, member) = (Language::Japanese { asked: false }, &TEXTS.benefits, visit.member()?);
    let owned = |(label, value): (&str, String)| (label.to_owned(), value);
    let contact =
        [(TEXTS.eligibility_notice.phone, member.insurer.phone.clone()), (TEXTS.eligibility_notice.hours, member.insurer.hours.clone())];
    let not_addressed = (!is_addressed).then_some(texts.not_addressed);
    Ok(DecisionPaper {
        title: title(&TEXTS, decision).to_owned(),
        service_name: visit.portal.config.service_name.clone(),
        insurer_name: member.insurer.name.clone(),
        copied_on: language.date(visit.today()),
        addressee,
        outcome: outcome(&TEXTS, decision).to_owned(),
        facts: facts(language, decision).into_iter().map(owned).collect(),
        reason: (!decision.is_granted()).then(|| (texts.reason.to_owned(), decision.content.refusal.clone())),
        notes: notes(&TEXTS, decision).into_iter().chain(not_addressed).map(str::to_owned).collect(),
        opened: decision.opened_on().filter(|_| is_addressed).map(|day| (texts.first_opened.to_owned(), language.date(day))),
        appeal_heading: texts.appeal.to_owned(),
        appeal: appeal(&TEXTS, kind, &member.settings).ok_or(Refusal::NotFound)?,
        contact: contact.into_iter().filter(|(_, value)| !value.is_empty()).map(owned).collect(),
    })
}
