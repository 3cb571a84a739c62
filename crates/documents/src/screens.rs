//! Drawings of the member's screens, the same on the guide's page and on its paper.
//!
//! A drawing shows what a screen is made of, with the labels of the real one; it is no screenshot, so it never shows
//! anyone's data.

use crate::svg::{BLUE, Drawing, GREY, TINT, Type};

/// A screen as a drawing: its heading and its parts from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenDrawing {
    /// What the drawing shows, for those who do not see it.
    pub title: String,
    /// The screen's heading.
    pub heading: String,
    /// What stands on it, from top to bottom.
    pub parts: Vec<Part>,
}

/// One part of a drawn screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// An input with its label; what stands in it, or nothing.
    Field {
        /// The label above it.
        label: String,
        /// What stands in it.
        value: String,
    },
    /// A box with a tick.
    Tick(String),
    /// The button.
    Button(String),
    /// A button beside the main one, in outline.
    OtherButton(String),
    /// A link on a line of its own.
    Link(String),
    /// Lines of running text, drawn as bars: a text too long to be shown.
    Lines(u32),
}

impl ScreenDrawing {
    fn new(heading: &str, title: &str, parts: Vec<Part>) -> Self {
        Self { title: title.to_owned(), heading: heading.to_owned(), parts }
    }

    /// 初回登録 1: the five items, the insurer's code filled in already.
    #[must_use]
    pub fn identity(insurer_code: &str) -> Self {
        Self::new(
            "ご本人の確認",
            "「ご本人の確認」の画面。保険者指定コード、記号、番号、生年月日、氏名（カナ）の欄と、「認証」のボタンがあります。",
            vec![
                field("保険者指定コード", insurer_code),
                field("記号", ""),
                field("番号", ""),
                field("生年月日", ""),
                field("氏名（カナ）", ""),
                button("認証"),
            ],
        )
    }

    /// The letter's code, where the insurer asks for it.
    #[must_use]
    pub fn letter() -> Self {
        Self::new(
            "初回登録コードの入力",
            "「初回登録コードの入力」の画面。初回登録コードの欄と、「認証する」のボタンがあります。",
            vec![field("初回登録コード", ""), button("認証する")],
        )
    }

    /// 初回登録 2: user ID, password, mail address.
    #[must_use]
    pub fn account() -> Self {
        Self::new(
            "ユーザーID・パスワードの作成",
            "「ユーザーID・パスワードの作成」の画面。ユーザーID、パスワード、メールアドレスの欄と、「作成する」のボタンがあります。",
            vec![field("ユーザーID", ""), field("パスワード", ""), field("メールアドレス", ""), button("作成する")],
        )
    }

    /// 初回登録 3: the code from the mail.
    #[must_use]
    pub fn code() -> Self {
        Self::new(
            "認証コード",
            "「認証コード」の画面。認証コードの欄と、「認証する」「認証コードを再送する」のボタンがあります。",
            vec![field("認証コード", ""), button("認証する"), Part::OtherButton("認証コードを再送する".to_owned())],
        )
    }

    /// The login screen.
    #[must_use]
    pub fn login() -> Self {
        Self::new(
            "ログイン",
            "「ログイン」の画面。ユーザーIDとパスワードの欄、「ログイン」のボタン、その下に、パスワードやユーザーIDを忘れた方、ユーザーIDの作成がまだの方のためのリンクがあります。",
            vec![
                field("ユーザーID", ""),
                field("パスワード", ""),
                button("ログイン"),
                link("パスワードを忘れた方はこちら"),
                link("ユーザーIDを忘れた方はこちら"),
                link("ユーザーIDの作成がまだの方はこちら"),
            ],
        )
    }

    /// The terms of use.
    #[must_use]
    pub fn terms() -> Self {
        Self::new(
            "利用規約",
            "「利用規約」の画面。規約の文章の下に、「利用規約に同意する」のチェック欄と、「次へ」「同意しない」のボタンがあります。",
            vec![Part::Lines(4), Part::Tick("利用規約に同意する".to_owned()), button("次へ"), Part::OtherButton("同意しない".to_owned())],
        )
    }
}

fn field(label: &str, value: &str) -> Part {
    Part::Field { label: label.to_owned(), value: value.to_owned() }
}

fn button(label: &str) -> Part {
    Part::Button(label.to_owned())
}

