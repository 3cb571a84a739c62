use crate::text::{Information, information::Section};

pub const INFORMATION: Information = Information {
    accessibility: "Accessibility",
    accessibility_sections: &[
        Section {
            heading: "Our aim",
            sentences: &[
                "We want everybody to be able to use this service, whatever their age, ability or device.",
                "We aim at level AA of the Japanese standard JIS X 8341-3:2016 and at level AA of WCAG 2.2, on every page that members use.",
                "This is no declaration of conformance. The test that annex JB of JIS X 8341-3:2016 describes has not been carried out yet.",
            ],
            items: &[],
        },
        Section {
            heading: "What we have tested",
            sentences: &["We test the pages in these ways as we develop them."],
            items: &[
                "An automatic tool (axe-core) on the pages in Japanese and English, error messages included",
                "Use with the keyboard alone",
                "Use without JavaScript",
                "Screens 320 pixels wide, and text enlarged to 200 %",
                "The size of buttons and fields",
            ],
        },
        Section {
            heading: "What we have not tested yet",
            sentences: &[],
            items: &[
                "Use by people who work with screen readers or other assistive technology every day",
                "Other ways of input, such as voice or switches",
                "Texts that insurers and the operator publish (notices, new terms of use). These may be in Japanese only.",
            ],
        },
        Section {
            heading: "Time limits",
            sentences: &[],
            items: &[
                "After 30 minutes without use you are logged out. The page tells you 2 minutes ahead, and one button keeps you logged in (not without JavaScript).",
                "For safety you are logged out 12 hours after logging in.",
                "A code that we send by mail is valid for 10 minutes. After that, a button on the page sends a new one.",
                "What you entered during registration is kept for 30 minutes.",
            ],
        },
        Section {
            heading: "If you have difficulties",
            sentences: &[
                "If you cannot read or use something, please use the contact at the bottom of the page. We may be able to help in another way.",
            ],
            items: &[],
        },
    ],
    start_signup: "Start registration",
    user_id_length: |min, max| format!("{min} to {max} characters"),
    user_id_characters: |symbols| format!("Letters, digits and {symbols}"),
    user_id_case: "Upper and lower case are the same",
    password_avoid: "Not your user ID, date of birth, insurer's name or a common word",
};
