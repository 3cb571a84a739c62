use jiff::SignedDuration;
use madoguchi_testkit::{
    on_both_engines,
    people::{PASSWORD, Person, RYUYA_IN_KANJI, YUI},
};

use crate::{
    member::signup::story::{log_in, logged_in},
    testing::Story,
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

on_both_engines! {
    async fn home_greets_the_member_and_shows_what_the_roster_has(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = logged_in(&story, &YUI, "yui.fukuda").await;
        assert_eq!((page.address(), page.heading().as_str()), ("/portal/home", "マイページ"));
        for words in ["福田　結衣 様", "さくら健康保険組合", "フクダ ユイ", "1986年（昭和61年）8月4日", "00001", "被保険者（ご本人）"] {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(page.says(&words), "{words} is not on\n{}", page.text());
        }
        assert!(page.says("今回がはじめてのログインです。"));
        assert_eq!(page.link("ご登録内容"), "/portal/settings");
        assert_eq!(page.buttons(), ["ログアウト"]);
        assert_eq!(page.markup_errors(), Vec::<String>::new());
    }
}

on_both_engines! {
    async fn home_tells_when_the_login_before_this_one_was(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        logged_in(&story, &YUI, "yui.fukuda").await;
        story.later(DAY);
        let page = log_in(&story, "yui.fukuda").await;
        assert!(page.says("前回のログイン：2026年11月22日 10時00分"));
    }
}

on_both_engines! {
    async fn an_end_that_the_roster_knows_is_announced_with_what_remains(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&Person { lost: "2027-04-01", ..YUI }).await;
        let page = logged_in(&story, &YUI, "yui.fukuda").await;
        assert!(page.says("2027年4月1日に資格を喪失する予定です"));
        assert!(page.says("前日の2027年3月31日まで") && page.says("2029年3月31日までご覧いただけます。"));
        story.set("after_leaving", "close").await;
        assert!(story.client.get("/portal/home").await.says("このサービスはご利用いただけません。"));
    }
}

on_both_engines! {
    async fn the_75th_birthday_is_announced_sixty_days_ahead(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&Person { birth_date: "1952-01-22", ..YUI }).await;
        let page = logged_in(&story, &Person { birth_date: "1952-01-22", ..YUI }, "yui.fukuda").await;
        assert!(!page.says("75歳"));
        story.later(DAY);
        let page = log_in(&story, "yui.fukuda").await;
        assert!(page.says("2027年1月22日に75歳の誕生日を迎えられます") && page.says("前日の2027年1月21日まで"));
    }
}

on_both_engines! {
    async fn at_the_insurer_of_the_aged_the_75th_birthday_ends_nothing(database: TestDatabase) {
        let story = Story::begin_at("kouki", database).await;
        let aged = Person { birth_date: "1952-01-10", ..YUI };
        story.enrol(&aged).await;
        assert!(!logged_in(&story, &aged, "yui.fukuda").await.says("75歳"));
    }
}

on_both_engines! {
    async fn who_left_reads_on_and_is_told_until_when(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&Person { lost: "2026-11-23", ..YUI }).await;
        logged_in(&story, &YUI, "yui.fukuda").await;
        story.later(DAY);
        let page = log_in(&story, "yui.fukuda").await;
        assert_eq!(page.address(), "/portal/home");
        assert!(page.says("閲覧のみご利用いただけます") && page.says("2026年11月23日に資格を喪失された"));
        assert!(page.says("2028年11月22日までご覧いただけます。"));
    }
}

on_both_engines! {
    async fn lost_eligibility_takes_effect_with_the_next_request_of_a_session(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        logged_in(&story, &YUI, "yui.fukuda").await;
        let form = story.client.get("/portal/settings/email").await.form();
        story.rows::<(i64,)>("UPDATE roster_entries SET lost_on = '2026-11-22' RETURNING person_id").await;
        let form = form.fill("新しいメールアドレス", "new@example.jp").fill("現在のパスワード", PASSWORD);
        let refused = form.press("変更する").await;
        assert_eq!((refused.status(), refused.location()), (303, "/portal/home"));
        assert_eq!(story.count("SELECT COUNT(*) FROM email_changes").await, 0);
        let home = story.client.get("/portal/home").await;
        assert!(home.status() == 200 && home.says("閲覧のみご利用いただけます"), "{}", home.text());
        story.set("after_leaving", "close").await;
        assert_eq!(story.client.get("/portal/home").await.location(), "/portal/");
    }
}

on_both_engines! {
    async fn a_member_without_symbol_is_told_so(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person = Person { symbol: "", ..RYUYA_IN_KANJI };
        story.enrol(&person).await;
        let page = logged_in(&story, &person, "ryuya.3").await;
        assert!(page.says("記号 なし"));
    }
}

on_both_engines! {
    async fn a_page_says_when_its_session_ends_and_the_script_extends_it(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = logged_in(&story, &YUI, "yui.fukuda").await;
        let end = |page: &madoguchi_testkit::browserless::Page| page.attribute("[data-session-ends]", "data-session-ends").unwrap();
        let after = |minutes| (story.portal.clock.now() + SignedDuration::from_mins(minutes)).as_millisecond().to_string();
        assert_eq!(end(&page), after(30));
        story.later(SignedDuration::from_mins(29));
        let answer = story.client.get("/portal/session").await;
        assert_eq!((answer.status(), answer.source()), (200, after(30).as_str()));
        for _ in 0..23 {
            story.later(SignedDuration::from_mins(29));
            story.client.get("/portal/session").await;
        }
        let page = story.client.get("/portal/home").await;
        assert_eq!(end(&page), after(12 * 60 - 24 * 29), "twelve hours after the login it ends whatever happens");
        story.later(SignedDuration::from_mins(24));
        assert_eq!(story.client.get("/portal/session").await.location(), "/portal/");
    }
}
