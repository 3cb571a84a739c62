//! Where a member finds 記号 and 番号: three papers as small drawings, with the place marked. On them stands what is printed on the
//! real ones, which is Japanese; an English drawing says beside each word what it is.

use crate::Language;
use crate::svg::{BLUE, Drawing, GREY, MARK, TINT, Type};

/// What shows a member's 記号 and 番号 today. The old insurance card is no longer valid since 2 December 2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paper {
    /// 資格情報のお知らせ: the letter to those who use their My Number card.
    Notice,
    /// 資格確認書: the card for those who do not.
    Certificate,
    /// マイナポータル, on a phone: 証明書, then 健康保険証.
    Portal,
}

impl Paper {
    /// All three, the most common first.
    pub const ALL: [Self; 3] = [Self::Notice, Self::Certificate, Self::Portal];

    /// What the paper calls itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Notice => "資格情報のお知らせ",
            Self::Certificate => "資格確認書",
            Self::Portal => "マイナポータル",
        }
    }

    /// What its name means; none in Japanese, where the name says it.
    #[must_use]
    pub fn meaning(self, language: Language) -> Option<&'static str> {
        let english = match self {
            Self::Notice => "Notice of eligibility information",
            Self::Certificate => "Certificate of eligibility",
            Self::Portal => "Mynaportal",
        };
        language.of(None, Some(english))
    }

    /// Who has it, or how to open it.
    #[must_use]
    pub fn hint(self, language: Language) -> &'static str {
        match self {
            Self::Notice => language.of(
                "マイナ保険証をお使いの方に、保険者からお送りしている書面です。",
                "A letter that the insurer sends to those who use the My Number card as their insurance card.",
            ),
            Self::Certificate => language.of(
                "マイナ保険証をお持ちでない方などに、保険者からお渡ししているものです。",
                "A card or a sheet that the insurer gives to those who have no such My Number card.",
            ),
            Self::Portal => language.of(
                "スマートフォンなどで「証明書」の「健康保険証」を開くと表示されます。",
                "On your phone, open 証明書 (certificates) and then 健康保険証 (health insurance card).",
            ),
        }
    }

    /// The drawing in words, for those who do not see it.
    #[must_use]
    pub fn description(self, language: Language) -> String {
        let name = self.name();
        match (language, self) {
            (Language::Japanese, Self::Portal) => {
                "マイナポータルの健康保険証の画面の見本。記号と番号の欄に印が付いています。枝番はその下にあります。".to_owned()
            }
            (Language::Japanese, _) => format!("{name}の見本。記号と番号の欄に印が付いています。枝番はその右にあります。"),
            (Language::English, Self::Portal) => "A sample of the screen 健康保険証 of Mynaportal. The symbol (記号) and the number (番号) are in a red frame. The branch number (枝番), which is not entered, is below.".to_owned(),
            (Language::English, _) => format!(
                "A sample of {name}. The symbol (記号) and the number (番号) are in a red frame. The branch number (枝番), which is not entered, is to their right."
            ),
        }
    }
}

const WIDTH: u32 = 240;
const HEIGHT: u32 = 166;
const TEXT: f32 = 16.0;
/// What an English drawing says beside the printed words.
const CALLOUT: f32 = 13.0;

/// The drawing as an SVG of its own, 240 × 166 units, with its description inside.
#[must_use]
pub fn svg(paper: Paper, language: Language) -> String {
    let mut drawing = Drawing::new(WIDTH);
    match paper {
        Paper::Notice => notice(&mut drawing, language),
        Paper::Certificate => certificate(&mut drawing, language),
        Paper::Portal => portal(&mut drawing, language),
    }
    drawing.finish(HEIGHT, &paper.description(language))
}

