//! Making the letters: the file leaves at once and stays nowhere.

use std::path::Path;

use super::{batches, order::Order};
use crate::{
    exports::download,
    imports::roster::Actor,
    insurer,
    letters::{self, Format, IssueError, IssueRequest, Whom},
    web::{Answer, DeskVisit, Fields, FormState, Refusal, page},
};

/// Makes the letters and sends their file to be saved; or tells that meanwhile nobody is due one.
pub(super) async fn issue(visit: DeskVisit, fields: Fields) -> Answer {
    let mut form = FormState::of(&fields);
    let Some(order) = order(&visit, &mut form) else { return page::refuse(&batches::filled(&visit, form).await?) };
    let folder = tempfile::tempdir().map_err(Refusal::broken)?;
    let request = IssueRequest { only_due: true, ..request(&visit, &order, folder.path()).await? };
    let outcome = match letters::issue(&visit.portal, &request, &mut |_, _| {}).await {
        Ok(outcome) => outcome,
        Err(error) => return refused(&visit, form, error).await,
    };
    if !outcome.issued {
        form.refuse("audience", visit.texts().desk_letters.nobody);
        return page::refuse(&batches::filled(&visit, form).await?);
    }
    // The open file outlives its folder, so the codes are nowhere once they are sent.
    let file = std::fs::File::open(&request.out).map_err(Refusal::broken)?;
    let bytes = file.metadata().map_err(Refusal::broken)?.len();
    let name = format!("{}_{}", visit.texts().desk_letters.file, visit.today());
    download::file(file, bytes, kind(order.format), &name)
}

/// What is asked for, by somebody who may; none when the form says what is wrong.
pub(super) fn order(visit: &DeskVisit, form: &mut FormState) -> Option<Order> {
    if !visit.seat.approves() {
        form.refuse("new", visit.texts().desk_letters.approver_needed);
        return None;
    }
    Order::read(visit, form)
}

/// The same as the letters' room takes it, into this folder.
pub(super) async fn request(visit: &DeskVisit, order: &Order, folder: &Path) -> Result<IssueRequest, Refusal> {
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
        only_due: false,
        lists: super::plan::MOST_LISTED,
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

/// The form again, with why nothing can be made.
pub(super) async fn refused(visit: &DeskVisit, mut form: FormState, error: IssueError) -> Answer {
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
