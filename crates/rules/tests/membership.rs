//! Eligibility, settings, limits and the audit chain.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use jiff::{ToSpan, civil::date};
use madoguchi_rules::{
    audit::{RowBytes, Seal},
    eligibility::{Access, AfterLeaving, Eligibility, EndReason, Standing, age_on, ends_soon, seventy_fifth_birthday},
    limits::{BUDGETS, LoginWait, insurer_failure_budget, login_wait},
    relation::Relation,
    settings::{InsurerSettings, SettingError},
    sources::{Network, source_of},
};
use proptest::prelude::*;

#[test]
fn the_day_of_loss_is_the_first_day_without() {
    let (acquired, lost) = (date(2026, 4, 1), date(2026, 10, 1));
    let member = Eligibility { acquired: Some(acquired), lost: Some(lost) };
    assert_eq!(member.on(date(2026, 3, 31)), Standing::NotYet);
    assert_eq!(member.on(acquired), Standing::Eligible);
    assert_eq!(member.on(date(2026, 9, 30)), Standing::Eligible);
    assert_eq!(member.on(lost), Standing::Left { since: lost });
    assert_eq!(Eligibility::default().on(lost), Standing::Eligible);
}

#[test]
fn months_after_leaving_end_where_the_month_ends() {
    let until = |lost, months| {
        let left = Eligibility { acquired: None, lost: Some(lost) };
        AfterLeaving::ReadOnlyMonths(months).access(left, lost)
    };
    assert_eq!(until(date(2026, 4, 1), 24), Access::ReadOnly { until: date(2028, 3, 31) });
    assert_eq!(until(date(2026, 8, 31), 6), Access::ReadOnly { until: date(2027, 2, 28) });
    assert_eq!(until(date(2026, 4, 1), 0), Access::Closed);
}

#[test]
fn after_leaving_is_printed_as_it_is_read() {
    for text in ["read_only_months:24", "read_only_months:1", "read_only_months:1200", "close"] {
        assert_eq!(text.parse::<AfterLeaving>().unwrap().to_string(), text);
    }
    for text in ["", "read_only_months", "read_only_months:", "read_only_months:-1", "read_only_months:1201", "open"] {
        assert!(text.parse::<AfterLeaving>().is_err(), "{text}");
    }
}

#[test]
fn the_nearer_end_is_announced_and_only_to_those_who_are_eligible() {
    let today = date(2026, 11, 22);
    let lost = |day| Eligibility { acquired: None, lost: Some(day) };
    let turns_75_in = |days: i32| {
        let birthday = today.checked_add(days.days()).unwrap();
        date(birthday.year() - 75, birthday.month(), birthday.day())
    };
    let why = |eligibility, birth| ends_soon(eligibility, birth, today).map(|end| end.why);
    assert_eq!(why(Eligibility::default(), turns_75_in(60)), Some(EndReason::SeventyFive));
    assert_eq!(why(Eligibility::default(), turns_75_in(61)), None);
    assert_eq!(why(Eligibility::default(), turns_75_in(0)), None);
    assert_eq!(why(lost(date(2027, 6, 1)), date(1980, 1, 1)), Some(EndReason::Lost));
    assert_eq!(why(lost(date(2027, 6, 1)), turns_75_in(10)), Some(EndReason::SeventyFive));
    assert_eq!(why(lost(date(2026, 11, 25)), turns_75_in(10)), Some(EndReason::Lost));
    assert_eq!(why(lost(today), turns_75_in(10)), None);
}

#[test]
fn settings_are_read_back_as_they_are_printed() {
    let mut settings = InsurerSettings::default();
    for (key, value) in [
        ("password_policy", "mhlw"),
        ("registrants", "all"),
        ("registrant_min_age", "18"),
        ("signup_proof", "roster_email"),
        ("signup_opens", "2027-04-01"),
        ("show_roster_email", "full"),
        ("kana_lenient", "true"),
        ("after_leaving", "close"),
        ("member_second_factor", "required"),
        ("leaver_limit_percent", "25"),
        ("bad_row_limit_percent", "2"),
        ("benefits_appeal", "この決定に不服があるときは、審査請求をすることができます。"),
        ("support_phone", "03-0000-0000"),
        ("support_hours", "平日 9時～17時"),
        ("support_note", "年末年始を除く"),
        ("display_name", "さくら健保"),
        ("mail_display_name", "さくら健保の窓口"),
        ("reply_to", "madoguchi@example.jp"),
        ("source_allow_list", "192.0.2.0/24, 2001:db8::/32"),
        ("services", "savings,costs,savings"),
    ] {
        settings.apply(key, value).unwrap();
    }
    let mut copy = InsurerSettings::default();
    for (key, value) in settings.entries() {
        assert_ne!(copy.entries(), settings.entries());
        copy.apply(key, &value).unwrap();
    }
    assert_eq!(copy, settings);
    assert_eq!(settings.entries().last().unwrap().1, "costs,savings");
    for (key, value) in InsurerSettings::default().entries() {
        settings.apply(key, &value).unwrap();
    }
    assert_eq!(settings, InsurerSettings::default());
}

