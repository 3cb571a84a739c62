use crate::text::DeskLetters;

pub const DESK_LETTERS: DeskLetters = DeskLetters {
    title: "Letters with codes",
    lead: "Makes letters with registration codes for many people. A code is good for 21 days, once. The letter of one person is made on that person’s page.",
    not_asked_for: "As things are set, registration does not ask for the code. Only who registers at the address that the letter names uses it.",
    new_title: "Make letters",
    approver_needed: "Letters for many people are made by managers and deputies.",
    whom: "To whom?",
    everybody: "Everybody who has not registered",
    audience_hint: "In every case only to who may register today, has not registered, and has an address on the roster. People who are marked (支援措置, 開示注意) get none.",
    ages_hint: "Years of age today. One of the two can stay empty.",
    kind: "Kind of file",
    kind_hint: |pdf, csv| {
        format!(
            "At most {pdf} letters as PDF or {csv} as CSV at a time; the others can be made right after. For more than that, ask the operator."
        )
    },
    pdf: "PDF (A4 letters for window envelopes)",
    csv: "CSV (for a printing house)",
    kind_wrong: "Choose the kind of file.",
    again: "Also to those who have a code that is good still",
    again_hint: "A new letter ends the earlier codes of that person.",
    reason: "Reason",
    reason_hint: "Stands in the record. Example: people who joined in October",
    reason_wrong: "Enter a reason of 5 to 200 characters.",
    see_plan: "See who gets one",

    counting: "Counting who gets a letter",
    counting_lead: "With many people this takes a while. It goes on when you close this page.",
    people_read: |people| format!("{people} people read"),
    plan_failed: "Who gets a letter could not be counted. Please ask once more.",
    plan_title: "The letters to be made",
    letters: "Letters",
    count: |count| count.to_owned(),
    people: |count| count.to_owned(),
    waiting: "Left for the next time",
    valid_until: "Codes are good through",
    registered: "Registered",
    not_entitled: "Not eligible, or not among those who may register",
    with_code: "Have a code that is good still",
    no_address: "No address on the roster",
    caution: "Marked (支援措置, 開示注意)",
    nobody: "Nobody is due a letter, so there is none to make.",
    once: "The codes stand in this file and nowhere else, and it cannot be had twice. Delete it when the letters are posted.",
    make: |count| format!("Make and save {count} letters"),
    left_out_title: "Who gets no letter",
    left_out_lead: "Where there is no address, look into the roster. To people who are marked, a manager makes letters one by one on their pages, once it is clear where they may go.",
    person: "Person",
    why: "Why not",
    more: |count| format!("and {count} more"),
    to_list: "To the batches",
    file: "registration-codes",

    busy: "Letters of this insurer are being made by somebody else. Try again in a while.",
    opens_too_late: |opens, until| {
        format!("The codes would end ({until}) before registration opens ({opens}). Make the letters nearer to that day.")
    },

    batches: "Batches so far",
    no_batches: "None so far.",
    older: "Older batches",
    issued_at: "Issued",
    issued_by: "By",
    used: "Used",
    unused: "Not used",
    expired: "Expired",
    until: |day| format!("Good through {day}"),
};
