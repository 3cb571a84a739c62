//! What stands on a letter.

use jiff::Timestamp;
use madoguchi_documents::letters::{Letter, LetterSheet};
use madoguchi_rules::{
    limits::LETTER_LIFETIME,
    paper_codes::PaperCode,
    settings::{InsurerSettings, SignupProof},
};
use madoguchi_store::{insurers::Insurer, roster::RosterEntry};

use crate::{clock::in_tokyo, config::Config, web::language::Language};

/// When the codes of letters that are made now expire.
pub fn expires_at(now: Timestamp) -> Timestamp {
    now + LETTER_LIFETIME
}

/// The last whole day in Tokyo on which a code is good that expires then: what the letter says.
pub fn last_day(expires_at: Timestamp) -> jiff::civil::Date {
    let day = in_tokyo(expires_at).date();
    day.yesterday().unwrap_or(day)
}

/// What is the same on all letters that are made now.
pub fn sheet(config: &Config, insurer: &Insurer, settings: &InsurerSettings, now: Timestamp) -> LetterSheet {
    let (japanese, english) = (Language::Japanese { asked: false }, Language::English { asked: false });
    let facts = crate::insurer::facts(insurer, settings);
    let is_asked_for = settings.signup_proof == SignupProof::Letter;
    let path = if is_asked_for { "/portal/signup" } else { "/portal/signup/with-letter" };
    let signup_url = format!("{}{path}", config.base_url.as_str().trim_end_matches('/'));
    let last_day = last_day(expires_at(now));
    LetterSheet {
        service_name: config.service_name.clone(),
        prefilled_signup_url: format!("{signup_url}?insurer={}", facts.code),
        signup_url,
        is_asked_for,
        insurer_name: facts.name,
        insurer_code: facts.code,
        valid_until: japanese.date(last_day),
        valid_until_in_english: english.date(last_day),
        issued_on: japanese.date(in_tokyo(now).date()),
        support_phone: facts.phone,
        support_hours: facts.hours,
        support_note: facts.note,
    }
}

/// The letter of a person. Whose name the roster has in kana only is addressed by that.
pub fn letter(person: &RosterEntry, code: &PaperCode) -> Letter {
    let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    Letter {
        postal_code: postal_code(&text(&person.postal_code)),
        address: text(&person.address),
        name: if person.name.trim().is_empty() { person.kana_name.trim().to_owned() } else { person.name.trim().to_owned() },
        code: code.in_groups(),
    }
}

/// Seven digits as `100-0001`; anything else as the roster has it.
fn postal_code(given: &str) -> String {
    let compact: String = given.chars().map(in_half_width).filter(char::is_ascii_digit).collect();
    match compact.split_at_checked(3) {
        Some((area, rest)) if rest.len() == 4 => format!("{area}-{rest}"),
        _ => given.to_owned(),
    }
}

fn in_half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postal_code_is_written_as_the_post_reads_it() {
        for given in ["1000001", "100-0001", "〒１００－０００１", " 100 0001"] {
            assert_eq!(postal_code(given), "100-0001", "{given}");
        }
        assert_eq!((postal_code("100"), postal_code("")), ("100".to_owned(), String::new()));
    }

    #[test]
    fn the_letter_names_the_last_whole_day() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap_or(Timestamp::MAX);
        // 10:00 in Tokyo of the 13th, and the first moment of it.
        assert_eq!(last_day(at("2026-12-13T01:00:00Z")).to_string(), "2026-12-12");
        assert_eq!(last_day(at("2026-12-12T15:00:00Z")).to_string(), "2026-12-12");
    }
}
