//! Files that insurers bring (contract, section 6).
//!
//! `table` reads a file as records, `headers` finds its columns, `roster` judges 加入者データ row by row, compares it with the roster in
//! force and lets it take effect at one instant.

pub mod headers;
mod problem;
pub mod roster;
pub mod table;
pub mod uploads;

pub use problem::RowProblem;
