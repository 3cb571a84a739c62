//! Texts of operators (terms of use, notices) as HTML: a small part of Markdown, and nothing that was not written here.
//!
//! Headings, paragraphs, lists with numbers or marks (also inside each other), rules, **strong** text and links. Everything else,
//! HTML above all, is text and stays text. A line end stays a line end.

/// The text as HTML. Its headings begin with `<h2>` on `top` 2, `<h3>` on `top` 3, with however many marks its writer began, and go
/// down one level at a time: who has the page read out loud goes by them.
pub fn to_html(text: &str, top: usize) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut html = String::new();
    blocks(&lines, &mut Outline { top, open: Vec::new() }, &mut html);
    html
}

/// The headings under which the text stands.
struct Outline {
    top: usize,
    /// Their marks, the widest section first.
    open: Vec<usize>,
}

impl Outline {
    /// The level of the page's heading for one with so many marks.
    fn enter(&mut self, marks: usize) -> usize {
        self.open.retain(|open| *open < marks);
        self.open.push(marks);
        (self.top + self.open.len() - 1).min(6)
    }
}

/// The text as a mail without HTML shows it: marks of headings and strong text go, a link's address stands behind its words. Addresses
/// of our own pages begin with `base`.
pub fn to_plain(text: &str, base: &str) -> String {
    let plain = |line: &str| match heading(line) {
        Some((_, title)) => plain_inline(title, base),
        None if is_rule(line) => "-".repeat(20),
        None => plain_inline(line, base),
    };
    text.trim_end().lines().map(|line| plain(line.trim_end())).collect::<Vec<_>>().join("\n")
}

fn plain_inline(text: &str, base: &str) -> String {
    if let Some((before, inside, after)) = between(text, "**", "**") {
        return format!("{}{}{}", plain_links(before, base), plain_links(inside, base), plain_inline(after, base));
    }
    plain_links(text, base)
}

fn plain_links(text: &str, base: &str) -> String {
    let link = between(text, "[", "](").and_then(|(before, words, after)| Some((before, words, after.split_once(')')?)));
    match link {
        Some((before, words, (target, rest))) if leads_somewhere(target) => {
            let base = if target.starts_with('/') { base } else { "" };
            format!("{before}{words} <{base}{target}> {}", plain_links(rest, base)).trim_end().to_owned()
        }
        _ => text.to_owned(),
    }
}

/// The marks that begin a list's item: how wide they are, and the number of a numbered one.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Mark {
    width: usize,
    number: Option<u32>,
}

fn blocks(lines: &[&str], outline: &mut Outline, html: &mut String) {
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        if line.is_empty() {
            rest = after;
        } else if let Some((marks, title)) = heading(line) {
            let level = outline.enter(marks);
            html.push_str(&format!("<h{level}>{}</h{level}>\n", inline(title)));
            rest = after;
        } else if is_rule(line) {
            html.push_str("<hr>\n");
            rest = after;
        } else if let Some(first) = mark(line) {
            rest = list(rest, first, outline, html);
        } else {
            let end = rest.iter().position(|line| !continues_paragraph(line)).unwrap_or(rest.len());
            let (paragraph, after) = rest.split_at(end.max(1));
            html.push_str(&format!("<p>{}</p>\n", sentences(paragraph)));
            rest = after;
        }
    }
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let title = line.get(level..)?.strip_prefix(' ')?;
    (1..=6).contains(&level).then(|| (level, title.trim()))
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && (line.bytes().all(|byte| byte == b'-') || line.bytes().all(|byte| byte == b'*'))
}

