//! What a name in kana may hold, what it is compared by, and where a refusal points.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use madoguchi_rules::kana::{KanaErrorKind, KanaMatching, RosterKana, TypedKana};
use proptest::prelude::*;

#[test]
fn a_refused_name_points_at_the_character() {
    let refusal = |typed| {
        let error = TypedKana::parse(typed).unwrap_err();
        (error.kind, error.character, error.position)
    };
    assert_eq!(refusal("ｻﾄｳ 二郎"), (KanaErrorKind::Kanji, Some('二'), 4));
    assert_eq!(refusal("コ一タ"), (KanaErrorKind::KanjiLookAlike { meant: 'ー' }, Some('一'), 1));
    assert_eq!(refusal("二三"), (KanaErrorKind::Kanji, Some('二'), 0));
    assert_eq!(refusal("さとう😀"), (KanaErrorKind::Other, Some('😀'), 3));
    assert_eq!(refusal("サトウ％"), (KanaErrorKind::Wildcard, Some('％'), 3));
    assert_eq!(refusal("・・"), (KanaErrorKind::Empty, None, 0));
    assert_eq!(refusal(&"ア".repeat(101)).0, KanaErrorKind::TooLong);
    assert_eq!(TypedKana::parse("力トウ").unwrap_err().to_string(), "1文字目の「力」は漢字です。カタカナの「カ」に直してください。");
}

#[test]
fn a_roster_s_name_may_hold_what_rosters_hold() {
    let roster = |text| RosterKana::parse(text).unwrap();
    assert!(roster("ﾔﾏﾀﾞ ?ﾛｳ").has_question_mark());
    assert_eq!(roster("ﾔﾏﾀﾞ(ｷﾕｳｾｲ)").folded(), "ヤマタキユウセイ");
    assert_eq!(roster("SMITH JOHN 2").folded(), "SMITHJOHN2");
    assert_eq!(roster("ﾐﾂﾞｷ").unfolded(), "ミヅキ");
    assert_eq!(roster("みすゞ").unfolded(), "ミスズ");
    assert_eq!(roster("ばゝ").unfolded(), "バハ");
    assert!(RosterKana::parse("ｻﾄｳ\u{e000}").is_err());
    assert!(RosterKana::parse("ｻﾄｳ\u{80}").is_err());
    assert!(RosterKana::parse("ｻﾄｳ *").is_err());
}

#[test]
fn the_lenient_rule_adds_four_equalities_and_no_more() {
    let lenient = |one, other| {
        let (one, other) = (RosterKana::parse(one).unwrap(), TypedKana::parse(other).unwrap());
        one.agrees_with(&other, KanaMatching::Lenient)
    };
    for (one, other) in [
        ("ミヅキ", "ミズキ"),
        ("ミヂカ", "ミジカ"),
        ("ヲノ", "オノ"),
        ("コータ", "コウタ"),
        ("コータ", "コオタ"),
        ("ユーコ", "ユウコ"),
        ("ショーコ", "シヨウコ"),
        ("ケータ", "ケエタ"),
        ("ミヅキ", "ミツキ"),
        ("コヅーエ", "コズウエ"),
    ] {
        assert!(lenient(one, other), "{one} {other}");
    }
    for (one, other) in [
        ("マスダ", "マツダ"),
        ("シ", "ツ"),
        ("ヰノ", "イノ"),
        ("ヱノ", "エノ"),
        ("ヴァン", "バン"),
        ("コータ", "コタ"),
        ("ケータ", "ケイタ"),
        ("ニナ", "ミナ"),
        ("ヨシコ", "ヨチコ"),
        ("サトウ", "サト"),
    ] {
        assert!(!lenient(one, other), "{one} {other}");
    }
}

fn kana_text() -> impl Strategy<Value = String> {
    "[ァ-ヺぁ-ゖーｦ-ﾟヽヾゝゞ゛゜ ・'\\-A-Za-zé]{1,12}"
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(text in kana_text()) {
        if let Ok(name) = TypedKana::parse(&text) {
            let again = TypedKana::parse(name.folded()).unwrap();
            prop_assert_eq!(again.folded(), name.folded());
            let unfolded = TypedKana::parse(name.unfolded()).unwrap();
            prop_assert_eq!(unfolded.unfolded(), name.unfolded());
            prop_assert_eq!(unfolded.folded(), name.folded());
            let displayed = TypedKana::parse(name.display()).unwrap();
            prop_assert_eq!(displayed.folded(), name.folded());
        }
    }

    #[test]
    fn what_agrees_strictly_or_by_lenient_key_agrees_leniently(one in kana_text(), other in kana_text()) {
        if let (Ok(one), Ok(other)) = (RosterKana::parse(&one), TypedKana::parse(&other)) {
            let by_key = one.folded() == other.folded() || one.lenient() == other.lenient();
            let lenient = one.agrees_with(&other, KanaMatching::Lenient);
            prop_assert!(!by_key || lenient);
            prop_assert_eq!(lenient, other.agrees_with(&one, KanaMatching::Lenient));
        }
    }
}
