//! Who would get a letter, and then the letters: the file leaves at once and stays nowhere.

use std::path::Path;

use askama::Template;
use madoguchi_rules::kana::RosterKana;

use super::{
    batches,
    order::{FIELDS, Order},
};
use crate::{
    desk::{notices, people::card::card, today::grouped},
    exports::download,
    imports::roster::Actor,
    insurer,
    letters::{self, CAUTION, Format, IssueError, IssueOutcome, IssueRequest, LeftOut, NO_ADDRESS, Whom},
    web::{Answer, Chrome, DeskVisit, Fields, FormState, Refusal, page},
};

/// So many people who get none are listed.
const MOST_LISTED: usize = 20;

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

/// Tells who would get a letter.
pub(super) async fn plan(visit: DeskVisit, fields: Fields) -> Answer {
    let mut form = FormState::of(&fields);
    let Some(order) = order(&visit, &mut form) else { return page::refuse(&batches::filled(&visit, form).await?) };
    let request = IssueRequest { dry_run: true, ..request(&visit, &order, Path::new("")).await? };
    match letters::issue(&visit.portal, &request, &mut |_, _| {}).await {
        Ok(outcome) => page::show(&shown(&visit, &fields, &order, &outcome)),
        Err(error) => refused(&visit, form, error).await,
    }
}

/// Makes the letters and sends their file to be saved; or tells that meanwhile nobody is due one.
pub(super) async fn issue(visit: DeskVisit, fields: Fields) -> Answer {
    let mut form = FormState::of(&fields);
    let Some(order) = order(&visit, &mut form) else { return page::refuse(&batches::filled(&visit, form).await?) };
    let folder = tempfile::tempdir().map_err(Refusal::broken)?;
    let request = request(&visit, &order, folder.path()).await?;
    let outcome = match letters::issue(&visit.portal, &request, &mut |_, _| {}).await {
        Ok(outcome) => outcome,
        Err(error) => return refused(&visit, form, error).await,
    };
    if !outcome.issued {
        return page::show(&shown(&visit, &fields, &order, &outcome));
    }
    // The open file outlives its folder, so the codes are nowhere once they are sent.
    let file = std::fs::File::open(&request.out).map_err(Refusal::broken)?;
    let bytes = file.metadata().map_err(Refusal::broken)?.len();
    let name = format!("{}_{}", visit.texts().desk_letters.file, visit.today());
    download::file(file, bytes, kind(order.format), &name)
}

/// What is asked for, by somebody who may; none when the form says what is wrong.
fn order(visit: &DeskVisit, form: &mut FormState) -> Option<Order> {
    if !visit.seat.approves() {
        form.refuse("new", visit.texts().desk_letters.approver_needed);
        return None;
    }
    Order::read(visit, form)
}

async fn request(visit: &DeskVisit, order: &Order, folder: &Path) -> Result<IssueRequest, Refusal> {
    let id = visit.insurer_id();
    let (insurer, settings) = visit.portal.store.read(|work| async move { insurer::with_settings(&work, id).await }).await?;
    Ok(IssueRequest {
        insurer,
        settings,
        whom: Whom::Audience(order.audience.clone()),
        most: Some(order.most()),
        again: order.again,
        out: folder.join(format!("letters.{}", kind(order.format).1)),
        format: order.format,
        dry_run: false,
        by: Actor { kind: "staff", name: visit.actor() },
        reason: order.reason.clone(),
    })
}

/// The media type and the ending of a name.
fn kind(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Pdf => ("application/pdf", "pdf"),
        Format::Csv => ("text/csv; charset=utf-8; header=present", "csv"),
    }
}

async fn refused(visit: &DeskVisit, mut form: FormState, error: IssueError) -> Answer {
    let (texts, language) = (&visit.texts().desk_letters, visit.language);
    let why = match error {
        IssueError::Busy => texts.busy.to_owned(),
        IssueError::OpensTooLate { opens, until } => (texts.opens_too_late)(&language.date(opens), &language.date(until)),
        IssueError::Store(error) => return Err(error.into()),
        other => return Err(Refusal::broken(other)),
    };
    form.refuse("audience", why);
    page::refuse(&batches::filled(visit, form).await?)
}

