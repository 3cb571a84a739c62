//! The decisions that a member sees, when they were first opened, and the notes of that.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::civil::Date;
use madoguchi_rules::{
    settings::{InsurerKind, InsurerSettings},
    statements::StatementKind,
};
use madoguchi_store::{
    At, Day, StoreError, Work, benefit_openings::BenefitOpening, insurers::Insurer, roster::RosterEntry, statements::BenefitDecision,
};
use serde_json::json;

use crate::{
    clock::in_tokyo,
    member::statements::{household, shown},
    people::shown_name,
    text::Texts,
    web::{Refusal, Visit},
};

/// The decisions that a member sees.
pub struct Decisions {
    /// The insurer, who decided.
    pub insurer: Insurer,
    /// Whether they are addressed to who looks: to the insured, not to their family.
    pub is_addressed: bool,
    /// The latest decision first.
    pub all: Vec<Decision>,
}

/// A decision about a person's benefit.
#[derive(Clone, Debug)]
pub struct Decision {
    /// How addresses name it.
    pub address: String,
    /// Whose benefit it is, as the roster has them.
    pub entry: RosterEntry,
    /// Their name.
    pub name: String,
    /// Whom they were when it was decided: an earlier number of theirs, or this one.
    pub person_id: i64,
    /// The month of care.
    pub care_month: String,
    /// What was decided.
    pub content: BenefitDecision,
    /// When who looks first opened it.
    pub opened_at: Option<At>,
}

impl Decision {
    /// Whether something is paid.
    pub fn is_granted(&self) -> bool {
        self.content.amount > 0
    }

    /// The day in Tokyo on which who looks first opened it.
    pub fn opened_on(&self) -> Option<Date> {
        self.opened_at.map(|at| in_tokyo(at.timestamp()).date())
    }
}

/// How the trail notes a look at one decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// On its page.
    Viewed,
    /// On paper that is taken away.
    Taken,
}

/// 教示 for the decisions of this insurer: its own words, or those of the law that it goes by. None where the law is not known to us and the
/// insurer wrote nothing: then no decision may be shown.
pub fn appeal(texts: &Texts, kind: &str, settings: &InsurerSettings) -> Option<Vec<String>> {
    if !settings.benefits_appeal.is_empty() {
        return Some(vec![settings.benefits_appeal.clone()]);
    }
    let kind = kind.parse::<InsurerKind>().ok()?;
    let paragraphs = (texts.benefits.appeal_of)(kind)?;
    Some(paragraphs.iter().map(|paragraph| (*paragraph).to_owned()).collect())
}

/// The decisions that the member sees. Nothing is noted: who shows them notes the look.
///
/// # Errors
/// [`Refusal::NotFound`] where the insurer's 教示 is not known, [`Refusal`] when the database fails.
pub async fn decisions(visit: &Visit) -> Result<Decisions, Refusal> {
    let member = visit.member()?;
    let (insurer_id, person_id, today) = (member.insurer_id, member.person_id, visit.today());
    let (settings, span) = (&member.settings, &shown(visit, member));
    let whose = (StatementKind::Benefits, settings.benefits_visibility);
    let gone = |column| StoreError::Unreadable { column, problem: "a session without it".to_owned() };
    let read = |work: Work| async move {
        let insurer = work.insurer_by_id(insurer_id).await?.ok_or_else(|| gone("insurers.id"))?;
        let own = work.person(insurer_id, person_id).await?.ok_or_else(|| gone("roster_entries.person_id"))?;
        let viewer = work.one_and_the_same(insurer_id, person_id).await?;
        let mut all = Vec::new();
        for entry in household(&work, &own, settings, whose, today).await? {
            for person_id in work.one_and_the_same(insurer_id, entry.person_id).await? {
                let openings = work.benefit_openings(insurer_id, person_id).await?;
                let lines = work.statement_lines::<BenefitDecision>(insurer_id, person_id, span.months(), Day(today)).await?;
                // Should a number have come twice, the later line says what holds.
                let latest: BTreeMap<String, _> = lines.into_iter().map(|line| (line.content.number.clone(), line)).collect();
                all.extend(latest.into_values().map(|line| Decision {
                    address: address_of(visit, insurer_id, person_id, &line.content.number),
                    name: shown_name(&entry.name, &entry.kana_name),
                    entry: entry.clone(),
                    person_id,
                    care_month: line.care_month,
                    opened_at: first_opening(&openings, &line.content.number, &viewer),
                    content: line.content,
                }));
            }
        }
        Ok((insurer, own.relation == "insured", all))
    };
    let (insurer, is_addressed, mut all) = visit.portal.store.read(read).await?;
    appeal(visit.texts(), &insurer.kind, &member.settings).ok_or(Refusal::NotFound)?;
    all.sort_by(|a, b| (b.content.decided_on, &b.content.number).cmp(&(a.content.decided_on, &a.content.number)));
    Ok(Decisions { insurer, is_addressed, all })
}

