//! QR codes as SVG, for page and paper.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder, QRCode};

use crate::{DocumentError, svg};

/// The light border that the standard asks for, in modules.
const QUIET_ZONE: usize = 4;

/// A QR code of `text` as an SVG of its own (black on white, with the quiet zone, error correction M), named by
/// `title` for those who do not see it. One unit is one module; the place it stands in gives it its size.
///
/// # Errors
/// [`DocumentError::QrTooLong`] when the text has more than 2,331 bytes.
pub fn svg(text: &str, title: &str) -> Result<String, DocumentError> {
    let code = encode(text)?;
    let side = code.size + 2 * QUIET_ZONE;
    let mut dark = String::new();
    for y in 0..code.size {
        for (x, length) in dark_runs(&code, y) {
            let _ = write!(dark, "M{} {}h{length}v1h-{length}z", x + QUIET_ZONE, y + QUIET_ZONE);
        }
    }
    let title = svg::escape(title);
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" shape-rendering="crispEdges"><title>{title}</title><path fill="#ffffff" d="M0 0h{side}v{side}H0z"/><path fill="#000000" d="{dark}"/></svg>"##
    ))
}

fn encode(text: &str) -> Result<QRCode, DocumentError> {
    QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| DocumentError::QrTooLong { bytes: text.len() })
}

/// The dark stretches of one line, as (first module, length).
fn dark_runs(code: &QRCode, y: usize) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for x in (0..code.size).filter(|&x| code[y][x].value()) {
        match runs.last_mut() {
            Some((start, length)) if *start + *length == x => *length += 1,
            _ => runs.push((x, 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn the_drawn_runs_are_exactly_the_dark_modules() {
        let code = encode("http://localhost:8080/portal/signup?insurer=sakura").unwrap();
        for y in 0..code.size {
            let mut drawn = vec![false; code.size];
            for (start, length) in dark_runs(&code, y) {
                drawn[start..start + length].fill(true);
            }
            let modules: Vec<bool> = (0..code.size).map(|x| code[y][x].value()).collect();
            assert_eq!(drawn, modules);
        }
    }

    #[test]
    fn the_title_is_escaped() {
        assert!(svg("a", "<b>").unwrap().contains("<title>&lt;b&gt;</title>"));
    }

    #[test]
    fn the_longest_text_fits_and_one_more_byte_is_refused() {
        assert!(svg(&"a".repeat(2331), "t").is_ok());
        assert!(matches!(svg(&"a".repeat(2332), "t"), Err(DocumentError::QrTooLong { bytes: 2332 })));
    }
}
