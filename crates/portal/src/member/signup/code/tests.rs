use jiff::SignedDuration;
use madoguchi_testkit::{
    on_both_engines,
    people::{HIROTO_MOVER, PASSWORD, TEPPEI, YUI},
};

use crate::{
    mail::Letter,
    member::signup::story::{another, at_account, at_code, choose, identify, is_confirmed, register, try_code},
    testing::Story,
};

on_both_engines! {
    async fn a_person_of_the_roster_registers_and_logs_in(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = at_code(&story.client, &YUI, "Hanako").await;
        assert_eq!(page.heading(), "初回登録 3: 認証コード");
        for sentence in ["Ha***@example.jp", "10時10分まで", "no-reply@localhost", "迷惑メール", "docomo", "au", "SoftBank", "楽天モバイル", "ステップ 3／3"] {
            assert!(page.says(sentence), "{sentence}");
        }
        assert_eq!(page.attribute("#code", "autocomplete").as_deref(), Some("one-time-code"));
        assert_eq!(page.markup_errors(), Vec::<String>::new());

        let page = try_code(&page, &story.code().await).await;
        assert_eq!((page.status(), page.location()), (303, "/portal/"));
        assert!(story.client.cookie("madoguchi-signup").is_none());
        let page = page.follow().await;
        assert!(page.says("登録が完了しました") && page.says("Hanako") && page.says("http://localhost:8080/portal/"));
        assert_eq!((page.value_of("user_id").as_str(), page.address(), page.markup_errors()), ("Hanako", "/portal/", vec![]));
        let letters = story.letters().await;
        assert!(letters.contains(&("Hanako@example.jp".to_owned(), Letter::Registered { user_id: "Hanako".to_owned() })));
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'account.created'").await, 1);
        assert!(!story.client.get("/portal/").await.says("Hanako"), "it is told once");

        let page = page.form().fill("ユーザーID", "HANAKO").fill("パスワード", PASSWORD).press("ログイン").await;
        assert_eq!((page.status(), page.location()), (303, "/portal/home"));
    }
}

on_both_engines! {
    async fn what_a_flow_held_is_gone_when_it_ends(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        register(&story, &story.client, &YUI, "hanako").await;
        let left = story.count("SELECT COUNT(*) FROM signup_flows WHERE password_hash IS NOT NULL OR email IS NOT NULL OR ended_at IS NULL");
        assert_eq!(left.await, 0);
        assert_eq!(story.count("SELECT COUNT(*) FROM codes").await, 0);
        assert_eq!(story.count("SELECT COUNT(*) FROM user_ids WHERE account_id IS NOT NULL AND flow_id IS NULL").await, 1);
    }
}

on_both_engines! {
    async fn five_wrong_codes_end_the_flow_over_all_its_codes(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = at_code(&story.client, &YUI, "hanako").await;
        let wrong = another(&story.code().await);
        for left in [4, 3, 2] {
            let page = try_code(&page, &wrong).await;
            assert!(page.status() == 422 && page.error_on("code").contains(&format!("あと{left}回")));
            assert_eq!(page.value_of("code"), wrong);
        }
        story.later(SignedDuration::from_secs(60));
        assert_eq!(page.press("認証コードを再送する").await.location(), "/portal/signup/code");
        let right = story.code().await;
        assert!(try_code(&page, &another(&right)).await.error_on("code").contains("あと1回"), "a resend gives no tries back");
        let ended = try_code(&page, &another(&right)).await;
        assert!(ended.status() == 422 && ended.heading().contains("終わりました") && ended.says("5回"));
        assert_eq!((ended.link("初回登録をはじめからやり直す").as_str(), ended.markup_errors()), ("/portal/signup", vec![]));
        assert!(story.client.cookie("madoguchi-signup").is_none());
        assert_eq!(try_code(&page, &right).await.location(), "/portal/signup");
        assert_eq!(story.count("SELECT COUNT(*) FROM accounts").await, 0);
        story.later(SignedDuration::from_secs(1));
        register(&story, &story.client, &YUI, "hanako").await;
    }
}

on_both_engines! {
    async fn what_is_no_code_costs_no_try(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = at_code(&story.client, &YUI, "hanako").await;
        for typed in ["", "12345", "1234567", "abcdef", "12345é", "認証"] {
            assert!(!try_code(&page, typed).await.error_on("code").is_empty());
        }
        let code: String = story.code().await.chars().map(|digit| char::from_u32(digit as u32 - '0' as u32 + '０' as u32).unwrap()).collect();
        assert_eq!(try_code(&page, &format!(" {code} ")).await.location(), "/portal/");
    }
}

