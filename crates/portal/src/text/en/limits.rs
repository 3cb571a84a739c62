use crate::text::Limits;

pub const LIMITS: Limits = Limits {
    used_up_title: "Please wait a while",
    used_up_body: |until| {
        format!(
            "What was entered could not be confirmed several times, so these details are not accepted until {until}. Please try again after that."
        )
    },
    letters_used_up_body: |until| {
        format!(
            "Wrong registration codes were entered several times, so codes for this symbol and number are not accepted until {until}. Please try again after that."
        )
    },
    closed_title: "Confirmation on this page is paused",
    closed_body: |until| {
        format!(
            "Many entries that could not be confirmed have come in, so confirmation on this page is paused until {until}, for everybody's safety. Please try again after that."
        )
    },
    other_ways: "If you are in a hurry",
    letter_way: "If you have a letter with a registration code, you can go on with that code now.",
    desk_way: "Your insurer's desk can register you too. The contact is at the bottom of this page.",
    proof_title: "A safety check",
    proof_body: "This check keeps machines from guessing. You do not have to enter anything.",
    proof_working: "Checking. The next page opens in a few seconds.",
    proof_wait: |seconds| format!("Please wait for about {seconds} seconds and then press “Continue”. What you entered is kept."),
    proof_button: "Continue",
};
