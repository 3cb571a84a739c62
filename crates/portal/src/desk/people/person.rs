//! A person's page: what the roster has, the account, what did not work, and what can be done. Whoever looks is in the trail.

use askama::Template;
use axum::{extract::Path, response::Response};
use madoguchi_rules::{desk_actions::DeskAction, staff::Role};
use madoguchi_store::{At, StoreError, Work};

use super::{
    call::{self, OpenCall, ShownCall},
    card::{card, moment, relation, standing, texts},
    health::{self, What},
    list::shown_name,
    name_of,
    spelling::ShownTry,
    subject::Subject,
};
use crate::{
    mail::stops,
    people,
    web::{Answer, Chrome, DeskVisit, FormState, Refusal, page},
};

/// Mails that the page shows.
const MAILS: i64 = 20;

#[derive(Template)]
#[template(path = "desk/people/person.html")]
struct Screen {
    chrome: Chrome,
    /// The list's address.
    list: String,
    /// The page's own address.
    address: String,
    name: String,
    kana: String,
    caution: Option<Caution>,
    roster: Facts,
    /// What a clerk sees besides; none for a viewer.
    desk: Option<Desk>,
}

type Facts = Vec<(&'static str, String)>;

/// 支援措置 or 開示注意, shown big.
struct Caution {
    title: &'static str,
    marked: String,
}

/// What the page shows to who solves calls.
struct Desk {
    open_call: Option<OpenCall>,
    calls: Vec<ShownCall>,
    account: Facts,
    tries: Vec<ShownTry>,
    limits: Vec<(String, bool)>,
    mails: Vec<[String; 4]>,
    sessions: Vec<[String; 3]>,
    asked: Vec<Asked>,
    /// Where the person's health data are looked at, as far as they are shown: address and words.
    looks: Vec<(String, &'static str)>,
    actions: Vec<(DeskAction, &'static str)>,
}

/// What waits for a second person.
struct Asked {
    address: String,
    what: String,
    reason: String,
    is_own: bool,
    may_decide: bool,
}

/// The page.
pub async fn screen(visit: DeskVisit, Path((_, person_id)): Path<(String, i64)>) -> Answer {
    let Some(screen) = read(&visit, person_id, None).await? else { return Err(Refusal::NotFound) };
    let event = &visit.event("person.viewed", format!("person:{person_id}"));
    visit.portal.store.write(|work: Work| async move { work.record(event).await }).await?;
    page::show(&screen)
}

/// The page again, with the form of a call in which something was refused.
///
/// # Errors
/// [`Refusal::NotFound`] when the roster has no such person.
pub async fn refused(visit: &DeskVisit, person_id: i64, form: FormState) -> Result<Response, Refusal> {
    match read(visit, person_id, Some(form)).await? {
        Some(screen) => page::refuse(&screen),
        None => Err(Refusal::NotFound),
    }
}

/// The page with this form; with none, with what was being written.
async fn read(visit: &DeskVisit, person_id: i64, form: Option<FormState>) -> Result<Option<Screen>, Refusal> {
    let form = &form;
    let read = |work: Work| async move {
        let Some(subject) = Subject::read(visit, &work, person_id).await? else { return Ok(None) };
        let form = match form {
            Some(form) => form.clone(),
            None if visit.seat.role >= Role::Clerk => call::draft(visit, &work, person_id).await?,
            None => FormState::default(),
        };
        Ok(Some(shown(visit, &work, &subject, &form).await?))
    };
    Ok(visit.portal.store.read(read).await?)
}

async fn shown(visit: &DeskVisit, work: &Work, subject: &Subject, form: &FormState) -> Result<Screen, StoreError> {
    let (person, texts) = (&subject.person, texts(visit));
    let caution = match &subject.caution {
        Some(caution) => Some(Caution {
            title: if caution.kind == "disclosure" { texts.disclosure } else { texts.support },
            marked: (texts.marked)(&name_of(work, &caution.marked_by).await?, &caution.note),
        }),
        None => None,
    };
    let desk = match visit.seat.role >= Role::Clerk {
        true => Some(desk(visit, work, subject, form).await?),
        false => None,
    };
    Ok(Screen {
        chrome: visit.chrome(texts.person_title).wide().with_form(form.clone()),
        list: visit.address("people"),
        address: visit.address(&format!("people/{}", person.person_id)),
        name: shown_name(person),
        kana: people::shown_kana(&person.kana_name),
        caution,
        roster: roster(visit, subject),
        desk,
    })
}

/// The roster's entry. Of a marked person nobody but who approves sees how they are reached.
fn roster(visit: &DeskVisit, subject: &Subject) -> Facts {
    let (person, texts) = (&subject.person, texts(visit));
    let is_hidden = subject.caution.is_some() && !visit.seat.approves();
    let contact = |value: Option<String>| match value {
        _ if is_hidden => texts.hidden.to_owned(),
        value => value.filter(|value| !value.is_empty()).unwrap_or_else(|| texts.none.to_owned()),
    };
    let email = match visit.seat.role {
        Role::Viewer => people::roster_address(person).map(|address| address.masked()),
        Role::Clerk | Role::Manager => person.email.clone(),
    };
    let day = |day: Option<madoguchi_store::Day>| day.map_or_else(|| texts.none.to_owned(), |day| visit.language.date(day.0));
    let eligibility = person.eligibility();
    vec![
        (texts.card, card(&person.symbol, &person.number, person.branch.as_deref())),
        (texts.birth_date, visit.language.date(person.birth_date.0)),
        (texts.relation, relation(visit, &person.relation).to_owned()),
        (texts.standing, standing(visit, eligibility.acquired, eligibility.lost)),
        (texts.acquired_on, day(person.acquired_on)),
        (texts.lost_on, day(person.lost_on)),
        (texts.office, contact(person.office.clone())),
        (texts.postal_code, contact(person.postal_code.clone())),
        (texts.address, contact(person.address.clone())),
        (texts.roster_email, contact(email)),
        (texts.registration, if subject.account.is_some() { texts.registered } else { texts.not_registered }.to_owned()),
    ]
}

async fn desk(visit: &DeskVisit, work: &Work, subject: &Subject, form: &FormState) -> Result<Desk, StoreError> {
    let texts = texts(visit);
    let (open_call, calls) = call::of_person(visit, work, subject.person.person_id, form).await?;
    let tries = subject.tries.iter().map(|tried| ShownTry::of(visit, &subject.person, tried)).collect::<Result<_, _>>()?;
    let limit = |counted: &crate::limits::person::Counted| {
        let until = counted.until.map(|until| (texts.until)(&moment(visit, until))).unwrap_or_default();
        (format!("{}　{}　{until}", (texts.limit)(counted.kind), (texts.counted)(counted.used, counted.most)), counted.is_used_up)
    };
    let session = |one: &madoguchi_store::sessions::OwnSession| {
        [one.device.clone(), moment(visit, one.created_at.timestamp()), moment(visit, one.last_seen_at.timestamp())]
    };
    let look = |what: What| (health::address(visit, subject.person.person_id, what), what.words(visit).title);
    Ok(Desk {
        open_call,
        calls,
        account: account(visit, subject),
        tries,
        limits: subject.counted.iter().map(limit).collect(),
        mails: mails(visit, work, subject).await?,
        sessions: subject.sessions.iter().map(session).collect(),
        asked: asked(visit, work, subject).await?,
        looks: What::ALL.into_iter().filter(|what| what.is_shown(visit)).map(look).collect(),
        actions: DeskAction::ALL.iter().filter(|one| subject.offers(**one)).map(|one| (*one, (texts.action)(*one).name)).collect(),
    })
}

fn account(visit: &DeskVisit, subject: &Subject) -> Facts {
    let (texts, at) = (texts(visit), |at: At| moment(visit, at.timestamp()));
    let is_hidden = subject.caution.is_some() && !visit.seat.approves();
    let mut facts = Vec::new();
    if let Some(latest) = &subject.latest {
        let state = match (latest.closed_at, latest.stopped_at) {
            (Some(closed), _) => (texts.closed)(&at(closed)),
            (None, Some(stopped)) => (texts.stopped)(&at(stopped)),
            (None, None) => texts.open.to_owned(),
        };
        let email = if is_hidden { texts.hidden.to_owned() } else { latest.email.clone() };
        facts.extend([
            (texts.state, state),
            (texts.user_id, if is_hidden { texts.hidden.to_owned() } else { latest.user_id.clone() }),
            (texts.email, email),
            (texts.created_at, at(latest.created_at)),
        ]);
        facts.push((texts.last_login, latest.last_login_at.map_or_else(|| texts.none.to_owned(), at)));
    }
    if subject.account.is_some() {
        facts.push((texts.second_factor, if subject.has_factor { texts.has_factor } else { texts.no_factor }.to_owned()));
    }
    facts.extend(subject.held_until.map(|until| (texts.recovery, (texts.held_until)(&at(until)))));
    facts.extend(subject.mail_stop.as_ref().map(|stop| (texts.mail_stop, (texts.mail_stopped)(&at(stop.stopped_at), &stop.status))));
    facts.extend(subject.admission.as_ref().map(|admission| (texts.admission, (texts.admitted_until)(&at(admission.until)))));
    if subject.flow.is_some() {
        let address = subject.flow.as_ref().and_then(|flow| flow.email.as_ref()).and(subject.mail_address());
        let step = address.map_or_else(|| texts.flow_at_account.to_owned(), |address| (texts.flow_at_code)(&address.masked()));
        facts.push((texts.flow, step));
    }
    facts
}

async fn mails(visit: &DeskVisit, work: &Work, subject: &Subject) -> Result<Vec<[String; 4]>, StoreError> {
    let (texts, portal) = (texts(visit), &visit.portal);
    let key = |address: Option<madoguchi_rules::mail_address::MailAddress>| {
        address.map(|address| stops::key_of(portal, &address)).unwrap_or_default()
    };
    let latest = subject.latest.as_ref().and_then(|latest| madoguchi_rules::mail_address::MailAddress::parse(&latest.email).ok());
    let keys = [key(subject.mail_address()), key(latest), key(people::roster_address(&subject.person))];
    let [own, earlier, roster] = &keys;
    let account_id = subject.latest.as_ref().map_or(0, |latest| latest.id);
    let mails = work.mails_to_person(visit.insurer_id(), account_id, [own, earlier, roster], MAILS).await?;
    let shown = |mail: madoguchi_store::bounces::MailToPerson| {
        let bounce = mail.bounce.as_deref().map(|bounce| (bounce, mail.bounce_status.as_deref().unwrap_or_default()));
        let fate = (texts.fate)(&mail.state, bounce);
        [moment(visit, mail.created_at.timestamp()), (texts.mail)(&mail.kind).to_owned(), mail.recipient_domain.clone(), fate]
    };
    Ok(mails.into_iter().map(shown).collect())
}

async fn asked(visit: &DeskVisit, work: &Work, subject: &Subject) -> Result<Vec<Asked>, StoreError> {
    let texts = texts(visit);
    let mut waiting = Vec::new();
    for one in subject.earlier.iter().filter(|one| one.state == "asked" && one.person_id == subject.person.person_id) {
        let what = one.action.parse().map_or("", |action| (texts.action)(action).name);
        let by = name_of(work, &one.asked_by).await?;
        let is_own = one.asked_by == visit.actor();
        waiting.push(Asked {
            address: visit.address(&format!("people/{}/asked/{}", one.person_id, one.id)),
            what: (texts.asked)(what, &by, &moment(visit, one.asked_at.timestamp())),
            reason: one.reason.clone(),
            is_own,
            may_decide: visit.seat.approves() && !is_own,
        });
    }
    Ok(waiting)
}

#[cfg(test)]
pub(crate) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use super::spelling::ShownItem;
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let (texts, hostile) = (texts(visit), || HOSTILE.to_owned());
    let desk = |form: &FormState, may_decide: bool| Desk {
        open_call: may_decide.then(|| OpenCall::sample(texts, form)),
        calls: vec![ShownCall::sample(texts)],
        account: if may_decide { vec![(texts.user_id, hostile())] } else { Vec::new() },
        tries: vec![ShownTry {
            when: hostile(),
            cause: (texts.cause)("no_match"),
            items: vec![ShownItem {
                title: hostile(),
                typed: vec![("カ".to_owned(), false), ("ズ".to_owned(), true)],
                held: vec![("カ".to_owned(), false), (hostile(), true)],
                words: vec![hostile()],
            }],
        }],
        limits: vec![(hostile(), true), (hostile(), false)],
        mails: vec![[hostile(), hostile(), hostile(), hostile()]],
        sessions: vec![[hostile(), hostile(), hostile()]],
        asked: vec![
            Asked {
                address: "/desk/sakura/people/1/asked/1".to_owned(),
                what: hostile(),
                reason: hostile(),
                is_own: !may_decide,
                may_decide,
            },
            Asked {
                address: "/desk/sakura/people/1/asked/2".to_owned(),
                what: hostile(),
                reason: hostile(),
                is_own: false,
                may_decide: false,
            },
        ],
        looks: if may_decide { vec![("/desk/sakura/people/1/costs".to_owned(), HOSTILE)] } else { Vec::new() },
        actions: DeskAction::ALL.iter().map(|one| (*one, (texts.action)(*one).name)).collect(),
    };
    let screen = |form: FormState, desk: Option<Desk>, caution: Option<Caution>| Screen {
        chrome: visit.chrome(texts.person_title).wide().with_form(form),
        list: "/desk/sakura/people".to_owned(),
        address: "/desk/sakura/people/1".to_owned(),
        name: hostile(),
        kana: hostile(),
        caution,
        roster: vec![(texts.card, hostile())],
        desk,
    };
    let (form, refused) = (FormState::default(), refused_form("call_note"));
    let (fresh, sent) = (desk(&form, false), desk(&refused, true));
    let caution = Caution { title: texts.support, marked: hostile() };
    let pages = [screen(form.clone(), None, None), screen(form, Some(fresh), Some(caution)), screen(refused, Some(sent), None)];
    pages.iter().map(|page| sample("desk/people/person.html", page)).collect()
}
