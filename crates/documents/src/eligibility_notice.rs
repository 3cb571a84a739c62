//! 資格情報のお知らせ: what the roster says of one person, on a sheet to keep beside the My Number card.

use serde::Serialize;

use crate::{
    DocumentError, Pdf,
    typesetting::{self, Template},
};

/// What stands on the sheet, already in words. Every text is shown as it is, whatever it contains.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EligibilityNotice {
    /// The document's title.
    pub title: String,
    /// The service's own name.
    pub service_name: String,
    /// The insurer's display name.
    pub insurer_name: String,
    /// The day of issue (2026年11月22日).
    pub issued_on: String,
    /// Whom it is about (福田　結衣 様).
    pub addressee: String,
    /// That one cannot go to the doctor with this sheet alone.
    pub warning: String,
    /// Label and value.
    pub facts: Vec<(String, String)>,
    /// What else is to know.
    pub notes_heading: String,
    /// A sentence each.
    pub notes: Vec<String>,
    /// Whom to ask: label and value.
    pub contact: Vec<(String, String)>,
}

const TEMPLATE: Template = Template { name: "eligibility-notice.typ", text: include_str!("../templates/eligibility-notice.typ") };

/// The sheet as a PDF: A4, Japanese, tagged for assistive technology.
///
/// # Errors
/// [`DocumentError::Template`] and [`DocumentError::Export`] tell of a mistake in the template.
pub fn eligibility_notice(notice: &EligibilityNotice) -> Result<Pdf, DocumentError> {
    typesetting::pdf(&TEMPLATE, notice)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn notice() -> EligibilityNotice {
        let pair = |(label, value): (&str, &str)| (label.to_owned(), value.to_owned());
        EligibilityNotice {
            title: "資格情報のお知らせ".to_owned(),
            service_name: "けんぽの窓口".to_owned(),
            insurer_name: "さくら健康保険組合".to_owned(),
            issued_on: "2026年11月22日".to_owned(),
            addressee: "福田　結衣 様".to_owned(),
            warning: "この書面だけでは、医療機関等を受診できません。".to_owned(),
            facts: [("記号", "1234"), ("番号", "00000001"), ("氏名", "*福田* #結衣 [x] $y$ \\ @z")].map(pair).into(),
            notes_heading: "ご注意".to_owned(),
            notes: vec!["大切に保管してください。".to_owned()],
            contact: vec![pair(("電話", "03-0000-0000"))],
        }
    }

    #[test]
    fn the_sheet_is_one_page_and_markup_in_it_is_text() {
        let document = typesetting::typeset(&TEMPLATE, &notice()).unwrap();
        assert_eq!(document.pages().len(), 1);
        assert!(eligibility_notice(&notice()).unwrap().starts_with(b"%PDF-"));
    }

    #[test]
    fn equal_content_gives_equal_bytes() {
        assert_eq!(eligibility_notice(&notice()).unwrap(), eligibility_notice(&notice()).unwrap());
    }

    #[test]
    fn long_names_and_all_facts_stay_on_one_page() {
        let fact = |value: &str| ("負担割合の発効日".to_owned(), value.to_owned());
        let long = "ジュゲムジュゲムゴコウノスリキレ".repeat(3);
        let facts = [fact(&long), fact(&long)].into_iter().chain((0..11).map(|_| fact("1956年（昭和31年）11月10日"))).collect();
        let long = EligibilityNotice { facts, addressee: "寿限無".repeat(10), ..notice() };
        assert_eq!(typesetting::typeset(&TEMPLATE, &long).unwrap().pages().len(), 1);
    }
}
