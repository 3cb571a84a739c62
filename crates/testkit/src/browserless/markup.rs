//! Reading HTML as a person sees it: texts, labels, controls.

use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use scraper::{ElementRef, Html, HtmlTreeSink, Node, Selector};

/// Elements whose content is not text of the page: it is not shown, or it is the value of a control.
const UNSEEN: [&str; 8] = ["head", "script", "select", "style", "svg", "template", "textarea", "title"];
/// Elements that begin a new line.
const BLOCKS: [&str; 24] = [
    "address", "article", "aside", "br", "dd", "div", "dt", "fieldset", "footer", "form", "h1", "h2", "h3", "h4", "header", "legend", "li",
    "main", "nav", "ol", "p", "section", "tr", "ul",
];

/// Parses as a browser with JavaScript off.
pub(super) fn parse(text: &str) -> Html {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    parse_document(HtmlTreeSink::new(Html::new_document()), options).one(text)
}

/// All elements of the document that match.
pub(super) fn select<'a>(html: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(css).unwrap_or_else(|error| panic!("{css} is no selector: {error}"));
    html.select(&selector).collect()
}

/// The first element inside `element` that matches.
pub(super) fn first_in<'a>(element: ElementRef<'a>, css: &str) -> Option<ElementRef<'a>> {
    let selector = Selector::parse(css).unwrap_or_else(|error| panic!("{css} is no selector: {error}"));
    element.select(&selector).next()
}

/// The element with that `id`.
pub(super) fn by_id<'a>(html: &'a Html, id: &str) -> Option<ElementRef<'a>> {
    select(html, "[id]").into_iter().find(|element| element.attr("id") == Some(id))
}

/// The text that is shown: white space as one space, blocks on lines of their own, nothing hidden.
pub(super) fn visible_text(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    gather(element, &mut text);
    let lines = text.split('\n').map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The same on one line, for labels, buttons, links and headings.
pub(super) fn label_text(element: ElementRef<'_>) -> String {
    visible_text(element).replace('\n', " ")
}

fn gather(element: ElementRef<'_>, text: &mut String) {
    let name = element.value().name();
    if UNSEEN.contains(&name) || element.attr("hidden").is_some() {
        return;
    }
    let is_block = BLOCKS.contains(&name);
    if is_block {
        text.push('\n');
    }
    for child in element.children() {
        match child.value() {
            // Line ends inside a text are only white space.
            Node::Text(words) => text.push_str(&words.replace(['\n', '\r'], " ")),
            Node::Element(_) => ElementRef::wrap(child).into_iter().for_each(|child| gather(child, text)),
            _ => {}
        }
    }
    if is_block {
        text.push('\n');
    } else if matches!(name, "td" | "th") {
        text.push(' ');
    }
}

/// The labels by which a person knows a control: its `<label>`s, `aria-labelledby`, `aria-label`.
pub(super) fn labels_of(html: &Html, control: ElementRef<'_>) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    if let Some(id) = control.attr("id") {
        let own = select(html, "label[for]").into_iter().filter(|label| label.attr("for") == Some(id));
        labels.extend(own.map(label_text));
    }
    let around = control.ancestors().filter_map(ElementRef::wrap).find(|element| element.value().name() == "label");
    labels.extend(around.map(label_text));
    let named = control.attr("aria-labelledby").unwrap_or_default().split_whitespace();
    let named: Vec<String> = named.filter_map(|id| by_id(html, id)).map(label_text).collect();
    if !named.is_empty() {
        labels.push(named.join(" "));
    }
    labels.extend(control.attr("aria-label").map(str::to_owned));
    labels
}

/// Whether a label is the wanted one. Behind it may stand what a label says besides the name: ※必須, 任意, a
/// support text or a reading in brackets.
pub(super) fn is_label(label: &str, wanted: &str) -> bool {
    label.strip_prefix(wanted).is_some_and(|rest| {
        let rest = rest.trim_start();
        rest.is_empty() || ["※", "必須", "任意", "（", "(", "Required", "Optional"].iter().any(|sign| rest.starts_with(sign))
    }) || label == wanted
}

/// What a button says.
pub(super) fn button_text(button: ElementRef<'_>) -> String {
    match (button.value().name(), button.attr("aria-label")) {
        (_, Some(label)) => label.to_owned(),
        ("input", None) => button.attr("value").unwrap_or_default().to_owned(),
        _ => label_text(button),
    }
}

/// The form that a control belongs to: by its `form` attribute, else the one around it.
pub(super) fn form_of<'a>(html: &'a Html, control: ElementRef<'a>) -> Option<ElementRef<'a>> {
    match control.attr("form") {
        Some(id) => by_id(html, id),
        None => control.ancestors().filter_map(ElementRef::wrap).find(|element| element.value().name() == "form"),
    }
}

/// Whether it, or the fieldset around it, is switched off.
pub(super) fn is_disabled(control: ElementRef<'_>) -> bool {
    let around = control.ancestors().filter_map(ElementRef::wrap);
    control.attr("disabled").is_some()
        || around.into_iter().any(|element| element.value().name() == "fieldset" && element.attr("disabled").is_some())
}

/// What a control holds before anybody touches it.
pub(super) fn value_of(control: ElementRef<'_>) -> String {
    match control.value().name() {
        // The parser has already dropped the line end that directly follows `<textarea>`.
        "textarea" => control.text().collect(),
        "select" => chosen_option(control).map(option_value).unwrap_or_default(),
        _ => control.attr("value").unwrap_or_else(|| if is_ticked_kind(control) { "on" } else { "" }).to_owned(),
    }
}

/// Checkbox or radio button.
pub(super) fn is_ticked_kind(control: ElementRef<'_>) -> bool {
    matches!(control.attr("type"), Some("checkbox" | "radio"))
}

/// The value that an option sends.
pub(super) fn option_value(option: ElementRef<'_>) -> String {
    option.attr("value").map_or_else(|| label_text(option), str::to_owned)
}

fn chosen_option(select: ElementRef<'_>) -> Option<ElementRef<'_>> {
    first_in(select, "option[selected]").or_else(|| first_in(select, "option"))
}
