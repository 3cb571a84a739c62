//! Filling and submitting a form.

use axum::http::Method;
use scraper::{ElementRef, Html};

use super::client::Errand;
use super::cookies::Coming;
use super::{Page, markup};

/// A form while a person fills it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until a button is pressed"]
pub struct Form {
    page: Page,
    touched: Vec<(String, Touch)>,
    files: Vec<(String, String, Vec<u8>)>,
}

#[derive(Clone, Debug)]
enum Touch {
    Fill(String),
    Tick(bool),
    Choose(String),
}

impl Form {
    pub(super) fn on(page: Page) -> Form {
        Form { page, touched: Vec::new(), files: Vec::new() }
    }

    /// Types into the control with that visible label or `name`. Fails when there is none or more than one.
    #[track_caller]
    pub fn fill(self, label: &str, value: &str) -> Form {
        self.touch(label, Touch::Fill(value.to_owned()))
    }

    /// Ticks the checkbox or radio button with that visible label or `name`.
    #[track_caller]
    pub fn tick(self, label: &str) -> Form {
        self.touch(label, Touch::Tick(true))
    }

    /// Takes the tick away.
    #[track_caller]
    pub fn untick(self, label: &str) -> Form {
        self.touch(label, Touch::Tick(false))
    }

    /// Chooses the option with that visible text (or value) of a list.
    #[track_caller]
    pub fn choose(self, label: &str, option: &str) -> Form {
        self.touch(label, Touch::Choose(option.to_owned()))
    }

    /// Chooses a file, with this name and content, in the file control with that `name`.
    #[track_caller]
    pub fn attach(mut self, control: &str, file: &str, content: impl Into<Vec<u8>>) -> Form {
        let html = self.page.html();
        let is_there = controls(&html).iter().any(|own| own.attr("type") == Some("file") && own.attr("name") == Some(control));
        assert!(is_there, "no control {control:?} for a file\n{}", self.page.account());
        self.files.push((control.to_owned(), file.to_owned(), content.into()));
        self
    }

    #[track_caller]
    fn touch(mut self, label: &str, touch: Touch) -> Form {
        let html = self.page.html();
        if let Err(problem) = find_control(&html, label, |control| fits(control, &touch)) {
            panic!("{problem}\n{}", self.page.account());
        }
        self.touched.push((label.to_owned(), touch));
        self
    }

    /// Presses the button with that text and returns the answer; a redirect is not followed.
    #[track_caller]
    pub fn press(self, button: &str) -> impl Future<Output = Page> + Send + use<> {
        let errand = self.errand(button).unwrap_or_else(|problem| panic!("{problem}\n{}", self.page.account()));
        let client = self.page.client().clone();
        async move { client.run(errand).await }
    }

    fn errand(&self, button: &str) -> Result<Errand, String> {
        let html = self.page.html();
        let button = find_button(&html, button)?;
        let form = markup::form_of(&html, button).ok_or("the button belongs to no form")?;
        let fields = self.fields(&html, form, button)?;

        let attribute = |on_button: &str, on_form: &str| button.attr(on_button).or_else(|| form.attr(on_form));
        let encoding = attribute("formenctype", "enctype").unwrap_or("application/x-www-form-urlencoded");
        let files = match encoding {
            "application/x-www-form-urlencoded" => None,
            "multipart/form-data" => Some(self.files(&html, form)),
            other => return Err(format!("the form is sent as {other}, which this browser cannot")),
        };
        let action = attribute("formaction", "action").filter(|action| !action.is_empty());
        let page_url = self.page.url();
        let mut url = match action {
            Some(action) => page_url.join(action).map_err(|error| format!("{action} is no address: {error}"))?,
            None => page_url.clone(),
        };
        url.set_fragment(None);
        let is_post = attribute("formmethod", "method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        if !is_post {
            url.query_pairs_mut().clear().extend_pairs(&fields);
        }
        Ok(Errand {
            method: if is_post { Method::POST } else { Method::GET },
            url,
            coming: Coming::FromOurselves,
            origin: is_post.then(|| self.page.origin()),
            referrer: self.page.referrer(),
            fields: is_post.then_some(fields),
            files,
        })
    }

    /// What stands in the form's file controls: the chosen files, and the empty one that browsers send where none was chosen.
    fn files(&self, html: &Html, form: ElementRef<'_>) -> Vec<(String, String, Vec<u8>)> {
        let is_ours = |control: &ElementRef<'_>| markup::form_of(html, *control).is_some_and(|own| own.id() == form.id());
        let ours = controls(html).into_iter().filter(|control| control.attr("type") == Some("file")).filter(is_ours);
        let file = |control: ElementRef<'_>| {
            let name = control.attr("name").unwrap_or_default();
            let chosen = self.files.iter().find(|(own, ..)| own == name).cloned();
            chosen.unwrap_or_else(|| (name.to_owned(), String::new(), Vec::new()))
        };
        ours.map(file).collect()
    }

    /// The form's fields in the document's order ("constructing the entry list" of the HTML standard).
    fn fields(&self, html: &Html, form: ElementRef<'_>, button: ElementRef<'_>) -> Result<Vec<(String, String)>, String> {
        let mut touched = Vec::new();
        for (label, touch) in &self.touched {
            let control = find_control(html, label, |control| {
                fits(control, touch) && markup::form_of(html, control).is_some_and(|own| own.id() == form.id())
            });
            touched.push((control.map_err(|problem| format!("not in the form of that button: {problem}"))?, touch));
        }
        let mut fields = Vec::new();
        for control in controls(html) {
            let Some(name) = control.attr("name").filter(|name| !name.is_empty() && control.attr("type") != Some("file")) else {
                continue;
            };
            let is_ours = markup::form_of(html, control).is_some_and(|own| own.id() == form.id());
            if !is_ours || markup::is_disabled(control) {
                continue;
            }
            let own = touched.iter().rev().filter(|(touched, _)| touched.id() == control.id()).map(|(_, touch)| *touch);
            let value = match own.into_iter().next() {
                Some(Touch::Fill(text)) => Some(text.clone()),
                Some(Touch::Choose(option)) => Some(chosen(control, option)?),
                Some(Touch::Tick(on)) => on.then(|| markup::value_of(control)),
                None => untouched(html, control, button, &touched),
            };
            if let Some(value) = value {
                // Browsers send line ends as CRLF.
                fields.push((name.to_owned(), value.replace("\r\n", "\n").replace('\n', "\r\n")));
            }
        }
        Ok(fields)
    }
}

