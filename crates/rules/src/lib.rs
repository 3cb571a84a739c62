//! The rules of the field as pure functions and types.
//!
//! What a member types, what an insurer's file holds, and how the two are compared: kana names, dates and eras,
//! 記号 and 番号, user IDs, passwords, mail addresses, eligibility, settings, limits, the audit chain.
//! A type cannot be built from a wrong value; an error says what was found and what is expected.
//! Nothing here reads a clock, a file or a database: the day and the random number are arguments.
//!
//! Error texts (`Display`) are in Japanese where a member or a clerk reads them. They may repeat a single character
//! or number that was typed, so they belong on the page, never in a log. Types that hold personal data do not print
//! it with `{:?}`.

pub mod appeals;
pub mod audience;
pub mod audit;
pub mod calls;
pub mod codes;
pub mod costs;
pub mod dates;
pub mod delivery;
pub mod desk_actions;
pub mod eligibility;
pub mod english;
pub mod header;
pub mod identifiers;
pub mod identity;
pub mod kana;
pub mod limits;
pub mod mail_address;
pub mod my_number;
pub mod paper_codes;
pub mod password;
pub mod relation;
pub mod search;
pub mod settings;
pub mod sources;
pub mod spelling;
pub mod staff;
pub mod statements;
mod text;
pub mod user_id;
pub mod visibility;

/// A name that is none of a fixed set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{found}\" is not one of: {}", allowed.join(", "))]
pub struct UnknownName {
    /// What was given.
    pub found: String,
    /// What may be given.
    pub allowed: Vec<&'static str>,
}
