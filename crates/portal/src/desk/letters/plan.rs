//! Who would get a letter. A roster may be large: it is counted in the background, and the plan's row tells every server how far it is.

use std::{path::Path, time::Duration};

use askama::Template;
use axum::extract::Path as Capture;
use jiff::SignedDuration;
use madoguchi_store::{At, StoreError, Work, letter_plans::LetterPlan, roster::RosterEntry};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::watch;
use url::form_urlencoded::Serializer;

use super::{
    batches,
    issue::{order, refused, request},
    order::{FIELDS, Order},
};
use crate::{
    desk::{
        notices,
        people::{card::card, list::shown_name},
        today::grouped,
    },
    fault::Fault,
    letters::{self, CAUTION, IssueError, IssueOutcome, IssueRequest},
    portal::Portal,
    stored,
    web::{Answer, Chrome, DeskVisit, Fields, FormState, Refusal, page},
};

/// So many people who get none are listed for each reason.
pub(super) const MOST_LISTED: usize = 20;
/// What ends within this time needs no page that tells how far it is.
const AT_ONCE: Duration = Duration::from_secs(1);
/// How often it is told how far it is.
const TELLS_EVERY: Duration = Duration::from_secs(1);
/// A plan of which nothing was told for so long has ended with its server.
const SILENT: SignedDuration = SignedDuration::from_secs(30);
/// Plans are kept for so long.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// What a plan came to, as its row keeps it.
#[derive(Default, Serialize, Deserialize)]
struct Counted {
    letters: usize,
    waiting: usize,
    valid_until: String,
    registered: usize,
    not_entitled: usize,
    with_code: usize,
    no_address: usize,
    cautioned: usize,
    /// Who gets none, by our own identifier, and whether they are marked.
    left: Vec<(i64, bool)>,
}