on_both_engines! {
    async fn a_code_is_valid_ten_minutes_and_a_new_one_takes_its_place(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = at_code(&story.client, &YUI, "hanako").await;
        let first = story.code().await;
        story.later(SignedDuration::from_secs(59));
        let early = page.press("認証コードを再送する").await;
        assert!(early.status() == 422 && early.says("あと1秒") && early.markup_errors().is_empty());
        assert_eq!(early.errors()[0].target, "resend");
        assert_eq!(story.letters().await.len(), 1);

        story.later(SignedDuration::from_secs(541));
        let late = try_code(&page, &first).await;
        assert!(late.error_on("code").contains("有効期限"));
        assert!(story.client.get("/portal/signup/code").await.says("有効期限が切れました"));
        let page = late.press("認証コードを再送する").await.follow().await;
        assert!(page.says("10時20分まで"));
        let second = story.code().await;
        if first != second {
            assert!(try_code(&page, &first).await.error_on("code").contains("正しくありません"));
        }
        assert_eq!(try_code(&page, &second).await.location(), "/portal/");
    }
}

on_both_engines! {
    async fn a_code_counts_only_in_its_own_flow(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        story.enrol(&TEPPEI).await;
        let yui = at_code(&story.client, &YUI, "hanako").await;
        let code_of_yui = story.code().await;
        let teppei = at_code(&story.client.another(), &TEPPEI, "teppei").await;
        if code_of_yui != story.code().await {
            assert_eq!(try_code(&teppei, &code_of_yui).await.status(), 422);
        }
        assert_eq!(try_code(&yui, &code_of_yui).await.location(), "/portal/");
    }
}

on_both_engines! {
    async fn a_second_press_finds_what_the_first_one_did(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        at_code(&story.client, &YUI, "hanako").await;
        let code = story.code().await;
        let cookie = story.client.cookie("madoguchi-signup").unwrap();
        // The presses leave together, before the first answer takes the cookie away.
        let mut pages = Vec::new();
        for _ in 0..10 {
            let client = story.client.another();
            story.client.cookies().into_iter().for_each(|cookie| client.put_cookie(cookie));
            pages.push(client.get("/portal/signup/code").await);
        }
        let presses: Vec<_> = pages.iter().map(|page| tokio::spawn(page.form().fill("認証コード", &code).press("認証する"))).collect();
        for press in presses {
            assert_eq!(press.await.unwrap().location(), "/portal/");
        }
        assert_eq!(story.count("SELECT COUNT(*) FROM accounts").await, 1);
        assert_eq!(story.letters().await.iter().filter(|letter| matches!(letter.1, Letter::Registered { .. })).count(), 1);
        story.client.put_cookie(cookie);
        let page = story.client.get("/portal/signup/code").await;
        assert!(page.follow().await.says("hanako"), "an old tab leads to the end of the journey");
    }
}

on_both_engines! {
    async fn of_many_parallel_guesses_five_are_judged(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = at_code(&story.client, &YUI, "hanako").await;
        let wrong = another(&story.code().await);
        let guesses: Vec<_> = (0..20).map(|_| tokio::spawn(page.form().fill("認証コード", &wrong).press("認証する"))).collect();
        let mut judged = 0;
        for guess in guesses {
            let answer = guess.await.unwrap();
            assert!(matches!(answer.status(), 422 | 303));
            judged += usize::from(answer.status() == 422);
        }
        assert_eq!(judged, 5);
        assert_eq!(story.client.get("/portal/signup/code").await.location(), "/portal/signup");
    }
}

