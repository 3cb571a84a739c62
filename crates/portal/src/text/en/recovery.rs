use crate::text::PasswordRecovery;

pub const PASSWORD_RECOVERY: PasswordRecovery = PasswordRecovery {
    title: "Forgotten password",
    steps: &["User ID and mail address", "Code", "New password"],
    lead: "Please enter your user ID and the mail address that you registered. We will send you a code by mail.",
    user_id: "User ID",
    email: "Mail address",
    email_hint: "The address that you registered, or changed to later.",
    button: "Send",
    no_address_any_more: "If you can no longer use the registered mail address, please contact the desk of your health insurer.",
    code_title: "Enter the code",
    code_lead: "If an account with this user ID and mail address exists, we have sent a code to that address.",
    new_title: "Set a new password",
    new_lead: "The code was right. Please choose a new password.",
    your_user_id: "User ID",
    new_password: "New password",
    new_button: "Change",
    after: "All devices that are logged in will be logged out. Please log in with the new password afterwards.",
};