/// When any of these people, who are one, first opened a decision; openings come the earliest first.
fn first_opening(openings: &[BenefitOpening], number: &str, viewer: &[i64]) -> Option<At> {
    let is_theirs = |opening: &&BenefitOpening| opening.decision_number == number && viewer.contains(&opening.opened_by);
    openings.iter().find(is_theirs).map(|opening| opening.opened_at)
}

/// How addresses name a decision: nothing can be read from it, and it stays when the month is brought anew.
pub fn address_of(visit: &Visit, insurer_id: i64, person_id: i64, number: &str) -> String {
    let (insurer, person) = (insurer_id.to_be_bytes(), person_id.to_be_bytes());
    URL_SAFE_NO_PAD.encode(&visit.portal.keys.decisions.mac(&[&insurer, &person, number.as_bytes()])[..16])
}

/// What マイページ says of decisions; none where they cannot be shown. To count them is no look.
///
/// # Errors
/// [`Refusal`] when the database fails.
pub async fn card(visit: &Visit) -> Result<Option<String>, Refusal> {
    let texts = &visit.texts().benefits;
    let decisions = match decisions(visit).await {
        Err(Refusal::NotFound) => return Ok(None),
        decisions => decisions?,
    };
    let unopened = decisions.all.iter().filter(|decision| decision.opened_at.is_none()).count();
    Ok(Some(match (decisions.all.is_empty(), unopened) {
        (true, _) => texts.nothing_yet.to_owned(),
        (false, 0) => texts.all_opened.to_owned(),
        (false, count) => (texts.unopened_count)(count),
    }))
}

/// Notes in the trail that the list was seen: an event for each person with decisions in it.
///
/// # Errors
/// [`Refusal`] when the database fails: what cannot be noted is not shown.
pub async fn note_list(visit: &Visit, decisions: &Decisions) -> Result<(), Refusal> {
    let people: BTreeSet<i64> = decisions.all.iter().map(|decision| decision.entry.person_id).collect();
    let event = |person_id: &i64| {
        let event = visit.event("benefits.listed", decisions.insurer.id, format!("person:{person_id}"));
        visit.told_of_a_look(event)
    };
    let events = &people.iter().map(event).collect::<Vec<_>>();
    let record = |work: Work| async move {
        for event in events {
            work.record(event).await?;
        }
        Ok(())
    };
    Ok(visit.portal.store.write(record).await?)
}

/// Opens the decision of this address: the look is in the trail, and the first one is the day of the opening, in one transaction.
///
/// # Errors
/// [`Refusal::NotFound`] where the member sees no such decision, [`Refusal`] when the database fails.
pub async fn open(visit: &Visit, address: &str, noted: Noted) -> Result<(Decisions, Decision), Refusal> {
    let mut decisions = decisions(visit).await?;
    let place = decisions.all.iter().position(|decision| decision.address == address).ok_or(Refusal::NotFound)?;
    let mut decision = decisions.all.swap_remove(place);
    let member = visit.member()?;
    let insurer_id = member.insurer_id;
    let opening = &BenefitOpening {
        insurer_id,
        person_id: decision.person_id,
        decision_number: decision.content.number.clone(),
        opened_by: member.person_id,
        account_id: member.account_id,
        opened_at: At::from(visit.now),
    };
    let look = &event(visit, &decision, if noted == Noted::Taken { "benefits.downloaded" } else { "benefits.viewed" });
    let first = &event(visit, &decision, "benefits.opened");
    let is_opened = decision.opened_at.is_some();
    let open = |work: Work| async move {
        if !is_opened && work.note_benefit_opening(opening).await? {
            work.record(first).await?;
        }
        work.record(look).await?;
        let viewer = work.one_and_the_same(insurer_id, opening.opened_by).await?;
        Ok(first_opening(&work.benefit_openings(insurer_id, opening.person_id).await?, &opening.decision_number, &viewer))
    };
    decision.opened_at = visit.portal.store.write(open).await?;
    Ok((decisions, decision))
}

fn event(visit: &Visit, decision: &Decision, action: &str) -> madoguchi_store::audit::AuditEvent {
    let mut event = visit.event(action, decision.entry.insurer_id, format!("person:{}", decision.entry.person_id));
    event.detail = json!({ "months": decision.care_month }).to_string();
    event
}

#[cfg(test)]
pub(super) fn sample(visit: &Visit, amount: i64) -> Decision {
    use crate::testing::samples::HOSTILE;
    use jiff::civil::date;
    Decision {
        address: address_of(visit, 1, 1, "1"),
        entry: crate::testing::entry(1, 1, &madoguchi_testkit::people::YUI),
        name: HOSTILE.to_owned(),
        person_id: 1,
        care_month: "2026-08".to_owned(),
        content: BenefitDecision {
            number: HOSTILE.to_owned(),
            decided_on: date(2026, 11, 10),
            benefit: HOSTILE.to_owned(),
            from: Some(date(2026, 8, 1)),
            until: None,
            amount,
            refusal: if amount == 0 { HOSTILE.to_owned() } else { String::new() },
            pays_on: Some(date(2026, 11, 30)),
            pays_by: HOSTILE.to_owned(),
        },
        opened_at: (amount > 0).then(|| At::from(visit.now)),
    }
}
