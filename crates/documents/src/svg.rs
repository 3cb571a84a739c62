//! What every drawing has in common. Only presentation attributes, no `style`: a page's content security policy lets
//! them through.

use std::fmt::Write as _;

/// Main blue, as on the pages.
pub(crate) const BLUE: &str = "#0017c1";
/// Tint behind headings.
pub(crate) const TINT: &str = "#e8f1fe";
/// Text.
pub(crate) const INK: &str = "#1a1a1a";
/// Borders and secondary text.
pub(crate) const GREY: &str = "#666666";
/// Red of what is marked.
pub(crate) const MARK: &str = "#ce0000";

/// A drawing that grows as it is drawn: an SVG with a title that assistive technology reads.
pub(crate) struct Drawing {
    body: String,
    width: u32,
}

/// How a line of text looks.
#[derive(Clone, Copy)]
pub(crate) struct Type {
    pub size: f32,
    pub bold: bool,
    pub colour: &'static str,
    pub centred: bool,
    pub underlined: bool,
}

impl Type {
    pub(crate) const fn plain(size: f32) -> Self {
        Self { size, bold: false, colour: INK, centred: false, underlined: false }
    }

    pub(crate) const fn bold(size: f32) -> Self {
        Self { bold: true, ..Self::plain(size) }
    }

    pub(crate) const fn colour(self, colour: &'static str) -> Self {
        Self { colour, ..self }
    }

    pub(crate) const fn centred(self) -> Self {
        Self { centred: true, ..self }
    }

    pub(crate) const fn underlined(self) -> Self {
        Self { underlined: true, ..self }
    }
}

impl Drawing {
    /// An empty drawing, `width` units wide.
    pub(crate) fn new(width: u32) -> Self {
        Self { body: String::new(), width }
    }

    /// A rectangle: position, size, corner radius, and the paint attributes as they stand in SVG.
    pub(crate) fn rect(&mut self, (x, y): (u32, u32), (width, height): (u32, u32), radius: u32, paint: &str) {
        let _ = write!(self.body, r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}" {paint}/>"#);
    }

    /// A path: its data, and the paint attributes as they stand in SVG.
    pub(crate) fn path(&mut self, data: &str, paint: &str) {
        let _ = write!(self.body, r#"<path d="{data}" {paint}/>"#);
    }

    /// One line of text, its baseline at `y`, made smaller where it would be wider than `room`.
    pub(crate) fn text(&mut self, (x, y): (u32, u32), room: u32, text: &str, kind: Type) {
        let size = kind.size.min(room as f32 / ems(text).max(1.0));
        let weight = if kind.bold { r#" font-weight="700""# } else { "" };
        let line = if kind.underlined { r#" text-decoration="underline""# } else { "" };
        let anchor = if kind.centred { r#" text-anchor="middle""# } else { "" };
        let _ = write!(
            self.body,
            r#"<text x="{x}" y="{y}" font-size="{size:.1}"{weight}{line}{anchor} fill="{}">{}</text>"#,
            kind.colour,
            escape(text)
        );
    }

    /// Puts another drawing's content on top.
    pub(crate) fn append(&mut self, other: Drawing) {
        self.body.push_str(&other.body);
    }

    /// The finished SVG, `height` units high, named by `title`.
    pub(crate) fn finish(self, height: u32, title: &str) -> String {
        let Self { body, width } = self;
        let title = escape(title);
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" font-family="'BIZ UDPGothic','Noto Sans JP','Noto Sans CJK JP','Hiragino Sans',Meiryo,sans-serif"><title>{title}</title>{body}</svg>"#
        )
    }
}

/// The text with everything that means something to XML, and without what XML does not allow.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// About how wide a text is, in units of its size: never too small for the fonts in use.
fn ems(text: &str) -> f32 {
    text.chars().map(|c| if c.is_ascii() { 0.68 } else { 1.0 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(escape("<script>\u{0}'&\""), "&lt;script&gt;&#39;&amp;&quot;");
    }

    #[test]
    fn a_long_text_is_made_smaller_than_its_room() {
        let mut drawing = Drawing::new(100);
        drawing.text((0, 20), 100, &"窓".repeat(20), Type::plain(18.0));
        assert!(drawing.finish(30, "t").contains(r#"font-size="5.0""#));
    }
}
