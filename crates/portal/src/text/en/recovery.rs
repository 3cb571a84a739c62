use crate::text::{PasswordRecovery, UserIdRecovery};

pub const USER_ID_RECOVERY: UserIdRecovery = UserIdRecovery {
    title: "Forgotten user ID",
    lead: "Please enter the same five items as in the first registration. We will send your user ID to the registered email address.",
    button: "Send",
    not_registered_yet: "If you have no user ID yet",
    sent_title: "Your request was received",
    sent_body: "If there is a registration that matches what you entered, we have sent the user ID to its email address. This page does not tell whether there is one.",
    hints_title: "If the mail does not come",
    hints: &[
        "It can take a few minutes. Please look in the junk folder too.",
        "Please check what you entered once more. Names can be written differently, such as ズ and ヅ, or ー and ウ.",
        "For your safety no mail may be sent when you try many times within a short time.",
        "If you can no longer use the registered email address, please contact the desk of your health insurer.",
    ],
};

pub const PASSWORD_RECOVERY: PasswordRecovery = PasswordRecovery {
    title: "Forgotten password",
    steps: &["User ID and email address", "Code", "New password"],
    lead: "Please enter your user ID and the email address that you registered. We will send you a code by mail.",
    user_id: "User ID",
    email: "Email address",
    email_hint: "The address that you registered, or changed to later.",
    button: "Send",
    no_address_any_more: "If you can no longer use the registered email address, please contact the desk of your health insurer.",
    code_title: "Enter the code",
    code_lead: "If an account with this user ID and email address exists, we have sent a code to that address.",
    new_title: "Set a new password",
    new_lead: "The code was right. Please choose a new password.",
    your_user_id: "User ID",
    new_password: "New password",
    new_button: "Change",
    after: "All devices that are logged in will be logged out. Please log in with the new password afterwards.",
};
