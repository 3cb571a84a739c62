//! The settings of an insurer (contract, section 7), typed. The first value of each is the default.

mod read;
mod values;

use jiff::civil::Date;

use crate::{eligibility::AfterLeaving, mail_address::MailAddress, password::PasswordPolicy, sources::Network, visibility::Visibility};
use read::{joined, line, named, networks, optional_address, optional_day, services, up_to, yes_or_no};
pub use values::{AnnualPdfUse, InsurerKind, MemberSecondFactor, Registrants, Service, ShowRosterEmail, SignupProof, UnknownLines};

/// Everything that an insurer can set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsurerSettings {
    /// The rule by which passwords are judged.
    pub password_policy: PasswordPolicy,
    /// Who may register.
    pub registrants: Registrants,
    /// From which age on dependants may register, in years.
    pub registrant_min_age: u16,
    /// What proves at sign-up who someone is.
    pub signup_proof: SignupProof,
    /// The first day on which people may register; `None` if they may already.
    pub signup_opens: Option<Date>,
    /// How the roster's mail address is shown.
    pub show_roster_email: ShowRosterEmail,
    /// Whether names may differ in ズ/ヅ, ジ/ヂ, オ/ヲ and long vowels.
    pub kana_lenient: bool,
    /// What remains after leaving.
    pub after_leaving: AfterLeaving,
    /// Whether members must have a second factor.
    pub member_second_factor: MemberSecondFactor,
    /// A full import is refused if it makes more than this share of the eligible leave, in per cent.
    pub leaver_limit_percent: u8,
    /// A merging import is refused if more than this share of its rows is bad, in per cent.
    pub bad_row_limit_percent: u8,
    /// What becomes of a line of a statement that names no one person.
    pub unknown_lines: UnknownLines,
    /// Who sees whose costs.
    pub cost_visibility: Visibility,
    /// Who sees whose savings by generic medicines.
    pub savings_visibility: Visibility,
    /// Who sees whose advice.
    pub advice_visibility: Visibility,
    /// Who sees whose decisions on benefits.
    pub benefits_visibility: Visibility,
    /// How many months of statements members see, this one included.
    pub cost_months: u16,
    /// How many whole tax years of statements before this one members see besides.
    pub cost_tax_years: u16,
    /// The hour of the day in Tokyo at which members are told by mail of what was released, 0 to 23.
    pub release_mail_hour: i8,
    /// What 年間医療費通知 is good for.
    pub annual_pdf_use: AnnualPdfUse,
    /// 教示 on decisions about benefits, one paragraph; blank for the words of the law that the insurer goes by.
    pub benefits_appeal: String,
    /// The desk's telephone number; blank if none.
    pub support_phone: String,
    /// The desk's hours; blank if unsaid.
    pub support_hours: String,
    /// What else to know about the desk; blank if nothing.
    pub support_note: String,
    /// The name on the pages; blank for the insurer's name.
    pub display_name: String,
    /// The name in the `From` of mails; blank for the insurer's name.
    pub mail_display_name: String,
    /// Where replies to mails go; `None` for nowhere.
    pub reply_to: Option<MailAddress>,
    /// Networks that K3 does not count, such as the company's own.
    pub source_allow_list: Vec<Network>,
    /// What is switched on, each once, in the order of [`Service::ALL`].
    pub services: Vec<Service>,
}

impl Default for InsurerSettings {
    fn default() -> Self {
        Self {
            password_policy: PasswordPolicy::default(),
            registrants: Registrants::default(),
            registrant_min_age: 15,
            signup_proof: SignupProof::default(),
            signup_opens: None,
            show_roster_email: ShowRosterEmail::default(),
            kana_lenient: false,
            after_leaving: AfterLeaving::default(),
            member_second_factor: MemberSecondFactor::default(),
            leaver_limit_percent: 10,
            bad_row_limit_percent: 0,
            unknown_lines: UnknownLines::default(),
            cost_visibility: Visibility::default(),
            savings_visibility: Visibility::default(),
            advice_visibility: Visibility::default(),
            benefits_visibility: Visibility::default(),
            cost_months: 24,
            cost_tax_years: 2,
            release_mail_hour: 15,
            annual_pdf_use: AnnualPdfUse::default(),
            benefits_appeal: String::new(),
            support_phone: String::new(),
            support_hours: String::new(),
            support_note: String::new(),
            display_name: String::new(),
            mail_display_name: String::new(),
            reply_to: None,
            source_allow_list: Vec::new(),
            services: Vec::new(),
        }
    }
}

/// A key or value that cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// No such key.
    #[error("there is no setting \"{key}\"; settings: {}", InsurerSettings::KEYS.join(", "))]
    UnknownKey {
        /// What was given.
        key: String,
    },
    /// A value that the key does not take.
    #[error("\"{value}\" is not a value of {key}; allowed: {allowed}")]
    BadValue {
        /// The key.
        key: String,
        /// What was given.
        value: String,
        /// What may be given.
        allowed: String,
    },
}

impl InsurerSettings {
    /// Every key, in the order of the contract.
    pub const KEYS: [&'static str; 29] = [
        "password_policy",
        "registrants",
        "registrant_min_age",
        "signup_proof",
        "signup_opens",
        "show_roster_email",
        "kana_lenient",
        "after_leaving",
        "member_second_factor",
        "leaver_limit_percent",
        "bad_row_limit_percent",
        "unknown_lines",
        "cost_visibility",
        "savings_visibility",
        "advice_visibility",
        "benefits_visibility",
        "cost_months",
        "cost_tax_years",
        "release_mail_hour",
        "annual_pdf_use",
        "benefits_appeal",
        "support_phone",
        "support_hours",
        "support_note",
        "display_name",
        "mail_display_name",
        "reply_to",
        "source_allow_list",
        "services",
    ];

