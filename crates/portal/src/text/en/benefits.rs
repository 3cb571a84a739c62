use madoguchi_rules::settings::InsurerKind;

use crate::text::benefits::Benefits;

const KENPO: &[&str] = &[
    "If you do not agree with this decision, you may ask the social insurance examiner (社会保険審査官) of the regional bureau of health and welfare for a review, in writing or by word of mouth, within three months, counted from the day after the one on which you knew of the decision.",
    "If you do not agree with the examiner’s decision, you may ask the social insurance appeals committee (社会保険審査会) at the Ministry of Health, Labour and Welfare for a second review, in writing or by word of mouth, within two months, counted from the day after the copy of the examiner’s decision was sent. When there is no decision two months after you asked, you may take the request as rejected and ask for the second review.",
    "You may go to court to have this decision revoked only after the examiner’s decision. The action is brought against the insurer within six months, counted from the day after the one on which you knew of the examiner’s decision (or of that of the committee, if you asked for a second review), and as a rule not later than one year, counted from the day after it was made.",
    "You need not wait for the examiner’s decision if (1) there is none two months after you asked, (2) it is urgent, to avoid serious harm, or (3) there are other good reasons.",
];

const KOKUHO: &[&str] = &[
    "If you do not agree with this decision, you may ask the national health insurance review board (国民健康保険審査会) of the prefecture for a review, in writing or by word of mouth, within three months, counted from the day after the one on which you knew of the decision, and as a rule not later than one year after it was made.",
    "You may go to court to have this decision revoked only after the board’s ruling. The action is brought against the insurer within six months, counted from the day after the one on which you knew of the ruling, and as a rule not later than one year after it.",
    "You need not wait for the ruling if (1) there is none three months after you asked, (2) it is urgent, to avoid serious harm, or (3) there are other good reasons.",
];

const KOUKI: &[&str] = &[
    "If you do not agree with this decision, you may ask the review board of medical care for older people (後期高齢者医療審査会) of the prefecture for a review, in writing or by word of mouth, within three months, counted from the day after the one on which you knew of the decision, and as a rule not later than one year after it was made.",
    "You may go to court to have this decision revoked only after the board’s ruling. The action is brought against the insurer within six months, counted from the day after the one on which you knew of the ruling, and as a rule not later than one year after it.",
    "You need not wait for the ruling if (1) there is none three months after you asked, (2) it is urgent, to avoid serious harm, or (3) there are other good reasons.",
];

pub const BENEFITS: Benefits = Benefits {
    title: "Decisions on benefits",
    unopened_count: |count| {
        if count == 1 { "1 decision is not opened yet.".to_owned() } else { format!("{count} decisions are not opened yet.") }
    },
    all_opened: "You have opened all decisions.",
    nothing_yet: "There are no decisions yet.",
    lead: &[
        "What your insurer decided about benefits that are paid, or not paid, to you.",
        "When you open a decision, the day of the first opening is noted. It matters for how long you may appeal, so please read decisions soon.",
    ],
    decided_on: "Decided on",
    kind: "Benefit",
    month: "Month of care",
    person: "Person",
    amount: "Amount paid",
    refused: "Not paid",
    state: "Notice",
    unopened: "Not opened yet",
    opened_on: |day| format!("Opened on {day}"),
    granted_title: "Decision: a benefit is paid",
    refused_title: "Decision: a benefit is not paid",
    granted: "Your insurer decided to pay this benefit.",
    refused_for: "Your insurer decided not to pay this benefit, for the reason given below.",
    number: "Number of the decision",
    period: "Period",
    span: |from, until| match (from, until) {
        (from, "") => format!("from {from}"),
        ("", until) => format!("until {until}"),
        (from, until) => format!("{from} to {until}"),
    },
    pays_on: "Expected payment",
    pays_by: "How it is paid",
    reason: "Why it is not paid",
    payment_note: "The expected payment is the day on which the insurer means to pay. Where your employer hands it on, you may receive it on another day.",
    addressee: |name| name.to_owned(),
    unnamed_addressee: "The insured person",
    not_addressed: "This decision is addressed to the insured person of your family. The day of the first opening is the one on which they open it.",
    first_opened: "First opened on",
    first_opened_note: "The time for a review counts from the day on which you knew of the decision. Whoever opened this notice knew of it on the day of the first opening at the latest. If you knew earlier, for example by letter, it counts from that day.",
    review_until: |day| {
        format!(
            "If you knew of the decision when you first opened it, you may ask for a review until {day} (three months, counted from the day after you knew). The date is a guide."
        )
    },
    appeal: "If you do not agree with this decision",
    appeal_of: |kind| match kind {
        InsurerKind::Kenpo => Some(KENPO),
        InsurerKind::Kokuho => Some(KOKUHO),
        InsurerKind::Kouki => Some(KOUKI),
        InsurerKind::Kyosai | InsurerKind::Other => None,
    },
    appeal_is_translated: "This is a translation. The Japanese text on the paper counts.",
    paper: "Paper",
    save: "Save the decision as PDF",
    save_lead: "A paper of A4 in Japanese. If you logged in more than 15 minutes ago, you will be asked for your password once more.",
    back: "Back to all decisions",
};
