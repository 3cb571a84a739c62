use jiff::SignedDuration;
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
    people::{KOJI_WITH_MAIL, PASSWORD, Person, TWINS, YUI},
};

use crate::{
    mail::Letter,
    member::signup::story::{choose, identify, identify_as, letter_for, try_code},
    testing::Story,
};

/// A portal whose insurer asks for the code of a letter.
async fn begin(database: madoguchi_testkit::TestDatabase) -> Story {
    let story = Story::begin(database).await;
    story.set("signup_proof", "letter").await;
    story
}

/// Past the five items, at the letter.
async fn at_letter(client: &Client, person: &Person) -> Page {
    let page = identify(client, person).await;
    assert_eq!((page.status(), page.location()), (303, "/portal/signup/letter"));
    page.follow().await
}

async fn enter(page: &Page, code: &str) -> Page {
    page.form().fill("初回登録コード", code).press("認証する").await
}

/// From the second step to the account.
async fn finish(story: &Story, page: &Page, user_id: &str) -> Page {
    let email = format!("{user_id}@example.jp");
    let page = choose(page, user_id, &email).await.follow().await;
    try_code(&page, &story.code_to(&email).await).await
}

on_both_engines! {
    async fn who_holds_the_letter_registers(database: TestDatabase) {
        let story = begin(database).await;
        let yui = story.enrol(&YUI).await;
        let code = letter_for(&story, yui).await;
        let page = at_letter(&story.client, &YUI).await;
        assert_eq!((page.heading().as_str(), page.markup_errors()), ("初回登録コードの入力", vec![]));
        assert!(page.says("書面がお手元にない方") && !page.says("福田"));
        assert_eq!(story.client.get("/portal/signup").await.location(), "/portal/signup/letter", "it goes on where it stopped");

        let page = enter(&page, &code).await;
        assert_eq!((page.status(), page.location()), (303, "/portal/signup/account"));
        let page = page.follow().await;
        assert_eq!(story.client.get("/portal/signup/letter").await.location(), "/portal/signup/account", "it is done");
        assert_eq!(story.count("SELECT COUNT(*) FROM letter_codes WHERE used_at IS NOT NULL").await, 0, "until there is an account");
        assert_eq!(finish(&story, &page, "hanako").await.location(), "/portal/");
        assert_eq!(story.count("SELECT COUNT(*) FROM letter_codes WHERE used_at IS NOT NULL").await, 1);
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'signup.letter_confirmed'").await, 1);
        assert_eq!(story.count("SELECT CAST(COALESCE(SUM(used), 0) AS BIGINT) FROM limit_counters WHERE window_ends_at > 1795312800000").await, 0);
    }
}

on_both_engines! {
    async fn the_code_is_taken_however_it_is_typed_and_what_no_code_has_costs_nothing(database: TestDatabase) {
        let story = begin(database).await;
        let yui = story.enrol(&YUI).await;
        let code = letter_for(&story, yui).await;
        let wide: String = code.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        let (first, second) = code.split_at(5);
        for typed in [code.to_lowercase(), wide, format!(" {first} - {second} "), format!("{first}ー{second}")] {
            let page = at_letter(&story.client, &YUI).await;
            for (unreadable, told) in [("", "入力してください"), ("34679ACFH", "9文字"), ("34679ACFHO", "「O」")] {
                let page = enter(&page, unreadable).await;
                assert!(page.status() == 422 && page.error_on("letter_code").contains(told), "{unreadable}: {}", page.text());
            }
            assert_eq!(enter(&page, &typed).await.location(), "/portal/signup/account", "{typed}");
        }
    }
}

