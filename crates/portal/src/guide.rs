//! What the first-login guide says of an insurer: for the page at `/portal/guide` and for `madoguchi guide`.

use jiff::civil::Date;
use madoguchi_documents::guide::{GuideContent, Registrants, SignupProof};
use madoguchi_rules::{
    password,
    settings::{self, InsurerSettings},
    user_id,
};
use madoguchi_store::insurers::Insurer;

use crate::{config::Config, text::ja, web::language::Language};

/// The guide's content, from the configuration, the insurer's settings and the rules that judge what members enter.
pub fn content(config: &Config, insurer: &Insurer, settings: &InsurerSettings, issued_on: Date) -> GuideContent {
    let japanese = Language::Japanese { asked: false };
    let base = config.base_url.as_str().trim_end_matches('/');
    let signup_url = format!("{base}/portal/signup");
    let facts = crate::insurer::facts(insurer, settings);
    GuideContent {
        service_name: config.service_name.clone(),
        insurer_name: facts.name,
        insurer_code: facts.code.clone(),
        prefilled_signup_url: format!("{signup_url}?insurer={}", facts.code),
        signup_url,
        login_url: format!("{base}/portal/"),
        signup_opens: settings.signup_opens.map(|day| japanese.date(day)).unwrap_or_default(),
        support_phone: facts.phone,
        support_hours: facts.hours,
        support_note: facts.note,
        sender: config.mail_from.clone(),
        issued_on: japanese.date(issued_on),
        user_id_rules: user_id_rules(),
        password_rules: password_rules(settings),
        proof: match settings.signup_proof {
            settings::SignupProof::Email => SignupProof::Email,
            settings::SignupProof::Letter => SignupProof::Letter,
            settings::SignupProof::RosterEmail => SignupProof::RosterEmail,
        },
        registrants: match settings.registrants {
            settings::Registrants::Insured => Registrants::Insured,
            settings::Registrants::All => Registrants::All { minimum_age: settings.registrant_min_age.try_into().unwrap_or(u8::MAX) },
        },
    }
}

fn user_id_rules() -> Vec<String> {
    let texts = &ja::TEXTS.information;
    vec![
        (texts.user_id_length)(user_id::MIN_CHARS, user_id::MAX_CHARS),
        (texts.user_id_characters)(&user_id::SYMBOLS.chars().map(String::from).collect::<Vec<_>>().join(" ")),
        texts.user_id_case.to_owned(),
    ]
}

fn password_rules(settings: &InsurerSettings) -> Vec<String> {
    let asked = password::requirements(settings.password_policy);
    let asked = asked.iter().map(ToString::to_string);
    asked.chain([ja::TEXTS.information.password_avoid.to_owned()]).collect()
}
