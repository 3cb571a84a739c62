//! The limits of the contract, as the first login keeps them.

use std::net::{Ipv4Addr, SocketAddr};

use jiff::SignedDuration;
use madoguchi_testkit::{
    browserless::Client,
    on_both_engines,
    people::{CHIZURU, KOJI_WITH_MAIL, PASSWORD, YUI},
};

use super::story::{at_account, at_code, choose, identify, identify_as, is_confirmed};
use crate::testing::Story;

/// Somebody else, somewhere else.
fn stranger(story: &Story, number: u8) -> Client {
    story.client.another().from_peer(SocketAddr::from((Ipv4Addr::new(198, 51, 100, number), 50_000)))
}

on_both_engines! {
    async fn ten_failures_use_up_a_number_for_the_day_and_that_is_told(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        for day in 10..20 {
            let client = stranger(&story, day);
            assert!(!is_confirmed(&identify_as(&client, &YUI, |form| form.fill("birth_date", &format!("1980-01-{day}"))).await));
        }
        let told = identify(&stranger(&story, 9), &YUI).await;
        assert_eq!(told.status(), 429);
        assert!(told.header("retry-after").is_some() && told.markup_errors().is_empty());
        story.later(SignedDuration::from_hours(24));
        assert!(is_confirmed(&identify(&stranger(&story, 9), &YUI).await));
    }
}

on_both_engines! {
    async fn who_is_confirmed_or_cannot_be_read_has_used_nothing(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        for _ in 0..8 {
            assert!(is_confirmed(&identify(&story.client, &YUI).await));
            assert_eq!(identify_as(&story.client, &YUI, |form| form.fill("氏名（カナ）", "福田")).await.status(), 422);
        }
        assert_eq!(story.count("SELECT CAST(COALESCE(SUM(used), 0) AS BIGINT) FROM limit_counters").await, 0);
    }
}

on_both_engines! {
    async fn after_five_failures_a_visitor_waits_or_works_and_goes_on_with_what_was_typed(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        for day in 1..6 {
            assert!(!is_confirmed(&identify_as(&story.client, &CHIZURU, |form| form.fill("birth_date", &format!("1980-01-{day}"))).await));
        }
        let page = identify(&story.client, &YUI).await;
        assert!(page.status() == 422 && !page.has_control("number") && page.markup_errors().is_empty());
        story.later(SignedDuration::from_secs(30));
        let button = page.buttons().pop().unwrap();
        assert!(is_confirmed(&page.press(&button).await));
    }
}

on_both_engines! {
    async fn twenty_questions_about_user_ids_are_free_in_a_flow(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = at_account(&story.client, &YUI).await;
        let ask = async |number: u8| page.form().fill("ユーザーID", &format!("hanako.{number}")).press("作成する").await;
        for number in 0..20 {
            assert_eq!(ask(number).await.status(), 422);
        }
        let told = ask(20).await;
        assert_eq!((told.status(), told.header("retry-after")), (429, Some("1800")));
        assert_eq!(story.count("SELECT COUNT(*) FROM user_ids").await, 0);
    }
}

on_both_engines! {
    async fn five_mails_an_hour_go_to_one_address(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        story.enrol(&KOJI_WITH_MAIL).await;
        let page = at_code(&story.client, &YUI, "hanako").await;
        for _ in 0..4 {
            story.later(SignedDuration::from_mins(2));
            assert_eq!(page.press("認証コードを再送する").await.status(), 303);
        }
        story.later(SignedDuration::from_mins(2));
        let told = page.press("認証コードを再送する").await;
        assert!(told.status() == 429 && told.header("retry-after").is_some());
        let other = story.client.another();
        let account = at_account(&other, &KOJI_WITH_MAIL).await;
        let answer = account.form().fill("ユーザーID", "koji").fill("パスワード", PASSWORD).press("作成する").await;
        assert_eq!(answer.status(), 303, "another address has its own");
        let again = choose(&story.client.get("/portal/signup/account").await, "hanako", "HANAKO@example.jp").await;
        assert_eq!(again.status(), 429, "another spelling is the same address");
        assert_eq!(story.letters().await.len(), 6);
    }
}

on_both_engines! {
    async fn the_whole_journey_is_there_in_english(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = story.client.get("/portal/signup?lang=en").await.form();
        let page = page.fill("Insurer code", "sakura").fill("Symbol (記号)", "12").fill("Number (番号)", "1");
        let page = page.fill("Date of birth", "1986-08-04").fill("Name in kana", "ふくだゆい").press("Confirm").await.follow().await;
        assert_eq!((page.language().as_str(), page.heading().as_str()), ("en", "Registration 2: User ID and password"));
        let refused = page.form().fill("User ID", "ab").fill("Password", "abc").press("Create").await;
        assert!(refused.error_on("password").contains("Use at least 8 characters"));
        let page = page.form().fill("User ID", "hanako").fill("Password", PASSWORD).fill("Email address", "hanako@example.jp");
        let page = page.press("Create").await.follow().await;
        assert!(page.says("valid until 10:10") && page.says("Step 3 of 3"));
        let page = page.form().fill("Code", &story.code().await).press("Verify").await.follow().await;
        assert!(page.says("Registration is complete") && page.says("hanako"));
    }
}

on_both_engines! {
    async fn another_insurers_leaflet_begins_another_registration(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        identify(&story.client, &YUI).await;
        let at = madoguchi_store::At::from(story.portal.clock.now());
        let other = &madoguchi_store::insurers::Insurer { id: 77, code: "tsubaki".to_owned(), created_at: at, ..story.insurer.clone() };
        story.portal.store.write(|work| async move { work.add_insurer(other).await }).await.unwrap();
        assert_eq!(story.client.get("/portal/signup?insurer=tsubaki").await.value_of("insurer_code"), "tsubaki");
        assert_eq!(story.client.get("/portal/signup?insurer=sakura").await.status(), 303);
    }
}
