//! The form, and below it the batches that were issued, the newest first.

use askama::Template;
use madoguchi_rules::settings::SignupProof;
use madoguchi_store::{Work, letters::LetterBatch};

use super::order;
use crate::{
    clock::in_tokyo,
    desk::{people::name_of, today::grouped},
    letters::last_day,
    web::{Answer, Chrome, DeskVisit, FormState, Refusal, page},
};

/// Batches of a page.
const ROWS: usize = 20;

#[derive(Template)]
#[template(path = "desk/letters/list.html")]
struct Screen {
    chrome: Chrome,
    /// Whether sign-up asks for the code.
    is_asked_for: bool,
    /// Where the form goes; none for who may not make letters.
    plan: Option<String>,
    audiences: Vec<(&'static str, &'static str)>,
    kinds: Vec<(&'static str, &'static str)>,
    kind_hint: String,
    batches: Vec<Row>,
    older: Option<String>,
}

struct Row {
    issued_at: String,
    issued_by: String,
    reason: String,
    letters: String,
    used: String,
    unused: String,
    until: String,
}

pub(super) async fn screen(visit: DeskVisit) -> Answer {
    page::show(&filled(&visit, FormState::prefilled([("audience", "not-registered"), ("kind", "pdf")])).await?)
}

/// The page with this form, also when the form was refused.
pub(super) async fn filled(visit: &DeskVisit, form: FormState) -> Result<impl Template, Refusal> {
    let insurer_id = visit.insurer_id();
    let before = visit.asked("before").and_then(|id| id.parse().ok()).unwrap_or(i64::MAX);
    let rows = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
    let read = |work: Work| async move {
        let mut found = Vec::new();
        for batch in work.letter_batches_before(insurer_id, before, rows).await? {
            let by = name_of(&work, &batch.issued_by).await?;
            found.push((batch, by));
        }
        Ok(found)
    };
    let mut found = visit.portal.store.read(read).await?;
    let has_more = found.len() > ROWS;
    found.truncate(ROWS);
    let older = found.last().filter(|_| has_more).map(|(last, _)| format!("{}?before={}", visit.address("letters"), last.id));
    Ok(of(visit, form, found.into_iter().map(|(batch, by)| row(visit, batch, by)).collect(), older))
}

fn of(visit: &DeskVisit, form: FormState, batches: Vec<Row>, older: Option<String>) -> Screen {
    Screen {
        chrome: visit.chrome(visit.texts().desk_letters.title).with_form(form).wide(),
        is_asked_for: visit.seat.settings.signup_proof == SignupProof::Letter,
        plan: visit.seat.approves().then(|| visit.address("letters/plan")),
        audiences: order::audiences(visit.texts()),
        kinds: order::kinds(visit.texts()),
        kind_hint: order::kind_hint(visit.texts()),
        batches,
        older,
    }
}

fn row(visit: &DeskVisit, batch: LetterBatch, issued_by: String) -> Row {
    let (texts, until) = (&visit.texts().desk_letters, batch.expires_at.timestamp());
    let is_over = until <= visit.now;
    Row {
        issued_at: visit.language.moment(in_tokyo(batch.issued_at.timestamp())),
        issued_by,
        reason: batch.reason,
        letters: grouped(batch.letters),
        used: grouped(batch.used),
        unused: grouped(batch.letters - batch.used),
        until: if is_over { texts.expired.to_owned() } else { (texts.until)(&visit.language.date(last_day(until))) },
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &DeskVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let batch = LetterBatch {
        id: 1,
        issued_by: "staff:1".to_owned(),
        reason: HOSTILE.to_owned(),
        issued_at: visit.now.into(),
        expires_at: (visit.now + jiff::SignedDuration::from_hours(1)).into(),
        letters: 1_200,
        used: 7,
    };
    let row = row(visit, batch, HOSTILE.to_owned());
    let pages = [
        of(visit, FormState::default(), vec![row], Some("/desk/sakura/letters?before=1".to_owned())),
        of(visit, refused_form("symbols"), Vec::new(), None),
    ];
    pages.iter().map(|page| sample("desk/letters/list.html", page)).collect()
}
