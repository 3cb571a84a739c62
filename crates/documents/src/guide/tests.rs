#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;

/// As the screens have them.
const JAPANESE: ScreenLabels = ScreenLabels {
    language: Language::Japanese,
    identity: "ご本人の確認",
    insurer_code: "保険者指定コード",
    symbol: "記号",
    number: "番号",
    birth_date: "生年月日",
    kana_name: "氏名（カナ）",
    confirm: "認証",
    letter: "初回登録コードの入力",
    letter_code: "初回登録コード",
    verify_letter: "認証する",
    account: "ユーザーID・パスワードの作成",
    user_id: "ユーザーID",
    password: "パスワード",
    email: "メールアドレス",
    create: "作成する",
    code: "認証コード",
    mail_code: "認証コード",
    verify: "認証する",
    resend: "認証コードを再送する",
    login: "ログイン",
    log_in: "ログイン",
    forgot_password: "パスワードを忘れた方はこちら",
    forgot_user_id: "ユーザーIDを忘れた方はこちら",
    first_time: "ユーザーIDの作成がまだの方はこちら",
    terms: "利用規約",
    agree: "利用規約に同意する",
    next: "次へ",
    decline: "同意しない",
    home: "マイページ",
};

fn content() -> GuideContent {
    GuideContent {
        labels: JAPANESE,
        service_name: "けんぽの窓口".to_owned(),
        insurer_name: "さくら健康保険組合".to_owned(),
        insurer_code: "sakura".to_owned(),
        signup_url: "http://localhost:8080/portal/signup".to_owned(),
        prefilled_signup_url: "http://localhost:8080/portal/signup?insurer=sakura".to_owned(),
        login_url: "http://localhost:8080/portal/".to_owned(),
        support_phone: "03-0000-0000".to_owned(),
        support_hours: "平日 9時〜17時".to_owned(),
        sender: "no-reply@example.jp".to_owned(),
        issued_on: "2026年11月22日".to_owned(),
        user_id_rules: vec!["4文字以上、64文字以下".to_owned()],
        password_rules: vec!["8文字以上、20文字以下".to_owned()],
        ..GuideContent::default()
    }
}

/// The text of each page, as the typesetter placed it.
fn pages(content: &GuideContent) -> Vec<String> {
    let document = typesetting::typeset(&TEMPLATE, &Sheet::new(content).unwrap()).unwrap();
    document.pages().iter().map(|page| typesetting::text_of(&page.frame)).collect()
}

#[test]
fn the_paper_says_what_the_insurer_and_the_rules_say() {
    let paper = pages(&content()).concat();
    let GuideContent { insurer_name, insurer_code, signup_url, login_url, support_phone, sender, .. } = content();
    for text in [insurer_name, insurer_code, signup_url, login_url, support_phone, sender] {
        assert!(paper.contains(&text), "{text}");
    }
    for text in ["2026年11月22日", "平日 9時〜17時", "4文字以上、64文字以下", "8文字以上、20文字以下"] {
        assert!(paper.contains(text), "{text}");
    }
}

#[test]
fn every_word_of_the_data_stands_on_the_paper() {
    let paper = pages(&content()).concat();
    let guide = text(&content());
    let sections = guide.steps.iter().flat_map(|step| &step.rules).chain(&guide.trouble);
    let sections = sections.chain([&guide.prepare, &guide.numbers]);
    let mut words: Vec<&String> = sections.flat_map(|section| section.lines.iter().chain([&section.heading])).collect();
    words.extend(guide.lead.iter().chain(&guide.contact.lines));
    words.extend(guide.steps.iter().flat_map(|step| step.lines.iter().chain([&step.title])));
    for word in words {
        assert!(paper.contains(word.as_str()), "{word}");
    }
}

#[test]
fn every_page_says_its_number_of_how_many() {
    let pages = pages(&content());
    assert_eq!(pages.len(), 4);
    for (index, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("{}／4", index + 1)), "page {}", index + 1);
        assert!(page.contains("さくら健康保険組合"));
    }
}

/// The four numbers behind each `/MediaBox` of a PDF, in points.
fn media_boxes(pdf: &[u8]) -> Vec<Vec<f64>> {
    let text: String = pdf.iter().map(|byte| char::from(*byte)).collect();
    let boxes = text.split("/MediaBox").skip(1).map(|rest| {
        let numbers = rest.trim_start().trim_start_matches('[').split(']').next().unwrap_or_default();
        numbers.split_whitespace().map(|number| number.parse().unwrap()).collect()
    });
    boxes.collect()
}

#[test]
fn every_page_is_of_a4_upright() {
    let boxes = media_boxes(&first_login_guide(&content()).unwrap());
    assert_eq!(boxes.len(), 4, "as many as pages");
    for page in boxes {
        let differs = page.iter().zip([0.0, 0.0, 595.28, 841.89]).any(|(has, should)| (has - should).abs() > 0.1);
        assert!(page.len() == 4 && !differs, "{page:?}");
    }
}

#[test]
fn the_steps_are_numbered_in_the_order_in_which_they_are_done_and_each_has_its_screen() {
    for proof in [SignupProof::Email, SignupProof::Letter, SignupProof::RosterEmail] {
        let content = GuideContent { proof, ..content() };
        let (paper, steps) = (pages(&content).concat(), steps(&content));
        let mut done = 0;
        for (number, step) in (1..).zip(&steps) {
            let heading = format!("{number}{}", step.title);
            let place =
                paper[done..].find(&heading).unwrap_or_else(|| panic!("{heading} does not stand after the step before it: {paper}"));
            done += place + heading.len();
            assert!(!step.screen.parts.is_empty(), "{heading} shows its screen");
        }
        assert!(steps.len() >= 5, "{}", steps.len());
    }
}