#[test]
fn a_refused_setting_lists_what_is_allowed_and_changes_nothing() {
    let mut settings = InsurerSettings::default();
    let refused = settings.apply("signup_proof", "fax").unwrap_err();
    assert_eq!(refused.to_string(), "\"fax\" is not a value of signup_proof; allowed: email, letter, roster_email");
    assert!(matches!(settings.apply("colour", "red"), Err(SettingError::UnknownKey { .. })));
    for (key, value) in [
        ("leaver_limit_percent", "101"),
        ("registrant_min_age", "-1"),
        ("signup_opens", "2027-02-30"),
        ("reply_to", "nobody"),
        ("source_allow_list", "192.0.2.0/33"),
        ("services", "costs,weather"),
        ("support_note", "two\nlines"),
    ] {
        assert!(settings.apply(key, value).is_err(), "{key}={value}");
    }
    assert_eq!(settings, InsurerSettings::default());
}

#[test]
fn a_household_is_one_source_and_a_network_holds_its_own() {
    let source = |text: &str| source_of(text.parse().unwrap()).to_string();
    assert_eq!(source("192.0.2.7"), "192.0.2.7/32");
    assert_eq!(source("2001:db8:1:2ff::1"), "2001:db8:1:200::/56");
    let everywhere: Network = "0.0.0.0/0".parse().unwrap();
    assert!(everywhere.contains("203.0.113.9".parse().unwrap()));
    assert!(!everywhere.contains("2001:db8::1".parse().unwrap()));
    assert!("::/0".parse::<Network>().unwrap().contains("2001:db8::1".parse().unwrap()));
}

#[test]
fn login_waits_double_from_a_minute_to_an_hour() {
    let minutes: Vec<u64> = (10..18)
        .map(|failures| match login_wait(failures) {
            LoginWait::Wait(wait) => wait.as_secs() / 60,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60]);
    assert_eq!(login_wait(u32::MAX), LoginWait::RecoveryOnly);
}

#[test]
fn budgets_have_names_of_their_own_and_are_never_empty() {
    let mut names: Vec<&str> = BUDGETS.iter().map(|budget| budget.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), BUDGETS.len());
    assert!(BUDGETS.iter().all(|budget| budget.amount > 0 && budget.window > Duration::ZERO));
    assert_eq!(insurer_failure_budget(u32::MAX, u32::MAX), u32::MAX);
}

#[test]
fn relatives_are_dependants_and_strangers_are_not_guessed() {
    for word in [
        "家族",
        "家",
        "妻",
        "夫",
        "妻（未届）",
        "長男",
        "次女",
        "二男",
        "三女",
        "養女",
        "養子",
        "義母",
        "父",
        "母",
        "祖父",
        "孫",
        "弟",
        "2",
        "０２",
        "夫の父",
        "妻の連れ子",
        "姪",
    ] {
        assert_eq!(Relation::parse(word), Ok(Relation::Dependant), "{word}");
    }
    for word in ["本人", "本", "１", "01", "被保険者", " 本人 "] {
        assert_eq!(Relation::parse(word), Ok(Relation::Insured), "{word}");
    }
    for word in ["", "友人", "3", "男", "長", "義"] {
        assert_eq!(Relation::parse(word).unwrap_err().found, word);
    }
}

#[test]
fn a_changed_row_breaks_every_later_seal() {
    let row = |id, action: &str| RowBytes::new().number("id", id).text("action", action);
    let seals = |actions: [&str; 3]| {
        let mut seal = Seal::ORIGIN;
        (0..)
            .zip(actions)
            .map(|(id, action)| {
                seal = seal.followed_by(&row(id, action));
                seal
            })
            .collect::<Vec<_>>()
    };
    let (kept, forged) = (seals(["a", "b", "c"]), seals(["a", "x", "c"]));
    assert_eq!(kept[0], forged[0]);
    assert_ne!(kept[1], forged[1]);
    assert_ne!(kept[2], forged[2]);
}

#[test]
fn a_value_that_imitates_the_next_field_has_other_bytes() {
    let next = RowBytes::new().text("action", "a");
    let imitation = format!("x{}", std::str::from_utf8(next.as_bytes()).unwrap());
    let honest = RowBytes::new().text("actor", "x").text("action", "a");
    assert_ne!(RowBytes::new().text("actor", &imitation), honest);
}

proptest! {
    #[test]
    fn a_seal_is_read_back_as_it_is_printed(bytes in any::<[u8; 32]>()) {
        let seal = Seal::from(bytes);
        prop_assert_eq!(seal.to_string().parse(), Ok(seal));
        prop_assert_eq!(Seal::try_from(&bytes[..]), Ok(seal));
    }

    #[test]
    fn seventy_five_is_reached_on_the_birthday_and_not_the_day_before(days in 0..40_000_i32) {
        let birth = date(1900, 1, 1).checked_add(days.days()).unwrap();
        let birthday = seventy_fifth_birthday(birth);
        prop_assert_eq!(age_on(birth, birthday), 75);
        prop_assert_eq!(age_on(birth, birthday.yesterday().unwrap()), 74);
    }

    #[test]
    fn a_network_is_read_back_as_it_is_printed(bits in any::<u128>(), prefix in 0..=128_u8) {
        let text = format!("{}/{prefix}", std::net::Ipv6Addr::from_bits(bits));
        let network: Network = text.parse().unwrap();
        prop_assert_eq!(network.to_string().parse(), Ok(network));
        prop_assert!(network.contains(std::net::Ipv6Addr::from_bits(bits).into()) || std::net::Ipv6Addr::from_bits(bits).to_ipv4_mapped().is_some());
    }
}