fn shown(visit: &DeskVisit, fields: &Fields, order: &Order, outcome: &IssueOutcome) -> Plan {
    let texts = &visit.texts().desk_letters;
    let count = |number: usize| grouped(i64::try_from(number).unwrap_or(i64::MAX));
    let people = |number: usize| (texts.people)(&count(number));
    let until = outcome.valid_until.parse().map_or_else(|_| outcome.valid_until.clone(), |day| visit.language.date(day));
    let mut facts = vec![
        (visit.texts().desk_notices.audience, notices::in_words(&visit.texts().desk_notices, &order.audience)),
        (texts.letters, (texts.count)(&count(outcome.letters))),
        (texts.valid_until, until),
        (texts.registered, people(outcome.registered)),
        (texts.not_entitled, people(outcome.not_entitled)),
        (texts.with_code, people(outcome.with_code)),
        (texts.no_address, people(outcome.left_out_for(NO_ADDRESS).count())),
        (texts.caution, people(outcome.left_out_for(CAUTION).count())),
        (texts.reason, order.reason.clone()),
    ];
    if outcome.waiting > 0 {
        facts.insert(2, (texts.waiting, (texts.count)(&count(outcome.waiting))));
    }
    // Who is marked comes first: that is what somebody must decide.
    let left_out = outcome.left_out_for(CAUTION).chain(outcome.left_out_for(NO_ADDRESS));
    Plan {
        chrome: visit.chrome(texts.plan_title).wide(),
        facts,
        make: (outcome.letters > 0).then(|| (texts.make)(&count(outcome.letters))),
        left_out: left_out.take(MOST_LISTED).map(|left| listed(visit, left)).collect(),
        more: outcome.left_out.len().checked_sub(MOST_LISTED).filter(|more| *more > 0).map(|more| (texts.more)(&count(more))),
        fields: FIELDS.into_iter().filter(|name| fields.has(name)).map(|name| (name, fields.get(name).to_owned())).collect(),
        issue: visit.address("letters/issue"),
        list: visit.address("letters"),
    }
}

fn listed(visit: &DeskVisit, left: &LeftOut) -> Left {
    let texts = &visit.texts().desk_letters;
    Left {
        address: visit.address(&format!("people/{}", left.person_id)),
        person: format!("{}（{}）", kana_of(left), card(&left.symbol, &left.number, Some(&left.branch))),
        why: if left.reason == CAUTION { texts.caution } else { texts.no_address },
    }
}

fn kana_of(left: &LeftOut) -> String {
    RosterKana::parse(&left.kana_name).map_or_else(|_| left.kana_name.clone(), |kana| kana.display().to_owned())
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let fields = Fields::parse(b"audience=not-registered&kind=pdf&reason=story").unwrap_or_default();
    let order = Order {
        audience: madoguchi_rules::audience::Audience::NotRegistered,
        format: Format::Pdf,
        again: false,
        reason: HOSTILE.to_owned(),
    };
    let left = |reason| LeftOut {
        person_id: 1,
        symbol: HOSTILE.to_owned(),
        number: "1".to_owned(),
        branch: String::new(),
        kana_name: HOSTILE.to_owned(),
        reason,
    };
    let mut left_out = vec![left(CAUTION)];
    left_out.extend((0..MOST_LISTED).map(|_| left(NO_ADDRESS)));
    let full = IssueOutcome { letters: 3, waiting: 2, valid_until: "2026-12-12".to_owned(), left_out, ..IssueOutcome::default() };
    [full, IssueOutcome::default()]
        .iter()
        .map(|outcome| sample("desk/letters/plan.html", &shown(visit, &fields, &order, outcome)))
        .collect()
}