/// A sheet with a folded corner.
fn notice(drawing: &mut Drawing, language: Language) {
    drawing.path("M11 2H200L229 31V164H11z", &outline());
    drawing.path("M200 2V31H229", &format!(r#"fill="none" stroke="{GREY}" stroke-width="2""#));
    drawing.text((24, 28), 170, Paper::Notice.name(), Type::bold(TEXT));
    bar(drawing, (24, 42), 130);
    marked_row(drawing, 22, 60);
    match language {
        Language::Japanese => {
            bar(drawing, (24, 122), 170);
            bar(drawing, (24, 135), 190);
            bar(drawing, (24, 148), 110);
        }
        Language::English => callouts_below(drawing, 22, 110),
    }
}

/// A card.
fn certificate(drawing: &mut Drawing, language: Language) {
    drawing.rect((2, 10), (236, 146), 12, &outline());
    drawing.path("M3 46V22a11 11 0 0 1 11 -11h212a11 11 0 0 1 11 11v24z", &format!(r#"fill="{TINT}""#));
    drawing.text((18, 34), 200, Paper::Certificate.name(), Type::bold(TEXT));
    marked_row(drawing, 18, 56);
    match language {
        Language::Japanese => {
            bar(drawing, (20, 122), 150);
            bar(drawing, (20, 136), 100);
        }
        Language::English => callouts_below(drawing, 18, 106),
    }
}

/// A phone; in English at the left, so that there is room beside it.
fn portal(drawing: &mut Drawing, language: Language) {
    let x = language.of(40, 2);
    drawing.rect((x, 2), (160, 162), 16, &outline());
    drawing.rect((x + 60, 8), (40, 5), 2, r##"fill="#cccccc""##);
    drawing.rect((x + 1, 19), (158, 30), 0, &format!(r#"fill="{BLUE}""#));
    drawing.text((x + 80, 40), 140, "健康保険証", Type::bold(TEXT).colour("#ffffff").centred());
    mark(drawing, (x + 8, 56), (144, 62));
    let grey = Type::plain(TEXT).colour(GREY);
    let rows = [("記号", "123", 80, Type::bold(TEXT)), ("番号", "4567", 107, Type::bold(TEXT)), ("枝番", "00", 140, grey)];
    for (label, value, y, kind) in rows {
        drawing.text((x + 18, y), 50, label, Type { bold: false, ..kind });
        drawing.text((x + 78, y), 60, value, kind);
    }
    if language == Language::English {
        for (word, y, colour) in [("Symbol", 80, MARK), ("Number", 107, MARK), ("Branch", 134, GREY)] {
            leader(drawing, &format!("M{} {}H{}", x + 152, y - 5, x + 166), colour);
            drawing.text((x + 170, y), 68, word, Type::bold(CALLOUT).colour(colour));
        }
        drawing.text((x + 170, 150), 68, "not used", Type::plain(CALLOUT).colour(GREY));
    }
}

/// 記号 and 番号 in the marked frame, 枝番 outside of it.
fn marked_row(drawing: &mut Drawing, x: u32, y: u32) {
    mark(drawing, (x, y), (136, 50));
    drawing.text((x + 12, y + 20), 50, "記号", Type::plain(TEXT));
    drawing.text((x + 12, y + 41), 50, "123", Type::bold(TEXT));
    drawing.text((x + 74, y + 20), 50, "番号", Type::plain(TEXT));
    drawing.text((x + 74, y + 41), 56, "4567", Type::bold(TEXT));
    drawing.text((x + 152, y + 20), 50, "枝番", Type::plain(TEXT).colour(GREY));
    drawing.text((x + 152, y + 41), 50, "00", Type::plain(TEXT).colour(GREY));
}

/// Under the columns of a marked row that ends at `y`: what each of them is.
fn callouts_below(drawing: &mut Drawing, x: u32, y: u32) {
    for (word, middle, colour) in [("Symbol", 30, MARK), ("Number", 94, MARK), ("Branch", 168, GREY)] {
        leader(drawing, &format!("M{} {}V{}", x + middle, y, y + 9), colour);
        drawing.text((x + middle, y + 23), 58, word, Type::bold(CALLOUT).colour(colour).centred());
    }
    drawing.text((x + 168, y + 40), 62, "not used", Type::plain(CALLOUT).colour(GREY).centred());
}

/// The line from a printed word to what is said of it.
fn leader(drawing: &mut Drawing, line: &str, colour: &str) {
    drawing.path(line, &format!(r#"fill="none" stroke="{colour}" stroke-width="2""#));
}

fn mark(drawing: &mut Drawing, at: (u32, u32), size: (u32, u32)) {
    drawing.rect(at, size, 6, &format!(r#"fill="none" stroke="{MARK}" stroke-width="3""#));
}

fn bar(drawing: &mut Drawing, at: (u32, u32), width: u32) {
    drawing.rect(at, (width, 5), 2, r##"fill="#cccccc""##);
}

fn outline() -> String {
    format!(r##"fill="#ffffff" stroke="{GREY}" stroke-width="2""##)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_paper_shows_symbol_and_number_marked_and_says_so() {
        for paper in Paper::ALL {
            let svg = svg(paper, Language::Japanese);
            assert!(svg.contains("記号と番号の欄に印が付いています"));
            assert!(svg.contains(">記号</text>") && svg.contains(">番号</text>") && svg.contains(MARK));
            assert!(!svg.contains("Symbol"));
        }
    }

    #[test]
    fn an_english_drawing_keeps_what_is_printed_and_says_what_it_is() {
        for paper in Paper::ALL {
            let svg = svg(paper, Language::English);
            assert!(svg.contains("are in a red frame") && !svg.contains("印が付いています"));
            for word in ["記号", "番号", "枝番", "Symbol", "Number", "Branch", "not used"] {
                assert!(svg.contains(&format!(">{word}</text>")), "{word}");
            }
        }
    }
}
