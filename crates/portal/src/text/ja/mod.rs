//! 日本語.

mod common;
mod home;
mod information;
mod login;
mod signup;
mod terms;

use super::Texts;

/// All texts in Japanese.
pub static TEXTS: Texts = Texts {
    common: common::COMMON,
    refusals: common::REFUSALS,
    login: login::LOGIN,
    signup: signup::SIGNUP,
    terms: terms::TERMS,
    home: home::HOME,
    information: information::INFORMATION,
};
