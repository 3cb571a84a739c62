#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use jiff::SignedDuration;
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
    people::{ICHIRO_JUST_LEFT, INSURER, Person, TEPPEI, TWINS, YUI},
};

use crate::{mail::Letter, testing::Story};

async fn ask(client: &Client, person: &Person, kana_name: &str) -> Page {
    let form = client.get("/portal/recover/user-id").await.form();
    let form = form.fill("保険者指定コード", INSURER).fill("記号", person.symbol).fill("番号", person.number);
    form.fill("生年月日", person.birth_date).fill("氏名（カナ）", kana_name).press("送信する").await
}

/// The answer without the token of the language switch's visitor: nothing on it differs from person to person.
fn answer(page: &Page) -> (u16, String) {
    (page.status(), page.source().to_owned())
}

on_both_engines! {
    async fn the_user_id_goes_to_the_accounts_address_and_never_on_the_screen(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let page = ask(&story.client, &YUI, "ふくた ゆい").await;
        assert_eq!((page.status(), page.heading().as_str()), (200, "受け付けました"));
        assert!(page.says("さくら健康保険組合"));
        assert!(!page.source().contains("hanako"));
        let reminder = Letter::UserIdReminder { user_id: "hanako".to_owned() };
        assert_eq!(story.letters().await, [("hanako@example.jp".to_owned(), reminder)]);
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'recovery.user_id_sent'").await, 1);
        assert!(page.markup_errors().is_empty(), "{:?}", page.markup_errors());
    }

    async fn the_answer_is_the_same_for_everybody_and_mail_goes_only_to_who_has_an_account(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        story.enrol(&TEPPEI).await;
        for twin in &TWINS {
            story.enrol_registered(twin, &format!("twin-{}", twin.line)).await;
        }
        let known = answer(&ask(&story.client.another(), &YUI, YUI.kana_name).await);
        for (person, kana_name) in [(&YUI, "サクラ ハナコ"), (&TEPPEI, TEPPEI.kana_name), (&TWINS[0], TWINS[0].kana_name)] {
            assert_eq!(answer(&ask(&story.client.another(), person, kana_name).await), known);
        }
        assert_eq!(story.letters().await.len(), 1);
        assert_eq!(story.count("SELECT COUNT(*) FROM outbox").await, 1);
    }

    async fn who_may_still_read_gets_the_user_id_and_who_is_shut_out_does_not(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&ICHIRO_JUST_LEFT, "ichiro").await;
        let reading = answer(&ask(&story.client.another(), &ICHIRO_JUST_LEFT, ICHIRO_JUST_LEFT.kana_name).await);
        assert_eq!(story.letters().await.len(), 1);
        story.set("after_leaving", "close").await;
        assert_eq!(answer(&ask(&story.client.another(), &ICHIRO_JUST_LEFT, ICHIRO_JUST_LEFT.kana_name).await), reading);
        story.set("after_leaving", "read_only_months:24").await;
        story.rows::<(i64,)>("UPDATE accounts SET stopped_at = 1 RETURNING id").await;
        assert_eq!(answer(&ask(&story.client.another(), &ICHIRO_JUST_LEFT, ICHIRO_JUST_LEFT.kana_name).await), reading);
        assert_eq!(story.letters().await.len(), 1);
    }

    async fn what_cannot_be_read_is_pointed_at(database: TestDatabase) {
        let story = Story::begin(database).await;
        let page = ask(&story.client, &YUI, "福田 結衣").await;
        assert_eq!(page.status(), 422);
        assert!(page.error_on("kana_name").contains("漢字"));
        assert_eq!(page.value_of("番号"), YUI.number);
    }

    async fn five_reminders_a_day_are_told_alike_for_known_and_unknown_people(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let mut told = Vec::new();
        for person in [&YUI, &TEPPEI] {
            for _ in 0..5 {
                assert_eq!(ask(&story.client.another(), person, person.kana_name).await.status(), 200);
                story.later(SignedDuration::from_mins(61));
            }
            let page = ask(&story.client.another(), person, person.kana_name).await;
            told.push(page.status());
            story.later(SignedDuration::from_hours(24));
        }
        assert_eq!(told, [429, 429]);
        assert_eq!(story.letters().await.len(), 5);
    }

    async fn tries_are_counted_as_at_sign_up_and_a_fit_is_not_given_back(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        assert_eq!(ask(&story.client.another(), &YUI, YUI.kana_name).await.status(), 200);
        for letter in "アイウエオカキクケ".chars() {
            assert_eq!(ask(&story.client.another(), &YUI, &format!("フクダ {letter}")).await.status(), 200);
        }
        let page = ask(&story.client.another(), &YUI, "フクダ コ").await;
        assert_eq!(page.status(), 429);
        assert!(page.header("retry-after").is_some());
    }

    async fn a_mail_that_is_used_up_is_not_told(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        for place in 0..5 {
            let form = story.client.another().get("/portal/recover/password").await.form();
            form.fill("ユーザーID", &format!("other-{place}")).fill("メールアドレス", "hanako@example.jp").press("送信する").await;
        }
        let page = ask(&story.client.another(), &YUI, YUI.kana_name).await;
        assert_eq!((page.status(), page.heading().as_str()), (200, "受け付けました"));
        assert!(story.letters().await.is_empty());
    }
}
