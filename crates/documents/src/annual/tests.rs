#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;

fn line(month: &str, institution: &str) -> LineOfNotice {
    LineOfNotice {
        month: month.to_owned(),
        institution: institution.to_owned(),
        kind: "医科外来".to_owned(),
        days: 2,
        total: 12_340,
        own_share: 3_702,
        meals: 0,
        additional: 0,
        is_complete: !institution.is_empty(),
    }
}

fn notice(good_for: Use, lines: Vec<LineOfNotice>) -> AnnualNotice {
    let count = lines.len() as i64;
    let sums = SumsOfNotice {
        lines: lines.len(),
        total: 12_340 * count,
        insurer_share: 8_638 * count,
        own_share: 3_702 * count,
        ..SumsOfNotice::default()
    };
    AnnualNotice {
        good_for,
        year: 2026,
        service_name: "けんぽの窓口".to_owned(),
        insurer_name: "さくら健康保険組合".to_owned(),
        issued_on: "2026年11月22日".to_owned(),
        insured_name: "福田　結衣".to_owned(),
        months: "2026年6月診療分から2026年8月診療分まで".to_owned(),
        numbers: Vec::new(),
        people: vec![PersonOfNotice { name: "福田　結衣".to_owned(), branch: String::new(), lines, sums }],
        sums,
        support_phone: "03-0000-0000".to_owned(),
        support_hours: "平日 9時〜17時".to_owned(),
    }
}

/// The text of each page, without white space.
fn pages(notice: &AnnualNotice) -> Vec<String> {
    let document = typesetting::typeset(&TEMPLATE, &Content::new(notice)).unwrap();
    let plain = |text: String| text.chars().filter(|c| !c.is_whitespace()).collect();
    document.pages().iter().map(|page| plain(typesetting::text_of(&page.frame))).collect()
}

#[test]
fn the_six_items_of_the_law_are_on_the_paper() {
    let pages = pages(&notice(Use::Official, vec![line("2026年8月", "中央総合病院")])).concat();
    for item in ["被保険者の氏名", "福田結衣", "2026年8月", "療養を受けた方", "中央総合病院", "3,702", "保険者の名称さくら健康保険組合"]
    {
        assert!(pages.contains(item), "{item} is not on {pages}");
    }
    assert!(pages.contains("2026年11月22日発行") && pages.contains("電話：03-0000-0000"));
}

#[test]
fn a_paper_for_reference_says_so_and_never_that_it_can_be_attached() {
    let lines = || vec![line("2026年8月", "中央総合病院")];
    let reference = pages(&notice(Use::Reference, lines())).concat();
    assert!(reference.contains("確認用です（確定申告には添付できません）") && !reference.contains("添付できます"));
    let official = pages(&notice(Use::Official, lines())).concat();
    assert!(official.contains("確定申告（医療費控除）に添付できます") && !official.contains("確認用"));
}

#[test]
fn lines_that_lack_an_item_are_marked_and_the_mark_is_explained() {
    let marked = pages(&notice(Use::Official, vec![line("2026年8月", ""), line("2026年8月", "中央総合病院")])).concat();
    assert!(marked.contains("※（名称なし）") && marked.contains("※の行は、必要な項目がそろっていないため"));
    assert!(!marked.contains("※中央総合病院"));
    assert!(marked.contains("（※の行を除く合計）：3,702円") && marked.contains("7,404"), "what is entered leaves the marked line out");
    let complete = pages(&notice(Use::Reference, vec![line("2026年8月", "中央総合病院")])).concat();
    assert!(!complete.contains("※の行は"));
}

#[test]
fn numbers_stand_on_it_only_when_they_were_asked_for() {
    let plain = notice(Use::Reference, vec![line("2026年8月", "中央総合病院")]);
    assert!(!pages(&plain).concat().contains("記号"));
    let mut asked = AnnualNotice { numbers: vec![("記号・番号", "12・00001".to_owned())], ..plain };
    asked.people[0].branch = "01".to_owned();
    let text = pages(&asked).concat();
    assert!(text.contains("記号・番号12・00001") && text.contains("枝番01"), "{text}");
}

#[test]
fn many_lines_go_on_over_numbered_pages_with_the_heads_repeated() {
    let lines = (0..120).map(|number| line("2026年8月", &format!("第{number}医院"))).collect();
    let pages = pages(&notice(Use::Reference, lines));
    assert!(pages.len() >= 3, "{}", pages.len());
    for (place, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("{}／{}", place + 1, pages.len())), "{page}");
    }
    assert!(pages[1].contains("医療機関・薬局などの名称"));
    let whole = pages.concat();
    assert!((0..120).all(|number| whole.contains(&format!("第{number}医院"))) && whole.contains("444,240"));
}

#[test]
fn long_names_and_great_amounts_stay_on_the_paper() {
    let long = "医療法人社団さくら会附属中央総合病院付属高度先進医療研究センター東京分院健康管理部門".repeat(2);
    let great = LineOfNotice {
        total: 999_999_999,
        own_share: 999_999_999,
        meals: 999_999_999,
        additional: 999_999_999,
        kind: "あんま・マッサージ".to_owned(),
        ..line("2026年12月", &long)
    };
    let mut notice = notice(Use::Official, vec![great]);
    notice.people[0].name = "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末".to_owned();
    notice.sums.total = 99_999_999_999;
    assert!(pages(&notice).concat().contains("99,999,999,999"));
}

#[test]
fn hostile_text_is_printed_as_it_is_and_never_runs() {
    let hostile = r##"#panic() $x$ *b* _i_ `c`"##;
    let mut notice = notice(Use::Official, vec![line(hostile, hostile)]);
    notice.insurer_name = hostile.to_owned();
    notice.people[0].name = hostile.to_owned();
    assert!(pages(&notice).concat().matches("#panic()").count() >= 5);
    assert!(annual_notice(&notice).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn the_pdf_is_tagged_japanese_and_the_same_every_time() {
    let notice = notice(Use::Official, vec![line("2026年8月", "中央総合病院")]);
    let pdf = annual_notice(&notice).unwrap();
    let holds = |needle: &str| pdf.windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(holds("/Lang(ja") && holds("/StructTreeRoot") && holds("/Table"));
    assert_eq!(pdf, annual_notice(&notice).unwrap());
}
