//! Madoguchi (窓口), the member portal of Japanese health insurers: the server, its commands and its jobs.
//!
//! `web/` holds what every page shares, `member/` a room per journey; ARCHITECTURE.md at the repository's root is the map.

pub mod clock;
pub mod codes;
pub mod commands;
pub mod config;
pub mod guide;
pub mod insurer;
pub mod keys;
pub mod limits;
pub mod mail;
pub mod member;
pub mod passwords;
pub mod people;
pub mod portal;
pub mod random;
pub mod secret;
pub mod server;
pub mod terms;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
pub mod testing;
pub mod text;
pub mod web;

use axum::{Router, middleware::from_fn};
use portal::Portal;
use web::{
    Principal, Purpose, Refusal, Routes,
    routes::{Declaration, Entry},
};

/// The member's side: its router and its route table.
pub fn member_side(portal: Portal) -> (Router, Vec<Entry>) {
    let routes = member::routes(web::assets::routes(Routes::new(portal)));
    let routes = routes.get("/{*path}", Declaration::new(Principal::Anyone, Purpose::Information), async || Refusal::NotFound);
    let (router, table) = routes.finish();
    (router.layer(from_fn(web::headers::add)), table)
}
