use crate::text::EligibilityNotice;

pub const ELIGIBILITY_NOTICE: EligibilityNotice = EligibilityNotice {
    title: "Notice of eligibility",
    card: "Your symbol and number, and what else your insurance says of you.",
    lead: "Your eligibility as the insurer’s roster has it today.",
    warning: "You cannot see a doctor with this notice alone. Show your My Number card registered as an insurance card, or your certificate of eligibility (資格確認書).",
    insurer_number: "Insurer’s number",
    insurer_name: "Insurer",
    addressee: |name| name.to_owned(),
    save: "Save as PDF (A4, one page)",
    sheet_is_japanese: "The PDF is in Japanese, since doctors and offices read it.",
    notes_heading: "How to use this notice",
    notes: &[
        "Where the card reader does not work, show this notice (printed or on your screen) together with your My Number card.",
        "Where a form asks for your symbol and number, you find them here.",
        "If your name or anything else is not right, please tell your insurer.",
        "It is of no use once your eligibility has ended. Destroy printed copies so that nobody else can read them.",
    ],
    not_eligible: "There is no notice, as there is no eligibility today.",
    no_share: "For people from 70 to 74 the notice must state the share of costs and since when it holds. The insurer’s roster does not have them, so the notice cannot be made here. Please ask your insurer.",
    hidden: "For relatives who are not listed here, please ask your insurer.",
    phone: "Telephone",
    hours: "Hours",
};
