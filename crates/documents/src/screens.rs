//! Drawings of the member's screens, the same on the guide's page and on its paper.
//!
//! A drawing shows what a screen is made of, with the labels of the real one; it is no screenshot, so it never shows
//! anyone's data.

use crate::Language;
use crate::svg::{BLUE, Drawing, GREY, TINT, Type};

/// The words on the member's screens, taken from the screens' own texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub struct ScreenLabels {
    /// The language of them all.
    pub language: Language,
    /// 初回登録 1.
    pub identity: &'static str,
    pub insurer_code: &'static str,
    pub symbol: &'static str,
    pub number: &'static str,
    pub birth_date: &'static str,
    pub kana_name: &'static str,
    pub confirm: &'static str,
    /// The letter's code, where the insurer asks for it.
    pub letter: &'static str,
    pub letter_code: &'static str,
    pub verify_letter: &'static str,
    /// 初回登録 2.
    pub account: &'static str,
    pub user_id: &'static str,
    pub password: &'static str,
    pub email: &'static str,
    pub create: &'static str,
    /// 初回登録 3.
    pub code: &'static str,
    pub mail_code: &'static str,
    pub verify: &'static str,
    pub resend: &'static str,
    /// The login screen.
    pub login: &'static str,
    pub log_in: &'static str,
    pub forgot_password: &'static str,
    pub forgot_user_id: &'static str,
    pub first_time: &'static str,
    /// 利用規約.
    pub terms: &'static str,
    pub agree: &'static str,
    pub next: &'static str,
    pub decline: &'static str,
    /// マイページ, by name only.
    pub home: &'static str,
}

/// A screen as a drawing: its heading and its parts from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenDrawing {
    /// The language of its words.
    pub language: Language,
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
    fn new(labels: &ScreenLabels, heading: &str, parts: Vec<Part>) -> Self {
        Self { language: labels.language, heading: heading.to_owned(), parts }
    }

    /// 初回登録 1: the five items, the insurer's code filled in already.
    pub(crate) fn identity(labels: &ScreenLabels, insurer_code: &str) -> Self {
        let code = Part::Field { label: labels.insurer_code.to_owned(), value: insurer_code.to_owned() };
        let others = [labels.symbol, labels.number, labels.birth_date, labels.kana_name].map(field);
        Self::new(labels, labels.identity, [code].into_iter().chain(others).chain([button(labels.confirm)]).collect())
    }

    /// The letter's code, where the insurer asks for it.
    pub(crate) fn letter(labels: &ScreenLabels) -> Self {
        Self::new(labels, labels.letter, vec![field(labels.letter_code), button(labels.verify_letter)])
    }

    /// 初回登録 2: user ID, password, mail address.
    pub(crate) fn account(labels: &ScreenLabels) -> Self {
        let fields = [labels.user_id, labels.password, labels.email].map(field);
        Self::new(labels, labels.account, fields.into_iter().chain([button(labels.create)]).collect())
    }

    /// 初回登録 3: the code from the mail.
    pub(crate) fn code(labels: &ScreenLabels) -> Self {
        let resend = Part::OtherButton(labels.resend.to_owned());
        Self::new(labels, labels.code, vec![field(labels.mail_code), button(labels.verify), resend])
    }

    /// The login screen.
    pub(crate) fn login(labels: &ScreenLabels) -> Self {
        let links = [labels.forgot_password, labels.forgot_user_id, labels.first_time].map(|label| Part::Link(label.to_owned()));
        let form = [field(labels.user_id), field(labels.password), button(labels.log_in)];
        Self::new(labels, labels.login, form.into_iter().chain(links).collect())
    }

    /// The terms of use.
    pub(crate) fn terms(labels: &ScreenLabels) -> Self {
        let decline = Part::OtherButton(labels.decline.to_owned());
        Self::new(labels, labels.terms, vec![Part::Lines(4), Part::Tick(labels.agree.to_owned()), button(labels.next), decline])
    }

    /// What the drawing shows, for those who do not see it.
    #[must_use]
    pub fn description(&self) -> String {
        let parts: Vec<String> = self.parts.iter().map(|part| part.description(self.language)).collect();
        let heading = &self.heading;
        match self.language {
            Language::Japanese => format!("「{heading}」の画面。上から順に、{}があります。", parts.join("、")),
            Language::English => format!("The screen “{heading}”. From top to bottom: {}.", parts.join(", ")),
        }
    }
}

impl Part {
    fn description(&self, language: Language) -> String {
        let (label, japanese, english) = match self {
            Self::Field { label, .. } => return language.of(format!("{label}の欄"), format!("the field “{label}”")),
            Self::Lines(_) => return language.of("文章", "a text").to_owned(),
            Self::Tick(label) => (label, "チェック欄", "box"),
            Self::Button(label) | Self::OtherButton(label) => (label, "ボタン", "button"),
            Self::Link(label) => (label, "リンク", "link"),
        };
        language.of(format!("「{label}」の{japanese}"), format!("the {english} “{label}”"))
    }
}

fn field(label: &str) -> Part {
    Part::Field { label: label.to_owned(), value: String::new() }
}

fn button(label: &str) -> Part {
    Part::Button(label.to_owned())
}

const WIDTH: u32 = 360;
/// The column that the parts stand in.
const LEFT: u32 = 26;
const ROOM: u32 = WIDTH - 2 * LEFT;
/// The size of every text but the heading.
const TEXT: f32 = 18.0;

/// The drawing as an SVG of its own, 360 units wide, with its description inside.
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
    drawing.finish(height, &screen.description())
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

    fn labels() -> ScreenLabels {
        ScreenLabels {
            identity: "ご本人の確認",
            insurer_code: "保険者指定コード",
            number: "番号",
            confirm: "認証",
            terms: "Terms of use",
            agree: "I agree",
            next: "Next",
            decline: "I do not agree",
            ..ScreenLabels::default()
        }
    }

    #[test]
    fn a_drawing_is_described_and_shows_every_label() {
        let svg = svg(&ScreenDrawing::identity(&labels(), "sakura"));
        assert!(svg.contains("<title>「ご本人の確認」の画面。上から順に、保険者指定コードの欄、"));
        assert!(svg.contains("「認証」のボタンがあります。</title>"));
        for text in ["保険者指定コード", "sakura", "番号", "認証"] {
            assert!(svg.contains(&format!(">{text}</text>")), "{text}");
        }
    }

    #[test]
    fn an_english_drawing_is_described_in_english() {
        let terms = ScreenDrawing::terms(&ScreenLabels { language: Language::English, ..labels() });
        assert_eq!(
            terms.description(),
            "The screen “Terms of use”. From top to bottom: a text, the box “I agree”, the button “Next”, the button “I do not agree”."
        );
    }

    #[test]
    fn a_hostile_code_stays_text() {
        let svg = svg(&ScreenDrawing::identity(&labels(), "</text><script>"));
        assert!(svg.contains("&lt;/text&gt;&lt;script&gt;") && !svg.contains("<script>"));
    }

    #[test]
    fn the_page_keeps_its_content_security_policy() {
        assert!(!svg(&ScreenDrawing::terms(&labels())).contains("style="));
    }
}
