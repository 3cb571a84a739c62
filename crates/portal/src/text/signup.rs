//! 初回登録.

/// Words of the first login, step by step.
#[allow(missing_docs)]
pub struct Signup {
    pub steps: [&'static str; 3],
    pub someone_else: &'static str,
    pub identity: SignupIdentity,
    pub unconfirmed: SignupUnconfirmed,
    pub not_open_yet: SignupNotOpenYet,
    pub letter: SignupLetter,
    pub account: SignupAccount,
    pub code: SignupCode,
    pub ended: SignupEnded,
}

/// Step 1.
#[allow(missing_docs)]
pub struct SignupIdentity {
    pub title: &'static str,
    pub lead: &'static str,
    pub papers_title: &'static str,
    pub papers_lead: &'static str,
    pub old_card: &'static str,
    pub purpose_title: &'static str,
    pub purpose: &'static str,
    pub insurer_code: &'static str,
    pub insurer_code_hint: &'static str,
    pub unknown_insurer: &'static str,
    pub symbol: &'static str,
    pub symbol_hint: &'static str,
    pub number: &'static str,
    pub number_hint: &'static str,
    pub birth_date: &'static str,
    pub birth_date_hint: &'static str,
    pub kana_name: &'static str,
    pub kana_name_hint: &'static str,
    pub button: &'static str,
    pub registered_already: &'static str,
}

/// The one page of every failed identification.
#[allow(missing_docs)]
pub struct SignupUnconfirmed {
    pub title: &'static str,
    pub lead: &'static str,
    pub hints_title: &'static str,
    pub hints: [&'static str; 4],
    pub desk_title: &'static str,
    pub with_letter: &'static str,
    pub registered_title: &'static str,
    pub to_login: &'static str,
    pub forgot_user_id: &'static str,
    pub again_title: &'static str,
}

/// Before `signup_opens`.
#[allow(missing_docs)]
pub struct SignupNotOpenYet {
    pub title: &'static str,
    /// From this day on.
    pub body: fn(&str) -> String,
}

/// The code of a letter: after step 1 where the insurer asks for it, or together with it.
#[allow(missing_docs)]
pub struct SignupLetter {
    pub title: &'static str,
    pub lead: &'static str,
    pub code: &'static str,
    pub code_hint: &'static str,
    /// So many tries are left.
    pub wrong: fn(i64) -> String,
    /// The same, for a code that was good once.
    pub over: fn(i64) -> String,
    pub button: &'static str,
    pub no_letter_title: &'static str,
    pub no_letter: &'static str,
    pub with_title: &'static str,
    pub with_lead: &'static str,
    pub with_link: &'static str,
    pub without: &'static str,
}

/// Step 2.
#[allow(missing_docs)]
pub struct SignupAccount {
    pub title: &'static str,
    pub lead: &'static str,
    pub birth_date: &'static str,
    pub user_id: &'static str,
    pub user_id_hint: &'static str,
    pub user_id_taken: &'static str,
    pub suggestions: &'static str,
    pub password: &'static str,
    pub password_hint: &'static str,
    pub email: &'static str,
    pub email_hint: &'static str,
    pub roster_email_why: &'static str,
    pub roster_email_dead: &'static str,
    pub button: &'static str,
}

/// Step 3.
#[allow(missing_docs)]
pub struct SignupCode {
    pub title: &'static str,
    /// To this (masked) address.
    pub sent_to: fn(&str) -> String,
    /// Until this time of day.
    pub valid_until: fn(&str) -> String,
    pub expired: &'static str,
    pub code: &'static str,
    pub code_hint: &'static str,
    /// So many tries are left.
    pub wrong: fn(i64) -> String,
    pub button: &'static str,
    pub resend: &'static str,
    pub resend_hint: &'static str,
    /// So many seconds to go.
    pub resend_too_early: fn(i64) -> String,
    pub trouble_title: &'static str,
    pub junk_folder: &'static str,
    /// Mail from this sender.
    pub allow_sender: fn(&str) -> String,
    pub carriers_title: &'static str,
    /// A carrier, and where its setting is.
    pub carriers: &'static [(&'static str, &'static str)],
    pub typed_wrong: &'static str,
    pub back_to_account: &'static str,
    pub roster_wrong: &'static str,
}

/// When a flow ended without an account.
#[allow(missing_docs)]
pub struct SignupEnded {
    pub title: &'static str,
    pub tries_used_up: &'static str,
    pub letter_tries_used_up: &'static str,
    pub person_has_account: &'static str,
    pub nothing_changed: &'static str,
    pub again: &'static str,
}
