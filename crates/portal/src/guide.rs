//! What the first-login guide says of an insurer: for the page at `/portal/guide` and for `madoguchi guide`.

use jiff::civil::Date;
use madoguchi_documents::{
    guide::{GuideContent, Registrants, SignupProof},
    screens::ScreenLabels,
};
use madoguchi_rules::{
    password,
    settings::{self, InsurerSettings},
    user_id,
};
use madoguchi_store::insurers::Insurer;

use crate::{config::Config, web::language::Language};

/// The guide's content in this language, from the configuration, the insurer's settings, the texts of the screens and the rules that
/// judge what members enter.
pub fn content(config: &Config, insurer: &Insurer, settings: &InsurerSettings, issued_on: Date, language: Language) -> GuideContent {
    let base = config.base_url.as_str().trim_end_matches('/');
    let signup_url = format!("{base}/portal/signup");
    let facts = crate::insurer::facts(insurer, settings);
    GuideContent {
        labels: labels(language),
        service_name: config.service_name.clone(),
        insurer_name: facts.name,
        insurer_code: facts.code.clone(),
        prefilled_signup_url: format!("{signup_url}?insurer={}", facts.code),
        signup_url,
        login_url: format!("{base}/portal/"),
        signup_opens: settings.signup_opens.map(|day| language.date(day)).unwrap_or_default(),
        support_phone: facts.phone,
        support_hours: facts.hours,
        support_note: facts.note,
        sender: config.mail_from.clone(),
        issued_on: language.date(issued_on),
        user_id_rules: user_id_rules(language),
        password_rules: password_rules(settings, language),
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

/// The words of the screens that the guide draws.
fn labels(language: Language) -> ScreenLabels {
    let texts = language.texts();
    let (signup, login, terms) = (&texts.signup, &texts.login, &texts.terms);
    let [identity, account, code] = signup.steps;
    ScreenLabels {
        language: language.of_documents(),
        identity,
        insurer_code: signup.identity.insurer_code,
        symbol: signup.identity.symbol,
        number: signup.identity.number,
        birth_date: signup.identity.birth_date,
        kana_name: signup.identity.kana_name,
        confirm: signup.identity.button,
        letter: signup.letter.title,
        letter_code: signup.letter.code,
        verify_letter: signup.letter.button,
        account,
        user_id: signup.account.user_id,
        password: signup.account.password,
        email: signup.account.email,
        create: signup.account.button,
        code,
        mail_code: signup.code.code,
        verify: signup.code.button,
        resend: signup.code.resend,
        login: login.title,
        log_in: login.button,
        forgot_password: login.forgot_password,
        forgot_user_id: login.forgot_user_id,
        first_time: login.first_time,
        terms: terms.title,
        agree: terms.agree,
        next: terms.next,
        decline: terms.decline,
        home: texts.home.title,
    }
}

fn user_id_rules(language: Language) -> Vec<String> {
    let texts = &language.texts().information;
    vec![
        (texts.user_id_length)(user_id::MIN_CHARS, user_id::MAX_CHARS),
        (texts.user_id_characters)(&user_id::SYMBOLS.chars().map(String::from).collect::<Vec<_>>().join(" ")),
        texts.user_id_case.to_owned(),
    ]
}

fn password_rules(settings: &InsurerSettings, language: Language) -> Vec<String> {
    let asked = password::requirements(settings.password_policy);
    let asked = asked.iter().map(|requirement| language.sentence(requirement));
    asked.chain([language.texts().information.password_avoid.to_owned()]).collect()
}
