//! From a template and its content to a PDF.
//!
//! The content reaches the template as the JSON file `content.json`: the template sees values, so nothing in them is
//! ever read as markup.

use serde::Serialize;
use serde_json::Value;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::{DocumentError, Pdf, fonts};

/// A typst file in the binary.
pub(crate) struct Template {
    /// Its file name.
    pub name: &'static str,
    /// What it says.
    pub text: &'static str,
}

/// What every template imports: page, colours, headings.
const PAPER: Template = Template { name: "paper.typ", text: include_str!("../templates/paper.typ") };

const CONTENT: &str = "content.json";

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// The content set by the template, as an accessible PDF (PDF/UA-1). Equal content gives equal bytes.
///
/// # Errors
/// [`DocumentError::Template`] and [`DocumentError::Export`] tell of a mistake in the template.
pub(crate) fn pdf(template: &Template, content: &impl Serialize) -> Result<Pdf, DocumentError> {
    let document = typeset(template, content)?;
    let refused = |reason: String| DocumentError::Export { template: template.name, reason };
    let options = PdfOptions {
        creator: Smart::Custom(Some("Madoguchi".to_owned())),
        standards: PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| refused(error.message().to_string()))?,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| refused(first(&errors)));
    // The typesetter remembers what it has set; a member's letter must not stay in memory.
    typst::comemo::evict(0);
    pdf
}

/// The pages, before they become a PDF.
pub(crate) fn typeset(template: &Template, content: &impl Serialize) -> Result<PagedDocument, DocumentError> {
    let desk = Desk::new(template, content)?;
    typst::compile::<PagedDocument>(&desk)
        .output
        .map_err(|errors| DocumentError::Template { template: template.name, reason: first(&errors) })
}

fn first(errors: &[SourceDiagnostic]) -> String {
    errors.first().map(|error| error.message.to_string()).unwrap_or_default()
}

/// All that the typesetter may see: one template, its content, our fonts. No file, no package, no clock.
struct Desk {
    main: Source,
    paper: Source,
    content: (FileId, Bytes),
}

impl Desk {
    fn new(template: &Template, content: &impl Serialize) -> Result<Self, DocumentError> {
        let mut content = serde_json::to_value(content)?;
        make_printable(&mut content);
        Ok(Self {
            main: source(template)?,
            paper: source(&PAPER)?,
            content: (file_id(CONTENT)?, Bytes::new(serde_json::to_vec(&content)?)),
        })
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        fonts::book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.main, &self.paper].into_iter().find(|source| source.id() == id).cloned().ok_or_else(|| unknown(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (content_id, content) = &self.content;
        if *content_id == id { Ok(content.clone()) } else { Err(unknown(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts::font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn unknown(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

fn source(template: &Template) -> Result<Source, DocumentError> {
    Ok(Source::new(file_id(template.name)?, template.text.to_owned()))
}

fn file_id(name: &'static str) -> Result<FileId, DocumentError> {
    let path = VirtualPath::new(name).map_err(|_| DocumentError::Template { template: name, reason: "not a file name".to_owned() })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// Every text of the content as paper can show it.
fn make_printable(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let std::borrow::Cow::Owned(printable) = fonts::printable(text) {
                *text = printable;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_printable),
        Value::Object(fields) => fields.values_mut().for_each(make_printable),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// All text of a page's frame, in the order in which it is set.
#[cfg(test)]
pub(crate) fn text_of(frame: &typst::layout::Frame) -> String {
    use typst::layout::FrameItem;
    frame
        .items()
        .map(|(_, item)| match item {
            FrameItem::Group(group) => text_of(&group.frame),
            FrameItem::Text(text) => text.text.to_string(),
            _ => String::new(),
        })
        .collect()
}
