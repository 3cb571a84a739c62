use jiff::{SignedDuration, civil::Date};
use madoguchi_store::{At, Work, announcements::Announcement, insurers::Insurer};
use madoguchi_testkit::{on_both_engines, people::YUI};

use crate::testing::Story;

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn announce(story: &Story, insurer_id: Option<i64>, title: &str, from: &str, until: Option<&str>) -> i64 {
    announce_to(story, "all", insurer_id, title, from, until).await
}

async fn announce_to(story: &Story, audience: &str, insurer_id: Option<i64>, title: &str, from: &str, until: Option<&str>) -> i64 {
    let now = story.portal.clock.now();
    let day = |text: &str| text.parse::<Date>().unwrap().into();
    let announcement = &Announcement {
        id: story.portal.random.id(now),
        insurer_id,
        title: title.to_owned(),
        body: "一行目です。\n<b>二行目</b>です。".to_owned(),
        audience: audience.to_owned(),
        essential: false,
        from_date: day(from),
        until_date: until.map(day),
        created_at: At::from(now),
        created_by: "story".to_owned(),
        removed_at: None,
    };
    story.portal.store.write(|work: Work| async move { work.add_announcement(announcement).await }).await.unwrap();
    announcement.id
}

on_both_engines! {
    async fn a_notice_stands_on_the_login_screen_from_its_first_day_to_its_last(database: TestDatabase) {
        let story = Story::begin(database).await;
        announce(&story, None, "停止のお知らせ", "2026-11-23", Some("2026-11-24")).await;
        assert!(!story.client.get("/portal/").await.says("停止のお知らせ"));
        story.later(DAY);
        let page = story.client.get("/portal/").await;
        assert!(page.says("停止のお知らせ") && page.says("2026年11月23日"));
        story.later(DAY);
        assert!(story.client.get("/portal/").await.says("停止のお知らせ"));
        story.later(DAY);
        assert!(!story.client.get("/portal/").await.says("停止のお知らせ"));
    }
}

on_both_engines! {
    async fn the_latest_notice_stands_first(database: TestDatabase) {
        let story = Story::begin(database).await;
        announce(&story, None, "新しい", "2026-11-20", None).await;
        announce(&story, None, "古い", "2026-11-01", None).await;
        assert_eq!(story.client.get("/portal/").await.select_texts("summary"), ["新しい", "古い"]);
    }
}

on_both_engines! {
    async fn an_insurers_notice_is_shown_once_the_insurer_is_known(database: TestDatabase) {
        let story = Story::begin(database).await;
        announce(&story, Some(story.insurer.id), "さくらの皆さまへ", "2026-11-01", None).await;
        assert!(!story.client.get("/portal/").await.says("さくらの皆さまへ"));
        let page = story.client.get("/portal/?insurer=sakura").await;
        assert!(page.says("さくらの皆さまへ") && page.says("さくら健康保険組合"));
        let page = page.form().fill("ユーザーID", "hanako").press("ログイン").await;
        assert!(page.says("さくらの皆さまへ"), "the insurer is not forgotten when a login is refused");
    }
}

on_both_engines! {
    async fn another_insurers_notice_is_not_shown(database: TestDatabase) {
        let story = Story::begin(database).await;
        let at = At::from(story.portal.clock.now());
        let other = &Insurer { id: 7, code: "ume".to_owned(), name: "うめ健康保険組合".to_owned(), created_at: at, ..story.insurer.clone() };
        story.portal.store.write(|work: Work| async move { work.add_insurer(other).await }).await.unwrap();
        announce(&story, Some(other.id), "うめの皆さまへ", "2026-11-01", None).await;
        assert!(!story.client.get("/portal/?insurer=sakura").await.says("うめの皆さまへ"));
    }
}

on_both_engines! {
    async fn a_member_sees_the_notices_of_whose_audience_they_are_and_a_stranger_those_to_everybody(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yuiyui").await;
        let own = YUI.symbol.trim_start_matches('0');
        let titles = [
            ("all", "全員へ"),
            ("registered", "登録した方へ"),
            ("not-registered", "登録がまだの方へ"),
            ("never-logged-in", "ログインがまだの方へ"),
            (&format!("symbols={own}"), "この記号の方へ"),
            ("symbols=999", "別の記号の方へ"),
            ("ages=40-40", "四十歳の方へ"),
            ("ages=41-", "四十一歳からの方へ"),
        ];
        for (audience, title) in titles {
            announce_to(&story, audience, Some(story.insurer.id), title, "2026-11-01", None).await;
        }
        let shown = |page: madoguchi_testkit::browserless::Page| {
            let mut titles = page.select_texts("summary");
            titles.sort();
            titles
        };
        assert_eq!(shown(story.client.get("/portal/?insurer=sakura").await), ["全員へ"]);
        assert_eq!(shown(story.logged_in("yuiyui").await.get("/portal/home").await), ["この記号の方へ", "全員へ", "四十歳の方へ", "登録した方へ"]);
    }
}

on_both_engines! {
    async fn a_removed_notice_is_gone_and_is_removed_once(database: TestDatabase) {
        let story = Story::begin(database).await;
        let id = announce(&story, None, "誤り", "2026-11-01", None).await;
        let at = At::from(story.portal.clock.now());
        let remove = async || story.portal.store.write(|work: Work| async move { work.remove_announcement(id, at).await }).await.unwrap();
        assert!(remove().await);
        assert!(!remove().await);
        assert!(!story.client.get("/portal/").await.says("誤り"));
        let listed = story.portal.store.read(|work| async move { work.announcements().await }).await.unwrap();
        assert!(listed.is_empty());
    }
}

on_both_engines! {
    async fn what_is_written_in_a_notice_is_text(database: TestDatabase) {
        let story = Story::begin(database).await;
        announce(&story, None, "お知らせ", "2026-11-01", None).await;
        let page = story.client.get("/portal/").await;
        assert!(page.says("<b>二行目</b>です。"));
        assert!(page.select_texts(".notices__body b").is_empty());
        assert_eq!(page.markup_errors(), Vec::<String>::new());
    }
}
