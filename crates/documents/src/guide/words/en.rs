//! The words of the English guide.

use super::Words;

pub(super) const WORDS: Words = Words {
    title: "How to register and log in",
    about: |service, insurer| {
        format!(
            "“{service}” is the service in which members of {insurer} see their own data and notices. Before you use it, please register once, by the steps below."
        )
    },
    insured_only: "Only the insured person (被保険者) can register, not the dependants.",
    dependants_too: |age| {
        format!(
            "The insured person (被保険者) can register, and dependants (被扶養者) from the age of {age} on. Each person registers alone."
        )
    },
    opens: |day| format!("Registration opens on {day}."),
    code_note: "You enter it on the first page of the registration.",
    qr_label: "QR code of the registration",
    first_time: "The first time: registration",
    later: "From then on: login",
    entrance_note: "Point the camera of your phone at the QR code: the registration opens with the insurer code filled in. Registration and login have different addresses.",

    prepare: "What you need",
    prepare_paper: "Something that shows the symbol (記号) and the number (番号) of your health insurance: one of the three below",
    prepare_letter: |insurer| format!("The letter with the registration code (初回登録コード) from {insurer}"),
    prepare_roster_mail: |insurer| {
        format!("A phone or computer on which you can read mail at the address that {insurer} has on file for you")
    },
    prepare_mail: "A phone or computer on which you can read your own mail",
    numbers: "Where to find the symbol and the number",
    numbers_lines: &[
        "The branch number (枝番) is not entered.",
        "If you have no symbol, leave that field empty.",
        "The former health insurance card (健康保険証) has not been valid since 2 December 2025. Even if you still have it, please look at one of the three.",
    ],

    steps: "From the registration to the login",
    identity: "Enter your details",
    identity_lines: |labels| {
        vec![
            "Scan the QR code, or open the address of the registration.".to_owned(),
            format!("Fill in the five fields and press “{}”. Full-width or half-width, with or without spaces: all is accepted.", labels.confirm),
            "The date of birth can be written as 19800401, 1980-04-01 or 昭和55年4月1日.".to_owned(),
            "The name is written in hiragana or katakana, as your insurer has it. Voicing marks and small letters (ャ, ッ) make no difference."
                .to_owned(),
        ]
    },
    letter: "Enter the registration code",
    letter_lines: |labels, insurer| {
        vec![
            format!("Enter the “{}” from the letter that {insurer} sent you.", labels.letter_code),
            format!("Press “{}”.", labels.verify_letter),
        ]
    },
    account: "Choose a user ID and a password",
    account_choose: |labels, with_address| {
        let address = if with_address { ", enter your email address" } else { "" };
        format!("Think of a user ID and a password{address} and press “{}”.", labels.create)
    },
    account_roster_mail: |insurer| {
        format!("The code goes to the email address that {insurer} has on file for you. It cannot be changed on the page.")
    },
    account_shown_mail: |insurer| {
        format!("If an email address is shown there, it is the one that {insurer} has on file. It cannot be changed on the page.")
    },
    account_dead_mail: |labels, insurer| {
        format!("If you cannot read mail at that address any more, please contact {insurer} before you press “{}”.", labels.create)
    },
    user_id_rules: "What a user ID may be",
    password_rules: "What a password needs",
    code: "Enter the code that comes by mail",
    code_lines: |labels, sender| {
        vec![
            format!("A code of six digits comes from {sender}. Enter it within 10 minutes and press “{}”.", labels.verify),
            format!("If no mail comes, please look into your junk mail folder. If you block mail, please let mail from {sender} through."),
            format!("After 10 minutes, or if no mail comes at all, press “{}”. The code before it is then void.", labels.resend),
        ]
    },
    login: "Log in",
    login_lines: |labels| {
        vec![
            "When you are registered, the login page opens and shows your user ID. Print it or write it down, and keep it safe.".to_owned(),
            format!("Enter the user ID and the password and press “{}”.", labels.log_in),
            "From then on, open the address of the login and begin here.".to_owned(),
        ]
    },
    terms: "Agree to the terms of use",
    terms_lines: |labels| {
        let (agree, next, decline, home) = (labels.agree, labels.next, labels.decline, labels.home);
        vec![
            format!("At your first login the terms of use are shown. Please read them, tick “{agree}” and press “{next}”."),
            format!("When you see “{home}”, you are done. The terms are not shown again until they change."),
            format!("If you press “{decline}”, you are logged out. Your registration stays, and you can agree later."),
        ]
    },

    trouble: "If something does not work",
    not_confirmed: "The page says “We could not confirm what you entered”",
    not_confirmed_lines: &[
        "Please compare symbol, number, date of birth and name with the paper once more. Make sure that the branch number (枝番) does not stand behind the number.",
        "If you joined recently, you may not be on the list of members yet. Please wait until the list is renewed.",
        "The kana of your name may be written differently there, such as ズ and ヅ, or ー and ウ. Please try the other way of writing.",
        "Who has registered already cannot register again. Please log in at the address of the login.",
    ],
    not_for_dependants: "Dependants (被扶養者) cannot register under their own names.",
    forgotten: "I forgot my user ID or my password",
    forgotten_lines: |labels| {
        vec![format!(
            "On the login page follow “{}” or “{}”. A mail goes to the address that you registered.",
            labels.forgot_user_id, labels.forgot_password
        )]
    },
    closed: "I closed the page before the end",
    closed_lines: &[
        "Within 30 minutes you can go on where you were: open the address of the registration on the same device. After that, please begin again.",
    ],

    contact: "Contact",
    insurer: "Insurer",
    telephone: "Telephone",
    hours: "Hours",
    never_asked: "We never ask for your password or a code by telephone or mail.",
};
