use jiff::Timestamp;

use super::*;
use crate::{
    config::Config,
    mail::words::{Sender, Words, words},
};

fn written() -> Timestamp {
    "2026-11-22T01:00:00Z".parse().unwrap()
}

fn letters() -> Vec<Letter> {
    let (code, until) = ("123456".to_owned(), written() + SignedDuration::from_mins(10));
    let user_id = "hanako.yamada-sakura_kenpo@example.jp+abcdefghijklmnopqrstuvwxyz1".to_owned();
    vec![
        Letter::SignUpCode { code: code.clone(), until },
        Letter::Registered { user_id: user_id.clone() },
        Letter::AccountMade,
        Letter::AccountExists,
        Letter::RecoveryCode { code: code.clone(), until },
        Letter::UserIdReminder { user_id },
        Letter::PasswordChanged,
        Letter::EmailChangeCode { code: code.clone(), until },
        Letter::EmailCheckCode { code, until },
        Letter::EmailChanged,
        Letter::LoginAfterFailures,
        Letter::AccountClosed,
        announcement(Some("http://localhost:8080/portal/unsubscribe?token=x".to_owned())),
        announcement(None),
        Letter::FactorEnrolled,
        Letter::FactorRemoved,
        Letter::StaffInvitation { token: "a".repeat(22), until },
        Letter::StaffAccess,
        Letter::StaffPasswordChanged,
        Letter::StaffFactorChanged,
        Letter::RecoveryOffered { user_id: "hanako.yamada".to_owned() },
        Letter::AddressCorrected,
        Letter::RosterAddressCorrected,
        Letter::FactorsReset,
        Letter::AccountReleased,
        Letter::Test,
    ]
}

fn announcement(unsubscribe: Option<String>) -> Letter {
    let text = "インフルエンザの予防接種の補助を、十二月一日から受け付けます。詳しくは、窓口へお問い合わせください。".to_owned();
    Letter::Announcement { title: "予防接種の補助".to_owned(), text, unsubscribe }
}

fn sender() -> Sender {
    let mut settings = madoguchi_rules::settings::InsurerSettings::default();
    settings.apply("support_phone", "03-0000-0000").unwrap();
    settings.apply("support_hours", "平日9時から17時まで（土曜日、日曜日、祝日、年末年始を除きます。お昼の休みはありません）").unwrap();
    let insurer = madoguchi_store::insurers::Insurer {
        id: 1,
        code: "sakura".to_owned(),
        name: "さくら健康保険組合".to_owned(),
        insurer_number: None,
        kind: "kenpo".to_owned(),
        roster_version: 1,
        created_at: written().into(),
    };
    Sender::insurer(&insurer, &settings)
}

fn all() -> Vec<(Letter, &'static str, Words)> {
    let (config, sender) = (Config::default(), sender());
    let in_both =
        |letter: Letter| ["ja", "en"].map(|language| (letter.clone(), language, words(&config, &sender, &letter, language, written())));
    letters().into_iter().flat_map(in_both).collect()
}

#[test]
fn every_mail_names_the_insurer_its_desk_and_that_nobody_reads_replies() {
    for (letter, language, words) in all() {
        let no_replies = if language == "ja" { "送信専用" } else { "only sends" };
        assert!(words.subject.starts_with("さくら健康保険組合"), "{}", words.subject);
        for part in ["さくら健康保険組合\n", "03-0000-0000", "平日9時から17時まで", "けんぽの窓口", no_replies] {
            assert!(words.text.contains(part), "{letter:?} lacks {part}:\n{}", words.text);
        }
    }
}

#[test]
fn no_line_is_wider_than_thirty_five_full_width_characters() {
    let width = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    for (letter, language, words) in all() {
        let widest = words.text.lines().max_by_key(|line| width(line)).unwrap();
        assert!(width(widest) <= 70, "{letter:?} {language}: {widest}");
    }
}

#[test]
fn a_code_stands_in_the_first_five_lines_with_its_end_and_without_any_address() {
    for (letter, language, words) in all().into_iter().filter(|(letter, ..)| letter.code().is_some()) {
        assert!(words.text.lines().take(5).any(|line| line == "認証コード: 123456"), "{}", words.text);
        let until = if language == "ja" { "2026年11月22日 10時10分" } else { "22 November 2026, 10:10" };
        assert!(words.text.contains(until), "{letter:?} {language}:\n{}", words.text);
        assert!(!words.text.contains("://") && !words.text.contains("localhost"), "{}", words.text);
    }
}

#[test]
fn links_use_base_url_alone_and_a_user_id_stands_only_where_it_was_asked_for() {
    for (letter, _, words) in all() {
        let links = words.text.matches("://").count();
        let (side, page) = letter.page();
        let own = format!("{}{page}", side.base_url(&Config::default()));
        assert_eq!(links, words.text.matches(&own).count(), "{letter:?}");
        let tells = words.text.contains("hanako.yamada");
        assert_eq!(
            tells,
            matches!(letter, Letter::Registered { .. } | Letter::UserIdReminder { .. } | Letter::RecoveryOffered { .. }),
            "{letter:?}"
        );
    }
}

#[test]
fn a_notice_has_its_title_as_the_subject_and_says_how_to_decline_what_can_be_declined() {
    let declines = |words: &Words| words.text.contains("/portal/settings/notices");
    let of =
        |unsubscribe: Option<&str>| words(&Config::default(), &sender(), &announcement(unsubscribe.map(str::to_owned)), "ja", written());
    let (usual, essential) = (of(Some("x")), of(None));
    assert_eq!(usual.subject, "さくら健康保険組合：予防接種の補助");
    assert!(usual.text.replace('\n', "").contains("十二月一日から受け付けます。") && declines(&usual));
    assert!(!declines(&essential) && essential.text.contains("大切なご連絡"));
}

#[test]
fn a_mail_in_the_services_own_name_says_how_its_operator_is_reached() {
    let config = Config { support: "support@example.jp".to_owned(), ..Config::default() };
    let words = words(&config, &Sender::service(&config), &Letter::Test, "ja", written());
    assert!(words.subject.starts_with("けんぽの窓口") && words.text.contains("support@example.jp"));
}
