use crate::text::desk_health::{DeskHealth, LookWords};

pub const DESK_HEALTH: DeskHealth = DeskHealth {
    costs: LookWords {
        title: "Look at medical costs",
        lead: "Shows the pages of medical costs as this person sees them. This is health data: open them only when you need to, and say why.",
        reason_hint: "Five characters or more. Example: the member asks about what a pharmacy charged in July",
        button: "Show medical costs",
        approver_needed: "The costs of somebody under protection or with restricted disclosure are shown to managers and deputies only. Please hand over to a manager.",
    },
    savings: LookWords {
        title: "Look at the notice on generic medicines",
        lead: "Shows the notice on generic medicines as this person sees it. It names medicines and is health data: open it only when you need to, and say why.",
        reason_hint: "Five characters or more. Example: the member asks about a possible saving",
        button: "Show the notice",
        approver_needed: "The notices of somebody under protection or with restricted disclosure are shown to managers and deputies only. Please hand over to a manager.",
    },
    advice: LookWords {
        title: "Look at advice on visits and medicines",
        lead: "Shows the advice on visits and medicines as this person sees it. It is health data: open it only when you need to, and say why.",
        reason_hint: "Five characters or more. Example: the member asks what the notice means",
        button: "Show the notice",
        approver_needed: "The notices of somebody under protection or with restricted disclosure are shown to managers and deputies only. Please hand over to a manager.",
    },
    benefits: LookWords {
        title: "Look at decisions on benefits",
        lead: "Shows the list of decisions on benefits as this person sees it, with the day on which each was first opened. Your look opens none of them. Open the list only when you need to, and say why.",
        reason_hint: "Five characters or more. Example: the member asks when a decision was opened",
        button: "Show the list of decisions",
        approver_needed: "The decisions of somebody under protection or with restricted disclosure are shown to managers and deputies only. Please hand over to a manager.",
    },
    rules: [
        "Who looked, when and why is kept in the record of what was done.",
        "The person sees in their own record of access when somebody looked.",
        "After 15 minutes you are asked for the reason again.",
    ],
    reason: "Why you look",
    reason_wrong: "Say why you look, in 5 to 200 characters.",
    back: "Back to the person's page",
    shown: |person, reason| format!("You see the pages of {person}. Reason: {reason}"),
};