fn link(label: &str) -> Part {
    Part::Link(label.to_owned())
}

const WIDTH: u32 = 360;
/// The column that the parts stand in.
const LEFT: u32 = 26;
const ROOM: u32 = WIDTH - 2 * LEFT;
/// The size of every text but the heading.
const TEXT: f32 = 18.0;

/// The drawing as an SVG of its own, 360 units wide, with the title inside.
#[must_use]
pub fn svg(screen: &ScreenDrawing) -> String {
    let mut parts = Drawing::new(WIDTH);
    let mut y = 70;
    for part in &screen.parts {
        y = draw(&mut parts, part, y);
    }
    let height = y + 6;

    let mut drawing = Drawing::new(WIDTH);
    drawing.rect((1, 1), (WIDTH - 2, height - 2), 10, &format!(r##"fill="#ffffff" stroke="{GREY}" stroke-width="2""##));
    drawing.path(&format!("M2 52V11a9 9 0 0 1 9 -9h{}a9 9 0 0 1 9 9v41z", WIDTH - 22), &format!(r#"fill="{TINT}""#));
    drawing.text((LEFT, 34), ROOM, &screen.heading, Type::bold(20.0));
    drawing.append(parts);
    drawing.finish(height, &screen.title)
}

/// Draws the part with its upper edge at `y`; gives back where the next one begins.
fn draw(drawing: &mut Drawing, part: &Part, y: u32) -> u32 {
    match part {
        Part::Field { label, value } => {
            drawing.text((LEFT, y + 16), ROOM, label, Type::bold(TEXT));
            let box_paint = format!(r##"fill="#ffffff" stroke="{GREY}" stroke-width="1.5""##);
            drawing.rect((LEFT, y + 24), (ROOM, 32), 6, &box_paint);
            drawing.text((LEFT + 10, y + 46), ROOM - 20, value, Type::plain(TEXT));
            y + 68
        }
        Part::Tick(label) => {
            drawing.rect((LEFT, y + 4), (24, 24), 4, &format!(r#"fill="{BLUE}""#));
            let tick = format!("M{} {}l6 6l10 -12", LEFT + 4, y + 16);
            drawing.path(&tick, r##"fill="none" stroke="#ffffff" stroke-width="3""##);
            drawing.text((LEFT + 34, y + 22), ROOM - 34, label, Type::plain(TEXT));
            y + 42
        }
        Part::Button(label) => {
            drawing.rect((LEFT, y + 2), (ROOM, 40), 8, &format!(r#"fill="{BLUE}""#));
            drawing.text((WIDTH / 2, y + 29), ROOM - 20, label, Type::bold(TEXT).colour("#ffffff").centred());
            y + 54
        }
        Part::OtherButton(label) => {
            let outline = format!(r##"fill="#ffffff" stroke="{BLUE}" stroke-width="2""##);
            drawing.rect((LEFT + 1, y + 1), (ROOM - 2, 38), 8, &outline);
            drawing.text((WIDTH / 2, y + 27), ROOM - 20, label, Type::bold(TEXT).colour(BLUE).centred());
            y + 52
        }
        Part::Link(label) => {
            drawing.text((LEFT, y + 18), ROOM, label, Type::plain(TEXT).colour(BLUE).underlined());
            y + 32
        }
        Part::Lines(count) => {
            for line in 0..*count {
                let width = if line + 1 == *count { ROOM / 2 } else { ROOM };
                drawing.rect((LEFT, y + 4 + line * 18), (width, 6), 3, r##"fill="#cccccc""##);
            }
            y + count * 18 + 10
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_named_and_shows_every_label() {
        let svg = svg(&ScreenDrawing::identity("sakura"));
        assert!(svg.contains("<title>「ご本人の確認」の画面。"));
        for text in ["保険者指定コード", "sakura", "記号", "番号", "生年月日", "氏名（カナ）", "認証"] {
            assert!(svg.contains(&format!(">{text}</text>")), "{text}");
        }
    }

    #[test]
    fn a_hostile_code_stays_text() {
        let svg = svg(&ScreenDrawing::identity("</text><script>"));
        assert!(svg.contains("&lt;/text&gt;&lt;script&gt;") && !svg.contains("<script>"));
    }

    #[test]
    fn the_page_keeps_its_content_security_policy() {
        assert!(!svg(&ScreenDrawing::terms()).contains("style="));
    }
}