#[test]
fn both_addresses_and_the_code_stand_on_the_first_page_beside_the_qr_code() {
    let GuideContent { insurer_code, signup_url, login_url, .. } = content();
    let first = &pages(&content())[0];
    for text in [&insurer_code, &signup_url, &login_url] {
        assert!(first.contains(text.as_str()), "{text}: {first}");
    }
}

#[test]
fn hostile_text_is_printed_as_it_is_and_never_runs() {
    let hostile = r##"#panic() $x$ *b* _i_ `c` <l> @r // \ " </text><script>"##;
    let mut content = content();
    for field in [
        &mut content.service_name,
        &mut content.insurer_name,
        &mut content.insurer_code,
        &mut content.signup_url,
        &mut content.prefilled_signup_url,
        &mut content.login_url,
        &mut content.support_phone,
        &mut content.support_hours,
        &mut content.support_note,
        &mut content.sender,
        &mut content.issued_on,
        &mut content.signup_opens,
    ] {
        *field = hostile.to_owned();
    }
    content.user_id_rules = vec![hostile.to_owned()];
    content.password_rules = vec![hostile.to_owned()];
    assert!(pages(&content).concat().matches(hostile).count() >= 12);
    assert!(first_login_guide(&content).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn what_no_font_can_draw_does_not_spoil_the_paper() {
    let mut content = content();
    content.support_note = "\u{0}😀\u{e000}葛\u{e0100}飾\u{202e}𠮷髙﨑齋".to_owned();
    assert!(pages(&content).concat().contains("〓〓葛\u{e0100}飾𠮷髙﨑齋"));
    assert!(first_login_guide(&content).is_ok());
}

#[test]
fn an_insurer_without_settings_has_a_guide_too() {
    assert!(first_login_guide(&GuideContent::default()).is_ok());
}

#[test]
fn equal_content_gives_equal_bytes() {
    assert_eq!(first_login_guide(&content()).unwrap(), first_login_guide(&content()).unwrap());
}

#[test]
fn the_pdf_is_tagged_japanese_and_titled() {
    let pdf = first_login_guide(&content()).unwrap();
    let holds = |needle: &str| pdf.windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(holds("/Lang(ja") && holds("/StructTreeRoot") && holds("初回登録とログインのご案内"));
}

#[test]
fn an_address_too_long_for_a_qr_code_is_refused_with_its_length() {
    let content = GuideContent { prefilled_signup_url: "a".repeat(3000), ..content() };
    assert!(matches!(first_login_guide(&content), Err(DocumentError::QrTooLong { bytes: 3000 })));
}

#[test]
fn an_insurer_that_sends_letters_has_one_step_more() {
    let titles = |content: &GuideContent| steps(content).into_iter().map(|step| step.title).collect::<Vec<_>>();
    assert_eq!(titles(&content()).len(), 5);
    let with_letters = titles(&GuideContent { proof: SignupProof::Letter, ..content() });
    assert_eq!(with_letters.len(), 6);
    assert_eq!(with_letters[1], "初回登録コードを入力する");
}

#[test]
fn a_member_whose_address_is_on_the_roster_is_not_asked_to_type_it() {
    let content = GuideContent { proof: SignupProof::RosterEmail, ..content() };
    assert!(!steps(&content)[1].lines[0].contains("メールアドレス"));
}

#[test]
fn the_english_guide_has_every_part_of_the_japanese_one_and_the_labels_of_the_english_screens() {
    let labels = ScreenLabels { language: Language::English, confirm: "Confirm", create: "Create", home: "My page", ..JAPANESE };
    for proof in [SignupProof::Email, SignupProof::Letter, SignupProof::RosterEmail] {
        let (japanese, english) = (text(&GuideContent { proof, ..content() }), text(&GuideContent { proof, labels, ..content() }));
        let shape = |guide: &Guide| {
            let steps: Vec<_> = guide.steps.iter().map(|step| (step.lines.len(), step.rules.len(), step.screen.parts.len())).collect();
            let trouble: Vec<usize> = guide.trouble.iter().map(|section| section.lines.len()).collect();
            (guide.lead.len(), guide.prepare.lines.len(), guide.numbers.lines.len(), steps, trouble, guide.contact.rows.len())
        };
        assert_eq!(shape(&english), shape(&japanese));
        assert!(english.steps[0].lines[1].contains("“Confirm”") && english.steps[0].screen.language == Language::English);
        let lines = english.steps.iter().flat_map(|step| &step.lines).chain(english.trouble.iter().flat_map(|section| &section.lines));
        for line in lines.chain(&english.lead) {
            assert!(line.ends_with(['.', '?']) && !line.contains('。'), "{line}");
        }
    }
}

#[test]
fn dependants_are_told_whether_they_may_register() {
    let lead = |registrants| text(&GuideContent { registrants, ..content() }).lead.concat();
    assert!(lead(Registrants::Insured).contains("被保険者ご本人です"));
    assert!(lead(Registrants::All { minimum_age: 15 }).contains("15歳以上のご家族"));
}
