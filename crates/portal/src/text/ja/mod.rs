//! 日本語.

mod common;
mod desk;
mod desk_account;
mod desk_export;
mod desk_letters;
mod desk_login;
mod desk_notices;
mod desk_numbers;
mod desk_people;
mod desk_roster;
mod desk_service;
mod desk_settings;
mod desk_terms;
mod desk_trail;
mod done;
mod factors;
mod home;
mod information;
mod limits;
mod login;
mod mail;
mod mail_code;
mod maintenance;
mod new_password;
mod recovery;
mod settings;
mod signup;
mod terms;
mod unsubscribe;

use super::Texts;

/// All texts in Japanese.
pub static TEXTS: Texts = Texts {
    common: common::COMMON,
    desk: desk::DESK,
    desk_account: desk_account::DESK_ACCOUNT,
    desk_login: desk_login::DESK_LOGIN,
    desk_service: desk_service::DESK_SERVICE,
    desk_terms: desk_terms::DESK_TERMS,
    desk_settings: desk_settings::DESK_SETTINGS,
    desk_people: desk_people::DESK_PEOPLE,
    desk_roster: desk_roster::DESK_ROSTER,
    factors: factors::FACTORS,
    refusals: common::REFUSALS,
    limits: limits::LIMITS,
    login: login::LOGIN,
    mail: mail::MAILS,
    signup: signup::SIGNUP,
    terms: terms::TERMS,
    home: home::HOME,
    information: information::INFORMATION,
    mail_code: mail_code::MAIL_CODE,
    new_password: new_password::NEW_PASSWORD,
    done: done::DONE,
    password_recovery: recovery::PASSWORD_RECOVERY,
    user_id_recovery: recovery::USER_ID_RECOVERY,
    settings: settings::SETTINGS,
    unsubscribe: unsubscribe::UNSUBSCRIBE,
    maintenance: maintenance::MAINTENANCE,
    desk_export: desk_export::DESK_EXPORT,
    desk_letters: desk_letters::DESK_LETTERS,
    desk_notices: desk_notices::DESK_NOTICES,
    desk_numbers: desk_numbers::DESK_NUMBERS,
    desk_trail: desk_trail::DESK_TRAIL,
};
