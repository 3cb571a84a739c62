//! Style sheet, script and icon, embedded in the binary. Their addresses change with their content, so browsers may keep them.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::{Declaration, Principal, Purpose, Routes};

const STYLE: &str = concat!(include_str!("assets/style.css"), include_str!("assets/desk.css"));
const SCRIPT: &str = include_str!("assets/script.js");
const PROOF: &str = include_str!("assets/proof.js");
const ICON: &str = include_str!("assets/icon.svg");

/// The address of the style sheet.
pub const STYLE_PATH: &str = concat!("/assets/style-", env!("MADOGUCHI_STYLE_HASH"), ".css");
/// The address of the script.
pub const SCRIPT_PATH: &str = concat!("/assets/script-", env!("MADOGUCHI_SCRIPT_HASH"), ".js");
/// The address of the script that does the proof of work; only its page loads it.
pub const PROOF_PATH: &str = concat!("/assets/proof-", env!("MADOGUCHI_PROOF_HASH"), ".js");

const PUBLIC: Declaration = Declaration::new(Principal::Anyone, Purpose::Asset);

/// Adds the files to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get(STYLE_PATH, PUBLIC, async || file("text/css; charset=utf-8", STYLE))
        .get(SCRIPT_PATH, PUBLIC, async || file("text/javascript; charset=utf-8", SCRIPT))
        .get(PROOF_PATH, PUBLIC, async || file("text/javascript; charset=utf-8", PROOF))
        .get("/assets/icon.svg", PUBLIC, async || file("image/svg+xml; charset=utf-8", ICON))
}

fn file(kind: &'static str, content: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, content).into_response()
}