fn mark(line: &str) -> Option<Mark> {
    if line.starts_with("- ") || line.starts_with("* ") {
        return Some(Mark { width: 2, number: None });
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let is_numbered = (1..=3).contains(&digits) && line.get(digits..)?.starts_with(". ");
    is_numbered.then(|| Mark { width: digits + 2, number: line.get(..digits).and_then(|number| number.parse().ok()) })
}

fn continues_paragraph(line: &str) -> bool {
    !line.is_empty() && heading(line).is_none() && mark(line).is_none() && !is_rule(line)
}

/// The list that begins here; answers the lines after it.
fn list<'a>(mut rest: &'a [&'a str], first: Mark, outline: &mut Outline, html: &mut String) -> &'a [&'a str] {
    let name = if first.number.is_some() { "ol" } else { "ul" };
    match first.number {
        Some(number) if number != 1 => html.push_str(&format!("<ol start=\"{number}\">\n")),
        _ => html.push_str(&format!("<{name}>\n")),
    }
    while let Some((line, after)) = rest.split_first() {
        let Some(own) = mark(line).filter(|mark| mark.number.is_some() == first.number.is_some()) else { break };
        let end = after.iter().position(|line| !line.is_empty() && !is_indented(line)).unwrap_or(after.len());
        let (inside, next) = after.split_at(end);
        let head = line.get(own.width..).unwrap_or_default();
        let indent = inside.iter().filter(|line| !line.is_empty()).map(|line| indent(line)).min().unwrap_or(0);
        let inside = inside.iter().map(|line| line.get(indent..).unwrap_or_default());
        let content: Vec<&str> = std::iter::once(head).chain(inside).collect();
        html.push_str(&format!("<li>{}</li>\n", item(&content, outline)));
        rest = next;
    }
    html.push_str(&format!("</{name}>\n"));
    rest
}

/// What stands in an item: its first lines bare, then whatever blocks follow.
fn item(content: &[&str], outline: &mut Outline) -> String {
    let end = content.iter().position(|line| !continues_paragraph(line)).unwrap_or(content.len());
    let (first, more) = content.split_at(end);
    let mut html = sentences(first);
    blocks(more, outline, &mut html);
    html
}

fn is_indented(line: &str) -> bool {
    line.starts_with("  ") || line.starts_with('\t')
}

/// How many spaces and tabs a line begins with.
fn indent(line: &str) -> usize {
    line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

fn sentences(lines: &[&str]) -> String {
    lines.iter().map(|line| inline(line.trim_start())).collect::<Vec<_>>().join("<br>\n")
}

/// Strong text and links inside a line; all else escaped.
fn inline(text: &str) -> String {
    if let Some((before, inside, after)) = between(text, "**", "**") {
        return format!("{}<strong>{}</strong>{}", links(before), links(inside), inline(after));
    }
    links(text)
}

fn links(text: &str) -> String {
    let Some((before, words, after)) = between(text, "[", "](") else { return escape(text) };
    match after.split_once(')') {
        Some((target, rest)) if leads_somewhere(target) => {
            format!("{}<a href=\"{}\">{}</a>{}", escape(before), escape(target), escape(words), links(rest))
        }
        _ => format!("{}{}", escape(before), escape(text.get(before.len()..).unwrap_or_default())),
    }
}

/// Only the web, mail, telephone and our own pages: no script, no other scheme.
fn leads_somewhere(target: &str) -> bool {
    let is_ours = target.starts_with('/') && !target.starts_with("//");
    let is_known = ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| target.starts_with(scheme));
    (is_ours || is_known) && !target.contains(char::is_whitespace)
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (before, rest) = text.split_once(open)?;
    let (inside, after) = rest.split_once(close)?;
    (!inside.is_empty()).then_some((before, inside, after))
}

fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_begin_where_the_page_says() {
        assert_eq!(to_html("# 規約\n## 第1条", 2), "<h2>規約</h2>\n<h3>第1条</h3>\n");
        assert_eq!(to_html("### 対象\n- 一\n### 期間", 3), "<h3>対象</h3>\n<ul>\n<li>一</li>\n</ul>\n<h3>期間</h3>\n");
    }

    #[test]
    fn no_level_of_headings_is_left_out() {
        let levels = |text: &str| to_html(text, 2).lines().map(|line| line[1..3].to_owned()).collect::<Vec<_>>();
        assert_eq!(levels("## 章\n#### 節\n### 節\n#### 項\n# 章"), ["h2", "h3", "h3", "h4", "h2"]);
        assert_eq!(levels("# a\n## b\n### c\n#### d\n##### e\n###### f"), ["h2", "h3", "h4", "h5", "h6", "h6"]);
    }

    #[test]
    fn a_line_end_stays_and_an_empty_line_parts() {
        assert_eq!(to_html("一行目\n二行目\n\n次", 2), "<p>一行目<br>\n二行目</p>\n<p>次</p>\n");
    }

    #[test]
    fn lists_stand_inside_each_other() {
        let html = to_html("1. 一\n    - ア\n    - イ\n2. 二", 2);
        assert_eq!(html, "<ol>\n<li>一<ul>\n<li>ア</li>\n<li>イ</li>\n</ul>\n</li>\n<li>二</li>\n</ol>\n");
    }

    #[test]
    fn a_list_keeps_the_number_that_it_begins_with() {
        assert_eq!(to_html("3. 三", 2), "<ol start=\"3\">\n<li>三</li>\n</ol>\n");
    }

    #[test]
    fn html_is_text() {
        let html = to_html("<script>alert(1)</script> & \"'", 2);
        assert_eq!(html, "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&#39;</p>\n");
    }

    #[test]
    fn links_lead_to_the_web_and_to_our_pages_only() {
        assert_eq!(to_html("[手引](/portal/guide)", 2), "<p><a href=\"/portal/guide\">手引</a></p>\n");
        assert_eq!(to_html("[x](javascript:alert(1))", 2), "<p>[x](javascript:alert(1))</p>\n");
        assert_eq!(to_html("[x](//elsewhere.test)", 2), "<p>[x](//elsewhere.test)</p>\n");
        assert_eq!(to_html("[x](https://a.test/\"onclick)", 2), "<p><a href=\"https://a.test/&quot;onclick\">x</a></p>\n");
    }

    #[test]
    fn strong_text_is_strong_and_a_lone_mark_is_text() {
        assert_eq!(to_html("**大切** です", 2), "<p><strong>大切</strong> です</p>\n");
        assert_eq!(to_html("2 ** 3", 2), "<p>2 ** 3</p>\n");
    }

    #[test]
    fn a_mail_shows_words_and_addresses_without_marks() {
        let text = "# 補助\n**12月1日**から受け付けます。\n\n- [手引](/portal/guide)をご覧ください。\n- [x](javascript:y)\n---\n";
        let plain = "補助\n12月1日から受け付けます。\n\n- 手引 <https://a.jp/portal/guide> をご覧ください。\n- [x](javascript:y)\n--------------------";
        assert_eq!(to_plain(text, "https://a.jp"), plain);
    }

    #[test]
    fn any_text_is_answered_with_elements_that_are_closed() {
        for text in ["", "#", "# ", "- ", "1. ", "[", "[](", "[a](", "****", "\t\t- a", "-\n\n\n- a\n\n  b", "１. 全角"] {
            let html = to_html(text, 2);
            for name in ["p", "ul", "ol", "li", "a", "strong", "h2", "h3"] {
                let opened = html.matches(&format!("<{name}>")).count() + html.matches(&format!("<{name} ")).count();
                assert_eq!(opened, html.matches(&format!("</{name}>")).count(), "{text:?}: {html}");
            }
            assert!(html.contains(|c: char| !c.is_ascii()) == text.contains(|c: char| !c.is_ascii()), "{text:?}: {html}");
            assert!(!to_plain(text, "").contains(['<', '>']), "{text:?}");
        }
    }
}
