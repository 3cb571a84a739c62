use madoguchi_rules::staff::Role;
use madoguchi_store::{At, Work, cautions::Caution};
use madoguchi_testkit::{
    PATIENCE,
    browserless::{Client, Page},
    on_both_engines,
    people::{CHIZURU, KOJI_WITH_MAIL, TEPPEI, YUI},
};

use crate::testing::Story;

/// Puts people on the roster; all but the last live somewhere.
async fn settle(story: &Story) -> (i64, i64) {
    let (yui, teppei) = (story.enrol(&YUI).await, story.enrol(&TEPPEI).await);
    story.enrol_registered(&KOJI_WITH_MAIL, "koji").await;
    story
        .rows::<(i64,)>("UPDATE roster_entries SET postal_code = '1000001', address = '東京都千代田区千代田1-1' RETURNING person_id")
        .await;
    story.enrol(&CHIZURU).await;
    (yui, teppei)
}

async fn mark(story: &Story, person_id: i64) {
    let (insurer_id, marked_at) = (story.insurer.id, At::from(story.portal.clock.now()));
    let caution = &Caution { kind: "support".to_owned(), note: "役所".to_owned(), marked_at, marked_by: "staff:1".to_owned() };
    story.portal.store.write(|work: Work| async move { work.mark_caution(insurer_id, person_id, caution).await }).await.unwrap();
}

async fn plan(client: &Client, kind: &str) -> Page {
    let form = client.get("/desk/sakura/letters").await.form();
    let counted = form.choose("kind", kind).fill("理由", "秋のご案内のため").press("対象を確かめる").await;
    assert_eq!(counted.status(), 303, "{}", counted.text());
    arrive(client, counted).await
}

/// Follows to the plan, past the page that tells how far it is.
async fn arrive(client: &Client, counted: Page) -> Page {
    let wait = async {
        loop {
            let page = client.get(counted.location()).await;
            if page.heading() != "対象の方を数えています" {
                return page;
            }
        }
    };
    tokio::time::timeout(12 * PATIENCE, wait).await.unwrap()
}

const CSV: &str = "CSV（印刷会社に渡すファイル）";

