use crate::text::Settings;

pub const SETTINGS: Settings = Settings {
    title: "Account settings",
    user_id: "User ID",
    email: "Email address",
    password: "Password",
    password_value: "(not shown)",
    change_password: "Change the password",
    change_email: "Change the email address",
    second_factor: "Second factor (two-step login)",
    see_sessions: "Devices that are logged in",
    close_account: "Close the account",
    reading_only: "As your eligibility has ended, only the password can be changed.",
    to_home: "Go to my page",
    to_settings: "Back to account settings",
    change: "Change",
    current_password: "Current password",
    wrong_password: "The current password is not right. Please check it and try again.",

    password_title: "Change the password",
    password_lead: "All devices that are logged in, except this one, will be logged out.",
    new_password: "New password",
    same_password: "This is your current password. Please choose another one.",

    email_title: "Change the email address",
    email_lead: "We will send a code to the new address. Your address stays as it is until you enter the code.",
    email_now: "Current email address",
    new_email: "New email address",
    same_email: "This is your current email address. Please enter another one.",
    email_code_title: "Confirm the new email address",
    email_code_lead: |address| format!("We have sent a code to {address}."),
    another_email: "Use another email address",

    mail_stopped_title: "Mail does not arrive at your address",
    mail_stopped_hard: |day, address| {
        format!("On {day} a mail to {address} came back, for example because there is no such mailbox. So we have stopped writing to it.")
    },
    mail_stopped_soft: |day, address| {
        format!(
            "Several mails to {address} did not arrive one after the other (this happens when a mailbox is full). So we have stopped writing to it since {day}."
        )
    },
    mail_stopped_what_to_do: |sender| {
        format!(
            "If you no longer use this address, please change it. If you do, please check that there is room in the mailbox and that mail from {sender} is let in, and then press \"Mail arrives now\": we will send a code to see whether it does."
        )
    },
    mail_arrives_now: "Mail arrives now",
    mail_check_title: "See whether mail arrives",
    mail_check_lead: |address| format!("We have sent a code to {address}. When you enter it, we will write to this address again."),

    see_notices: "Notices by mail",
    notices_title: "Notices by mail",
    notices_lead: "Choose whether notices of your insurer and of this service also come by mail. Mails that a procedure needs, such as those with codes, and notices of special importance come in any case.",
    notices_wanted: "Send me notices by mail",

    access_title: "Who looked at your data",
    access_lead: "When staff of your insurer's desk looked at your data or changed something, and when you or the insured of your household saved papers or data with your medical costs. If there is anything that you do not expect, please contact your insurer.",
    access_none: "There is nothing.",
    access_at: "When",
    access_what: "What",
    access_older: "Earlier ones",
    access_by_self: |action| format!("{action} (you)"),
    access_by_family: |action| format!("{action} (the insured)"),

    sessions_title: "Devices that are logged in",
    sessions_lead: "If there is a device that you do not know, end its session and change your password.",
    device: "Device",
    since: "Logged in",
    last_used: "Last used",
    this_device: "This device",
    end: "End",
    end_all_others: "End all other sessions",
    no_others: "No other device is logged in.",
    unknown_device: "Unknown device",
    browser_on: |browser, system| format!("{browser} on {system}"),

    close_title: "Close the account",
    close_lead: "This is what happens when you close your account. It cannot be undone.",
    close_lost: &[
        "You can no longer log in with this user ID and password, and all devices are logged out.",
        "You can no longer see your page and the notices in this service.",
        "Nobody, including yourself, can register this user ID again.",
        "While you are eligible, you can register again with another user ID.",
    ],
    close_kept: "This only ends your use of this service. Your health insurance and its benefits are not affected.",
    close_confirm: "I have read this and close my account",
    close_not_confirmed: "To close your account, please read the points and tick the box.",
    close_button: "Close the account",
};
