use crate::text::signup::{
    Signup, SignupAccount, SignupCode, SignupEnded, SignupIdentity, SignupLetter, SignupNotOpenYet, SignupUnconfirmed,
};

pub const SIGNUP: Signup = Signup {
    steps: ["Confirm who you are", "User ID and password", "Code by mail"],
    someone_else: "Register somebody else",
    identity: IDENTITY,
    unconfirmed: UNCONFIRMED,
    not_open_yet: NOT_OPEN_YET,
    letter: LETTER,
    account: ACCOUNT,
    code: CODE,
    ended: ENDED,
};

const IDENTITY: SignupIdentity = SignupIdentity {
    title: "Registration 1: Confirm who you are",
    lead: "We confirm who you are by the data of your health insurance. Full-width or half-width, with or without spaces: type it as it is.",
    papers_title: "What you need at hand",
    papers_lead: "One of these shows your symbol (記号) and number (番号), in the red frame.",
    old_card: "The former health insurance card is no longer valid. Please take symbol and number from one of the above.",
    purpose_title: "Why we ask for symbol and number",
    purpose: "By law, the symbol and number of a health insurance may only be asked for where the insurance and the work connected with it need them. What you enter here is used only to confirm that you are the member.",
    insurer_code: "Insurer code",
    insurer_code_hint: "保険者指定コード, on the guide from your insurer. The 8-digit insurer number (保険者番号) is accepted too.",
    unknown_insurer: "This insurer code is not known here. Please check the code on the guide from your insurer.",
    symbol: "Symbol (記号)",
    symbol_hint: "If you have no symbol, leave this empty.",
    number: "Number (番号)",
    number_hint: "Without the branch number (枝番, two digits).",
    birth_date: "Date of birth",
    birth_date_hint: "For example 19510101, 1951-01-01, S26.1.1",
    kana_name: "Name in kana",
    kana_name_hint: "Hiragana or katakana. Voicing marks and small kana make no difference.",
    button: "Confirm",
    registered_already: "If you have registered already, please log in.",
};

const UNCONFIRMED: SignupUnconfirmed = SignupUnconfirmed {
    title: "We could not confirm what you entered",
    lead: "Nothing was registered. Please check the following and try again.",
    hints_title: "Please check",
    hints: [
        "Symbol, number, date of birth and name in kana: are they as on the paper at hand?",
        "If you joined recently, you may not be on the list of members yet. Please try again later.",
        "ズ and ヅ, or ー (long mark) and ウ, may be written the other way on the list of members.",
        "Each person registers alone. Please enter your own details, not those of a family member.",
    ],
    desk_title: "If this does not help, please ask",
    with_letter: "If you have a letter with a registration code from your insurer, you can go on with that code.",
    registered_title: "If you may have registered already",
    to_login: "Go to the login page",
    forgot_user_id: "I forgot my user ID",
    again_title: "Correct what you entered and try again",
};

const NOT_OPEN_YET: SignupNotOpenYet = SignupNotOpenYet {
    title: "Registration has not opened yet",
    body: |day| format!("You can register from {day} on. Please come back then."),
};

const LETTER: SignupLetter = SignupLetter {
    title: "Registration code",
    lead: "Please enter the registration code of the letter from your insurer. It shows that the letter has reached you.",
    code: "Registration code (初回登録コード)",
    code_hint: "The 10 characters in the letter. Upper or lower case, full-width or half-width, with or without the dash: all are accepted.",
    wrong: |left| format!("This registration code is not right. Please enter it as in the letter. Tries left: {left}."),
    over: |left| {
        format!(
            "This registration code cannot be used: it has expired, was used already, or a newer letter has taken its place. If you have no newer letter, please ask your insurer's desk. Tries left: {left}."
        )
    },
    button: "Verify",
    no_letter_title: "If you have no letter",
    no_letter: "The letter goes by post to the address that your insurer has of you. If it has not come, or is lost, please ask your insurer's desk. When a new letter comes, the code of the old one ends.",
    with_title: "With a registration code",
    with_lead: "Please enter the data of your health insurance and the registration code (初回登録コード) of the letter from your insurer.",
    with_link: "Enter the registration code",
    without: "Register without a registration code",
};

const ACCOUNT: SignupAccount = SignupAccount {
    title: "Registration 2: User ID and password",
    lead: "We have confirmed who you are. Please make the user ID and password with which you will log in.",
    birth_date: "Confirmed date of birth",
    user_id: "User ID",
    user_id_hint: "4 to 64 of half-width letters, digits and @ - _ , + . Upper and lower case are the same.",
    user_id_taken: "Somebody else uses this user ID. Please enter another one.",
    suggestions: "These user IDs are free. Press one to use it.",
    password: "Password",
    password_hint: "Symbols are for example ! # - ? (any half-width symbol will do). Words that are easy to guess, your user ID, your date of birth and the name of your insurer cannot be used.",
    email: "Email address",
    email_hint: "We send a code to this address. Please give one that you can read at once.",
    roster_email_why: "This address is on your insurer's list. The code goes there. It cannot be changed on this page.",
    roster_email_dead: "If you cannot read mail at this address, please ask your insurer to change it before you press the button.",
    button: "Create",
};

const CODE: SignupCode = SignupCode {
    title: "Registration 3: Code by mail",
    sent_to: |address| format!("We sent a code to {address}. Please enter the six digits from the mail."),
    valid_until: |time| format!("This code is valid until {time}."),
    expired: "The code is no longer valid. Please press “Send the code again” to receive a new one.",
    code: "Code",
    code_hint: "The six digits from the mail.",
    wrong: |left| format!("The code is not right. Please check the digits of the latest mail. Tries left: {left}."),
    button: "Verify",
    resend: "Send the code again",
    resend_hint: "If no mail comes, you can have it sent again after a minute. The code before it is then void, and no tries are given back.",
    resend_too_early: |seconds| format!("You can have it sent again in {seconds} seconds. Please wait for the mail a little longer."),
    trouble_title: "If no mail comes",
    junk_folder: "Please look into your junk mail folder.",
    allow_sender: |sender| format!("Please make sure that mail from {sender} is let through by your phone company or mail service."),
    carriers_title: "Settings of phone companies",
    carriers: &[
        ("docomo", "Add the sender to 受信リスト設定 in My docomo or the mail settings."),
        ("au, UQ mobile", "Add the sender to 受信リスト設定 of 迷惑メールフィルター設定."),
        ("SoftBank, Y!mobile", "Add the sender to 許可するメールの登録 in the mail settings of My SoftBank."),
        ("楽天モバイル (Rakuten Mobile)", "Add the sender to the allowed addresses in the settings against junk mail."),
        ("Gmail, Yahoo! Mail and others", "Move the mail from junk to the inbox, or add the sender to your contacts."),
    ],
    typed_wrong: "If the address is not right, you can correct it on the page before.",
    back_to_account: "Correct the address",
    roster_wrong: "If you do not use this address any more, please ask your insurer to change it.",
};

const ENDED: SignupEnded = SignupEnded {
    title: "This registration has ended",
    tries_used_up: "The code was wrong five times, so this registration was ended for your safety.",
    letter_tries_used_up: "The registration code was wrong five times, so this registration was ended for your safety.",
    person_has_account: "Meanwhile the same person was registered elsewhere.",
    nothing_changed: "Nothing was registered here.",
    again: "Start the registration again",
};
