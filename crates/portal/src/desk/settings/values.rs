//! The values of settings in words.

use crate::web::language::Language;

/// What a value is called on the page.
pub fn in_words(language: Language, key: &str, value: &str) -> String {
    let texts = &language.texts().desk_settings;
    let Some(words) = texts.words(key) else { return value.to_owned() };
    match key {
        _ if value.is_empty() => texts.blank.to_owned(),
        "signup_opens" => value.parse().map_or_else(|_| value.to_owned(), |day| language.date(day)),
        "registrant_min_age" => format!("{value} {}", texts.years),
        "leaver_limit_percent" | "bad_row_limit_percent" => format!("{value} {}", texts.per_cent),
        "after_leaving" => match value.split_once(':') {
            Some((_, months)) => (texts.read_only)(months),
            None => words.choice(value).unwrap_or(value).to_owned(),
        },
        "services" | "source_allow_list" => value.split(',').map(|item| words.choice(item).unwrap_or(item)).collect::<Vec<_>>().join(", "),
        _ => words.choice(value).unwrap_or(value).to_owned(),
    }
}
