use crate::text::{Common, Refusals};

pub const COMMON: Common = Common {
    skip_to_main: "Skip to main content",
    log_out: "Log out",
    error_prefix: "Error: ",
    error_word: "Error: ",
    error_summary_title: "Please check what you entered",
    required: "(required)",
    optional: "(optional)",
    contact: "Contact",
    contact_unknown: "Please contact the health insurer that you are a member of.",
    telephone: "Telephone",
    terms: "Terms of use",
    accessibility: "Accessibility",
    operator: "Operated by",
    to_login: "Go to the login page",
    back: "Back",
    please_enter: |label| format!("Please enter: {label}."),
};

pub const REFUSALS: Refusals = Refusals {
    not_found_title: "Page not found",
    not_found_body: "Please check the address, or start from the login page.",
    not_our_form_title: "Please try again",
    not_our_form_body: "The page was open for too long, or the form was sent from somewhere else, so it was not accepted. Nothing was changed. Please open the previous page again and retry.",
    unreadable_title: "We could not read what was sent",
    unreadable_body: "Nothing was changed. Please go back and try again.",
    limit_title: "Please wait a while",
    limit_body: |until| format!("The number of tries is used up. Please try again after {until}."),
    busy_title: "The service is busy",
    busy_body: "Please wait a moment and try again.",
    broken_title: "Something went wrong",
    broken_body: |reference| {
        format!("We are sorry: a fault in our system stopped this. If you contact us, please give the reference {reference}.")
    },
};
