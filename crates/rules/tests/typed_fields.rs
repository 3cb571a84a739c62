//! What a form takes: identifiers, user IDs, mail addresses, codes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::HashSet;

use madoguchi_rules::{
    codes::{Code, mail_code_from},
    identifiers::{Branch, IdentifierError, InsurerCode, InsurerNumber, Number, Symbol},
    kana::{RosterKana, TypedKana},
    mail_address::{MailAddress, MailAddressError},
    user_id::{UserId, UserIdError, login_key, suggestions},
};
use proptest::prelude::*;

fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

#[test]
fn a_number_is_one_in_every_width_and_with_any_dash() {
    for typed in ["12-345", "１２－３４５", "12ー345", "12‐345", "１２ − ３４５", " 12\u{200b}―345 "] {
        assert_eq!(number(typed).key(), "12-345", "{typed}");
    }
    assert_eq!(number("ab１").key(), "AB1");
    assert_eq!((number("00123").key(), number("00123").loose_key()), ("00123", "123"));
    assert_eq!(number("000").loose_key(), "0");
    assert_eq!(number("0A1").loose_key(), "0A1");
}

#[test]
fn a_branch_at_the_end_of_a_number_is_pointed_at() {
    for typed in ["123-01", "１２３ー０１", "123 - 01", "123（枝番）01", "123 枝番:01"] {
        let expected = IdentifierError::BranchIncluded { number: "123".into(), branch: "01".into() };
        assert_eq!(Number::parse(typed), Err(expected), "{typed}");
    }
    for typed in ["123-1", "12-345", "A-01", "123-012"] {
        assert!(Number::parse(typed).is_ok(), "{typed}");
    }
}

#[test]
fn a_symbol_may_be_kanji_and_is_at_most_38_characters() {
    assert_eq!(Symbol::parse("健３").unwrap().unwrap().key(), "健3");
    assert!(Symbol::parse(&"あ".repeat(38)).is_ok());
    assert_eq!(Symbol::parse(&"あ".repeat(39)), Err(IdentifierError::TooLong { field: "記号", max: 38 }));
    assert_eq!(Symbol::parse("健\u{e000}"), Err(IdentifierError::Character { field: "記号", position: 1 }));
    assert!(Number::parse("1\u{0}2").is_err());
    assert_eq!(Number::parse("　"), Err(IdentifierError::Empty { field: "番号" }));
}

#[test]
fn a_branch_has_two_digits_and_blank_is_none_rather_than_00() {
    assert_eq!(Branch::parse("0").unwrap().unwrap().as_str(), "00");
    assert_eq!(Branch::parse("１２").unwrap().unwrap().as_str(), "12");
    assert_eq!(Branch::parse(" "), Ok(None));
    assert_eq!(Branch::parse("1a"), Err(IdentifierError::NotABranch));
}

#[test]
fn insurer_numbers_of_the_books_hold_and_one_wrong_digit_is_noticed() {
    for valid in ["33120015", "01130012", "06130033", "06139992", "138057"] {
        assert!(InsurerNumber::parse(valid).is_ok(), "{valid}");
        for (place, digit) in valid.bytes().enumerate() {
            let mut wrong = valid.as_bytes().to_vec();
            wrong[place] = if digit == b'9' { b'0' } else { digit + 1 };
            assert!(InsurerNumber::parse(std::str::from_utf8(&wrong).unwrap()).is_err());
        }
    }
    assert_eq!(InsurerNumber::parse("1380570"), Err(IdentifierError::NotAnInsurerNumber));
}

#[test]
fn an_insurer_code_is_a_slug_that_is_no_insurer_number() {
    assert!(InsurerCode::parse("a").is_err());
    assert!(InsurerCode::parse(&"a".repeat(33)).is_err());
    assert!(InsurerCode::parse("さくら").is_err());
    assert!(InsurerCode::parse("06139992").is_err());
    assert_eq!(InsurerCode::parse("ＡＢ－１").unwrap().as_str(), "ab-1");
}

#[test]
fn a_user_id_has_4_to_64_of_the_allowed_characters() {
    assert_eq!(UserId::parse("abc"), Err(UserIdError::TooShort { count: 3 }));
    assert!(UserId::parse("a@-_,+.9").is_ok());
    assert!(UserId::parse(&"a".repeat(64)).is_ok());
    assert_eq!(UserId::parse(&"a".repeat(65)), Err(UserIdError::TooLong { count: 65 }));
    assert_eq!(UserId::parse("taro!"), Err(UserIdError::Character { found: '!', position: 4 }));
    assert_eq!(UserId::parse("ta ro"), Err(UserIdError::Character { found: ' ', position: 2 }));
    assert_eq!(UserId::parse("太郎太郎"), Err(UserIdError::Character { found: '太', position: 0 }));
}

#[test]
fn suggestions_are_new_valid_and_the_same_for_the_same_seed() {
    for wanted in ["hanako", &"x".repeat(64)] {
        let wanted = UserId::parse(wanted).unwrap();
        let offered: Vec<UserId> = suggestions(&wanted, 42).take(20).collect();
        assert_eq!(offered, suggestions(&wanted, 42).take(20).collect::<Vec<_>>());
        assert!(offered.iter().all(|id| id.key() != wanted.key()));
        assert!(offered.iter().map(UserId::key).collect::<HashSet<_>>().len() > 15);
    }
}

