//! The settings of an insurer at the desk.

/// Words of 設定.
#[allow(missing_docs)] // the names say it; the words are in `ja/` and `en/`
pub struct DeskSettings {
    pub title: &'static str,
    /// The links to the groups below.
    pub sections: &'static str,
    pub lead: &'static str,
    /// What a setting is when nobody set it.
    pub default: fn(&str) -> String,
    pub blank: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub years: &'static str,
    pub per_cent: &'static str,
    pub month_unit: &'static str,
    pub hour_unit: &'static str,
    pub months: &'static str,
    /// Reading for so many months.
    pub read_only: fn(&str) -> String,
    /// A value that a setting does not take, and what it does.
    pub refused: fn(&str, &str) -> String,
    pub reason: &'static str,
    pub reason_hint: &'static str,
    pub reason_too_long: &'static str,
    pub button: &'static str,
    pub nothing_changed: &'static str,
    pub meanwhile: &'static str,
    pub cannot_hold: &'static str,

    pub passwords: &'static str,
    pub sign_up: &'static str,
    pub members: &'static str,
    pub imports: &'static str,
    pub costs: &'static str,
    pub desk: &'static str,
    pub names: &'static str,
    pub security: &'static str,
    pub services: &'static str,

    pub history: &'static str,
    pub no_history: &'static str,
    pub at: &'static str,
    pub who: &'static str,
    pub setting: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub why: &'static str,
    pub action: &'static str,
    pub by_command: fn(&str) -> String,
    pub took_back: &'static str,
    pub undo: &'static str,
    /// Undo the change of this setting.
    pub undo_of: fn(&str) -> String,
    pub older: &'static str,
    pub undo_title: &'static str,
    pub undo_lead: &'static str,
    pub present: &'static str,
    pub after_undo: &'static str,
    pub undo_button: &'static str,
    pub nothing_to_undo: &'static str,
    pub back: &'static str,

    /// Each setting, in the order of [`InsurerSettings::KEYS`](madoguchi_rules::settings::InsurerSettings::KEYS).
    pub of: [SettingWords; 29],
}

/// Words of one setting.
#[allow(missing_docs)]
pub struct SettingWords {
    pub key: &'static str,
    pub label: &'static str,
    /// What it changes.
    pub effect: &'static str,
    /// What it takes.
    pub takes: &'static str,
    /// Its named values, the default first.
    pub choices: &'static [(&'static str, &'static str)],
}

impl DeskSettings {
    /// The words of one setting.
    pub fn words(&self, key: &str) -> Option<&SettingWords> {
        self.of.iter().find(|words| words.key == key)
    }
}

impl SettingWords {
    /// What a named value is called.
    pub fn choice(&self, value: &str) -> Option<&'static str> {
        self.choices.iter().find(|(known, _)| *known == value).map(|(_, words)| *words)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use madoguchi_rules::settings::{InsurerSettings, Service};

    use crate::text::{en, ja};

    #[test]
    fn every_setting_is_described_in_both_languages_and_every_choice_can_be_made() {
        for texts in [&ja::TEXTS.desk_settings, &en::TEXTS.desk_settings] {
            assert_eq!(texts.of.each_ref().map(|words| words.key), InsurerSettings::KEYS);
            for words in &texts.of {
                assert!(!words.label.is_empty() && !words.effect.is_empty() && !words.takes.is_empty(), "{}", words.key);
                for (value, _) in words.choices.iter().filter(|_| words.key != "after_leaving") {
                    InsurerSettings::default().apply(words.key, value).unwrap();
                }
            }
            let services = texts.words("services").unwrap().choices;
            assert!(services.iter().map(|(value, _)| *value).eq(Service::ALL.iter().map(|service| service.as_str())));
        }
    }
}
