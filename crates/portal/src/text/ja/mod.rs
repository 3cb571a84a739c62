//! 日本語.

mod common;
mod login;

use super::Texts;

/// All texts in Japanese.
pub static TEXTS: Texts = Texts { common: common::COMMON, refusals: common::REFUSALS, login: login::LOGIN };
