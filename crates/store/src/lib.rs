//! The store: everything that Madoguchi remembers, on SQLite or PostgreSQL, behind one SQL text.
//!
//! A caller opens a [`Database`], and reads or writes in a unit of work, [`Work`]:
//!
//! ```ignore
//! let insurer = database.read(|work| async move { work.insurer_by_code("sakura").await }).await?;
//! let (insurer, event) = (&insurer, &event); // a unit may run again, so it borrows what it uses
//! database
//!     .write(|work| async move {
//!         work.add_insurer(insurer).await?;
//!         work.record(event).await
//!     })
//!     .await?;
//! ```
//!
//! **To add a storage method:** write one query with `$1` placeholders as a method on [`Work`] in the room that it belongs to, through
//! one of the macros of `engine.rs`; add its contract test to that room's `tests` with `on_both_engines!` (`named.rs` asks for one).
//! Nothing here judges: rules
//! live in `madoguchi-rules`, and an error of the database is a [`StoreError`], never "not found".

mod engine;
mod error;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod named;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod plans;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod testing;
mod values;

mod account_moves;
pub mod accounts;
pub mod admissions;
pub mod agreements;
pub mod announcements;
pub mod audiences;
pub mod audit;
pub mod backup;
pub mod benefit_openings;
pub mod bounces;
pub mod calls;
pub mod cautions;
pub mod cleaning;
pub mod codes;
pub mod corrections;
pub mod costs;
pub mod drafts;
pub mod email_changes;
pub mod factors;
mod facts;
pub mod file_tasks;
pub mod health;
pub mod health_looks;
pub mod imports;
pub mod insurers;
pub mod leases;
pub mod letter_plans;
pub mod letters;
pub mod limits;
pub mod login_failures;
pub mod mailings;
pub mod maintenance;
pub mod migrations;
pub mod moves;
pub mod nodes;
pub mod numbers;
pub mod outbox;
pub mod outbox_pages;
pub mod people;
pub mod person_actions;
pub mod previews;
pub mod recovery;
pub mod registration;
pub mod roster;
pub mod sessions;
pub mod setting_changes;
pub mod signup_flows;
pub mod signup_tries;
pub mod staff;
pub mod staging;
pub mod statement_previews;
pub mod statements;
pub mod terms;
pub mod today;
pub mod trail;
pub mod user_ids;

pub use engine::{Database, Work};
pub use error::StoreError;
pub use values::{At, Day};
