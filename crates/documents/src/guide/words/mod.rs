//! The guide as it is put together from its words. The words stand in `ja` and `en` and nowhere else: the page and the paper read them;
//! what stands on a screen comes from the screens' own texts.

mod en;
mod ja;

use super::{Address, Contact, Entrance, Guide, GuideContent, Registrants, Section, SignupProof, Step};
use crate::Language;
use crate::screens::{ScreenDrawing, ScreenLabels};

/// Every word of the guide in one language. A word that one of them lacks does not compile.
struct Words {
    title: &'static str,
    /// Of this service, for the members of this insurer.
    about: fn(&str, &str) -> String,
    insured_only: &'static str,
    /// The insured, and dependants from this age on.
    dependants_too: fn(u8) -> String,
    /// From this day on.
    opens: fn(&str) -> String,
    code_note: &'static str,
    qr_label: &'static str,
    first_time: &'static str,
    later: &'static str,
    entrance_note: &'static str,

    prepare: &'static str,
    prepare_paper: &'static str,
    /// From this insurer.
    prepare_letter: fn(&str) -> String,
    /// The address that this insurer has.
    prepare_roster_mail: fn(&str) -> String,
    prepare_mail: &'static str,
    numbers: &'static str,
    numbers_lines: &'static [&'static str],

    steps: &'static str,
    identity: &'static str,
    identity_lines: fn(&ScreenLabels) -> Vec<String>,
    letter: &'static str,
    /// From this insurer.
    letter_lines: fn(&ScreenLabels, &str) -> Vec<String>,
    account: &'static str,
    /// Whether an address is asked for too.
    account_choose: fn(&ScreenLabels, bool) -> String,
    /// The code goes to the address that this insurer has.
    account_roster_mail: fn(&str) -> String,
    /// An address that is shown is the one that this insurer has.
    account_shown_mail: fn(&str) -> String,
    account_dead_mail: fn(&ScreenLabels, &str) -> String,
    user_id_rules: &'static str,
    password_rules: &'static str,
    code: &'static str,
    /// From this sender.
    code_lines: fn(&ScreenLabels, &str) -> Vec<String>,
    login: &'static str,
    login_lines: fn(&ScreenLabels) -> Vec<String>,
    terms: &'static str,
    terms_lines: fn(&ScreenLabels) -> Vec<String>,

    trouble: &'static str,
    not_confirmed: &'static str,
    not_confirmed_lines: &'static [&'static str],
    not_for_dependants: &'static str,
    forgotten: &'static str,
    forgotten_lines: fn(&ScreenLabels) -> Vec<String>,
    closed: &'static str,
    closed_lines: &'static [&'static str],

    contact: &'static str,
    insurer: &'static str,
    telephone: &'static str,
    hours: &'static str,
    never_asked: &'static str,
}

fn words(language: Language) -> &'static Words {
    language.of(&ja::WORDS, &en::WORDS)
}

/// The whole guide as data, in the language of the content's labels.
#[must_use]
pub fn text(content: &GuideContent) -> Guide {
    let words = words(content.labels.language);
    Guide {
        title: words.title.to_owned(),
        lead: lead(content, words),
        entrance: entrance(content, words),
        prepare: prepare(content, words),
        numbers: section(words.numbers, owned(words.numbers_lines)),
        steps_heading: words.steps.to_owned(),
        steps: steps(content),
        trouble_heading: words.trouble.to_owned(),
        trouble: trouble(content, words),
        contact: contact(content, words),
    }
}

fn lead(content: &GuideContent, words: &Words) -> Vec<String> {
    let GuideContent { service_name, insurer_name, signup_opens, .. } = content;
    let mut lines = vec![(words.about)(service_name, insurer_name)];
    lines.push(match content.registrants {
        Registrants::Insured => words.insured_only.to_owned(),
        Registrants::All { minimum_age } => (words.dependants_too)(minimum_age),
    });
    if !signup_opens.is_empty() {
        lines.push((words.opens)(signup_opens));
    }
    lines
}

