//! The fonts in the binary: BIZ UDPGothic with the full-width punctuation of BIZ UDGothic, and for what they lack (𠮷) a subset of
//! Noto Sans CJK JP.
//!
//! `fonts/README.md` tells where they come from and how the subset is made.

use std::borrow::Cow;
use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// The printer's mark for a type that the case does not hold.
const MISSING: char = '〓';

static FILES: [&[u8]; 5] = [
    include_bytes!("../fonts/BIZUDGothic-Regular-Punctuation.ttf"),
    include_bytes!("../fonts/BIZUDGothic-Bold-Punctuation.ttf"),
    include_bytes!("../fonts/BIZUDPGothic-Regular.ttf"),
    include_bytes!("../fonts/BIZUDPGothic-Bold.ttf"),
    include_bytes!("../fonts/NotoSansCJKjp-Fallback.otf"),
];

static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect());

static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// The catalogue of the embedded fonts, parsed once.
pub(crate) fn book() -> &'static LazyHash<FontBook> {
    &BOOK
}

/// The embedded font with this index in the catalogue.
pub(crate) fn font(index: usize) -> Option<Font> {
    FONTS.get(index).cloned()
}

/// Whether one of the embedded fonts can draw this character.
#[must_use]
pub fn can_draw(character: char) -> bool {
    FONTS.iter().any(|font| font.info().coverage.contains(u32::from(character)))
}

/// The text as paper can show it: invisible control characters are left out, white space becomes a space (a line
/// break stays), and what no embedded font can draw becomes 〓, so that the reader sees that something is missing.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| printed(c) == Some(c)) { Cow::Borrowed(text) } else { Cow::Owned(text.chars().filter_map(printed).collect()) }
}

fn printed(character: char) -> Option<char> {
    match character {
        '\n' | ' ' | '\u{3000}' => Some(character),
        c if is_variation_selector(c) => Some(c),
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() || is_invisible(c) => None,
        c if is_private(c) || !can_draw(c) => Some(MISSING),
        c => Some(c),
    }
}

/// Marks that choose a kanji's form; a font that lacks the form shows the plain kanji.
fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Formatting characters that have no shape and could turn the order of a line around.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Private use: every system draws something else, and accessible PDF forbids it.
fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn the_fonts_are_read() {
        let families: Vec<_> = FONTS.iter().map(|font| font.info().family.as_str()).collect();
        assert_eq!(families, ["BIZ UDGothic", "BIZ UDGothic", "BIZ UDPGothic", "BIZ UDPGothic", "Noto Sans CJK JP"]);
    }

    #[test]
    fn every_character_of_the_sample_files_can_be_drawn() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data");
        let mut files = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "csv") {
                let bytes = std::fs::read(&path).unwrap();
                let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&bytes);
                assert!(!broken, "{path:?} is not CP932");
                let lacking: String = text.chars().filter(|c| !c.is_control() && !can_draw(*c)).collect();
                assert_eq!(lacking, "", "no font draws these characters of {path:?}");
                files += 1;
            }
        }
        assert!(files >= 5, "the roster and cost files are missing in {folder}");
    }

    #[test]
    fn rare_kanji_of_names_can_be_drawn() {
        for c in "𠮷髙﨑齋邉邊葛祇鄧琚㐂𡈽𣘺堃隆濵靍".chars() {
            assert!(can_draw(c), "{c}");
        }
    }

    #[test]
    fn what_no_font_can_draw_is_marked_and_what_is_invisible_is_left_out() {
        assert_eq!(printable("髙橋 太郎"), "髙橋 太郎");
        assert_eq!(printable("電話😀\u{e000}"), "電話〓〓");
        assert_eq!(printable("a\u{0}b\u{202e}c\td\ne"), "abc d\ne");
    }
}
