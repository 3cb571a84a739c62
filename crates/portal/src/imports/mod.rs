//! Files that insurers bring (contract, section 6).
//!
//! `table` reads a file as records, `headers` finds its columns, `reading` takes it row by row; `roster` judges 加入者データ, compares it
//! with the roster in force and lets it take effect at one instant, `statements` does the same for 医療費 and the other statements.

pub mod columns;
mod found;
pub mod headers;
mod problem;
mod reading;
pub mod roster;
pub mod statements;
pub mod table;
pub mod uploads;

pub use problem::RowProblem;