fn entrance(content: &GuideContent, words: &Words) -> Entrance {
    Entrance {
        code_label: content.labels.insurer_code.to_owned(),
        code: content.insurer_code.clone(),
        code_note: words.code_note.to_owned(),
        qr_label: words.qr_label.to_owned(),
        addresses: vec![
            Address { label: words.first_time.to_owned(), url: content.signup_url.clone() },
            Address { label: words.later.to_owned(), url: content.login_url.clone() },
        ],
        note: words.entrance_note.to_owned(),
    }
}

fn prepare(content: &GuideContent, words: &Words) -> Section {
    let insurer = &content.insurer_name;
    let mut lines = vec![words.prepare_paper.to_owned()];
    if content.proof == SignupProof::Letter {
        lines.push((words.prepare_letter)(insurer));
    }
    lines.push(match content.proof {
        SignupProof::RosterEmail => (words.prepare_roster_mail)(insurer),
        SignupProof::Email | SignupProof::Letter => words.prepare_mail.to_owned(),
    });
    section(words.prepare, lines)
}

/// The numbered steps, in the order in which the member meets the screens.
#[must_use]
pub fn steps(content: &GuideContent) -> Vec<Step> {
    let (labels, insurer) = (&content.labels, content.insurer_name.as_str());
    let words = words(labels.language);
    let step = |title: &str, lines, screen| Step { title: title.to_owned(), lines, rules: Vec::new(), screen };
    let mut steps = vec![step(words.identity, (words.identity_lines)(labels), ScreenDrawing::identity(labels, &content.insurer_code))];
    if content.proof == SignupProof::Letter {
        steps.push(step(words.letter, (words.letter_lines)(labels, insurer), ScreenDrawing::letter(labels)));
    }
    let account = step(words.account, account_lines(content, words), ScreenDrawing::account(labels));
    let rules =
        vec![section(words.user_id_rules, content.user_id_rules.clone()), section(words.password_rules, content.password_rules.clone())];
    steps.extend([
        Step { rules, ..account },
        step(words.code, (words.code_lines)(labels, &content.sender), ScreenDrawing::code(labels)),
        step(words.login, (words.login_lines)(labels), ScreenDrawing::login(labels)),
        step(words.terms, (words.terms_lines)(labels), ScreenDrawing::terms(labels)),
    ]);
    steps
}

fn account_lines(content: &GuideContent, words: &Words) -> Vec<String> {
    let (labels, insurer) = (&content.labels, content.insurer_name.as_str());
    let (asks_for_address, address) = match content.proof {
        SignupProof::RosterEmail => (false, (words.account_roster_mail)(insurer)),
        SignupProof::Email | SignupProof::Letter => (true, (words.account_shown_mail)(insurer)),
    };
    vec![(words.account_choose)(labels, asks_for_address), address, (words.account_dead_mail)(labels, insurer)]
}

fn trouble(content: &GuideContent, words: &Words) -> Vec<Section> {
    let mut not_confirmed = owned(words.not_confirmed_lines);
    if content.registrants == Registrants::Insured {
        not_confirmed.push(words.not_for_dependants.to_owned());
    }
    vec![
        section(words.not_confirmed, not_confirmed),
        section(words.forgotten, (words.forgotten_lines)(&content.labels)),
        section(words.closed, owned(words.closed_lines)),
    ]
}

fn contact(content: &GuideContent, words: &Words) -> Contact {
    let rows = [(words.insurer, &content.insurer_name), (words.telephone, &content.support_phone), (words.hours, &content.support_hours)];
    let mut lines = Vec::new();
    if !content.support_note.is_empty() {
        lines.push(content.support_note.clone());
    }
    lines.push(words.never_asked.to_owned());
    Contact {
        heading: words.contact.to_owned(),
        rows: rows.into_iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| (label.to_owned(), value.clone())).collect(),
        lines,
    }
}

fn section(heading: &str, lines: Vec<String>) -> Section {
    Section { heading: heading.to_owned(), lines }
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|&line| line.to_owned()).collect()
}
