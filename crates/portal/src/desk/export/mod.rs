//! What every form has by which staff take data out: as what, and what for. Where the encoding lacks characters, the clerk sees which
//! ones before the file is taken.

use askama::Template;
use axum::response::Response;
use madoguchi_store::{Work, audit::AuditEvent};

use crate::{
    exports::{self, Kind, Made, Purpose, Unmappable, download},
    text::Texts,
    web::{Answer, Chrome, Fields, FormState, Refusal, Visit, page},
};

/// How a file was asked for.
pub struct Asked {
    /// As what.
    pub kind: Kind,
    /// What for.
    pub purpose: Purpose,
    /// Whether 〓 may stand for characters that the encoding lacks.
    accepts_gaps: bool,
}

/// A file that is ready to be taken, and how the trail knows it.
pub struct Export {
    /// The file.
    pub made: Made,
    /// Which data, as the trail names it (`numbers.symbols`).
    pub data: &'static str,
    /// The file's name without its ending.
    pub name: String,
}

#[derive(Template)]
#[template(path = "desk/export/gaps.html")]
struct Gaps {
    chrome: Chrome,
    /// What was asked for, to be asked for again.
    fields: Vec<(String, String)>,
    action: String,
    count: String,
    unmappable: Vec<Unmappable>,
}

/// The kinds of files, for the form's list.
pub fn kinds(texts: &'static Texts) -> Vec<(&'static str, &'static str)> {
    let texts = &texts.desk_export;
    vec![(Kind::Csv.name(), texts.csv), (Kind::CsvCp932.name(), texts.csv_cp932), (Kind::Xlsx.name(), texts.xlsx)]
}

/// Reads `kind` and `purpose` of a form, or says on it what is wrong.
pub fn asked(visit: &Visit, fields: &Fields, form: &mut FormState) -> Option<Asked> {
    let texts = &visit.texts().desk_export;
    let kind = form.take("kind", fields.get("kind").parse::<Kind>(), |_| texts.kind_wrong.to_owned());
    let purpose = form.take("purpose", Purpose::parse(fields.get("purpose")).ok_or(()), |()| texts.purpose_wrong.to_owned());
    Some(Asked { kind: kind?, purpose: purpose?, accepts_gaps: fields.has("accept_gaps") })
}

/// Records that data was taken out and sends the file; or, where its encoding lacks characters, asks first.
///
/// # Errors
/// A [`Refusal`] when the event cannot be recorded: then nothing leaves.
pub async fn send(visit: &Visit, fields: &Fields, export: Export, asked: &Asked, event: AuditEvent) -> Answer {
    if export.made.unmappable_count > 0 && !asked.accepts_gaps {
        return page::show(&gaps(visit, fields, export.made));
    }
    let event = &AuditEvent { detail: exports::detail(export.data, &export.made, &asked.purpose).to_string(), ..event };
    visit.portal.store.write(|work: Work| async move { work.record(event).await }).await?;
    download(export)
}

fn download(export: Export) -> Result<Response, Refusal> {
    download::answer(export.made, &export.name)
}

fn gaps(visit: &Visit, fields: &Fields, made: Made) -> Gaps {
    let asked = fields.sorted().into_iter().filter(|(name, _)| *name != "csrf");
    Gaps {
        chrome: visit.chrome(visit.texts().desk_export.gaps_title).wide(),
        fields: asked.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        action: visit.path.clone(),
        count: super::today::grouped(i64::try_from(made.unmappable_count).unwrap_or(i64::MAX)),
        unmappable: made.unmappable,
    }
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, at_the_desk, sample};
    let visit = at_the_desk(visit);
    let gaps = Gaps {
        chrome: visit.chrome(visit.texts().desk_export.gaps_title).wide(),
        fields: vec![("purpose".to_owned(), HOSTILE.to_owned())],
        action: "/desk/sakura/numbers/export".to_owned(),
        count: "1".to_owned(),
        unmappable: vec![Unmappable { line: 2, column: HOSTILE.to_owned(), character: '𠮷' }],
    };
    vec![sample("desk/export/gaps.html", &gaps)]
}
