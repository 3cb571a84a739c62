use crate::text::{MailFacts, MailWords, Mailbox, Mails};

pub const MAILS: Mails = Mails {
    sign_up_code: MailWords {
        subject: "Code for your registration",
        body: |facts| code_mail("registration", facts, "If you do nothing, nobody is registered."),
    },
    registered: MailWords {
        subject: "Registration is complete",
        body: |facts| {
            format!(
                "You are now registered with {service}.\n\nUser ID: {user_id}\n\n\
                 From now on, please log in with this user ID and the password that you chose. We never send passwords by mail.\n\n\
                 Log in\n{address}\n\n{NOT_YOU}",
                service = facts.service,
                user_id = facts.user_id,
                address = facts.address,
            )
        },
    },
    account_made: MailWords {
        subject: "An account was made",
        body: |facts| {
            format!(
                "An account was made with {service} on {moment} (Japan time).\n\n\
                 It was made with another email address than this one. We tell you because this is the address that we hold for you.\n\n{NOT_YOU}",
                moment = facts.moment,
                service = facts.service,
            )
        },
    },
    account_exists: MailWords {
        subject: "You are registered already",
        body: |facts| {
            format!(
                "Somebody tried to register with {service} on {moment} (Japan time). \
                 The account exists already, so there is no need to register again.\n\n\
                 Please log in here. If you forgot your user ID or password, the same page helps you.\n{address}\n\n{NOT_YOU}",
                moment = facts.moment,
                service = facts.service,
                address = facts.address,
            )
        },
    },
    recovery_code: MailWords {
        subject: "Code for a new password",
        body: |facts| code_mail("password reset", facts, "If you do nothing, your password stays as it is."),
    },
    user_id_reminder: MailWords {
        subject: "Your user ID",
        body: |facts| {
            format!(
                "Here is the user ID that you asked for.\n\nUser ID: {user_id}\n\n\
                 If your family shares this email address: it is the user ID of the member of the insurer named above.\n\n\
                 Log in\n{address}\n\n\
                 If you did not ask for it, nobody has learnt your password. Please do not forward this mail.",
                user_id = facts.user_id,
                address = facts.address,
            )
        },
    },
    password_changed: MailWords {
        subject: "Your password was changed",
        body: |facts| {
            format!(
                "The password of your account with {service} was changed on {moment} (Japan time).\n\n{NOT_YOU}\n\n\
                 You can set a new password here, under “I forgot my password”.\n{address}",
                moment = facts.moment,
                service = facts.service,
                address = facts.address,
            )
        },
    },
    email_change_code: MailWords {
        subject: "Code for your new email address",
        body: |facts| code_mail("email address change", facts, "If you do nothing, the email address stays as it is."),
    },
    email_check_code: MailWords {
        subject: "Code that shows that mail arrives",
        body: |facts| code_mail("email address check", facts, "If you do nothing, your account stays as it is."),
    },
    email_changed: MailWords {
        subject: "Your email address was changed",
        body: |facts| {
            format!(
                "The email address of your account with {service} was changed on {moment} (Japan time). \
                 This notice goes to the old and to the new address.\n\n{NOT_YOU}",
                moment = facts.moment,
                service = facts.service,
            )
        },
    },
    login_after_failures: MailWords {
        subject: "A login to your account",
        body: |facts| {
            format!(
                "After several failed tries, somebody logged in to your account with {service} on {moment} (Japan time).\n\n\
                 If it was you, there is nothing to do.\n\n\
                 If it was not, please set a new password at once, under “I forgot my password”.\n{address}",
                moment = facts.moment,
                service = facts.service,
                address = facts.address,
            )
        },
    },
    account_closed: MailWords {
        subject: "Your account is closed",
        body: |facts| {
            format!(
                "Your account with {service} was closed on {moment} (Japan time) and can no longer be used. \
                 Thank you for having used it.\n\n{NOT_YOU}",
                moment = facts.moment,
                service = facts.service,
            )
        },
    },
    announcement: MailWords {
        subject: "Notice",
        body: |facts| {
            format!(
                "{notice}\n\n{also}\n\nIf you do not want notices by mail, you can say so on this page.\n{settings}",
                notice = facts.notice,
                also = shown_too(facts),
                settings = facts.settings,
            )
        },
    },
    essential_announcement: MailWords {
        subject: "Important notice",
        body: |facts| {
            format!(
                "{notice}\n\n{also}\n\nThis notice is important, so it goes to everybody, whether or not they want notices by mail.",
                notice = facts.notice,
                also = shown_too(facts),
            )
        },
    },
    statements_released: MailWords {
        subject: "Medical costs or other statements can be read",
        body: |facts| {
            format!(
                "There is a new statement, of medical costs or another kind, on {service}.\nLog in to read it.\n{address}\n\n\
                 Which it is and what it says is not in this mail.\n\nIf you do not want such mails, you can stop them here:\n{settings}",
                service = facts.service,
                address = facts.address,
                settings = facts.settings,
            )
        },
    },
    factor_enrolled: MailWords {
        subject: "A second factor was set up",
        body: |facts| {
            format!(
                "A second factor was set up for your account with {service} on {moment} (Japan time). Please use it when you log in.\n\n\
                 {NOT_YOU}",
                service = facts.service,
                moment = facts.moment,
            )
        },
    },
    factor_removed: MailWords {
        subject: "A second factor was removed",
        body: |facts| {
            format!(
                "A second factor of your account with {service} was removed on {moment} (Japan time).\n\n{NOT_YOU}",
                service = facts.service,
                moment = facts.moment,
            )
        },
    },
    staff_invitation: MailWords {
        subject: "Invitation to the desk",
        body: |facts| {
            format!(
                "You are invited to work at the desk of {sender}. Open this link and choose a name and a password:\n\n{address}\n\n\
                 The link works once and until {moment} (Japan time). Please do not pass it on.\n\n\
                 If you do not expect this, please delete this mail.",
                sender = facts.sender,
                address = facts.address,
                moment = facts.moment,
            )
        },
    },
    staff_access: MailWords {
        subject: "You have access to another desk",
        body: |facts| {
            format!(
                "You now have access to the desk of {sender}. Log in with your usual address and password.\n\n{address}",
                sender = facts.sender,
                address = facts.address,
            )
        },
    },
    staff_password_changed: MailWords {
        subject: "Your desk password was changed",
        body: |facts| format!("Your password for the desk was changed on {} (Japan time).\n\n{STAFF_NOT_YOU}", facts.moment),
    },
    staff_factor_changed: MailWords {
        subject: "Your second factor for the desk was changed",
        body: |facts| format!("A second factor of yours was set up or removed on {} (Japan time).\n\n{STAFF_NOT_YOU}", facts.moment),
    },
    recovery_offered: MailWords {
        subject: "How to set a new password",
        body: |facts| {
            format!(
                "You called us, and this is how you set a new password.\n\nUser ID: {user_id}\n\n\
                 Open this page, choose “I forgot my password”, and enter the user ID above and this email address.\n{address}\n\n\
                 You choose the new password yourself. Our staff never ask for a password.\n\n{NOT_YOU}",
                user_id = facts.user_id,
                address = facts.address,
            )
        },
    },
    address_corrected: MailWords {
        subject: "Our desk changed your email address",
        body: |facts| {
            format!(
                "Our desk changed the email address of your account with {service} on {moment} (Japan time).\n\
                 This message goes to both the old and the new address.\n\n\
                 For your safety the password cannot be reset for the next 72 hours.\n\n{NOT_YOU}",
                moment = facts.moment,
                service = facts.service,
            )
        },
    },
    roster_address_corrected: MailWords {
        subject: "The email address in your membership record was changed",
        body: |facts| {
            format!(
                "Our desk changed the email address in your health insurance membership record on {moment} (Japan time).\n\
                 This message goes to both the old and the new address.\n\n\
                 If you are registered with {service}, the password cannot be reset for the next 72 hours, for your safety.\n\n{NOT_YOU}",
                moment = facts.moment,
                service = facts.service,
            )
        },
    },
    factors_reset: MailWords {
        subject: "Two-step verification was removed",
        body: |facts| {
            format!(
                "Our desk removed the two-step verification of your account with {service} on {moment} (Japan time).\n\
                 Please set it up again after you log in.\n\n\
                 For your safety the password cannot be reset for the next 72 hours.\n\n{NOT_YOU}",
                moment = facts.moment,
                service = facts.service,
            )
        },
    },
    account_released: MailWords {
        subject: "Your account was closed",
        body: |facts| {
            format!(
                "Our desk closed your account with {service} on {moment} (Japan time).\n\
                 The user ID and password you had no longer work.\n\nPlease register anew here.\n{address}\n\n{NOT_YOU}",
                moment = facts.moment,
                service = facts.service,
                address = facts.address,
            )
        },
    },
    test: MailWords {
        subject: "Test of delivery",
        body: |facts| {
            format!("This is a test of delivery by {service}. If you read it, sending mail is set up rightly.", service = facts.service)
        },
    },
    subject: |sender, subject| format!("{sender}: {subject}"),
    code: |code| format!("認証コード: {code}"),
    telephone: |number| format!("Telephone: {number}"),
    hours: |hours| format!("Hours: {hours}"),
    service: |service, operator| match operator {
        "" => service.to_owned(),
        operator => format!("{service} (run by {operator})"),
    },
    no_replies: "This address only sends. Replies to this mail are not read.",
    replies: "This mail was sent automatically.",
    mailbox: Mailbox {
        title: "Mailbox of the demo",
        about: "The mails that this demo has sent, newest first. None of them has really left this machine.",
        empty: "There are no mails yet.",
        again: "Look for new mail",
        from: "From",
        to: "To",
        at: "Date",
    },
};

const STAFF_NOT_YOU: &str = "If this was not you, please tell your manager or the operator at once.";

const NOT_YOU: &str = "If this was not you, somebody else may have done it. Please contact the desk below at once.";

fn code_mail(what: &str, facts: &MailFacts, harmless: &str) -> String {
    format!(
        "This is your verification code. Please enter it on the {what} page.\nIt is valid until {moment} (Japan time).\n\n\
         Do not tell the code to anybody. Our staff never ask for it.\n\n\
         If you did not ask for a code, somebody may have mistyped an address. {harmless} Please delete this mail.",
        moment = facts.moment,
    )
}

fn shown_too(facts: &MailFacts) -> String {
    format!("You can also read this notice when you log in to {service}.\n{address}", service = facts.service, address = facts.address)
}
