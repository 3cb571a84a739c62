//! The binary as an operator runs it: processes, files, signals.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

mod announcing;
mod demonstration;
mod doctoring;
mod importing;
mod keeping;
mod letters;
mod long;
mod machine;
mod maintenance;
mod privacy;
mod refusals;
mod serving;
mod setting_up;
mod staffing;
mod tls;
