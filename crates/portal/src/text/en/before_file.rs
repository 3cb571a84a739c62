use crate::text::BeforeFile;

pub const BEFORE_FILE: BeforeFile = BeforeFile {
    begun: "Confirmed. The download begins.",
    begin_again: "If it does not begin, download it here",
    title: "Before the download",
    why: &[
        "Before papers or data about your health are saved, please confirm once more that it is you, so that nobody else saves them while you are away from your device.",
        "Then the download begins.",
    ],
    factor: "Your password is right. Now please confirm with your second factor.",
    go: "Confirm",
    with_passkey: "Confirm with a passkey",
    with_recovery_code: "Confirm with a recovery code",
};
