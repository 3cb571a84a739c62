//! Where a member finds 記号 and 番号: three papers as small drawings, with the place marked.

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

    /// Who has it, or how to open it.
    #[must_use]
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Notice => "マイナ保険証をお使いの方にお送りしている書面です。",
            Self::Certificate => "マイナ保険証のない方などにお渡ししているものです。",
            Self::Portal => "「証明書」の「健康保険証」を開くと表示されます。",
        }
    }

    pub(crate) const fn description(self) -> &'static str {
        match self {
            Self::Notice => "資格情報のお知らせの見本。記号と番号の欄に印が付いています。枝番はその右にあります。",
            Self::Certificate => "資格確認書の見本。記号と番号の欄に印が付いています。枝番はその右にあります。",
            Self::Portal => "マイナポータルの健康保険証の画面の見本。記号と番号の欄に印が付いています。枝番はその下にあります。",
        }
    }
}

const WIDTH: u32 = 240;
const HEIGHT: u32 = 166;
const TEXT: f32 = 16.0;

/// The drawing as an SVG of its own, 240 × 166 units, with a title inside.
#[must_use]
pub fn svg(paper: Paper) -> String {
    let mut drawing = Drawing::new(WIDTH);
    match paper {
        Paper::Notice => notice(&mut drawing),
        Paper::Certificate => certificate(&mut drawing),
        Paper::Portal => portal(&mut drawing),
    }
    drawing.finish(HEIGHT, paper.description())
}

/// A sheet with a folded corner.
fn notice(drawing: &mut Drawing) {
    drawing.path("M11 2H200L229 31V164H11z", &outline());
    drawing.path("M200 2V31H229", &format!(r#"fill="none" stroke="{GREY}" stroke-width="2""#));
    drawing.text((24, 28), 170, Paper::Notice.name(), Type::bold(TEXT));
    bar(drawing, (24, 42), 130);
    marked_row(drawing, 22, 60);
    bar(drawing, (24, 122), 170);
    bar(drawing, (24, 135), 190);
    bar(drawing, (24, 148), 110);
}

/// A card.
fn certificate(drawing: &mut Drawing) {
    drawing.rect((2, 10), (236, 146), 12, &outline());
    drawing.path("M3 46V22a11 11 0 0 1 11 -11h212a11 11 0 0 1 11 11v24z", &format!(r#"fill="{TINT}""#));
    drawing.text((18, 34), 200, Paper::Certificate.name(), Type::bold(TEXT));
    marked_row(drawing, 18, 60);
    bar(drawing, (20, 122), 150);
    bar(drawing, (20, 136), 100);
}

/// A phone.
fn portal(drawing: &mut Drawing) {
    drawing.rect((40, 2), (160, 162), 16, &outline());
    drawing.rect((100, 8), (40, 5), 2, r##"fill="#cccccc""##);
    drawing.rect((41, 19), (158, 30), 0, &format!(r#"fill="{BLUE}""#));
    drawing.text((120, 40), 140, "健康保険証", Type::bold(TEXT).colour("#ffffff").centred());
    mark(drawing, (48, 56), (144, 62));
    drawing.text((58, 80), 50, "記号", Type::plain(TEXT));
    drawing.text((118, 80), 60, "123", Type::bold(TEXT));
    drawing.text((58, 107), 50, "番号", Type::plain(TEXT));
    drawing.text((118, 107), 60, "4567", Type::bold(TEXT));
    drawing.text((58, 140), 50, "枝番", Type::plain(TEXT).colour(GREY));
    drawing.text((118, 140), 60, "00", Type::plain(TEXT).colour(GREY));
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
            let svg = svg(paper);
            assert!(svg.contains("記号と番号の欄に印が付いています"));
            assert!(svg.contains(">記号</text>") && svg.contains(">番号</text>") && svg.contains(MARK));
        }
    }
}