#[test]
fn the_world_s_addresses_are_accepted() {
    for address in [
        "-ab@example.jp",
        "a--b@example.jp",
        "_ab@example.jp",
        "a+b@example.jp",
        "a/b@example.jp",
        "a?b@example.jp",
        "o'neil@example.jp",
        "a@xn--r8jz45g.jp",
        "a@b--c.example.com",
        "1@example.co.jp",
        "k..1@docomo.ne.jp",
        "au.1.@ezweb.ne.jp",
        ".a@au.com",
    ] {
        assert_eq!(MailAddress::parse(address).unwrap().as_given(), address);
    }
    assert_eq!(MailAddress::parse(" ｋｅｎ＠ｅｘａｍｐｌｅ．ｊｐ ").unwrap().as_given(), "ken@example.jp");
    assert_eq!(MailAddress::parse("ken@example。jp").unwrap().as_given(), "ken@example.jp");
    assert_eq!(MailAddress::parse("a@例え.jp").unwrap().domain(), "xn--r8jz45g.jp");
}

#[test]
fn an_address_that_cannot_be_or_would_speak_smtp_is_refused() {
    use MailAddressError::{AtSign, Control, Domain, Empty, LocalCharacter, LocalDots, Quoted, SeveralAddresses, TooLong};
    let long_local = format!("{}@example.jp", "a".repeat(65));
    let long_domain = format!("a@{}jp", "abcdefghi.".repeat(26));
    for (address, error) in [
        ("", Empty),
        ("ken", AtSign),
        ("ken@ken@example.jp", AtSign),
        ("@example.jp", LocalDots),
        ("a..b@example.jp", LocalDots),
        ("a.@example.jp", LocalDots),
        ("..@docomo.ne.jp", LocalDots),
        ("a..b!@docomo.ne.jp", LocalDots),
        ("a..b@mail.docomo.ne.jp", LocalDots),
        ("\"a..b\"@docomo.ne.jp", Quoted),
        ("\"a@b> ORCPT=x\"@docomo.ne.jp", Quoted),
        ("a@example.jp\r\nBcc:b@example.jp", Control),
        ("a\u{0}b@example.jp", Control),
        ("a@example.jp,b@example.jp", SeveralAddresses),
        ("a<b@example.jp", LocalCharacter { found: '<' }),
        ("花子@example.jp", LocalCharacter { found: '花' }),
        ("a@localhost", Domain),
        ("a@[127.0.0.1]", Domain),
        ("a@127.0.0.1", Domain),
        ("a@x_y.jp", Domain),
        ("a@-x.jp", Domain),
        ("a@example..jp", Domain),
        ("a@example.jp.", Domain),
        ("a@example.jp>", Domain),
        (&long_local, TooLong),
        (&long_domain, Domain),
    ] {
        assert_eq!(MailAddress::parse(address), Err(error), "{address}");
    }
}

#[test]
fn every_code_is_equally_likely() {
    assert_eq!(mail_code_from(0).unwrap().as_str(), "000000");
    assert_eq!(mail_code_from(999_999).unwrap().as_str(), "999999");
    // 4,294 whole rounds of a million fit into 32 bits; the rest would favour the low codes.
    assert_eq!(mail_code_from(4_293_999_999).unwrap().as_str(), "999999");
    assert!(mail_code_from(4_294_000_000).is_none());
}

#[test]
fn a_code_is_read_as_people_copy_it() {
    for typed in ["012345", "０１２３４５", "012 345", "012-345", "012ー345", " 012345\u{3000}"] {
        assert_eq!(Code::parse(typed).unwrap().as_str(), "012345", "{typed}");
    }
    for typed in ["01234", "0123456", "12345a", "１２３４５六"] {
        assert!(Code::parse(typed).is_err(), "{typed}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(text in any::<String>()) {
        let _ = (TypedKana::parse(&text), RosterKana::parse(&text), Number::parse(&text), Branch::parse(&text));
        let _ = (UserId::parse(&text), MailAddress::parse(&text), Code::parse(&text), InsurerCode::parse(&text));
    }

    #[test]
    fn login_finds_the_id_however_it_is_typed(id in "[A-Za-z0-9@_,+.-]{4,64}") {
        let chosen = UserId::parse(&id).unwrap();
        let full_width: String = id.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
        prop_assert_eq!(login_key(&full_width), chosen.key());
        prop_assert_eq!(login_key(&format!(" {} ", id.to_uppercase())), chosen.key());
    }

    #[test]
    fn an_accepted_address_is_read_back_as_itself(address in "[a-zA-Z0-9._+-]{1,12}@[a-zA-Z0-9-]{1,8}\\.(jp|com|ne\\.jp)") {
        if let Ok(first) = MailAddress::parse(&address) {
            prop_assert_eq!(MailAddress::parse(&first.as_given()), Ok(first.clone()));
            prop_assert_eq!(first.key(), MailAddress::parse(&address.to_uppercase()).unwrap().key());
        }
    }
}