on_both_engines! {
    async fn five_wrong_codes_end_the_flow_and_ten_a_day_are_told(database: TestDatabase) {
        let story = begin(database).await;
        let yui = story.enrol(&YUI).await;
        let code = letter_for(&story, yui).await;
        for round in 0..2 {
            let page = at_letter(&story.client, &YUI).await;
            for left in (1..5).rev() {
                let refused = enter(&page, "33333-33333").await;
                assert!(refused.status() == 422 && refused.error_on("letter_code").contains(&format!("あと{left}回")), "{round}");
            }
            let ended = enter(&page, "33333-33333").await;
            assert!(ended.status() == 422 && ended.heading().contains("終わりました") && ended.markup_errors().is_empty());
            assert_eq!(story.client.get("/portal/signup/letter").await.location(), "/portal/signup");
        }
        let page = at_letter(&story.client, &YUI).await;
        let told = enter(&page, &code).await;
        assert_eq!(told.status(), 429);
        assert!(told.says("2026年11月23日 10時00分") && told.header("retry-after").is_some() && !told.has_control("letter_code"));
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'signup.letter_refused'").await, 10);
        story.later(SignedDuration::from_hours(24));
        let page = at_letter(&story.client, &YUI).await;
        assert_eq!(enter(&page, &code).await.location(), "/portal/signup/account", "the code itself is good still");
    }
}

on_both_engines! {
    async fn a_code_is_good_for_21_days_once_and_until_a_newer_letter(database: TestDatabase) {
        let story = begin(database).await;
        let yui = story.enrol(&YUI).await;
        let old = letter_for(&story, yui).await;
        story.later(SignedDuration::from_secs(1));
        let new = letter_for(&story, yui).await;
        let over = async |code: &str| {
            let page = enter(&at_letter(&story.client, &YUI).await, code).await;
            page.status() == 422 && page.error_on("letter_code").contains("使えません")
        };
        assert!(over(&old).await, "a newer letter has taken its place");
        story.later(SignedDuration::from_hours(21 * 24) - SignedDuration::from_secs(1));
        assert_eq!(enter(&at_letter(&story.client, &YUI).await, &new).await.location(), "/portal/signup/account");
        story.later(SignedDuration::from_secs(1));
        assert!(over(&new).await, "21 days");

        let newest = letter_for(&story, yui).await;
        let page = enter(&at_letter(&story.client, &YUI).await, &newest).await.follow().await;
        assert_eq!(finish(&story, &page, "hanako").await.location(), "/portal/");
        story.rows::<(i64,)>("UPDATE accounts SET closed_at = 1 RETURNING id").await;
        assert!(over(&newest).await, "used");
    }
}

on_both_engines! {
    async fn a_newer_letter_ends_what_the_older_one_began(database: TestDatabase) {
        let story = begin(database).await;
        let yui = story.enrol(&YUI).await;
        let code = letter_for(&story, yui).await;
        let page = enter(&at_letter(&story.client, &YUI).await, &code).await.follow().await;
        story.later(SignedDuration::from_secs(1));
        letter_for(&story, yui).await;
        assert_eq!(finish(&story, &page, "hanako").await.location(), "/portal/signup");
        assert_eq!(story.count("SELECT COUNT(*) FROM accounts").await, 0);
    }
}

on_both_engines! {
    async fn no_step_is_reached_without_the_letter(database: TestDatabase) {
        let story = begin(database).await;
        story.enrol(&YUI).await;
        assert_eq!(story.client.get("/portal/signup/letter").await.location(), "/portal/signup");
        let page = at_letter(&story.client, &YUI).await;
        for address in ["/portal/signup/account", "/portal/signup/code"] {
            assert_eq!(story.client.get(address).await.location(), "/portal/signup/letter");
        }
        let csrf = page.attribute("input[name=csrf]", "value").unwrap();
        let fields = [("csrf", csrf.as_str()), ("user_id", "hanako"), ("password", PASSWORD), ("email", "h@example.jp"), ("code", "123456")];
        for address in ["/portal/signup/account", "/portal/signup/code", "/portal/signup/code/resend"] {
            assert_eq!(story.client.post(address, &fields).await.location(), "/portal/signup/letter", "{address}");
        }
        assert_eq!(story.letters().await.len(), 0);
    }
}

