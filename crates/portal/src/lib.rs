//! Madoguchi (窓口), the member portal of Japanese health insurers: the server, its commands and its jobs.
//!
//! `web/` holds what every page shares, `member/` a room per journey; ARCHITECTURE.md at the repository's root is the map.

pub mod announcements;
pub mod audit;
pub mod clock;
pub mod codes;
pub mod commands;
pub mod config;
pub mod desk;
pub mod etax;
pub mod exports;
pub mod factors;
pub mod fault;
pub mod guide;
pub mod imports;
pub mod insurer;
pub mod jobs;
pub mod keys;
pub mod letters;
pub mod limits;
pub mod mail;
pub mod maintenance;
pub mod member;
pub mod passwords;
pub mod people;
pub mod portal;
pub mod random;
pub mod secret;
pub mod server;
pub mod staff;
mod stored;
pub mod terms;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
pub mod testing;
pub mod text;
pub mod web;

use axum::{Router, middleware::from_fn};
use portal::Portal;
use web::{
    Principal, Purpose, Refusal, Routes, Side, page,
    routes::{Declaration, Entry},
};

/// The member's side: its router and its route table.
pub fn member_side(portal: Portal) -> (Router, Vec<Entry>) {
    finished(member_routes(Routes::new(portal, Side::Member)), Side::Member)
}

/// The desk's side: its router and its route table.
pub fn desk_side(portal: Portal) -> (Router, Vec<Entry>) {
    finished(desk::routes(web::assets::routes(Routes::new(portal, Side::Desk))), Side::Desk)
}

/// The member's side of the demo: the same, with the mailbox besides. No other server has such a page.
pub fn demo_side(portal: Portal) -> (Router, Vec<Entry>) {
    finished(demo_routes(Routes::new(portal, Side::Member)), Side::Member)
}

/// Whether the member's side, or the demo's, has a page of its own at this path, whatever is configured.
pub fn is_page(path: &str) -> bool {
    let (_, table) = finished(demo_routes(Routes::unserved(Side::Member)), Side::Member);
    table.iter().any(|entry| entry.path != EVERYTHING_ELSE && entry.is_at(path))
}

/// The path of everything that is no page.
const EVERYTHING_ELSE: &str = "/{*path}";

fn member_routes(routes: Routes) -> Routes {
    member::routes(web::assets::routes(routes))
}

fn demo_routes(routes: Routes) -> Routes {
    mail::mailbox::routes(member_routes(routes))
}

fn finished(routes: Routes, side: Side) -> (Router, Vec<Entry>) {
    let public = Declaration::new(Principal::Anyone, Purpose::Information);
    let (bare, start) = match side {
        Side::Member => ("/portal", "/portal/"),
        Side::Desk => ("/desk", "/desk/"),
    };
    let routes = ["/", bare].iter().fold(routes, |routes, path| routes.get(path, public, async move || page::see_other(start)));
    let routes = routes.get(EVERYTHING_ELSE, public, async || Refusal::NotFound);
    let (router, table) = routes.finish();
    (router.layer(from_fn(web::headers::add)), table)
}
