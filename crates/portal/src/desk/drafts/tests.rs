use jiff::SignedDuration;
use madoguchi_rules::staff::Role;
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
    people::YUI,
};

use crate::{jobs, testing::Story};

const NOTICE: &str = "/desk/sakura/notices/new";

/// What the script of the page sends.
async fn save(client: &Client, page: &Page, place: &str, typed: &[(&str, &str)]) -> u16 {
    let csrf = page.attribute("main input[name=csrf]", "value").unwrap();
    let mut fields = vec![("csrf", csrf.as_str()), ("draft", place)];
    fields.extend(typed);
    client.post("/desk/draft", &fields).await.status()
}

on_both_engines! {
    async fn what_was_written_comes_back_after_the_session_ended(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person = story.staff_at(&story.insurer, Role::Clerk, false).await;
        let clerk = story.desk_client_of(&person).await;
        let page = clerk.get(NOTICE).await;
        assert_eq!(page.attribute("form[data-draft]", "data-draft").as_deref(), Some(NOTICE));
        assert_eq!(save(&clerk, &page, NOTICE, &[("title", "年末の窓口"), ("body", "12月28日まで"), ("audience", "all")]).await, 204);
        let sealed: Vec<(Vec<u8>,)> = story.rows("SELECT sealed FROM staff_drafts").await;
        assert!(sealed.len() == 1 && !sealed[0].0.windows(15).any(|bytes| bytes == "年末の窓口".as_bytes()));

        story.later(SignedDuration::from_mins(16));
        assert_eq!(clerk.get(NOTICE).await.location(), "/desk/login");
        let clerk = story.desk_client_of(&person).await;
        let today = clerk.get("/desk/sakura/").await;
        assert!(today.says("書きかけの内容") && today.markup_errors().is_empty(), "{:?}", today.markup_errors());
        let page = today.click("お知らせを書く").await;
        assert!(page.says("送信する前に書いていた内容を戻しました") && page.value_of("件名") == "年末の窓口", "{}", page.text());
        assert!(page.markup_errors().is_empty(), "{:?}", page.markup_errors());

        let form = page.form().fill("本文", "12月28日まで受け付けます。");
        form.press("プレビューを見る").await.press("この内容で掲載する").await;
        assert_eq!(story.count("SELECT COUNT(*) FROM staff_drafts").await, 0, "it was sent");
        assert!(!clerk.get("/desk/sakura/").await.says("書きかけの内容"));
    }

    async fn typing_alone_keeps_no_session_alive(database: TestDatabase) {
        let story = Story::begin(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let page = clerk.get(NOTICE).await;
        for _ in 0..2 {
            story.later(SignedDuration::from_mins(7));
            assert_eq!(save(&clerk, &page, NOTICE, &[("title", "年末")]).await, 204);
        }
        story.later(SignedDuration::from_mins(2));
        assert_eq!(clerk.get(NOTICE).await.location(), "/desk/login");
    }

    async fn a_draft_is_nobody_elses_and_can_be_thrown_away(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (one, other) = (story.desk_client(Role::Clerk).await, story.desk_client(Role::Clerk).await);
        let page = one.get(NOTICE).await;
        save(&one, &page, NOTICE, &[("title", "年末の窓口")]).await;
        assert_eq!(other.get(NOTICE).await.value_of("件名"), "");
        let page = one.get(NOTICE).await.press("戻した内容を捨てる").await;
        assert_eq!(page.location(), NOTICE);
        assert_eq!(one.get(NOTICE).await.value_of("件名"), "");
    }

    async fn only_a_place_at_the_desk_holds_a_draft(database: TestDatabase) {
        let story = Story::begin(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let page = clerk.get(NOTICE).await;
        for place in ["", "https://example.jp/", "/portal/home", "/desk/..", "/desk/\u{3042}"] {
            assert_eq!(save(&clerk, &page, place, &[]).await, 404, "{place}");
        }
    }

    async fn the_note_of_a_call_settings_and_terms_come_back_too(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol(&YUI).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let address = format!("/desk/sakura/people/{person_id}");
        let page = clerk.get(&address).await.press("通話の記録を始める").await.follow().await;
        let place = page.attribute("form[data-draft]", "data-draft").unwrap();
        save(&clerk, &page, &place, &[("call_note", "折り返しを希望"), ("verified_name", "yes")]).await;
        let page = clerk.get(&address).await;
        assert!(page.says("内容を戻しました") && page.source().contains("折り返しを希望"), "{}", page.text());

        let manager = story.desk_client(Role::Manager).await;
        let page = manager.get("/desk/sakura/settings").await;
        save(&manager, &page, "/desk/sakura/settings", &[("support_phone", "03-0000-1234"), ("reason", "転居"), ("seen", "0")]).await;
        let page = manager.get("/desk/sakura/settings").await;
        assert!(page.says("内容を戻しました") && page.source().contains("03-0000-1234"));

        let operator = story.operator_client().await;
        let page = operator.get("/desk/service/terms/new").await;
        save(&operator, &page, "/desk/service/terms/new", &[("body", "第1条 改める"), ("effective_on", "2026-12-01")]).await;
        assert!(operator.get("/desk/service/terms/new").await.source().contains("第1条 改める"));
        story.later(SignedDuration::from_hours(24));
        jobs::cleaning::run_once(&story.portal).await.unwrap();
        assert_eq!(story.count("SELECT COUNT(*) FROM staff_drafts").await, 0, "kept for a day");
    }
}