/// What a control sends that nobody touched.
fn untouched(html: &Html, control: ElementRef<'_>, button: ElementRef<'_>, touched: &[(ElementRef<'_>, &Touch)]) -> Option<String> {
    if is_button(control) {
        return (control.id() == button.id()).then(|| control.attr("value").unwrap_or_default().to_owned());
    }
    if !markup::is_ticked_kind(control) {
        return Some(markup::value_of(control));
    }
    // Another radio button of the group was ticked, which takes this one's tick away.
    let outdone = control.attr("type") == Some("radio")
        && touched.iter().any(|(other, touch)| {
            matches!(touch, Touch::Tick(true))
                && other.attr("type") == Some("radio")
                && other.attr("name") == control.attr("name")
                && markup::form_of(html, *other).map(|form| form.id()) == markup::form_of(html, control).map(|form| form.id())
        });
    (control.attr("checked").is_some() && !outdone).then(|| markup::value_of(control))
}

fn chosen(list: ElementRef<'_>, wanted: &str) -> Result<String, String> {
    let options: Vec<_> = list.descendent_elements().filter(|element| element.value().name() == "option").collect();
    let found = options.iter().find(|option| markup::label_text(**option) == wanted || option.attr("value") == Some(wanted));
    let all = || options.iter().map(|option| markup::label_text(*option)).collect::<Vec<_>>();
    found.map(|option| markup::option_value(*option)).ok_or_else(|| format!("no option {wanted:?} but {:?}", all()))
}

/// Everything that can be in a form's entry list, in the document's order.
fn controls(html: &Html) -> Vec<ElementRef<'_>> {
    markup::select(html, "input, textarea, select, button")
}

/// The buttons that submit.
pub(super) fn buttons(html: &Html) -> Vec<ElementRef<'_>> {
    controls(html).into_iter().filter(|control| is_button(*control)).collect()
}

fn is_button(control: ElementRef<'_>) -> bool {
    match control.value().name() {
        "button" => !matches!(control.attr("type"), Some("button" | "reset")),
        "input" => matches!(control.attr("type"), Some("submit" | "image")),
        _ => false,
    }
}

fn find_button<'a>(html: &'a Html, wanted: &str) -> Result<ElementRef<'a>, String> {
    let all: Vec<_> = buttons(html).into_iter().filter(|button| !markup::is_disabled(*button)).collect();
    let found: Vec<_> = all.iter().filter(|button| markup::button_text(**button) == wanted).collect();
    match found.as_slice() {
        [button] => Ok(**button),
        _ => {
            let texts: Vec<_> = all.iter().map(|button| markup::button_text(*button)).collect();
            Err(format!("{} buttons {wanted:?} among {texts:?}", found.len()))
        }
    }
}

fn fits(control: ElementRef<'_>, touch: &Touch) -> bool {
    let is_list = control.value().name() == "select";
    match touch {
        Touch::Fill(_) => !is_list && !markup::is_ticked_kind(control) && control.attr("readonly").is_none(),
        Touch::Tick(_) => markup::is_ticked_kind(control),
        Touch::Choose(_) => is_list,
    }
}

/// The one control that a person may touch and that has this visible label or this `name`. An exact label wins over
/// one that says more.
pub(super) fn find_control<'a>(html: &'a Html, wanted: &str, fits: impl Fn(ElementRef<'a>) -> bool) -> Result<ElementRef<'a>, String> {
    let all: Vec<(ElementRef<'a>, Vec<String>)> = controls(html)
        .into_iter()
        .filter(|control| !is_button(*control) && control.value().name() != "button")
        .filter(|control| control.attr("type") != Some("hidden") && !markup::is_disabled(*control))
        .map(|control| (control, markup::labels_of(html, control)))
        .collect();
    let matches = |rule: &dyn Fn(&ElementRef<'a>, &[String]) -> bool| -> Vec<ElementRef<'a>> {
        let found = all.iter().filter(|(control, labels)| fits(*control) && rule(control, labels));
        found.map(|(control, _)| *control).collect()
    };
    let by_exact_label = matches(&|_, labels| labels.iter().any(|label| label == wanted));
    let by_label = matches(&|_, labels| labels.iter().any(|label| markup::is_label(label, wanted)));
    let by_name = matches(&|control, _| control.attr("name") == Some(wanted));
    let found = [by_exact_label, by_label, by_name].into_iter().find(|found| !found.is_empty()).unwrap_or_default();
    match found.as_slice() {
        [control] => Ok(*control),
        _ => {
            let known: Vec<_> = all.iter().map(|(control, labels)| (control.attr("name").unwrap_or_default(), labels)).collect();
            Err(format!("{} controls {wanted:?} to touch among {known:?}", found.len()))
        }
    }
}
