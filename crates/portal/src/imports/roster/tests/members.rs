//! What members see of an import: the real sign-up before it, the same browser and a new login after it.

use jiff::SignedDuration;
use madoguchi_testkit::{
    on_both_engines,
    people::{self, Person, YUI},
    samples,
};

use super::*;
use crate::member::signup::story::{log_in, logged_in, register};

const JIRO: Person = Person { symbol: "1", number: "0010", kana_name: "ｶﾄｳ ｼﾞﾛｳ", birth_date: "1970-01-01", ..YUI };
const REIKO: Person = Person { kana_name: "ｵｵｼﾏ ﾚｲｺ", birth_date: "1979-02-11", ..JIRO };

on_both_engines! {
    async fn who_moved_to_another_number_goes_on_in_the_same_session_and_logs_in_on_every_day(database: TestDatabase) {
        let story = Story::begin(database).await;
        run(&story, &request(&samples::roster(), ImportMode::Merge)).await;
        assert!(logged_in(&story, &people::NAOKI_MOVER, "naoki.h").await.says(people::NAOKI_MOVER.number));
        run(&story, &ImportRequest { accept_moves: true, ..request(&samples::roster_of_december(), ImportMode::Full) }).await;
        let home = story.client.get("/portal/home").await;
        assert!(home.status() == 200 && home.says(people::NAOKI_MOVED.number) && !home.says("閲覧のみ"), "{}", home.text());
        for _ in 0..10 {
            story.client.forget_cookies(None);
            let home = log_in(&story, "naoki.h").await;
            assert!(home.address() == "/portal/home" && home.says(people::NAOKI_MOVED.number) && !home.says("閲覧のみ"), "{}", home.text());
            story.later(SignedDuration::from_hours(24));
        }
    }

    async fn who_has_somebodys_old_number_sees_nothing_of_them(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        run(&story, &request(&files.roster(&["1,0010,00,ｶﾄｳ ｼﾞﾛｳ,加藤　次郎,1970-01-01,本人,2000-04-01,,"]), ImportMode::Merge)).await;
        assert!(logged_in(&story, &JIRO, "jiro.kato").await.says("加藤 次郎"));
        let line = "1,0010,00,ｵｵｼﾏ ﾚｲｺ,大島　玲子,1979-02-11,本人,2026-11-01,,";
        run(&story, &ImportRequest { allow_leavers: true, ..request(&files.roster(&[line]), ImportMode::Merge) }).await;
        let old = story.client.get("/portal/home").await;
        assert!(old.says("加藤 次郎") && old.says("閲覧のみ") && !old.says("大島"), "{}", old.text());

        let reiko = story.client.another();
        register(&story, &reiko, &REIKO, "reiko.oshima").await;
        let page = reiko.get("/portal/").await;
        page.form().fill("ユーザーID", "reiko.oshima").fill("パスワード", people::PASSWORD).press("ログイン").await;
        for path in ["/portal/home", "/portal/settings", "/portal/settings/sessions", "/portal/settings/access"] {
            let page = reiko.get(path).await;
            assert_eq!(page.status(), 200, "{path}");
            for theirs in ["加藤", "ｶﾄｳ", "カトウ", "jiro", "1970"] {
                assert!(!page.source().contains(theirs), "{theirs} at {path}: {}", page.text());
            }
        }
        assert!(reiko.get("/portal/home").await.says("大島 玲子"));
    }
}
