use crate::text::DeskCosts;

pub const DESK_COSTS: DeskCosts = DeskCosts {
    title: "Look at medical costs",
    lead: "Shows the pages of medical costs as this person sees them. This is health data: open them only when you need to, and say why.",
    rules: [
        "Who looked, when and why is kept in the record of what was done.",
        "The person sees in their own record of access when somebody looked.",
        "After 15 minutes you are asked for the reason again.",
    ],
    reason: "Why you look",
    reason_hint: "Five characters or more. Example: the member asks about what a pharmacy charged in July",
    reason_wrong: "Say why you look, in 5 to 200 characters.",
    button: "Show medical costs",
    approver_needed: "The costs of somebody under protection or with restricted disclosure are shown to managers and deputies only. Please hand over to a manager.",
    back: "Back to the person's page",
    shown: |person, reason| format!("You see the pages of {person}. Reason: {reason}"),
};
