use crate::text::Login;

pub const LOGIN: Login = Login {
    title: "Log in",
    user_id: "User ID",
    password: "Password",
    button: "Log in",
    forgot_password: "I forgot my password",
    forgot_user_id: "I forgot my user ID",
    first_time: "I do not have a user ID yet",
    first_time_title: "First time here?",
    first_time_body: "If this is your first visit, please register first and make a user ID.",
    notices: "Notices",
    no_notices: "There are no notices at present.",
    refused: "The user ID or the password is not right. Please check both.",
    stopped: "This account is stopped at present. Please contact your insurer.",
    left: "Your membership has ended, so this account can no longer be used. Please contact your insurer if you have questions.",
    registered_title: "Registration is complete",
    registered_body: "Please log in with the user ID and password that you have just made.",
    your_user_id: "Your user ID",
    keep_user_id: "Please print this page or write down your user ID and keep it safe.",
    wait: |until| format!("After several failed tries, logging in is not possible until {until}. Please wait, or reset your password."),
    only_recovery: "After many failed tries this user ID cannot log in. Please use “I forgot my password” to set a new one.",
};
