//! A letter in words: subject and text, in the recipient's language and the insurer's name.

use jiff::Timestamp;
use madoguchi_rules::{mail_address::MailAddress, settings::InsurerSettings};
use madoguchi_store::insurers::Insurer;

use super::{Letter, lines::wrapped};
use crate::{
    clock::in_tokyo,
    config::Config,
    insurer,
    text::{MailFacts, MailWords, Mails},
    web::language::Language,
};

/// In whose name a mail goes, and how they are reached.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The name that members know.
    pub name: String,
    /// The name beside the sender's address.
    pub mail_name: String,
    /// Where replies go; `None` when nobody reads them.
    pub reply_to: Option<MailAddress>,
    telephone: String,
    hours: String,
    support: String,
}

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The subject; begins with the sender's name.
    pub subject: String,
    /// The text, every line at most 35 full-width characters.
    pub text: String,
}

impl Sender {
    /// An insurer, with what it set about its mails and its desk.
    pub fn insurer(insurer: &Insurer, settings: &InsurerSettings) -> Sender {
        let facts = insurer::facts(insurer, settings);
        let mail_name = if settings.mail_display_name.is_empty() { &facts.name } else { &settings.mail_display_name };
        Sender {
            mail_name: mail_name.clone(),
            reply_to: settings.reply_to.clone(),
            name: facts.name,
            telephone: facts.phone,
            hours: facts.hours,
            support: facts.note,
        }
    }

    /// The service itself, for a mail that concerns no insurer.
    pub fn service(config: &Config) -> Sender {
        Sender {
            name: config.service_name.clone(),
            mail_name: config.service_name.clone(),
            reply_to: None,
            telephone: String::new(),
            hours: String::new(),
            support: config.support.clone(),
        }
    }
}

/// Puts a letter that was written at `written` into words.
pub fn words(config: &Config, sender: &Sender, letter: &Letter, language: &str, written: Timestamp) -> Words {
    let language = match language {
        "en" => Language::English { asked: false },
        _ => Language::Japanese { asked: false },
    };
    let texts = &language.texts().mail;
    let own = own_words(texts, letter);
    let (side, page) = letter.page();
    let facts = MailFacts {
        sender: &sender.name,
        service: &config.service_name,
        address: &format!("{}/{page}", side.base_url(config).as_str().trim_end_matches('/')),
        moment: &language.moment(in_tokyo(letter.expires_at().unwrap_or(written))),
        user_id: letter.user_id().unwrap_or_default(),
        notice: "",
        settings: &format!("{}/portal/settings/notices", config.base_url.as_str().trim_end_matches('/')),
    };
    let (subject, facts) = match letter {
        Letter::Announcement { title, text, .. } => (title.as_str(), MailFacts { notice: text, ..facts }),
        _ => (own.subject, facts),
    };
    let code = letter.code().map(|code| (texts.code)(code) + "\n\n").unwrap_or_default();
    let text = format!("{}\n\n{code}{}\n\n{}\n", sender.name, (own.body)(&facts), signature(texts, config, sender));
    Words { subject: (texts.subject)(&sender.name, subject), text: wrapped(&text) }
}

fn own_words<'t>(texts: &'t Mails, letter: &Letter) -> &'t MailWords {
    match letter {
        Letter::SignUpCode { .. } => &texts.sign_up_code,
        Letter::Registered { .. } => &texts.registered,
        Letter::AccountMade => &texts.account_made,
        Letter::AccountExists => &texts.account_exists,
        Letter::RecoveryCode { .. } => &texts.recovery_code,
        Letter::UserIdReminder { .. } => &texts.user_id_reminder,
        Letter::PasswordChanged => &texts.password_changed,
        Letter::EmailChangeCode { .. } => &texts.email_change_code,
        Letter::EmailCheckCode { .. } => &texts.email_check_code,
        Letter::EmailChanged => &texts.email_changed,
        Letter::LoginAfterFailures => &texts.login_after_failures,
        Letter::AccountClosed => &texts.account_closed,
        Letter::Announcement { unsubscribe: Some(_), .. } => &texts.announcement,
        Letter::Announcement { unsubscribe: None, .. } => &texts.essential_announcement,
        Letter::StatementsReleased { .. } => &texts.statements_released,
        Letter::FactorEnrolled => &texts.factor_enrolled,
        Letter::FactorRemoved => &texts.factor_removed,
        Letter::StaffInvitation { .. } => &texts.staff_invitation,
        Letter::StaffAccess => &texts.staff_access,
        Letter::StaffPasswordChanged => &texts.staff_password_changed,
        Letter::StaffFactorChanged => &texts.staff_factor_changed,
        Letter::RecoveryOffered { .. } => &texts.recovery_offered,
        Letter::AddressCorrected => &texts.address_corrected,
        Letter::RosterAddressCorrected => &texts.roster_address_corrected,
        Letter::FactorsReset => &texts.factors_reset,
        Letter::AccountReleased => &texts.account_released,
        Letter::Test => &texts.test,
    }
}

/// Who writes and how they are reached, each on a line of its own; what is not known is left out.
fn signature(texts: &Mails, config: &Config, sender: &Sender) -> String {
    let named = |text: &str, line: fn(&str) -> String| (!text.is_empty()).then(|| line(text));
    let replies = if sender.reply_to.is_some() { texts.replies } else { texts.no_replies };
    let lines = [
        Some("-".repeat(40)),
        Some(sender.name.clone()),
        named(&sender.telephone, texts.telephone),
        named(&sender.hours, texts.hours),
        named(&sender.support, str::to_owned),
        (sender.name != config.service_name).then(|| (texts.service)(&config.service_name, &config.operator_name)),
        Some(String::new()),
        Some(replies.to_owned()),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}
