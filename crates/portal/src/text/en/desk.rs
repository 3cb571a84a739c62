use crate::text::Desk;

pub const DESK: Desk = Desk {
    side: "Desk",
    navigation: "Desk menu",
    contact: "Questions about the system",
    contact_unknown: "Please ask the operator of the service.",
    session_last: "Eight hours have passed since you logged in, so you will be logged out within 2 minutes. Please log in again.",
    to_desk: "To the first page of the desk",
    account: "Your settings",
    other_insurers: "Another insurer",

    choice_title: "Choose an insurer",
    choice_lead: "Choose the insurer for which you work now.",
    no_workplace: "You work for no insurer yet. Please ask the insurer's manager or the operator of the service.",
    insurer: "Insurer",
    code: "Insurer code",
    role: "Role",
    viewer: "Viewer",
    clerk: "Clerk",
    manager: "Manager",
    deputy: "Clerk (deputy)",

    today: "Today",
    registered_title: "Registration",
    registered_insured: "Insured people who have registered",
    registered_all: "People who have registered",
    registered_of: |registered, eligible, share| format!("{registered} of {eligible} ({share} %)"),
    nobody_eligible: "Nobody on the roster is eligible today.",
};
