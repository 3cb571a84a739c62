//! The settings of an insurer (contract, section 7), typed. The first value of each is the default.

use jiff::civil::Date;

use crate::{
    eligibility::AfterLeaving,
    mail_address::MailAddress,
    password::PasswordPolicy,
    sources::Network,
    text::{is_forbidden_control, is_private_use, named_values},
};

named_values! {
    /// What kind of insurer it is.
    InsurerKind {
        /// 健康保険組合.
        #[default]
        Kenpo = "kenpo",
        /// 共済組合.
        Kyosai = "kyosai",
        /// 国民健康保険.
        Kokuho = "kokuho",
        /// 後期高齢者医療広域連合.
        Kouki = "kouki",
        /// Any other.
        Other = "other",
    }
}

impl InsurerKind {
    /// Whether the 75th birthday ends a membership: it does everywhere but at the insurer that insures from then on.
    ///
    /// ```
    /// use madoguchi_rules::settings::InsurerKind;
    ///
    /// assert!(InsurerKind::Kenpo.ends_at_seventy_five());
    /// assert!(!InsurerKind::Kouki.ends_at_seventy_five());
    /// ```
    pub const fn ends_at_seventy_five(self) -> bool {
        !matches!(self, Self::Kouki)
    }
}

named_values! {
    /// Who may register.
    Registrants {
        /// The insured.
        #[default]
        Insured = "insured",
        /// Dependants too, from `registrant_min_age`.
        All = "all",
    }
}

named_values! {
    /// What proves at sign-up that the person is the one on the roster, besides the five items.
    SignupProof {
        /// A code to the address that the person gives.
        #[default]
        Email = "email",
        /// A code sent by letter.
        Letter = "letter",
        /// A code to the address that the roster holds.
        RosterEmail = "roster_email",
    }
}

named_values! {
    /// How the roster's mail address stands on the sign-up page.
    ShowRosterEmail {
        /// `ha***@example.jp`.
        #[default]
        Masked = "masked",
        /// In full.
        Full = "full",
    }
}

named_values! {
    /// Whether members must have a second factor.
    MemberSecondFactor {
        /// They may.
        #[default]
        Optional = "optional",
        /// They must.
        Required = "required",
    }
}

named_values! {
    /// What an insurer may switch on for its members.
    Service {
        /// 医療費のお知らせ.
        #[default]
        Costs = "costs",
        /// ジェネリック医薬品のお知らせ.
        Generic = "generic",
        /// 適正受診・適正服薬のお知らせ.
        Advice = "advice",
        /// 給付金支給決定のお知らせ.
        Decisions = "decisions",
        /// 資格情報のお知らせ.
        EligibilityNotice = "eligibility_notice",
        /// 申請.
        Applications = "applications",
    }
}

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
    pub const KEYS: [&'static str; 19] = [
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
    /// settings.apply("services", "costs, generic")?;
    /// assert!(settings.kana_lenient);
    /// assert!(settings.apply("kana_lenient", "maybe").is_err());
    /// assert!(settings.apply("colour", "red").is_err());
    /// # Ok::<(), madoguchi_rules::settings::SettingError>(())
    /// ```
    pub fn apply(&mut self, key: &str, value: &str) -> Result<(), SettingError> {
        let value = value.trim();
        let set = match key {
            "password_policy" => named(value, PasswordPolicy::ALL).map(|v| self.password_policy = v),
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

/// A value that was read, or what would have been allowed.
type Read<T> = Result<T, String>;

fn named<T: Copy + ToString>(value: &str, all: &[T]) -> Read<T> {
    all.iter().copied().find(|one| one.to_string() == value).ok_or_else(|| joined(all))
}

fn up_to<T: std::str::FromStr + PartialOrd + std::fmt::Display>(value: &str, most: T) -> Read<T> {
    value.parse().ok().filter(|number| *number <= most).ok_or_else(|| format!("a whole number from 0 to {most}"))
}

fn yes_or_no(value: &str) -> Read<bool> {
    value.parse().map_err(|_| "false, true".to_owned())
}

fn optional_day(value: &str) -> Read<Option<Date>> {
    match value {
        "" => Ok(None),
        day => day.parse().map(Some).map_err(|_| "blank or a date such as 2027-04-01".to_owned()),
    }
}

fn optional_address(value: &str) -> Read<Option<MailAddress>> {
    match value {
        "" => Ok(None),
        address => MailAddress::parse(address).map(Some).map_err(|_| "blank or a mail address".to_owned()),
    }
}

fn line(value: &str, most: usize) -> Read<String> {
    let is_unfit = |c: char| is_forbidden_control(c) || is_private_use(c) || matches!(c, '\r' | '\n');
    if value.chars().count() <= most && !value.chars().any(is_unfit) {
        Ok(value.to_owned())
    } else {
        Err(format!("one line of at most {most} characters"))
    }
}

fn networks(value: &str) -> Read<Vec<Network>> {
    items(value)
        .map(str::parse)
        .collect::<Result<_, _>>()
        .map_err(|_| "addresses and networks such as 192.0.2.0/24, comma-separated, or blank".to_owned())
}

fn services(value: &str) -> Read<Vec<Service>> {
    let chosen: Vec<Service> = items(value)
        .map(|item| named(item, Service::ALL))
        .collect::<Read<_>>()
        .map_err(|allowed| format!("a comma-separated list of {allowed}, or blank"))?;
    Ok(Service::ALL.iter().copied().filter(|service| chosen.contains(service)).collect())
}

fn items(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|item| !item.is_empty())
}

fn joined<T: ToString>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
