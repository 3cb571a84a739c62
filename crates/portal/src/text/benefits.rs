//! 給付金支給決定通知.

use madoguchi_rules::settings::InsurerKind;

/// Words of 給付金支給決定通知. The paper is in Japanese, whatever the page's language is.
#[allow(missing_docs)]
pub struct Benefits {
    pub title: &'static str,
    /// How it stands on マイページ: so many decisions were not opened yet.
    pub unopened_count: fn(usize) -> String,
    pub all_opened: &'static str,
    pub nothing_yet: &'static str,
    pub lead: &'static [&'static str],
    pub decided_on: &'static str,
    pub kind: &'static str,
    pub month: &'static str,
    pub person: &'static str,
    pub amount: &'static str,
    /// In place of an amount where nothing is paid.
    pub refused: &'static str,
    pub state: &'static str,
    pub unopened: &'static str,
    /// Opened on this day.
    pub opened_on: fn(&str) -> String,
    /// The title of a decision by which something is paid.
    pub granted_title: &'static str,
    /// The title of one by which nothing is.
    pub refused_title: &'static str,
    pub granted: &'static str,
    pub refused_for: &'static str,
    pub number: &'static str,
    pub period: &'static str,
    /// From one day to another, either of which may be blank.
    pub span: fn(&str, &str) -> String,
    pub pays_on: &'static str,
    pub pays_by: &'static str,
    pub reason: &'static str,
    pub payment_note: &'static str,
    /// To whom, by name.
    pub addressee: fn(&str) -> String,
    /// To whom, where the roster does not tell the name.
    pub unnamed_addressee: &'static str,
    /// To a person of the family to whom it is not addressed.
    pub not_addressed: &'static str,
    pub first_opened: &'static str,
    pub first_opened_note: &'static str,
    /// Until when a review may be asked for, if the decision became known by opening it: a guide.
    pub review_until: fn(&str) -> String,
    pub appeal: &'static str,
    /// 教示 by the law that an insurer of this kind goes by; none where we do not know it.
    ///
    /// 健康保険: 健康保険法189条 (審査請求 to 社会保険審査官; deemed rejected after two months) and 192条 (no suit before the decision of the 審査官);
    /// 社会保険審査官及び社会保険審査会法4条 and 5条 (three months from the day after knowing, in writing or by mouth) and 32条 (two months from the day after
    /// the copy of the decision was sent). 国民健康保険: 国民健康保険法91条, 92条, 99条, 103条; 行政不服審査法18条2項 (one year). 後期高齢者医療:
    /// 高齢者の医療の確保に関する法律128条 to 130条, which take over those of 国民健康保険. Suits: 行政事件訴訟法8条2項 and 14条 (six months, one year). Of
    /// 共済組合 there are several laws, each with a 審査会 of its own, and a suit need not wait for it: the insurer writes the text.
    pub appeal_of: fn(InsurerKind) -> Option<&'static [&'static str]>,
    /// What there is to say of 教示 in a translation; blank in Japanese.
    pub appeal_is_translated: &'static str,
    /// What the part with the paper is called, for those who hear it.
    pub paper: &'static str,
    pub save: &'static str,
    pub save_lead: &'static str,
    pub back: &'static str,
}
