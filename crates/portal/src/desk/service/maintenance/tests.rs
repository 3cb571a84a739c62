use jiff::SignedDuration;
use madoguchi_testkit::on_both_engines;

use crate::testing::Story;

const AT: &str = "/desk/service/maintenance";

on_both_engines! {
    async fn an_operator_begins_changes_and_ends_a_maintenance_while_the_desk_goes_on(database: TestDatabase) {
        let story = Story::begin(database).await;
        let operator = story.operator_client().await;
        let page = operator.get(AT).await;
        assert!(page.says("いまはメンテナンス中ではありません。") && page.markup_errors().is_empty(), "{:?}", page.markup_errors());
        for wrong in ["", "あした", "2026-11-22 09:59", "2026-12-01"] {
            let refused = page.form().fill("終了の予定", wrong).press("メンテナンスをはじめる").await;
            assert!(refused.status() == 422 && !refused.error_on("until").is_empty(), "{wrong}");
        }
        assert_eq!(story.client.get("/portal/").await.status(), 200);
        let begun = page.form().fill("終了の予定", "2026-11-22 18:30").fill("会員へのひとこと", "機器を入れ替えています。");
        let page = begun.press("メンテナンスをはじめる").await.follow().await;
        assert!(page.says("18時30分") && page.says("機器を入れ替えています。") && page.markup_errors().is_empty(), "{}", page.text());
        story.later(SignedDuration::from_secs(2));
        let told = story.client.get("/portal/").await;
        assert!(told.status() == 503 && told.says("機器を入れ替えています。"));

        let changed = page.form().fill("会員へのひとこと", "まもなく終わります。").press("予定とひとことを変更する").await.follow().await;
        assert!(changed.says("まもなく終わります。"));
        let over = changed.press("メンテナンスを終了する").await.follow().await;
        assert!(over.says("いまはメンテナンス中ではありません。"));
        story.later(SignedDuration::from_secs(2));
        assert_eq!(story.client.get("/portal/").await.status(), 200);
        let trail: Vec<(String, String)> =
            story.rows("SELECT action, actor_kind FROM audit_events WHERE action LIKE 'maintenance.%' ORDER BY action").await;
        let of = |action: &str| (action.to_owned(), "staff".to_owned());
        assert_eq!(trail, [of("maintenance.off"), of("maintenance.on"), of("maintenance.on")]);
    }
}
