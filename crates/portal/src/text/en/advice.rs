use madoguchi_rules::statements::AdviceKind;

use crate::text::Advice;

pub const ADVICE: Advice = Advice {
    title: "Advice on visits and medicines",
    lead: "How medical care was used, so that it does you good and you can rely on it. It is made from the claims of medical institutions, which do not tell your circumstances. It does not ask you to go without care or medicines that you need.",
    nothing_yet: "There is nothing to show yet.",
    nothing_in_year: |year| format!("There is nothing to show for {year}."),
    month: |month| format!("Care of {month}"),
    kind: "Kind",
    person: "Person",
    institution: "Institution or pharmacy",
    object: "About",
    times: "Times or number",
    times_of: |times| times.to_string(),
    note: "Your insurer says",
    do_not_stop_title: "Do not stop medicines on your own",
    do_not_stop: "Stopping at once or taking less can make you worse. Talk to your doctor or pharmacist about anything that worries you.",
    kinds_title: "What the kinds mean",
    kind_of: |kind| match kind {
        AdviceKind::FrequentVisits => (
            "Frequent visits",
            "Many visits to one institution in a month. They may be needed for your treatment. If you are unsure how often to go, ask your doctor.",
        ),
        AdviceKind::DuplicateVisits => (
            "Several institutions for the same",
            "Several institutions in a month for the same illness or injury. Tests and medicines given twice can be a burden. If you want another opinion, you may ask your doctor for a letter of referral.",
        ),
        AdviceKind::OutOfHours => (
            "Out of hours",
            "Visits on holidays, at night or early in the morning. When something is urgent, go without hesitation. If you are unsure, many regions have advice by telephone: #7119, and #8000 for children.",
        ),
        AdviceKind::DuplicateMedicines => (
            "The same medicine twice",
            "Medicines that do the same, prescribed by several institutions in a month. Taken together they may be too strong. Keep one medicine notebook and show it at every visit and pharmacy.",
        ),
        AdviceKind::ManyMedicines => (
            "Many medicines",
            "Many medicines in a month. All of them may be needed, but many together more often have side effects such as dizziness. Ask if they are hard to take or something worries you.",
        ),
        AdviceKind::Interaction => (
            "Medicines to combine with care",
            "Medicines that need care when taken together. Your doctor or pharmacist may well know of it. Show them your medicine notebook and ask.",
        ),
    },
    notes_title: "Whom to ask",
    notes: &[
        "Show your medicine notebook and this page to your doctor or pharmacist and ask about anything that worries you.",
        "Claims reach us about two months after a visit, so things may be different today.",
        "If something is not yours, please call the desk.",
    ],
};
