//! What each password policy takes and refuses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use jiff::civil::date;
use madoguchi_rules::english::InEnglish;
use madoguchi_rules::password::{PasswordContext, PasswordPolicy, PasswordProblem, judge, normalize, requirements};
use proptest::prelude::*;

fn hanako() -> PasswordContext<'static> {
    PasswordContext {
        user_id: "hanako.suzuki",
        insurer_code: "sakura",
        insurer_name: "さくら健康保険組合",
        birth_date: Some(date(1951, 11, 3)),
    }
}

fn problems(policy: PasswordPolicy, typed: &str) -> Vec<PasswordProblem> {
    judge(policy, typed, &hanako()).err().unwrap_or_default()
}

#[test]
fn the_guide_asks_for_eight_to_twenty_with_letter_digit_and_symbol() {
    let guide = |typed| problems(PasswordPolicy::Guide, typed);
    assert_eq!(guide("kp7!wq2"), [PasswordProblem::TooShort { min: 8, count: 7 }]);
    assert_eq!(guide("kp7!wq2x"), []);
    assert_eq!(guide("kp7!wq2xkrv9#ztb4mlo"), []);
    assert_eq!(guide("kp7!wq2xkrv9#ztb4mloe"), [PasswordProblem::TooLong { max: 20, count: 21 }]);
    assert_eq!(guide("kpv!wqzx"), [PasswordProblem::NoDigit]);
    assert_eq!(guide("kp7awq2x"), [PasswordProblem::NoSymbol]);
    assert_eq!(guide("48!26?91#50"), [PasswordProblem::NoLetter]);
}

#[test]
fn every_printable_symbol_counts_and_a_space_and_kana_count_to_the_length_only() {
    for symbol in ('!'..='~').filter(|c| !c.is_ascii_alphanumeric()) {
        assert_eq!(problems(PasswordPolicy::Guide, &format!("kp7wq{symbol}2x")), [], "{symbol}");
    }
    assert_eq!(problems(PasswordPolicy::Guide, "kp7 wq2x"), [PasswordProblem::NoSymbol]);
    assert_eq!(
        problems(PasswordPolicy::Guide, "ゆきぐもそらあおい"),
        [PasswordProblem::NoLetter, PasswordProblem::NoDigit, PasswordProblem::NoSymbol]
    );
}

#[test]
fn a_long_passphrase_needs_no_mix_under_the_modern_policy() {
    assert_eq!(problems(PasswordPolicy::Modern, "quiet river lantern"), []);
    assert_eq!(problems(PasswordPolicy::Modern, "quiet lantern"), [PasswordProblem::NoDigit, PasswordProblem::NoSymbol]);
    assert_eq!(problems(PasswordPolicy::Modern, "kp7!wq2x"), []);
    assert_eq!(problems(PasswordPolicy::Mhlw, "kp7!wq2xkrv9"), [PasswordProblem::TooShort { min: 13, count: 12 }]);
    assert_eq!(problems(PasswordPolicy::Mhlw, "kp7!wq2xkrv9z"), []);
}

#[test]
fn full_width_and_half_width_are_one_password() {
    let half = judge(PasswordPolicy::Guide, "kp7!wq2x", &hanako()).unwrap();
    let full = judge(PasswordPolicy::Guide, "ｋｐ７！ｗｑ２ｘ", &hanako()).unwrap();
    assert_eq!(half.as_normalized(), full.as_normalized());
}

#[test]
fn a_decorated_common_word_is_refused_however_it_is_disguised() {
    for typed in [
        "Password1!",
        "P@ssw0rd1!",
        "p4$$w0rd#99",
        "!!Sunshine2024",
        "$unshine1!",
        "Dragon#12345",
        "qwerty!123",
        "M0nkey!!77",
        "1Football#",
        "#w3lc0me#2025",
        "Iloveyou1!",
    ] {
        assert!(problems(PasswordPolicy::Guide, typed).contains(&PasswordProblem::ListedWord), "{typed}");
    }
}

#[test]
fn what_others_know_of_the_person_is_refused() {
    for (typed, problem) in [
        ("xHANAko7!q", PasswordProblem::UserId),
        ("v9!zuki-Kw", PasswordProblem::UserId),
        ("v9!sAKura-w", PasswordProblem::Insurer),
        ("v9!s@kur4-w", PasswordProblem::Insurer),
        ("v9!wさくらq-w", PasswordProblem::Insurer),
    ] {
        assert!(problems(PasswordPolicy::Guide, typed).contains(&problem), "{typed}");
    }
}

#[test]
fn the_birth_date_is_found_in_any_form() {
    for typed in [
        "kw!19511103q",
        "kw!511103qv",
        "kw!S261103q",
        "kw!1951/11/3",
        "kw 1951.11.03",
        "kw!11-3-1951",
        "kw-3/11/51q",
        "kw!26.11.3q",
        "kw!昭和26年11月3日",
        "kw!11031951q",
        "kw!03111951q",
        "kw!1951113qz",
        "kw!vq1103zr",
        "kw１９５１１１０３!q",
    ] {
        assert!(problems(PasswordPolicy::Guide, typed).contains(&PasswordProblem::BirthDate), "{typed}");
    }
    assert_eq!(problems(PasswordPolicy::Guide, "kw!19520615q"), []);
}

