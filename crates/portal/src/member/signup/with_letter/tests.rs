use std::net::{Ipv4Addr, SocketAddr};

use jiff::SignedDuration;
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
    people::{CHIZURU, INSURER, Person, TWINS, YUI},
};

use crate::{
    member::signup::story::{choose, identify, identify_as, is_confirmed, letter_for, try_code},
    testing::Story,
};

/// All six fields of a person, sent.
async fn enter(client: &Client, person: &Person, code: &str) -> Page {
    let form = client.get("/portal/signup/with-letter").await.form();
    let form = form.fill("保険者指定コード", INSURER).fill("記号", person.symbol).fill("番号", person.number);
    let form = form.fill("生年月日", person.birth_date).fill("氏名（カナ）", person.kana_name);
    form.fill("初回登録コード", code).press("認証").await
}

/// Somebody else, somewhere else.
fn stranger(story: &Story, number: u8) -> Client {
    story.client.another().from_peer(SocketAddr::from((Ipv4Addr::new(198, 51, 100, number), 50_000)))
}

/// The page without the instant that its script counts from.
fn timeless(page: &Page) -> String {
    let (before, after) = page.source().split_once("data-now=\"").unwrap();
    format!("{before}{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
}

on_both_engines! {
    async fn a_twin_registers_with_a_letter_at_any_insurer(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.set("registrants", "all").await;
        story.set("registrant_min_age", "0").await;
        let (first, second) = (story.enrol(&TWINS[0]).await, story.enrol(&TWINS[1]).await);
        let code = letter_for(&story, second).await;
        let refused = identify(&story.client, &TWINS[1]).await;
        assert!(!is_confirmed(&refused));
        let page = refused.click("初回登録コードを入力する").await;
        assert_eq!((page.heading().as_str(), page.markup_errors()), ("初回登録コードをお持ちの方", vec![]));

        let page = enter(&story.client, &TWINS[1], &code).await;
        assert_eq!((page.status(), page.location()), (303, "/portal/signup/account"));
        let page = choose(&page.follow().await, "yudai", "yudai@example.jp").await.follow().await;
        assert_eq!(try_code(&page, &story.code_to("yudai@example.jp").await).await.location(), "/portal/");
        let made: Vec<(i64,)> = story.rows("SELECT person_id FROM accounts").await;
        assert!(made == [(second,)] && first != second);
        assert_eq!(story.count("SELECT COUNT(*) FROM letter_codes WHERE used_at IS NOT NULL").await, 1);
    }
}

on_both_engines! {
    async fn whatever_is_wrong_the_answer_is_the_one_page(database: TestDatabase) {
        let story = Story::begin(database).await;
        let nobody = enter(&story.client, &YUI, "33333-33333").await;
        assert!(!is_confirmed(&nobody));
        let same = |page: &Page| assert!(page.status() == 422 && timeless(page) == timeless(&nobody), "{}", page.text());
        let yui = story.enrol(&YUI).await;
        same(&enter(&story.client, &YUI, "33333-33333").await);
        let chizuru = story.enrol(&CHIZURU).await;
        let hers = letter_for(&story, chizuru).await;
        let old = letter_for(&story, yui).await;
        story.later(SignedDuration::from_secs(1));
        let code = letter_for(&story, yui).await;
        same(&enter(&story.client, &YUI, &hers).await);
        same(&enter(&story.client, &YUI, &old).await);
        story.rows::<(i64,)>("UPDATE roster_entries SET lost_on = '2026-11-22' RETURNING person_id").await;
        same(&enter(&story.client, &YUI, &code).await);

        let causes: Vec<(String,)> = story.rows("SELECT detail FROM audit_events WHERE action = 'signup.not_confirmed'").await;
        let mut causes: Vec<&str> = causes.iter().filter_map(|(detail,)| detail.split('"').nth(3)).collect();
        causes.sort_unstable();
        assert_eq!(causes, ["letter_over", "no_match", "not_eligible", "wrong_letter", "wrong_letter"]);
        assert_eq!(story.count("SELECT COUNT(*) FROM signup_flows").await, 0);
    }
}

on_both_engines! {
    async fn what_cannot_be_read_is_pointed_at_all_at_once(database: TestDatabase) {
        let story = Story::begin(database).await;
        let page = story.client.get("/portal/signup/with-letter?insurer=SAKURA").await;
        assert_eq!((page.value_of("保険者指定コード").as_str(), page.markup_errors()), (INSURER, vec![]));
        let page = page.form().fill("番号", "1-01").fill("初回登録コード", "34679-ACFH0").press("認証").await;
        let places: Vec<String> = page.errors().into_iter().map(|error| error.field).collect();
        assert_eq!((page.status(), places), (422, ["number", "birth_date", "kana_name", "letter_code"].map(str::to_owned).to_vec()));
        assert!(page.error_on("letter_code").contains("「0」") && page.says("さくら健康保険組合"));
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events").await, 0);
    }
}

on_both_engines! {
    async fn a_letter_lets_its_person_in_whose_number_was_guessed_at_too_often(database: TestDatabase) {
        let story = Story::begin(database).await;
        let yui = story.enrol(&YUI).await;
        let code = letter_for(&story, yui).await;
        for day in 10..20 {
            let wrong = identify_as(&stranger(&story, day), &YUI, |form| form.fill("birth_date", &format!("1980-01-{day}"))).await;
            assert!(!is_confirmed(&wrong));
        }
        let client = stranger(&story, 9);
        let told = identify(&client, &YUI).await;
        assert!(told.status() == 429 && told.has_control("letter_code") && told.markup_errors().is_empty());
        let again = told.form().fill("初回登録コード", "34679").press("認証").await;
        assert!(again.status() == 422 && again.error_on("letter_code").contains("10文字"));
        assert_eq!((again.value_of("番号").as_str(), again.value_of("氏名（カナ）").as_str()), (YUI.number, YUI.kana_name), "what was typed is kept");
        let page = told.form().fill("初回登録コード", &code).press("認証").await;
        assert_eq!((page.status(), page.location()), (303, "/portal/signup/account"));
        assert_eq!(identify(&stranger(&story, 8), &YUI).await.status(), 429, "the five items alone are still refused");
    }
}

on_both_engines! {
    async fn codes_are_guessed_at_ten_times_a_day(database: TestDatabase) {
        let story = Story::begin(database).await;
        let yui = story.enrol(&YUI).await;
        let code = letter_for(&story, yui).await;
        for number in 0..10_u8 {
            let client = stranger(&story, number + 1);
            let wrong = format!("33333-3333{}", char::from(b"34679ACFHJ"[usize::from(number)]));
            assert!(!is_confirmed(&enter(&client, &YUI, &wrong).await));
            assert!(!is_confirmed(&enter(&client, &YUI, &wrong).await), "the very same costs nothing");
        }
        let told = enter(&stranger(&story, 20), &YUI, &code).await;
        assert!(told.status() == 429 && told.says("2026年11月23日 10時00分") && !told.has_control("letter_code"));
        assert!(is_confirmed(&identify(&stranger(&story, 21), &YUI).await), "the usual way has its own budget");
        story.later(SignedDuration::from_hours(24));
        assert_eq!(enter(&stranger(&story, 22), &YUI, &code).await.location(), "/portal/signup/account");
    }
}

on_both_engines! {
    async fn a_letter_is_as_good_as_an_address_on_the_roster(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.set("signup_proof", "roster_email").await;
        let yui = story.enrol(&YUI).await;
        assert!(!is_confirmed(&identify(&story.client, &YUI).await));
        let code = letter_for(&story, yui).await;
        let page = enter(&story.client, &YUI, &code).await;
        assert_eq!(page.location(), "/portal/signup/account");
        let page = choose(&page.follow().await, "hanako", "hanako@example.jp").await.follow().await;
        assert_eq!(try_code(&page, &story.code().await).await.location(), "/portal/");
    }
}

on_both_engines! {
    async fn an_insurer_that_asks_for_the_letter_takes_it_together_with_the_items_too(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.set("signup_proof", "letter").await;
        let yui = story.enrol(&YUI).await;
        let code = letter_for(&story, yui).await;
        assert_eq!(enter(&story.client, &YUI, &code).await.location(), "/portal/signup/account");
        assert_eq!(story.client.get("/portal/signup/account").await.status(), 200);
        story.set("signup_opens", "2026-12-01").await;
        let page = enter(&story.client.another(), &YUI, &code).await;
        assert!(page.status() == 422 && page.says("2026年12月1日から"));
    }
}