on_both_engines! {
    async fn a_manager_sees_who_gets_a_letter_and_saves_the_file_once(database: TestDatabase) {
        let story = Story::begin(database).await;
        settle(&story).await;
        let manager = story.desk_client(Role::Manager).await;
        let planned = plan(&manager, CSV).await;
        assert_eq!((planned.status(), planned.heading().as_str()), (200, "作る書面の確認"));
        assert!(planned.says("2026年12月12日") && planned.says("森 千鶴（11-000003-00）") && planned.says("台帳に住所がない方"), "{}", planned.text());
        assert!(planned.markup_errors().is_empty(), "{:?}", planned.markup_errors());
        assert_eq!(story.count("SELECT COUNT(*) FROM letter_batches").await, 0, "a plan issues nothing");

        let file = planned.press("2通を作って保存する").await;
        assert_eq!((file.status(), file.header("content-type")), (200, Some("text/csv; charset=utf-8; header=present")));
        assert!(file.header("content-disposition").unwrap().contains(".csv") && file.header("cache-control") == Some("no-store"));
        let lines: Vec<&str> = file.source().lines().collect();
        assert!(lines.len() == 3 && lines[1].contains("100-0001"), "{lines:?}");

        let again = planned.press("2通を作って保存する").await;
        assert!(again.says("作る書面はありません"), "a button that is pressed twice makes one batch: {}", again.text());
        let list = manager.get("/desk/sakura/letters").await;
        assert!(list.says("秋のご案内のため") && list.says("2026年12月12日まで有効"), "{}", list.text());
        assert!(list.markup_errors().is_empty(), "{:?}", list.markup_errors());
        let trail: Vec<(String, String)> = story.rows("SELECT actor_kind, detail FROM audit_events WHERE action = 'letters.issued'").await;
        assert!(trail.len() == 1 && trail[0].0 == "staff" && trail[0].1.contains("秋のご案内のため"), "{trail:?}");
        story.later(jiff::SignedDuration::from_hours(21 * 24));
        let manager = story.desk_client(Role::Manager).await;
        assert!(manager.get("/desk/sakura/letters").await.says("期限切れ"));
    }

    async fn who_is_marked_is_left_out_and_told(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (yui, teppei) = settle(&story).await;
        mark(&story, teppei).await;
        let deputy = story.deputy_client().await;
        let planned = plan(&deputy, "PDF（A4、窓あき封筒用の書面）").await;
        assert!(planned.has_link(planned.select_texts("tbody th a").first().map_or("", String::as_str)));
        assert_eq!(planned.attribute("tbody th a", "href"), Some(format!("/desk/sakura/people/{teppei}")));
        let file = planned.press("1通を作って保存する").await;
        assert!(file.bytes().starts_with(b"%PDF-"));
        let codes: Vec<(i64,)> = story.rows("SELECT person_id FROM letter_codes").await;
        assert_eq!(codes, [(yui,)]);

        let one = |client: Client| async move {
            let form = client.get(&format!("/desk/sakura/people/{teppei}/do/letter")).await.form();
            form.fill("理由", "本人の申し出").press("文書を作る").await
        };
        let refused = one(story.desk_client(Role::Clerk).await).await;
        assert!(refused.status() == 422 && refused.error_on("reason").contains("管理者"), "{}", refused.text());
        assert!(one(story.deputy_client().await).await.bytes().starts_with(b"%PDF-"));
    }

    async fn a_plan_is_its_own_and_tells_the_script_how_far_it_is(database: TestDatabase) {
        let story = Story::begin(database).await;
        settle(&story).await;
        let (manager, other) = (story.desk_client(Role::Manager).await, story.desk_client(Role::Manager).await);
        let planned = plan(&manager, CSV).await;
        let at = planned.address().to_owned();
        assert_eq!((other.get(&at).await.status(), other.get(&format!("{at}/state")).await.status()), (404, 404));
        story.rows::<(i64,)>("UPDATE letter_plans SET stage = 'working', people_read = 12000 RETURNING id").await;
        let state: serde_json::Value = serde_json::from_str(manager.get(&format!("{at}/state")).await.source()).unwrap();
        assert_eq!((&state["amount"], &state["next"]), (&serde_json::json!("12,000人まで確認"), &serde_json::Value::Null));
        let counting = manager.get(&at).await;
        assert!(counting.heading() == "対象の方を数えています" && counting.says("12,000人まで確認"));
        assert!(counting.markup_errors().is_empty(), "{:?}", counting.markup_errors());
        story.later(jiff::SignedDuration::from_secs(31));
        let silent = manager.get(&at).await;
        assert!(silent.status() == 422 && silent.error_on("audience").contains("もう一度"), "its server is gone: {}", silent.text());
        story.later(jiff::SignedDuration::from_hours(24));
        crate::jobs::cleaning::run_once(&story.portal).await.unwrap();
        assert_eq!(story.count("SELECT COUNT(*) FROM letter_plans").await, 0);
    }

    async fn a_clerk_sees_the_batches_and_makes_none(database: TestDatabase) {
        let story = Story::begin(database).await;
        settle(&story).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let page = clerk.get("/desk/sakura/letters").await;
        assert!(page.says("まとめて作れるのは、管理者と代理承認者です。") && !page.has_control("理由"));
        let forced = clerk.post("/desk/sakura/letters/issue", &[("csrf", &csrf(&page)), ("audience", "not-registered"), ("kind", "csv"), ("reason", "秋のご案内のため")]).await;
        assert_eq!((forced.status(), story.count("SELECT COUNT(*) FROM letter_batches").await), (422, 0));
    }

    async fn what_is_missing_is_told_at_its_field(database: TestDatabase) {
        let story = Story::begin(database).await;
        settle(&story).await;
        let manager = story.desk_client(Role::Manager).await;
        let form = manager.get("/desk/sakura/letters").await.form();
        let refused = form.choose("audience", "記号で選ぶ").fill("理由", "秋").press("対象を確かめる").await;
        assert_eq!((refused.status(), refused.errors().len()), (422, 2), "{}", refused.text());
        let form = refused.form().fill("記号（「記号で選ぶ」のとき）", TEPPEI.symbol).fill("理由", "秋のご案内のため");
        assert!(arrive(&manager, form.press("対象を確かめる").await).await.says("1通"));
    }
}

fn csrf(page: &Page) -> String {
    page.attribute("input[name=csrf]", "value").unwrap_or_default()
}
