//! The letters that bring a 初回登録コード: one A4 page each, folded in three for a window envelope of 長形3号.
//!
//! 長形3号 measures 120 × 235 mm (JIS S 5502). Its window is in no standard, but sold ready-made it is 90 × 45 mm, 22 mm from the left
//! edge and 12 mm from the upper one, with the envelope lying. A sheet of 210 × 99 mm has room to slide in it: 23 mm sideways, 19 mm up
//! and down. What Japan Post asks for is that address and postal code stay in the window wherever the sheet slides, which leaves
//! [`ALWAYS_SEEN`]; and what must not be read through the window stays out of [`EVER_SEEN`].

mod words;

use serde::Serialize;

use crate::typesetting::{self, Template};
use crate::{DocumentError, Pdf, qr};

/// A part of a sheet, in millimetres from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// From the left edge.
    pub left: f64,
    /// From the upper edge.
    pub top: f64,
    /// From the left edge.
    pub right: f64,
    /// From the upper edge.
    pub bottom: f64,
}

/// What the window shows of the sheet wherever it slides: here stands the address, and all of it.
pub const ALWAYS_SEEN: Area = Area { left: 22.0, top: 12.0, right: 89.0, bottom: 38.0 };
/// What the window may show of the sheet when it slides: here stands nothing but the address.
pub const EVER_SEEN: Area = Area { left: 0.0, top: 0.0, right: 112.0, bottom: 57.0 };

/// What is the same on all letters of a batch. Every text is shown as it is, whatever it contains.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterSheet {
    /// The service's own name.
    pub service_name: String,
    /// The insurer's display name.
    pub insurer_name: String,
    /// 保険者指定コード.
    pub insurer_code: String,
    /// The address at which registration begins, to be typed.
    pub signup_url: String,
    /// The same with the insurer's code, for the QR code.
    pub prefilled_signup_url: String,
    /// Whether the insurer asks everybody for the code, after the five items; else it is given together with them.
    pub is_asked_for: bool,
    /// The last day on which the code is good, already written (2026年12月12日).
    pub valid_until: String,
    /// The same in English (12 December 2026).
    pub valid_until_in_english: String,
    /// The date of issue, already written (2026年11月22日).
    pub issued_on: String,
    /// The desk's telephone; may be empty.
    pub support_phone: String,
    /// When it is answered; may be empty.
    pub support_hours: String,
    /// What else the insurer wants to say about it; may be empty.
    pub support_note: String,
}

/// One letter.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// 郵便番号, `100-0001`; may be empty.
    pub postal_code: String,
    /// 住所; empty when the letter is handed over.
    pub address: String,
    /// The name to which 様 is added.
    pub name: String,
    /// The code in two groups.
    pub code: String,
}

const TEMPLATE: Template = Template { name: "letters.typ", text: include_str!("../../templates/letters.typ") };

/// The letters as one PDF: A4, Japanese, a page each, tagged for assistive technology.
///
/// # Errors
/// [`DocumentError::QrTooLong`] when the prefilled address is longer than a QR code holds; the other errors tell of a mistake in the
/// template.
pub fn letters(sheet: &LetterSheet, letters: &[Letter]) -> Result<Pdf, DocumentError> {
    typesetting::pdf(&TEMPLATE, &Content::new(sheet, letters)?)
}

/// What the template reads.
#[derive(Serialize)]
struct Content<'a> {
    words: words::Words,
    service_name: &'a str,
    insurer_name: &'a str,
    insurer_code: &'a str,
    signup_url: &'a str,
    issued_on: &'a str,
    qr: Qr,
    letters: &'a [Letter],
}

#[derive(Serialize)]
struct Qr {
    svg: String,
    alt: &'static str,
}

impl<'a> Content<'a> {
    fn new(sheet: &'a LetterSheet, letters: &'a [Letter]) -> Result<Self, DocumentError> {
        Ok(Self {
            words: words::of(sheet),
            service_name: &sheet.service_name,
            insurer_name: &sheet.insurer_name,
            insurer_code: &sheet.insurer_code,
            signup_url: &sheet.signup_url,
            issued_on: &sheet.issued_on,
            qr: Qr { svg: qr::svg(&sheet.prefilled_signup_url, words::QR_LABEL)?, alt: words::QR_LABEL },
            letters,
        })
    }
}

#[cfg(test)]
mod tests;
