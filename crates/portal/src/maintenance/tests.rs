use jiff::SignedDuration;
use madoguchi_testkit::{
    browserless::Client,
    on_both_engines,
    people::{TEPPEI, YUI},
};

use super::{begin, end};
use crate::{
    imports::roster::Actor,
    jobs::cleaning,
    member::signup::story::{at_account, at_code, choose, try_code},
    portal::Portal,
    testing::Story,
};

fn operator() -> Actor {
    Actor { kind: "command", name: "山田".to_owned() }
}

/// On for so many minutes; a server has looked by the time that this ends.
async fn on(story: &Story, minutes: i64, note: &str) {
    let until = story.portal.clock.now() + SignedDuration::from_mins(minutes);
    begin(&story.portal, until, note, &operator()).await.unwrap();
    story.later(SignedDuration::from_secs(1));
}

async fn off(story: &Story) {
    assert!(end(&story.portal, &operator()).await.unwrap().is_some());
    story.later(SignedDuration::from_secs(1));
}

fn another_server(portal: &Portal) -> Client {
    Client::over(crate::member_side(portal.clone()).0)
}

on_both_engines! {
    async fn members_see_one_page_with_the_telephone_and_when_to_come_back(database: TestDatabase) {
        let story = Story::begin_with(database, |config| config.support = "電話 03-9999-9999".to_owned()).await;
        story.set("support_phone", "03-0000-0000").await;
        assert_eq!(story.client.get("/portal/").await.status(), 200);
        on(&story, 30, "機器の入れ替えを行っています。").await;
        for path in ["/portal/", "/portal/signup", "/portal/home", "/", "/nowhere"] {
            let page = story.client.get(path).await;
            assert_eq!((page.status(), page.header("retry-after"), page.heading().as_str()), (503, Some("1799"), "メンテナンス中です"), "{path}");
            assert!(page.says("2026年11月22日 10時30分まで") && page.says("機器の入れ替えを行っています。") && page.says("03-9999-9999"));
            assert_eq!(page.markup_errors(), Vec::<String>::new());
        }
        let page = story.client.get("/portal/signup?insurer=sakura&lang=en").await;
        assert!(page.says("Maintenance is under way") && page.says("22 November 2026, 10:30") && page.says("03-0000-0000"));
        assert_eq!(story.client.get(&page.attribute("link[rel=stylesheet]", "href").unwrap()).await.status(), 200);
        assert_eq!(story.client.post("/portal/", &[("user_id", "hanako")]).await.status(), 503, "nothing is taken");

        story.later(SignedDuration::from_hours(1));
        let late = story.client.get("/portal/?lang=ja").await;
        assert_eq!((late.status(), late.header("retry-after")), (503, Some("300")));
        assert!(late.says("予定の時刻を過ぎて") && !late.says("10時30分まで"), "it lasts until it is ended");
        off(&story).await;
        assert_eq!(story.client.get("/portal/").await.status(), 200);
        let trail: Vec<(String, String)> = story.rows("SELECT action, actor FROM audit_events WHERE subject = 'service' ORDER BY at").await;
        assert_eq!(trail, [("maintenance.on".to_owned(), "山田".to_owned()), ("maintenance.off".to_owned(), "山田".to_owned())]);
    }
}

on_both_engines! {
    async fn every_server_of_a_database_sees_it_within_a_second(database: TestDatabase) {
        let story = Story::begin(database).await;
        let other = another_server(&story.restarted().await);
        assert_eq!((story.client.get("/portal/").await.status(), other.get("/portal/").await.status()), (200, 200));
        on(&story, 30, "").await;
        assert_eq!((story.client.get("/portal/").await.status(), other.get("/portal/").await.status()), (503, 503));
        off(&story).await;
        assert_eq!((story.client.get("/portal/").await.status(), other.get("/portal/").await.status()), (200, 200));
    }
}

on_both_engines! {
    async fn the_desk_goes_on(database: TestDatabase) {
        let story = Story::begin(database).await;
        on(&story, 30, "").await;
        let desk = Client::over(crate::desk_side(story.portal.clone()).0);
        assert_eq!(desk.get("/desk/login").await.status(), 200);
    }
}

on_both_engines! {
    async fn who_was_registering_goes_on_afterwards(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.set("support_phone", "03-0000-0000").await;
        story.enrol(&YUI).await;
        story.enrol(&TEPPEI).await;
        let other = story.client.another();
        let code_page = at_code(&story.client, &YUI, "hanako").await;
        let account_page = at_account(&other, &TEPPEI).await;
        story.later(SignedDuration::from_mins(8));
        on(&story, 60, "").await;
        let refused = try_code(&code_page, &story.code().await).await;
        assert!(refused.status() == 503 && refused.says("03-0000-0000"), "the insurer of the flow");
        story.later(SignedDuration::from_hours(5));
        cleaning::run_once(&story.portal).await.unwrap();
        off(&story).await;
        cleaning::run_once(&story.portal).await.unwrap();

        assert!(story.client.cookie("madoguchi-signup").unwrap().max_age.unwrap() > 6 * 60 * 60, "the browser keeps it");
        assert_eq!(try_code(&code_page, &story.code().await).await.location(), "/portal/", "the code is good for its ten minutes");
        let page = choose(&account_page, "teppei", "teppei@example.jp").await.follow().await;
        assert_eq!(try_code(&page, &story.code_to("teppei@example.jp").await).await.location(), "/portal/");
    }
}
