//! English.

mod common;
mod login;

use super::Texts;

/// All texts in English.
pub static TEXTS: Texts = Texts { common: common::COMMON, refusals: common::REFUSALS, login: login::LOGIN };