    /// Sets one key. Nothing changes if the value is refused.
    ///
    /// # Errors
    /// [`SettingError`] lists what is allowed.
    ///
    /// ```
    /// use madoguchi_rules::settings::InsurerSettings;
    ///
    /// let mut settings = InsurerSettings::default();
    /// settings.apply("kana_lenient", "true")?;
    /// settings.apply("services", "costs, savings")?;
    /// assert!(settings.kana_lenient);
    /// assert!(settings.apply("kana_lenient", "maybe").is_err());
    /// assert!(settings.apply("colour", "red").is_err());
    /// # Ok::<(), madoguchi_rules::settings::SettingError>(())
    /// ```
    pub fn apply(&mut self, key: &str, value: &str) -> Result<(), SettingError> {
        let value = value.trim();
        let set = match key {
            "password_policy" => named(value, PasswordPolicy::OF_MEMBERS).map(|v| self.password_policy = v),
            "registrants" => named(value, Registrants::ALL).map(|v| self.registrants = v),
            "registrant_min_age" => up_to(value, 120).map(|v| self.registrant_min_age = v),
            "signup_proof" => named(value, SignupProof::ALL).map(|v| self.signup_proof = v),
            "signup_opens" => optional_day(value).map(|v| self.signup_opens = v),
            "show_roster_email" => named(value, ShowRosterEmail::ALL).map(|v| self.show_roster_email = v),
            "kana_lenient" => yes_or_no(value).map(|v| self.kana_lenient = v),
            "after_leaving" => value.parse().map(|v| self.after_leaving = v).map_err(|error: crate::UnknownName| error.allowed.join(", ")),
            "member_second_factor" => named(value, MemberSecondFactor::ALL).map(|v| self.member_second_factor = v),
            "leaver_limit_percent" => up_to(value, 100_u8).map(|v| self.leaver_limit_percent = v),
            "bad_row_limit_percent" => up_to(value, 100_u8).map(|v| self.bad_row_limit_percent = v),
            "unknown_lines" => named(value, UnknownLines::ALL).map(|v| self.unknown_lines = v),
            "savings_visibility" => named(value, Visibility::ALL).map(|v| self.savings_visibility = v),
            "advice_visibility" => named(value, Visibility::ALL).map(|v| self.advice_visibility = v),
            "benefits_visibility" => named(value, Visibility::ALL).map(|v| self.benefits_visibility = v),
            "cost_visibility" => named(value, Visibility::ALL).map(|v| self.cost_visibility = v),
            "cost_months" => up_to(value, 120).map(|v| self.cost_months = v),
            "cost_tax_years" => up_to(value, 10).map(|v| self.cost_tax_years = v),
            "release_mail_hour" => up_to(value, 23).map(|v| self.release_mail_hour = v),
            "annual_pdf_use" => named(value, AnnualPdfUse::ALL).map(|v| self.annual_pdf_use = v),
            "benefits_appeal" => line(value, 2_000).map(|v| self.benefits_appeal = v),
            "support_phone" => line(value, 100).map(|v| self.support_phone = v),
            "support_hours" => line(value, 200).map(|v| self.support_hours = v),
            "support_note" => line(value, 500).map(|v| self.support_note = v),
            "display_name" => line(value, 100).map(|v| self.display_name = v),
            "mail_display_name" => line(value, 100).map(|v| self.mail_display_name = v),
            "reply_to" => optional_address(value).map(|v| self.reply_to = v),
            "source_allow_list" => networks(value).map(|v| self.source_allow_list = v),
            "services" => services(value).map(|v| self.services = v),
            _ => {
                return Err(SettingError::UnknownKey { key: key.to_owned() });
            }
        };
        set.map_err(|allowed| SettingError::BadValue { key: key.to_owned(), value: value.to_owned(), allowed })
    }

    /// Every key with its value as [`apply`](Self::apply) takes it, in the order of [`KEYS`](Self::KEYS).
    ///
    /// ```
    /// use madoguchi_rules::settings::InsurerSettings;
    ///
    /// let entries = InsurerSettings::default().entries();
    /// assert_eq!(entries[0], ("password_policy", "guide".to_owned()));
    /// ```
    pub fn entries(&self) -> Vec<(&'static str, String)> {
        let values = [
            self.password_policy.to_string(),
            self.registrants.to_string(),
            self.registrant_min_age.to_string(),
            self.signup_proof.to_string(),
            self.signup_opens.map(|day| day.to_string()).unwrap_or_default(),
            self.show_roster_email.to_string(),
            self.kana_lenient.to_string(),
            self.after_leaving.to_string(),
            self.member_second_factor.to_string(),
            self.leaver_limit_percent.to_string(),
            self.bad_row_limit_percent.to_string(),
            self.unknown_lines.to_string(),
            self.cost_visibility.to_string(),
            self.savings_visibility.to_string(),
            self.advice_visibility.to_string(),
            self.benefits_visibility.to_string(),
            self.cost_months.to_string(),
            self.cost_tax_years.to_string(),
            self.release_mail_hour.to_string(),
            self.annual_pdf_use.to_string(),
            self.benefits_appeal.clone(),
            self.support_phone.clone(),
            self.support_hours.clone(),
            self.support_note.clone(),
            self.display_name.clone(),
            self.mail_display_name.clone(),
            self.reply_to.as_ref().map(MailAddress::as_given).unwrap_or_default(),
            joined(&self.source_allow_list),
            joined(&self.services),
        ];
        Self::KEYS.into_iter().zip(values).collect()
    }
}
