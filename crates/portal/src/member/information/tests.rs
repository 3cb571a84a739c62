use madoguchi_testkit::on_both_engines;

use crate::testing::Story;

on_both_engines! {
    async fn the_guide_of_an_insurer_has_its_code_its_desk_and_a_prefilled_first_login(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.set("support_phone", "03-0000-0000").await;
        let page = story.client.get("/portal/guide?insurer=sakura").await;
        assert_eq!(page.status(), 200);
        assert!(page.says("sakura") && page.says("さくら健康保険組合") && page.says("03-0000-0000"));
        assert_eq!(page.link("初回登録をはじめる"), "/portal/signup?insurer=sakura");
        assert_eq!(page.markup_errors(), Vec::<String>::new());
    }
}

on_both_engines! {
    async fn the_english_guide_is_in_english_with_the_labels_of_the_english_screens(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.set("signup_opens", "2026-12-01").await;
        let client = story.client.another();
        let page = client.get("/portal/guide?insurer=sakura&lang=en").await;
        assert_eq!((page.status(), page.language().as_str(), page.markup_errors()), (200, "en", vec![]));
        for text in ["1 December 2026", "8 to 20 characters", "4 to 64 characters", "Insurer code", "press “Confirm”", "Certificate of eligibility", "資格確認書"] {
            assert!(page.says(text), "{text}");
        }
        let drawn = page.select_texts(".guide__screen text").join("\n");
        let screen = client.get("/portal/signup").await;
        for label in ["Insurer code", "Symbol (記号)", "Number (番号)", "Date of birth", "Name in kana"] {
            assert!(drawn.contains(label) && screen.has_control(label), "{label}");
        }
        assert!(drawn.contains("Confirm") && !drawn.contains("認証"));
        let japanese = client.get("/portal/guide?insurer=sakura&lang=ja").await.select_texts(".guide__screen text").join("\n");
        assert!(japanese.contains("認証コードを再送する") && !japanese.contains("Confirm"));
    }
}

on_both_engines! {
    async fn the_guide_tells_the_rules_by_which_the_insurer_judges(database: TestDatabase) {
        let story = Story::begin(database).await;
        assert!(story.client.get("/portal/guide?insurer=sakura").await.says("8文字以上20文字以内"));
        story.set("password_policy", "mhlw").await;
        let page = story.client.get("/portal/guide?insurer=sakura").await;
        assert!(page.says("13文字以上128文字以内") && page.says("4文字以上64文字以内"));
    }
}

on_both_engines! {
    async fn there_is_no_guide_of_an_unknown_insurer(database: TestDatabase) {
        let story = Story::begin(database).await;
        for address in ["/portal/guide", "/portal/guide?insurer=nobody", "/portal/guide?insurer=%3Cb%3E"] {
            assert_eq!(story.client.get(address).await.status(), 404, "{address}");
        }
    }
}

on_both_engines! {
    async fn the_accessibility_statement_claims_no_conformance(database: TestDatabase) {
        let story = Story::begin(database).await;
        let page = story.client.get("/portal/accessibility").await;
        assert_eq!(page.heading(), "ウェブアクセシビリティ");
        assert!(page.says("準拠を宣言するものではありません"));
        let page = story.client.get("/portal/accessibility?lang=en").await;
        assert!(page.says("This is no declaration of conformance."));
    }
}

on_both_engines! {
    async fn the_language_switch_keeps_the_query(database: TestDatabase) {
        let story = Story::begin(database).await;
        let page = story.client.get("/portal/guide?insurer=sakura").await;
        assert_eq!(page.link("English"), "/portal/guide?insurer=sakura&lang=en");
        let page = page.click("English").await;
        assert_eq!(page.language(), "en");
        assert_eq!(page.heading(), "How to register and log in");
        assert_eq!(page.link("日本語"), "/portal/guide?insurer=sakura&lang=ja");
    }
}
