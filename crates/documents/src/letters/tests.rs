#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use typst::layout::{Frame, FrameItem, Point};

use super::*;

fn sheet() -> LetterSheet {
    LetterSheet {
        service_name: "けんぽの窓口".to_owned(),
        insurer_name: "さくら健康保険組合".to_owned(),
        insurer_code: "sakura".to_owned(),
        signup_url: "http://localhost:8080/portal/signup".to_owned(),
        prefilled_signup_url: "http://localhost:8080/portal/signup?insurer=sakura".to_owned(),
        is_asked_for: true,
        valid_until: "2026年12月12日".to_owned(),
        valid_until_in_english: "12 December 2026".to_owned(),
        issued_on: "2026年11月22日".to_owned(),
        support_phone: "03-0000-0000".to_owned(),
        support_hours: "平日 9時〜17時".to_owned(),
        support_note: String::new(),
    }
}

fn yui() -> Letter {
    Letter {
        postal_code: "100-0001".to_owned(),
        address: "東京都千代田区千代田１－１　千代田ハイツ２０３".to_owned(),
        name: "福田　結衣".to_owned(),
        code: "34679-ACFHY".to_owned(),
    }
}

/// A run of text with the area that it takes, millimetres.
struct Run {
    text: String,
    area: Area,
}

/// All text of each page, with where it stands.
fn pages(sheet: &LetterSheet, letters: &[Letter]) -> Vec<Vec<Run>> {
    let document = typesetting::typeset(&TEMPLATE, &Content::new(sheet, letters).unwrap()).unwrap();
    let runs = |frame: &Frame| {
        let mut runs = Vec::new();
        gather(frame, Point::zero(), &mut runs);
        runs
    };
    document.pages().iter().map(|page| runs(&page.frame)).collect()
}

fn gather(frame: &Frame, origin: Point, runs: &mut Vec<Run>) {
    for (place, item) in frame.items() {
        let at = origin + *place;
        match item {
            FrameItem::Group(group) => {
                gather(&group.frame, at + Point::new(group.transform.tx, group.transform.ty), runs);
            }
            FrameItem::Text(text) => {
                let size = text.size.to_mm();
                let (left, baseline) = (at.x.to_mm(), at.y.to_mm());
                let area = Area { left, top: baseline - 0.88 * size, right: left + text.width().to_mm(), bottom: baseline + 0.12 * size };
                runs.push(Run { text: text.text.to_string(), area });
            }
            _ => {}
        }
    }
}

fn lies_in(inner: &Area, outer: &Area) -> bool {
    inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom
}

fn touches(one: &Area, other: &Area) -> bool {
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
}

