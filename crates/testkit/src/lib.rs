//! What the tests of the other crates stand on: databases on both engines, a real SMTP server, a browser
//! without JavaScript, and the sample people.
//!
//! ```
//! # async fn story() {
//! use madoguchi_testkit::{browserless::Client, smtp::Sink};
//!
//! let router = axum::Router::new();
//! let sink = Sink::start().await;
//! let client = Client::over(router);
//! let page = client.get("/portal/").await;
//! assert_eq!(page.status(), 404);
//! assert!(sink.received().is_empty());
//! # }
//! ```
//!
//! Everything here panics with a sentence that says what was missing: a test has nobody to return an error to.
// Tests live in real time; only the program under test is given a clock.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

pub mod browserless;
mod database;
pub mod people;
pub mod postgres;
pub mod rosters;
pub mod samples;
pub mod smtp;
pub mod sqlite;

pub use database::{Engine, TestDatabase};

use std::time::Duration;

/// How long a test waits for something that should come at once, before it fails and says what did not come.
pub const PATIENCE: Duration = Duration::from_secs(10);