#[derive(Template)]
#[template(path = "desk/letters/plan.html")]
struct Plan {
    chrome: Chrome,
    facts: Vec<(&'static str, String)>,
    /// The button's words; none when there is nothing to make.
    make: Option<String>,
    left_out: Vec<Left>,
    /// How many more are left out than listed.
    more: Option<String>,
    fields: Vec<(&'static str, String)>,
    issue: String,
    list: String,
}

/// Somebody who gets none.
struct Left {
    address: String,
    person: String,
    why: &'static str,
}

#[derive(Template)]
#[template(path = "desk/letters/counting.html")]
struct Counting {
    chrome: Chrome,
    amount: String,
    /// Where the script asks.
    state: String,
    list: String,
}

/// Begins to count, and leads to the plan.
pub(super) async fn begin(visit: DeskVisit, fields: Fields) -> Answer {
    let mut form = FormState::of(&fields);
    let Some(order) = order(&visit, &mut form) else { return page::refuse(&batches::filled(&visit, form).await?) };
    let request = IssueRequest { dry_run: true, ..request(&visit, &order, Path::new("")).await? };
    let plan = &LetterPlan {
        insurer_id: visit.insurer_id(),
        id: visit.portal.random.id(visit.now),
        actor: visit.actor(),
        wish: wish(&fields),
        stage: "working".to_owned(),
        people_read: 0,
        outcome: String::new(),
        told_at: At::from(visit.now),
    };
    visit.portal.store.write(|work: Work| async move { work.add_letter_plan(plan).await }).await?;
    let counting = tokio::spawn(count(visit.portal.clone(), request, (plan.insurer_id, plan.id)));
    if let Ok(counted) = tokio::time::timeout(AT_ONCE, counting).await
        && let Err(error) = counted.map_err(Fault::from)?
    {
        return refused(&visit, form, error).await;
    }
    Ok(page::see_other(&address(&visit, plan.id)))
}

/// The plan, or how far it is.
pub(super) async fn screen(visit: DeskVisit, Capture((_, id)): Capture<(String, i64)>) -> Answer {
    let plan = find(&visit, id).await?;
    let unreadable = || StoreError::Unreadable { column: "letter_plans.wish", problem: "no form".to_owned() };
    let fields = Fields::parse(plan.wish.as_bytes()).ok_or_else(unreadable)?;
    let mut form = FormState::of(&fields);
    match (plan.stage.as_str(), is_silent(&visit, &plan)) {
        ("working", false) => page::show(&counting(&visit, &plan)),
        ("done", _) => {
            let Some(order) = order(&visit, &mut form) else { return page::refuse(&batches::filled(&visit, form).await?) };
            let counted: Counted = stored::json("letter_plans.outcome", &plan.outcome)?;
            let left = listed(&visit, &counted).await?;
            page::show(&shown(&visit, &fields, &order, &counted, left))
        }
        _ => {
            form.refuse("audience", visit.texts().desk_letters.plan_failed);
            page::refuse(&batches::filled(&visit, form).await?)
        }
    }
}

/// The same for the page's script.
pub(super) async fn state(visit: DeskVisit, Capture((_, id)): Capture<(String, i64)>) -> Answer {
    let (plan, texts) = (find(&visit, id).await?, &visit.texts().desk_letters);
    let next = (plan.stage != "working" || is_silent(&visit, &plan)).then(|| address(&visit, id));
    let amount = (texts.people_read)(&grouped(plan.people_read));
    Ok(page::json(json!({ "words": texts.counting, "percent": null, "amount": amount, "next": next }).to_string()))
}

async fn find(visit: &DeskVisit, id: i64) -> Result<LetterPlan, Refusal> {
    let insurer_id = visit.insurer_id();
    let found = visit.portal.store.read(|work: Work| async move { work.letter_plan(insurer_id, id).await });
    found.await?.filter(|plan| plan.actor == visit.actor()).ok_or(Refusal::NotFound)
}

fn is_silent(visit: &DeskVisit, plan: &LetterPlan) -> bool {
    visit.now.duration_since(plan.told_at.timestamp()) > SILENT
}

fn address(visit: &DeskVisit, id: i64) -> String {
    visit.address(&format!("letters/plan/{id}"))
}

/// What was asked for, as the form sends it.
fn wish(fields: &Fields) -> String {
    let mut wish = Serializer::new(String::new());
    for name in FIELDS.into_iter().filter(|name| fields.has(name)) {
        wish.append_pair(name, fields.get(name));
    }
    wish.finish()
}

/// Counts, and puts down what it came to.
async fn count(portal: Portal, request: IssueRequest, (insurer_id, id): (i64, i64)) -> Result<(), IssueError> {
    let (tell, told) = watch::channel(0);
    let telling = tokio::spawn(keep_telling(portal.clone(), (insurer_id, id), told));
    let counted = letters::survey(&portal, &request, &mut |read| {
        tell.send_replace(read);
    })
    .await;
    telling.abort();
    drop(telling.await);
    let outcome = counted.as_ref().ok().map(|outcome| json!(Counted::of(outcome)).to_string());
    let (outcome, at) = (outcome.as_deref(), At::from(portal.clock.now()));
    portal.store.write(|work: Work| async move { work.end_letter_plan(insurer_id, id, outcome, at).await }).await?;
    counted.map(|_| ())
}

async fn keep_telling(portal: Portal, (insurer_id, id): (i64, i64), told: watch::Receiver<usize>) {
    loop {
        tokio::time::sleep(TELLS_EVERY).await;
        let (read, at) = (i64::try_from(*told.borrow()).unwrap_or(i64::MAX), At::from(portal.clock.now()));
        let tell = |work: Work| async move { work.tell_letter_plan(insurer_id, id, read, at).await };
        if let Err(error) = portal.store.write(tell).await {
            tracing::warn!(%error, "how far a plan of letters is could not be told");
        }
    }
}

impl Counted {
    fn of(outcome: &IssueOutcome) -> Counted {
        // Who is marked comes first: that is what somebody must decide.
        let marked = outcome.left_out.iter().filter(|left| left.reason == CAUTION);
        let others = outcome.left_out.iter().filter(|left| left.reason != CAUTION);
        Counted {
            letters: outcome.letters,
            waiting: outcome.waiting,
            valid_until: outcome.valid_until.clone(),
            registered: outcome.registered,
            not_entitled: outcome.not_entitled,
            with_code: outcome.with_code,
            no_address: outcome.no_address,
            cautioned: outcome.cautioned,
            left: marked.chain(others).take(MOST_LISTED).map(|left| (left.person_id, left.reason == CAUTION)).collect(),
        }
    }
}

/// Who gets none, as the roster has them now.
async fn listed(visit: &DeskVisit, counted: &Counted) -> Result<Vec<(RosterEntry, bool)>, StoreError> {
    let (insurer_id, left) = (visit.insurer_id(), &counted.left);
    let read = |work: Work| async move {
        let mut people = Vec::new();
        for (person_id, is_marked) in left {
            people.extend(work.person(insurer_id, *person_id).await?.map(|person| (person, *is_marked)));
        }
        Ok(people)
    };
    visit.portal.store.read(read).await
}

fn counting(visit: &DeskVisit, plan: &LetterPlan) -> Counting {
    let texts = &visit.texts().desk_letters;
    Counting {
        chrome: visit.chrome(texts.counting),
        amount: (texts.people_read)(&grouped(plan.people_read)),
        state: format!("{}/state", address(visit, plan.id)),
        list: visit.address("letters"),
    }
}

fn shown(visit: &DeskVisit, fields: &Fields, order: &Order, counted: &Counted, left: Vec<(RosterEntry, bool)>) -> Plan {
    let texts = &visit.texts().desk_letters;
    let count = |number: usize| grouped(i64::try_from(number).unwrap_or(i64::MAX));
    let people = |number: usize| (texts.people)(&count(number));
    let until = counted.valid_until.parse().map_or_else(|_| counted.valid_until.clone(), |day| visit.language.date(day));
    let mut facts = vec![
        (visit.texts().desk_notices.audience, notices::in_words(&visit.texts().desk_notices, &order.audience)),
        (texts.letters, (texts.count)(&count(counted.letters))),
        (texts.valid_until, until),
        (texts.registered, people(counted.registered)),
        (texts.not_entitled, people(counted.not_entitled)),
        (texts.with_code, people(counted.with_code)),
        (texts.no_address, people(counted.no_address)),
        (texts.caution, people(counted.cautioned)),
        (texts.reason, order.reason.clone()),
    ];
    if counted.waiting > 0 {
        facts.insert(2, (texts.waiting, (texts.count)(&count(counted.waiting))));
    }
    let row = |(person, is_marked): (RosterEntry, bool)| Left {
        address: visit.address(&format!("people/{}", person.person_id)),
        person: format!("{}（{}）", shown_name(&person), card(&person.symbol, &person.number, person.branch.as_deref())),
        why: if is_marked { texts.caution } else { texts.no_address },
    };
    let more = (counted.no_address + counted.cautioned).checked_sub(left.len()).filter(|more| *more > 0);
    Plan {
        chrome: visit.chrome(texts.plan_title).wide(),
        facts,
        make: (counted.letters > 0).then(|| (texts.make)(&count(counted.letters))),
        left_out: left.into_iter().map(row).collect(),
        more: more.map(|more| (texts.more)(&count(more))),
        fields: FIELDS.into_iter().filter(|name| fields.has(name)).map(|name| (name, fields.get(name).to_owned())).collect(),
        issue: visit.address("letters/issue"),
        list: visit.address("letters"),
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use madoguchi_testkit::people::YUI;

    use crate::{
        letters::Format,
        testing::samples::{HOSTILE, sample},
    };
    let fields = Fields::parse(b"audience=not-registered&kind=pdf&reason=story").unwrap_or_default();
    let order = Order {
        audience: madoguchi_rules::audience::Audience::NotRegistered,
        format: Format::Pdf,
        again: false,
        reason: HOSTILE.to_owned(),
    };
    let left = || RosterEntry { name: HOSTILE.to_owned(), symbol: HOSTILE.to_owned(), ..crate::testing::entry(1, 1, &YUI) };
    let full = Counted { letters: 3, waiting: 2, valid_until: "2026-12-12".to_owned(), no_address: 30, cautioned: 1, ..Counted::default() };
    let plan = LetterPlan {
        insurer_id: 1,
        id: 1,
        actor: "staff:1".to_owned(),
        wish: String::new(),
        stage: "working".to_owned(),
        people_read: 12_000,
        outcome: String::new(),
        told_at: At::from(visit.now),
    };
    vec![
        sample("desk/letters/plan.html", &shown(visit, &fields, &order, &full, vec![(left(), true), (left(), false)])),
        sample("desk/letters/plan.html", &shown(visit, &fields, &order, &Counted::default(), Vec::new())),
        sample("desk/letters/counting.html", &counting(visit, &plan)),
    ]
}