fn all_text(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// The text that the window of the envelope may show.
fn in_the_window(runs: &[Run]) -> String {
    runs.iter().filter(|run| touches(&run.area, &EVER_SEEN)).map(|run| run.text.as_str()).collect()
}

/// Fits the rule: all of the address in what is always seen, and nothing else in what may ever be seen.
fn fits_the_envelope(letter: &Letter) {
    let pages = pages(&sheet(), std::slice::from_ref(letter));
    let [page] = &pages[..] else { panic!("{} pages", pages.len()) };
    let whole = [if letter.postal_code.is_empty() { "" } else { "〒" }, &letter.postal_code, &letter.address, &letter.name, "様"].concat();
    let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    assert_eq!(plain(&in_the_window(page)), plain(&whole));
    for run in page.iter().filter(|run| touches(&run.area, &EVER_SEEN)) {
        assert!(lies_in(&run.area, &ALWAYS_SEEN), "{} at {:?}", run.text, run.area);
    }
}

#[test]
fn the_address_is_in_the_window_wherever_the_sheet_slides_and_nothing_else_is() {
    fits_the_envelope(&yui());
}

#[test]
fn a_long_address_shrinks_until_it_is_in_the_window() {
    let long = "北海道虻田郡倶知安町字山田１２３番地の４５　ニセコひらふグランドレジデンス西棟アネックス　第三別館　１２０３号室　株式会社さくら製作所倶知安独身寮内";
    fits_the_envelope(&Letter { address: long.to_owned(), ..yui() });
    fits_the_envelope(&Letter {
        address: long.repeat(3),
        name: "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末".to_owned(),
        ..yui()
    });
}

#[test]
fn a_letter_without_address_is_handed_over() {
    fits_the_envelope(&Letter { postal_code: String::new(), address: String::new(), ..yui() });
}

#[test]
fn the_code_lies_inside_the_folded_letter() {
    let pages = pages(&sheet(), &[yui()]);
    let code = pages[0].iter().find(|run| run.text.contains("34679-ACFHY")).unwrap();
    assert!(code.area.top > 99.0 && code.area.bottom < 198.0, "{:?}", code.area);
}

#[test]
fn each_letter_is_one_page_and_holds_one_code() {
    let second = Letter { code: "97643-YXWTR".to_owned(), name: "森　千鶴".to_owned(), ..yui() };
    let long = LetterSheet {
        service_name: "とても長い名前のついた健康保険組合の加入者のための窓口サービス".to_owned(),
        insurer_name: "全国さくら花見団子製造販売業健康保険組合連合会中央支部".to_owned(),
        signup_url: format!("https://{}.example.jp/portal/signup/with-letter", "madoguchi".repeat(6)),
        is_asked_for: false,
        support_hours: "月曜日から金曜日の9時から17時（12時から13時、祝日、12月29日から1月3日を除く）".to_owned(),
        support_note: "お電話が混み合う月曜日の午前中を避けておかけください。".repeat(4),
        ..sheet()
    };
    for sheet in [sheet(), long] {
        let pages = pages(&sheet, &[yui(), second.clone()]);
        assert_eq!(pages.len(), 2);
        let (one, two) = (all_text(&pages[0]), all_text(&pages[1]));
        assert!(one.contains("34679-ACFHY") && !one.contains("97643-YXWTR") && one.contains("福田"));
        assert!(two.contains("97643-YXWTR") && !two.contains("34679-ACFHY") && two.contains("森"));
        for page in &pages {
            for run in page {
                assert!(run.area.right <= 192.0 && run.area.bottom <= 290.0, "{} at {:?}", run.text, run.area);
            }
        }
    }
}

#[test]
fn the_letter_says_what_to_do_until_when_and_whom_to_ask() {
    let paper = all_text(&pages(&sheet(), &[yui()])[0]);
    let plain: String = paper.chars().filter(|c| !c.is_whitespace()).collect();
    for text in [
        "初回登録コードのお知らせ",
        "sakura",
        "http://localhost:8080/portal/signup",
        "有効期限：2026年12月12日まで",
        "2026年11月22日",
        "さくら健康保険組合",
        "電話：03-0000-0000",
        "［認証する］",
        "12December2026",
    ] {
        assert!(plain.contains(text), "{text}: {plain}");
    }
}

#[test]
fn hostile_text_is_printed_as_it_is_and_never_runs() {
    let hostile = r##"#panic() $x$ *b* _i_ `c`"##;
    let letter =
        Letter { name: hostile.to_owned(), address: hostile.to_owned(), postal_code: hostile.to_owned(), code: hostile.to_owned() };
    let sheet = LetterSheet { insurer_name: hostile.to_owned(), service_name: hostile.to_owned(), ..sheet() };
    let paper = all_text(&pages(&sheet, std::slice::from_ref(&letter))[0]);
    assert!(paper.matches("#panic()").count() >= 6, "{paper}");
    assert!(letters(&sheet, &[letter]).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn the_pdf_is_tagged_japanese_and_titled() {
    let pdf = letters(&sheet(), &[yui()]).unwrap();
    let holds = |needle: &str| pdf.windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(holds("/Lang(ja") && holds("/StructTreeRoot") && holds("初回登録コードのお知らせ"));
}
