//! English.

mod common;
mod home;
mod information;
mod limits;
mod login;
mod mail;
mod signup;
mod terms;

use super::Texts;

/// All texts in English.
pub static TEXTS: Texts = Texts {
    common: common::COMMON,
    refusals: common::REFUSALS,
    limits: limits::LIMITS,
    login: login::LOGIN,
    mail: mail::MAILS,
    signup: signup::SIGNUP,
    terms: terms::TERMS,
    home: home::HOME,
    information: information::INFORMATION,
};
