//! The insurer's first-login guide: one text for the paper and for the page at `/portal/guide`.
//!
//! [`text`] gives the whole guide as data, for the page; [`first_login_guide`] sets the same data as a PDF.

mod words;

use serde::Serialize;

use crate::papers::{self, Paper};
use crate::screens::{self, ScreenDrawing, ScreenLabels};
use crate::typesetting::{self, Template};
use crate::{DocumentError, Language, Pdf, qr};

pub use words::{steps, text};

/// What a guide must know of the insurer and the service. Every text is shown as it is, whatever it contains.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GuideContent {
    /// What stands on the drawn screens. Their language is the guide's; everything below that is written out is in it too.
    pub labels: ScreenLabels,
    /// The service's own name.
    pub service_name: String,
    /// The insurer's display name.
    pub insurer_name: String,
    /// 保険者指定コード.
    pub insurer_code: String,
    /// The address of the first login as it is printed, to be typed.
    pub signup_url: String,
    /// The same with the insurer's code, for the QR code.
    pub prefilled_signup_url: String,
    /// The address from the second time on.
    pub login_url: String,
    /// From when on members can register, already written (2026年12月1日); empty: at once.
    pub signup_opens: String,
    /// The desk's telephone; may be empty.
    pub support_phone: String,
    /// When it is answered; may be empty.
    pub support_hours: String,
    /// What else the insurer wants to say about it; may be empty.
    pub support_note: String,
    /// The mail address that code mails come from.
    pub sender: String,
    /// The date of issue, already written (2026年11月22日).
    pub issued_on: String,
    /// The rules for user IDs, one line each, from the code that judges them.
    pub user_id_rules: Vec<String>,
    /// The rules for passwords of this insurer's policy, one line each, from the code that judges them.
    pub password_rules: Vec<String>,
    /// How the insurer makes sure that it is the member who registers.
    pub proof: SignupProof,
    /// Who may register.
    pub registrants: Registrants,
}

/// What a member must have besides the five items (`signup_proof`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SignupProof {
    /// A mail address of their own.
    #[default]
    Email,
    /// The code from a letter.
    Letter,
    /// The mail address on the roster.
    RosterEmail,
}

/// Who may register (`registrants`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Registrants {
    /// The insured only.
    #[default]
    Insured,
    /// Dependants too.
    All {
        /// From this age on, in years.
        minimum_age: u8,
    },
}

/// The whole guide as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Guide {
    /// The document's title.
    pub title: String,
    /// Whose service, and who may register.
    pub lead: Vec<String>,
    /// The code and the addresses.
    pub entrance: Entrance,
    /// What one needs at hand.
    pub prepare: Section,
    /// Where 記号 and 番号 are found; the papers of [`Paper::ALL`] belong under it.
    pub numbers: Section,
    /// The heading above the steps.
    pub steps_heading: String,
    /// The numbered steps.
    #[serde(skip)]
    pub steps: Vec<Step>,
    /// The heading above what to do when stuck.
    pub trouble_heading: String,
    /// What to do when stuck.
    pub trouble: Vec<Section>,
    /// Whom to ask.
    pub contact: Contact,
}

/// The way in: the insurer's code and the two addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entrance {
    /// The label of the code.
    pub code_label: String,
    /// The code.
    pub code: String,
    /// How to use it.
    pub code_note: String,
    /// What the QR code does.
    pub qr_label: String,
    /// First time, then second time and after.
    pub addresses: Vec<Address>,
    /// That the two differ.
    pub note: String,
}

/// An address with what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Address {
    /// When to use it.
    pub label: String,
    /// The address.
    pub url: String,
}

/// Lines under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// The lines, each a sentence or two.
    pub lines: Vec<String>,
}

/// One numbered step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What to do, in a few words.
    pub title: String,
    /// How to do it.
    pub lines: Vec<String>,
    /// Rules that belong to the step.
    pub rules: Vec<Section>,
    /// The screen it happens on.
    pub screen: ScreenDrawing,
}

/// The insurer's desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// The heading.
    pub heading: String,
    /// Label and value: name, telephone, hours; only what is known.
    pub rows: Vec<(String, String)>,
    /// Further lines.
    pub lines: Vec<String>,
}

const TEMPLATE: Template = Template { name: "guide.typ", text: include_str!("../../templates/guide.typ") };

/// The first-login guide as a PDF: A4, tagged for assistive technology. The paper is laid out for content in Japanese.
///
/// # Errors
/// [`DocumentError::QrTooLong`] when the prefilled address is longer than a QR code holds; the other errors tell of a
/// mistake in the template.
pub fn first_login_guide(content: &GuideContent) -> Result<Pdf, DocumentError> {
    typesetting::pdf(&TEMPLATE, &Sheet::new(content)?)
}

/// What the template reads: the guide, its drawings, and what stands on every page.
#[derive(Serialize)]
struct Sheet {
    service_name: String,
    insurer_name: String,
    issued_on: String,
    guide: Guide,
    qr: Figure,
    papers: Vec<DrawnPaper>,
    steps: Vec<DrawnStep>,
}

#[derive(Serialize)]
struct Figure {
    svg: String,
    alt: String,
}

#[derive(Serialize)]
struct DrawnPaper {
    name: &'static str,
    hint: &'static str,
    figure: Figure,
}

#[derive(Serialize)]
struct DrawnStep {
    title: String,
    lines: Vec<String>,
    rules: Vec<Section>,
    figure: Figure,
}

impl Sheet {
    fn new(content: &GuideContent) -> Result<Self, DocumentError> {
        let mut guide = text(content);
        let steps = std::mem::take(&mut guide.steps).into_iter().map(drawn_step).collect();
        let qr_title = guide.entrance.qr_label.clone();
        Ok(Self {
            service_name: content.service_name.clone(),
            insurer_name: content.insurer_name.clone(),
            issued_on: content.issued_on.clone(),
            qr: Figure { svg: qr::svg(&content.prefilled_signup_url, &qr_title)?, alt: qr_title },
            papers: Paper::ALL.into_iter().map(|paper| drawn_paper(paper, content.labels.language)).collect(),
            steps,
            guide,
        })
    }
}

fn drawn_paper(paper: Paper, language: Language) -> DrawnPaper {
    let figure = Figure { svg: papers::svg(paper, language), alt: paper.description(language) };
    DrawnPaper { name: paper.name(), hint: paper.hint(language), figure }
}

fn drawn_step(step: Step) -> DrawnStep {
    let figure = Figure { svg: screens::svg(&step.screen), alt: step.screen.description() };
    DrawnStep { title: step.title, lines: step.lines, rules: step.rules, figure }
}

#[cfg(test)]
mod tests;
