//! Every sentence that a member reads, in one place per language: the shapes here, the words in `ja/` and `en/`.
//! A text that one language lacks does not compile. Where a value stands inside a sentence the text is a function.

pub mod advice;
pub mod before_file;
pub mod benefits;
pub mod common;
pub mod cost_files;
pub mod costs;
pub mod desk;
pub mod desk_account;
pub mod desk_export;
pub mod desk_health;
pub mod desk_letters;
pub mod desk_login;
pub mod desk_notices;
pub mod desk_numbers;
pub mod desk_people;
pub mod desk_roster;
pub mod desk_service;
pub mod desk_settings;
pub mod desk_statements;
pub mod desk_terms;
pub mod desk_trail;
pub mod desk_uploads;
pub mod done;
pub mod eligibility_notice;
pub mod en;
pub mod factors;
pub mod home;
pub mod information;
pub mod ja;
pub mod limits;
pub mod login;
pub mod mail;
pub mod mail_code;
pub mod maintenance;
pub mod new_password;
pub mod recovery;
pub mod savings;
pub mod settings;
pub mod signup;
pub mod terms;
pub mod unsubscribe;

pub use advice::Advice;
pub use before_file::BeforeFile;
pub use benefits::Benefits;
pub use common::{Common, Refusals};
pub use cost_files::CostFiles;
pub use costs::Costs;
pub use desk::Desk;
pub use desk_account::DeskAccount;
pub use desk_export::DeskExport;
pub use desk_health::DeskHealth;
pub use desk_letters::DeskLetters;
pub use desk_login::DeskLogin;
pub use desk_notices::DeskNotices;
pub use desk_numbers::DeskNumbers;
pub use desk_people::{ActionWords, DeskPeople};
pub use desk_roster::DeskRoster;
pub use desk_service::DeskService;
pub use desk_settings::DeskSettings;
pub use desk_statements::DeskStatements;
pub use desk_terms::DeskTerms;
pub use desk_trail::DeskTrail;
pub use desk_uploads::{DeskUploads, RoomWords};
pub use done::Done;
pub use eligibility_notice::EligibilityNotice;
pub use factors::Factors;
pub use home::Home;
pub use information::Information;
pub use limits::Limits;
pub use login::Login;
pub use mail::{MailFacts, MailWords, Mailbox, Mails};
pub use mail_code::MailCode;
pub use maintenance::Maintenance;
pub use new_password::NewPassword;
pub use recovery::{PasswordRecovery, UserIdRecovery};
pub use savings::Savings;
pub use settings::Settings;
pub use signup::Signup;
pub use terms::Terms;
pub use unsubscribe::Unsubscribe;

/// All texts of one language, by journey.
pub struct Texts {
    /// What stands on every page.
    pub common: Common,
    /// The desk: frame and first pages.
    pub desk: Desk,
    /// The own account at the desk, and who works there.
    pub desk_account: DeskAccount,
    /// The desk's look at a person's costs.
    pub desk_health: DeskHealth,
    /// Logging in at the desk.
    pub desk_login: DeskLogin,
    /// The operators' pages.
    pub desk_service: DeskService,
    /// Versions of the terms of use at the desk.
    pub desk_terms: DeskTerms,
    /// Settings of an insurer at the desk.
    pub desk_settings: DeskSettings,
    /// The desk: people and calls.
    pub desk_people: DeskPeople,
    /// Roster files at the desk.
    pub desk_roster: DeskRoster,
    /// Files of costs and other statements at the desk.
    pub desk_statements: DeskStatements,
    /// Second factors.
    pub factors: Factors,
    /// Pages that say what was refused.
    pub refusals: Refusals,
    /// Limits that are used up, and proof of work.
    pub limits: Limits,
    /// ログイン.
    pub login: Login,
    /// Mails.
    pub mail: Mails,
    /// 利用規約.
    pub terms: Terms,
    /// マイページ.
    pub home: Home,
    /// 医療費のお知らせ.
    pub costs: Costs,
    /// ジェネリック医薬品のお知らせ.
    pub savings: Savings,
    /// 適正受診・適正服薬のお知らせ.
    pub advice: Advice,
    /// 資格情報のお知らせ.
    pub eligibility_notice: EligibilityNotice,
    /// Papers and files of them.
    pub cost_files: CostFiles,
    /// The step before a file.
    pub before_file: BeforeFile,
    /// 給付金支給決定通知.
    pub benefits: Benefits,
    /// Pages that tell and change nothing.
    pub information: Information,
    /// 初回登録.
    pub signup: Signup,
    /// Entering a code that came by mail.
    pub mail_code: MailCode,
    /// A password that is being made.
    pub new_password: NewPassword,
    /// What was just done.
    pub done: Done,
    /// パスワードを忘れた方.
    pub password_recovery: PasswordRecovery,
    /// ユーザーIDを忘れた方.
    pub user_id_recovery: UserIdRecovery,
    /// ご登録内容.
    pub settings: Settings,
    /// Taking data out at the desk.
    pub desk_export: DeskExport,
    /// Letters with 初回登録コード, as the desk issues them.
    pub desk_letters: DeskLetters,
    /// Notices, as the desk writes them.
    pub desk_notices: DeskNotices,
    /// Numbers.
    pub desk_numbers: DeskNumbers,
    /// The trail.
    pub desk_trail: DeskTrail,
    /// Files that staff send, in whatever room.
    pub desk_uploads: DeskUploads,
    /// No more notices by mail.
    pub unsubscribe: Unsubscribe,
    /// The page of a maintenance.
    pub maintenance: Maintenance,
}