#[test]
fn four_distinct_characters_are_too_few() {
    assert!(problems(PasswordPolicy::Guide, "a1!b1a!b").contains(&PasswordProblem::FewCharacters));
    assert!(problems(PasswordPolicy::Modern, "aaaaaaaaaaaaaaaaaaaa").contains(&PasswordProblem::FewCharacters));
    assert!(problems(PasswordPolicy::Modern, "aaaaaaaaaaaaaaaaaaaa").contains(&PasswordProblem::Guessable));
}

/// Passwords as browsers make them up, and the policies that take them as they are.
const MADE_UP: [(&str, &str, [bool; 4]); 9] = [
    ("Safari: three groups, one capital, one digit", "dubdyr-7tYnva-hoqpif", [true, true, true, true]),
    ("Safari: the same elsewhere", "qovKu3-vyvtez-bobsyx", [true, true, true, true]),
    ("Safari under our passwordrules", "x7Kd-mQ2?pL9#wzT", [true, true, true, true]),
    ("Safari under our passwordrules, the longest", "Ty6!nRw#8bKq-Zv4Hm?c", [true, true, true, true]),
    ("Safari without special characters", "gQ8dZtbuWn5xRcE2kvM", [false, true, false, true]),
    ("Chrome: fifteen letters and digits", "gQ8dZtbuWn5xRcE", [false, true, false, true]),
    ("Chrome: the same", "Uy7mDkPz3nVhwqT", [false, true, false, true]),
    ("Chrome's with a hyphen added, as we say", "gQ8dZtbuWn5xRcE-", [true, true, true, true]),
    ("our own example", "kf7-t3q-hzp-9mw", [true, true, true, true]),
];

#[test]
fn it_is_known_which_policy_takes_what_browsers_make_up() {
    for (whose, typed, taken_by) in MADE_UP {
        for (policy, is_taken) in PasswordPolicy::ALL.iter().zip(taken_by) {
            let expected = if is_taken { vec![] } else { vec![PasswordProblem::NoSymbol] };
            assert_eq!(problems(*policy, typed), expected, "{whose}: {typed} under {policy}");
        }
    }
}

#[test]
fn what_is_missing_is_named_with_what_to_do() {
    let told = |typed: &str| problems(PasswordPolicy::Guide, typed).iter().map(ToString::to_string).collect::<String>();
    assert!(told("gQ8dZtbuWn5xRcE").contains("記号がひとつも入っていません") && told("gQ8dZtbuWn5xRcE").contains("最後に「-」を足せば"));
    assert!(told("kpv!wqzx").contains("数字がひとつも入っていません"));
    assert!(told("48!26?91#50").contains("英字がひとつも入っていません"));
    let in_english = |typed: &str| problems(PasswordPolicy::Guide, typed).iter().map(InEnglish::in_english).collect::<String>();
    assert!(in_english("gQ8dZtbuWn5xRcE").contains("no symbol") && in_english("gQ8dZtbuWn5xRcE").contains("add a \"-\" at its end"));
}

#[test]
fn the_list_on_the_form_and_the_judgement_are_one() {
    for policy in PasswordPolicy::ALL {
        for typed in ["", "abc", "kp7!wq2x", "quiet river lantern", "kp7!wq2xkrv9z", "ｋｐ７！"] {
            let unmet = requirements(*policy).iter().filter(|requirement| !requirement.met(typed)).count();
            let judged = problems(*policy, typed).into_iter().filter(is_on_the_list).count();
            assert_eq!(unmet, judged, "{policy} {typed}");
        }
    }
}

fn is_on_the_list(problem: &PasswordProblem) -> bool {
    use PasswordProblem::{NoDigit, NoLetter, NoSymbol, TooLong, TooShort};
    matches!(problem, TooShort { .. } | TooLong { .. } | NoLetter | NoDigit | NoSymbol)
}

#[test]
fn a_secret_does_not_print() {
    let accepted = judge(PasswordPolicy::Guide, "kp7!wq2x", &hanako()).unwrap();
    assert_eq!(format!("{accepted:?} {:?}", normalize("abc")), "AcceptedPassword(…) Some(Secret(…))");
}

#[test]
fn more_than_512_bytes_are_not_looked_at() {
    assert_eq!(problems(PasswordPolicy::Modern, &"界".repeat(171)), [PasswordProblem::TooManyBytes]);
    assert!(normalize(&"a".repeat(512)).is_some());
    // One character that NFKC turns into eighteen.
    assert!(normalize(&"ﷺ".repeat(100)).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The alphabet and the groups of web/assets/script.js.
    #[test]
    fn the_example_that_the_pages_make_passes_every_policy(typed in "[a-hjkmnp-z2-9]{3}(-[a-hjkmnp-z2-9]{3}){3}") {
        prop_assume!(typed.contains(|c: char| c.is_ascii_digit()) && typed.contains(|c: char| c.is_ascii_lowercase()));
        for policy in PasswordPolicy::ALL {
            prop_assert_eq!(problems(*policy, &typed), vec![]);
        }
    }

    #[test]
    fn judging_never_panics_and_accepts_only_what_the_list_allows(typed in "\\PC{0,60}") {
        for policy in PasswordPolicy::ALL {
            if judge(*policy, &typed, &hanako()).is_ok() {
                prop_assert!(requirements(*policy).iter().all(|requirement| requirement.met(&typed)));
            }
        }
    }
}
