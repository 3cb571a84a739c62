//! 給付金支給決定通知書 and 給付金不支給決定通知書: what an insurer decided about a benefit, for whom it decided, with 教示 and the day on which it was
//! first opened.

use serde::Serialize;

use crate::{
    DocumentError, Pdf,
    typesetting::{self, Template},
};

/// What stands on the paper, already in words. Every text is shown as it is, whatever it contains.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DecisionPaper {
    /// 給付金支給決定通知書, or 給付金不支給決定通知書.
    pub title: String,
    /// The service's own name.
    pub service_name: String,
    /// The insurer's name: who decided.
    pub insurer_name: String,
    /// The day on which this copy was made (2026年11月22日); the day of the decision is one of the facts.
    pub copied_on: String,
    /// To whom the decision is addressed (福田　結衣 様).
    pub addressee: String,
    /// What was decided, in a sentence.
    pub outcome: String,
    /// Label and value.
    pub facts: Vec<(String, String)>,
    /// A heading and why nothing is paid; none where something is.
    pub reason: Option<(String, String)>,
    /// What else to know of the payment, a sentence each.
    pub notes: Vec<String>,
    /// Label and day of the first opening; none on the paper of somebody to whom it is not addressed.
    pub opened: Option<(String, String)>,
    /// The heading of 教示.
    pub appeal_heading: String,
    /// 教示, paragraph by paragraph.
    pub appeal: Vec<String>,
    /// Whom to ask: label and value.
    pub contact: Vec<(String, String)>,
}

const TEMPLATE: Template = Template { name: "benefit-decision.typ", text: include_str!("../templates/benefit-decision.typ") };

/// The paper as a PDF: A4, Japanese, tagged for assistive technology.
///
/// # Errors
/// [`DocumentError::Template`] and [`DocumentError::Export`] tell of a mistake in the template.
pub fn decision_paper(decision: &DecisionPaper) -> Result<Pdf, DocumentError> {
    typesetting::pdf(&TEMPLATE, decision)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn decision() -> DecisionPaper {
        let pair = |(label, value): (&str, &str)| (label.to_owned(), value.to_owned());
        DecisionPaper {
            title: "給付金不支給決定通知書".to_owned(),
            service_name: "けんぽの窓口".to_owned(),
            insurer_name: "さくら健康保険組合".to_owned(),
            copied_on: "2026年11月22日".to_owned(),
            addressee: "福田　結衣 様".to_owned(),
            outcome: "次の給付金は、下の理由により支給しないことを決定しました。".to_owned(),
            facts: [("決定番号", "*12* #3 [x] $y$"), ("支給額", "0円")].map(pair).into(),
            reason: Some(pair(("支給しない理由", "労務不能と認められないため。*太字* #let \\ @z"))),
            notes: vec!["会社が支払う場合は、支払日が異なることがあります。".to_owned()],
            opened: Some(pair(("この通知を最初に開いた日", "2026年11月22日"))),
            appeal_heading: "この決定に不服があるとき".to_owned(),
            appeal: vec!["審査請求をすることができます。".repeat(16); 4],
            contact: vec![pair(("電話", "03-0000-0000"))],
        }
    }

    fn text_of(decision: &DecisionPaper) -> String {
        let document = typesetting::typeset(&TEMPLATE, decision).unwrap();
        document.pages().iter().map(|page| typesetting::text_of(&page.frame)).collect()
    }

    #[test]
    fn everything_stands_on_the_paper_and_markup_in_it_is_text() {
        let (decision, text) = (decision(), text_of(&decision()).replace(char::is_whitespace, ""));
        let (reason, opened) = (decision.reason.unwrap(), decision.opened.unwrap());
        let facts = decision.facts.iter().flat_map(|(label, value)| [label, value]);
        let others = [&decision.title, &decision.addressee, &decision.outcome, &reason.0, &reason.1, &opened.0, &opened.1];
        for words in facts.chain(others).chain(&decision.appeal).chain(&decision.notes) {
            assert!(text.contains(&words.replace(char::is_whitespace, "")), "{words} in {text}");
        }
    }

    #[test]
    fn a_granted_decision_and_a_copy_for_a_relative_have_neither_reason_nor_opening() {
        let plain = DecisionPaper { reason: None, opened: None, ..decision() };
        let text = text_of(&plain);
        assert!(!text.contains("支給しない理由") && !text.contains("最初に開いた日"), "{text}");
    }

    #[test]
    fn equal_content_gives_equal_bytes_of_a_pdf() {
        let pdf = decision_paper(&decision()).unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        assert_eq!(pdf, decision_paper(&decision()).unwrap());
    }

    #[test]
    fn the_usual_decision_is_one_page_and_a_long_one_goes_on() {
        let pages = |decision: &DecisionPaper| typesetting::typeset(&TEMPLATE, decision).unwrap().pages().len();
        let fact = || ("対象期間".to_owned(), "2026年8月1日から2026年8月31日まで".to_owned());
        let usual = DecisionPaper { facts: std::iter::repeat_with(fact).take(9).collect(), ..decision() };
        let usual = DecisionPaper { appeal: vec!["審査請求をすることができます。".repeat(9); 4], ..usual };
        assert_eq!(pages(&usual), 1);
        let long = DecisionPaper { reason: Some(("理由".to_owned(), "ながい理由。".repeat(400))), ..usual };
        assert!(pages(&long) > 1);
    }
}
