//! The paper that Madoguchi hands out: PDF documents, and the QR codes and drawings that paper and pages share.
//!
//! A document is a typst template (`templates/`) that receives its content as data, never as markup, so that no text
//! of an insurer or a member can run as code. The fonts are embedded; nothing is read from the machine. There is no
//! clock here: the same content gives the same bytes.

pub mod annual;
pub mod benefit_decision;
pub mod eligibility_notice;
pub mod fonts;
pub mod guide;
mod language;
pub mod letters;
pub mod papers;
pub mod qr;
pub mod screens;
mod svg;
mod typesetting;

pub use language::Language;

/// The bytes of a PDF file.
pub type Pdf = Vec<u8>;

/// Why a document could not be made. None of these texts repeats what the document says.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A QR code holds at most 2,331 bytes at the error correction used here.
    #[error("a QR code cannot hold {bytes} bytes; at most 2331 fit: shorten the address")]
    QrTooLong {
        /// How long the text was, in bytes of UTF-8.
        bytes: usize,
    },
    /// The content could not be written as JSON for the template.
    #[error("the document's content could not be passed to its template: {0}")]
    Content(#[from] serde_json::Error),
    /// The template does not compile with this content: a mistake in the template.
    #[error("the template {template} could not be typeset: {reason}")]
    Template {
        /// The template's file name.
        template: &'static str,
        /// The typesetter's own words.
        reason: String,
    },
    /// The typeset document does not fulfil the PDF standard: a mistake in the template.
    #[error("the template {template} could not be written as an accessible PDF: {reason}")]
    Export {
        /// The template's file name.
        template: &'static str,
        /// The exporter's own words.
        reason: String,
    },
}