on_both_engines! {
    async fn fifty_registrations_of_one_person_end_in_one_account(database: TestDatabase) {
        let story = std::sync::Arc::new(Story::begin(database).await);
        story.enrol(&YUI).await;
        let journeys: Vec<_> = (0..50)
            .map(|number| {
                let (story, client) = (story.clone(), story.client.another());
                tokio::spawn(async move {
                    // Tries that are under way count until they succeed: of so many at once some are told to wait.
                    let page = identify(&client, &YUI).await;
                    if page.status() == 429 || !is_confirmed(&page) {
                        return;
                    }
                    let page = client.get("/portal/signup/account").await;
                    if page.status() != 200 {
                        return;
                    }
                    let address = format!("user{number}@example.jp");
                    let page = choose(&page, &format!("user{number}"), &address).await;
                    let page = page.follow().await;
                    let letters = story.letters().await;
                    let own = letters.into_iter().rev().find_map(|(to, letter)| match letter {
                        Letter::SignUpCode { code, .. } if to == address => Some(code),
                        _ => None,
                    });
                    if let (Some(code), true) = (own, page.has_control("認証コード")) {
                        let page = try_code(&page, &code).await;
                        assert!(matches!(page.status(), 303 | 422), "{}", page.text());
                    }
                })
            })
            .collect();
        for journey in journeys {
            journey.await.unwrap();
        }
        if story.count("SELECT COUNT(*) FROM accounts").await == 0 {
            story.later(SignedDuration::from_secs(1));
            register(&story, &story.client, &YUI, "hanako").await;
        }
        assert_eq!(story.count("SELECT COUNT(*) FROM accounts").await, 1);
        assert_eq!(story.count("SELECT COUNT(*) FROM user_ids WHERE account_id IS NOT NULL").await, 1);
        assert!(!is_confirmed(&identify(&story.client, &YUI).await));
    }
}

on_both_engines! {
    async fn an_account_that_came_to_be_elsewhere_stays_the_only_one(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person = story.enrol(&YUI).await;
        story.enrol(&TEPPEI).await;
        let page = at_code(&story.client, &YUI, "hanako").await;
        let code = story.code().await;
        register(&story, &story.client.another(), &TEPPEI, "teppei").await;
        let moved: Vec<(i64,)> =
            story.rows("UPDATE accounts SET person_id = (SELECT person_id FROM signup_flows WHERE ended_at IS NULL) RETURNING person_id").await;
        assert_eq!(moved, [(person,)]);
        let page = try_code(&page, &code).await;
        assert!(page.status() == 422 && page.heading().contains("終わりました"));
        assert_eq!(story.count("SELECT COUNT(*) FROM accounts").await, 1);
        assert_eq!(story.count("SELECT COUNT(*) FROM user_ids WHERE account_id IS NOT NULL").await, 1, "nothing half-done");
    }
}

on_both_engines! {
    async fn the_rosters_address_hears_of_an_account_that_was_made_with_another(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&HIROTO_MOVER).await;
        let page = at_account(&story.client, &HIROTO_MOVER).await;
        let page = page.form().fill("ユーザーID", "hiroto").fill("パスワード", PASSWORD).press("作成する").await.follow().await;
        story.rows::<(i64,)>("UPDATE roster_entries SET email = 'new@example.jp' RETURNING person_id").await;
        try_code(&page, &story.code().await).await;
        let letters = story.letters().await;
        assert!(letters.contains(&("new@example.jp".to_owned(), Letter::AccountMade)));
        assert!(letters.contains(&(HIROTO_MOVER.email.to_owned(), Letter::Registered { user_id: "hiroto".to_owned() })));
    }
}

on_both_engines! {
    async fn the_end_is_told_to_nobody_else(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = at_code(&story.client, &YUI, "hanako").await;
        let end = try_code(&page, &story.code().await).await;
        assert!(!end.location().contains("hanako"));
        let note = story.client.cookie("madoguchi-registered").unwrap();
        assert!(note.http_only && !note.value.contains("hanako"));
        let stranger = story.client.another();
        let mut forged = note.clone();
        forged.value.replace_range(40..44, "AAAA");
        stranger.put_cookie(forged);
        assert!(!stranger.get("/portal/").await.says("登録が完了しました"));
        story.later(SignedDuration::from_mins(10));
        stranger.put_cookie(note);
        assert!(!stranger.get("/portal/").await.says("hanako"), "an old note is no longer read");
    }
}

on_both_engines! {
    async fn two_tabs_of_one_flow_are_one_flow(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let tab = at_account(&story.client, &YUI).await;
        let code_tab = choose(&tab, "hanako", "hanako@example.jp").await.follow().await;
        choose(&tab, "yui.fukuda", "hanako@example.jp").await;
        let page = try_code(&code_tab, &story.code().await).await.follow().await;
        assert!(page.says("yui.fukuda"), "what was chosen last counts");
    }
}
