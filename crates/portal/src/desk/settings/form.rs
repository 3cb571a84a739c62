//! The form of all settings: which control each has, what stands in it, and what was wished for.

use madoguchi_rules::settings::{InsurerSettings, Service};

use super::values;
use crate::{
    text::{DeskSettings, desk_settings::SettingWords},
    web::{DeskVisit, Fields, FormState},
};

/// The longest reason, characters.
const MOST_REASON: usize = 200;

/// Settings that belong together.
pub struct Group {
    pub id: &'static str,
    pub title: &'static str,
    pub settings: Vec<Shown>,
}

/// A setting as the page shows it.
pub struct Shown {
    pub words: &'static SettingWords,
    pub control: Control,
    /// What it changes, and its default.
    pub hint: String,
}

/// What a setting is set with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// One of the named values.
    Choice,
    /// A whole number of this unit.
    Number(&'static str),
    /// A date.
    Day,
    /// A choice and a number of months.
    Leaving,
    /// One line.
    Line,
    /// Several lines, an item each.
    Lines,
    /// A paragraph.
    Paragraph,
    /// Boxes to tick.
    Boxes,
}

type Title = fn(&DeskSettings) -> &'static str;

/// All settings, in the groups in which managers think of them.
const GROUPS: &[(&str, Title, &[&str])] = &[
    ("desk", |texts| texts.desk, &["support_phone", "support_hours", "support_note"]),
    (
        "sign-up",
        |texts| texts.sign_up,
        &["registrants", "registrant_min_age", "signup_proof", "signup_opens", "show_roster_email", "kana_lenient"],
    ),
    ("passwords", |texts| texts.passwords, &["password_policy"]),
    ("members", |texts| texts.members, &["after_leaving", "member_second_factor"]),
    ("imports", |texts| texts.imports, &["leaver_limit_percent", "bad_row_limit_percent", "unknown_lines"]),
    (
        "costs",
        |texts| texts.costs,
        &[
            "cost_visibility",
            "savings_visibility",
            "advice_visibility",
            "benefits_visibility",
            "cost_months",
            "cost_tax_years",
            "release_mail_hour",
            "annual_pdf_use",
            "benefits_appeal",
        ],
    ),
    ("names", |texts| texts.names, &["display_name", "mail_display_name", "reply_to"]),
    ("security", |texts| texts.security, &["source_allow_list"]),
    ("offered", |texts| texts.services, &["services"]),
];

/// The groups with their settings, in the visitor's language.
pub fn groups(visit: &DeskVisit) -> Vec<Group> {
    let texts = &visit.texts().desk_settings;
    let defaults = InsurerSettings::default().entries();
    let shown = |key: &&str| {
        let words = texts.words(key)?;
        let default = defaults.iter().find(|(known, _)| known == key).map(|(_, value)| values::in_words(visit.language, key, value));
        let hint = format!("{}\n{}", words.effect, (texts.default)(&default.unwrap_or_default()));
        Some(Shown { words, control: control(texts, key), hint })
    };
    let group = |(id, title, keys): &(&'static str, Title, &[&str])| Group {
        id,
        title: title(texts),
        settings: keys.iter().filter_map(shown).collect(),
    };
    GROUPS.iter().map(group).collect()
}

fn control(texts: &DeskSettings, key: &str) -> Control {
    match key {
        "registrant_min_age" => Control::Number(texts.years),
        "cost_months" => Control::Number(texts.month_unit),
        "cost_tax_years" => Control::Number(texts.years),
        "release_mail_hour" => Control::Number(texts.hour_unit),
        "leaver_limit_percent" | "bad_row_limit_percent" => Control::Number(texts.per_cent),
        "signup_opens" => Control::Day,
        "after_leaving" => Control::Leaving,
        "source_allow_list" => Control::Lines,
        "benefits_appeal" => Control::Paragraph,
        "services" => Control::Boxes,
        "support_phone" | "support_hours" | "support_note" | "display_name" | "mail_display_name" | "reply_to" => Control::Line,
        _ => Control::Choice,
    }
}

/// The form with what holds.
pub fn of(settings: &InsurerSettings) -> FormState {
    let mut values: Vec<(&str, String)> = Vec::new();
    for (key, value) in settings.entries() {
        match key {
            "after_leaving" => {
                let (kind, months) = value.split_once(':').unwrap_or((&value, "24"));
                values.push(("after_leaving_months", months.to_owned()));
                values.push((key, kind.to_owned()));
            }
            "source_allow_list" => values.push((key, value.replace(',', "\n"))),
            "services" => values.extend(settings.services.iter().map(|service| (box_of(*service), "yes".to_owned()))),
            _ => values.push((key, value)),
        }
    }
    FormState::filled(values)
}

/// The name of a service's box.
fn box_of(service: Service) -> &'static str {
    match service {
        Service::Costs => "services_costs",
        Service::Savings => "services_savings",
        Service::Advice => "services_advice",
        Service::Benefits => "services_benefits",
        Service::EligibilityNotice => "services_eligibility_notice",
        Service::Applications => "services_applications",
    }
}

/// What the form asks for: keys and values as the rules take them. What is refused stands at its control. A setting that the form
/// does not have stays as it is.
pub fn wished(visit: &DeskVisit, fields: &Fields, form: &mut FormState) -> Vec<(String, String)> {
    let texts = &visit.texts().desk_settings;
    let mut tried = InsurerSettings::default();
    let mut values = Vec::new();
    for key in InsurerSettings::KEYS.into_iter().filter(|key| fields.has(key)) {
        let typed = fields.get(key).trim();
        let (field, value) = match key {
            "after_leaving" if typed == "read_only_months" => {
                ("after_leaving_months", format!("{typed}:{}", fields.get("after_leaving_months").trim()))
            }
            "source_allow_list" => (key, typed.lines().map(str::trim).collect::<Vec<_>>().join(",")),
            // Where a line was broken there is no space in Japanese.
            "benefits_appeal" => (key, typed.lines().map(str::trim).collect::<String>()),
            "services" => {
                let ticked = Service::ALL.iter().filter(|service| fields.has(box_of(**service)));
                (key, ticked.map(|service| service.as_str()).collect::<Vec<_>>().join(","))
            }
            _ => (key, typed.to_owned()),
        };
        match tried.apply(key, &value) {
            Ok(()) => values.push((key.to_owned(), value)),
            Err(_) => {
                let takes = texts.words(key).map_or("", |words| words.takes);
                form.refuse(field, (texts.refused)(fields.get(field).trim(), takes));
            }
        }
    }
    values
}

/// The reason that was given, or what is wrong with it.
pub fn reason(visit: &DeskVisit, fields: &Fields, form: &mut FormState) -> String {
    let texts = &visit.texts().desk_settings;
    let reason = fields.get("reason").trim();
    if reason.is_empty() {
        form.refuse("reason", (visit.texts().common.please_enter)(texts.reason));
    } else if reason.chars().count() > MOST_REASON || reason.chars().any(char::is_control) {
        form.refuse("reason", texts.reason_too_long);
    }
    reason.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_stands_in_one_group() {
        let mut keys: Vec<&str> = GROUPS.iter().flat_map(|(_, _, keys)| keys.iter().copied()).collect();
        let mut known = InsurerSettings::KEYS;
        keys.sort_unstable();
        known.sort_unstable();
        assert_eq!(keys, known);
    }
}
