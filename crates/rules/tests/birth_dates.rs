//! `tests/data/birth-dates.tsv` holds line by line, and the sample rosters are read whole.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use jiff::civil::{Date, date};
use madoguchi_rules::dates::{DateError, DateUse, Era, EraDigits, parse_birth_date, parse_roster_date};

const DATES: &str = include_str!("../../../tests/data/birth-dates.tsv");
const TODAY: Date = date(2026, 11, 22);

#[test]
fn every_line_of_the_table_of_dates_holds() {
    let mut lines = 0;
    for line in DATES.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [typed, expected, place, _why] = cells[..] else { panic!("four cells: {line}") };
        let expected: Option<Date> = (expected != "error").then(|| expected.parse().unwrap());
        let roster = |digits| parse_roster_date(typed, digits, TODAY, DateUse::Birth).ok().flatten();
        if matches!(place, "both" | "form") {
            assert_eq!(parse_birth_date(typed, TODAY).ok(), expected, "{line}");
        }
        match place {
            "both" => {
                for digits in EraDigits::ALL {
                    assert_eq!(roster(*digits), expected, "{digits} {line}");
                }
            }
            "form" => {}
            _ => {
                let digits = place.strip_prefix("roster:").expect(line).parse().expect(line);
                assert_eq!(roster(digits), expected, "{line}");
            }
        }
        lines += 1;
    }
    assert!(lines > 80, "the table was read: {lines}");
}

#[test]
fn a_refused_date_says_what_is_wrong_with_it() {
    let refusal = |typed| parse_birth_date(typed, TODAY).unwrap_err();
    let ended = |era, last_year, meant: &str| DateError::EraEnded { era, last_year, meant: meant.to_owned() };
    assert_eq!(refusal(""), DateError::Empty);
    assert_eq!(refusal("　"), DateError::Empty);
    assert_eq!(refusal("1951"), DateError::Incomplete);
    assert_eq!(refusal("195101"), DateError::Incomplete);
    assert_eq!(refusal("1951-1"), DateError::Incomplete);
    assert_eq!(refusal("昭和26年1月"), DateError::Incomplete);
    assert_eq!(refusal("3260101"), DateError::Incomplete);
    assert_eq!(refusal("510101"), DateError::NoEra);
    assert_eq!(refusal("26.1.1"), DateError::NoEra);
    assert_eq!(refusal("昭和0年1月1日"), DateError::NoSuchYear { era: Era::Showa });
    assert_eq!(refusal("19511301"), DateError::NoSuchMonth { month: 13 });
    assert_eq!(refusal("1900/2/29"), DateError::NoSuchDay { year: 1900, month: 2, day: 29, last_day: 28 });
    assert_eq!(refusal("昭和65年1月1日"), ended(Era::Showa, 64, "平成2年"));
    assert_eq!(refusal("平成32年1月1日"), ended(Era::Heisei, 31, "令和2年"));
    assert_eq!(refusal("大正16年1月1日"), ended(Era::Taisho, 15, "昭和2年"));
    assert_eq!(refusal("29991231"), DateError::Future { date: date(2999, 12, 31) });
    assert_eq!(refusal("18000101"), DateError::TooLongAgo { date: date(1800, 1, 1) });
    assert_eq!(refusal("X26.1.1"), DateError::UnknownEra { found: "X".to_owned() });
    assert_eq!(refusal("abc"), DateError::Unreadable);
    assert_eq!(refusal("1951-01-01T00:00"), DateError::Unreadable);
    assert_eq!(refusal("昭和65年1月1日").to_string(), "昭和は64年までです。平成2年のことでしょうか。");
}

#[test]
fn a_membership_may_begin_tomorrow_but_a_birth_may_not() {
    let read = |date_use| parse_roster_date("20270401", EraDigits::Western, TODAY, date_use);
    assert_eq!(read(DateUse::Other), Ok(Some(date(2027, 4, 1))));
    assert_eq!(read(DateUse::Birth), Err(DateError::Future { date: date(2027, 4, 1) }));
}

#[test]
fn blank_and_nines_are_no_date_and_no_birth_date() {
    for blank in ["", "　", "99999999", "９９９９９９９９"] {
        let read = |date_use| parse_roster_date(blank, EraDigits::Receipt, TODAY, date_use);
        assert_eq!(read(DateUse::Other), Ok(None));
        assert_eq!(read(DateUse::Birth), Err(DateError::Empty));
    }
}

#[test]
fn today_is_a_possible_birth_date() {
    assert_eq!(parse_birth_date("2026-11-22", TODAY), Ok(TODAY));
    assert!(parse_birth_date("2026-11-23", TODAY).is_err());
}
