use crate::text::NewPassword;

pub const NEW_PASSWORD: NewPassword = NewPassword {
    rules: "What a password needs",
    made_by_browser: "A password that your browser makes for you may have no symbol in it. If so, add a “-” at its end.",
    make: "Make an example password",
    made: "An example was filled in and is shown. If you keep it, write it down before you go on.",
};