on_both_engines! {
    async fn nothing_is_told_of_a_letter_before_the_five_items_fit(database: TestDatabase) {
        let story = begin(database).await;
        let nobody = identify(&story.client, &YUI).await;
        assert_eq!((nobody.status(), nobody.heading().as_str()), (422, "入力された内容では確認できませんでした"));
        story.enrol(&YUI).await;
        let wrong = identify_as(&story.client, &YUI, |form| form.fill("生年月日", "1986-08-05")).await;
        assert_eq!((wrong.status(), wrong.heading()), (422, nobody.heading()));
        assert!(story.client.cookie("madoguchi-signup").is_none());
    }
}

on_both_engines! {
    async fn the_letter_tells_which_of_the_twins_it_is(database: TestDatabase) {
        let story = begin(database).await;
        story.set("registrants", "all").await;
        story.set("registrant_min_age", "0").await;
        let (first, second) = (story.enrol(&TWINS[0]).await, story.enrol(&TWINS[1]).await);
        let codes = [letter_for(&story, first).await, letter_for(&story, second).await];
        let (one, two) = (story.client.clone(), story.client.another());
        let pages = [at_letter(&one, &TWINS[0]).await, at_letter(&two, &TWINS[1]).await];
        let second_page = enter(&pages[1], &codes[1]).await.follow().await;
        let first_page = enter(&pages[0], &codes[0]).await.follow().await;
        assert_eq!(finish(&story, &second_page, "yudai.ono").await.location(), "/portal/");
        assert_eq!(finish(&story, &first_page, "yuta.ono").await.location(), "/portal/", "the twins did not disturb each other");
        let made: Vec<(i64, String)> = story.rows("SELECT person_id, user_id FROM accounts ORDER BY user_id").await;
        assert_eq!(made, [(second, "yudai.ono".to_owned()), (first, "yuta.ono".to_owned())]);
        let late = identify(&story.client.another(), &TWINS[0]).await;
        assert_eq!(late.status(), 422, "both have an account");
    }
}

on_both_engines! {
    async fn who_asks_for_no_letter_any_more_lets_the_flow_go_on_and_who_asks_now_stops_it(database: TestDatabase) {
        let story = begin(database).await;
        story.enrol(&YUI).await;
        at_letter(&story.client, &YUI).await;
        story.set("signup_proof", "email").await;
        assert_eq!(story.client.get("/portal/signup/letter").await.location(), "/portal/signup/account");
        story.set("signup_proof", "letter").await;
        assert_eq!(story.client.get("/portal/signup/account").await.location(), "/portal/signup/letter");
    }
}

on_both_engines! {
    async fn an_address_on_the_roster_gets_the_code_and_hears_of_the_account(database: TestDatabase) {
        let story = begin(database).await;
        let koji = story.enrol(&KOJI_WITH_MAIL).await;
        let code = letter_for(&story, koji).await;
        let page = enter(&at_letter(&story.client, &KOJI_WITH_MAIL).await, &code).await.follow().await;
        assert!(!page.has_control("email"));
        let page = page.form().fill("ユーザーID", "koji").fill("パスワード", PASSWORD).press("作成する").await.follow().await;
        assert_eq!(try_code(&page, &story.code_to(KOJI_WITH_MAIL.email).await).await.location(), "/portal/");
        let told = (KOJI_WITH_MAIL.email.to_owned(), Letter::Registered { user_id: "koji".to_owned() });
        assert!(story.letters().await.contains(&told));
    }
}

on_both_engines! {
    async fn the_letter_is_there_in_english(database: TestDatabase) {
        let story = begin(database).await;
        let yui = story.enrol(&YUI).await;
        letter_for(&story, yui).await;
        let page = at_letter(&story.client, &YUI).await;
        assert!(page.says("初回登録コード"));
        let page = story.client.get("/portal/signup/letter?lang=en").await;
        assert_eq!((page.language().as_str(), page.heading().as_str(), page.markup_errors()), ("en", "Registration code", vec![]));
        let refused = page.form().fill("Registration code (初回登録コード)", "33333-33333").press("Verify").await;
        assert!(refused.error_on("letter_code").contains("Tries left: 4"));
        let refused = page.form().fill("Registration code (初回登録コード)", "1").press("Verify").await;
        assert!(refused.error_on("letter_code").contains("is in no code"));
    }
}
