use madoguchi_rules::staff::Role;
use madoguchi_store::{At, Work};
use madoguchi_testkit::{on_both_engines, people::YUI};

use crate::{jobs::figures, testing::Story};

const AT: &str = "/desk/service/terms";

/// Publishes what is put in place of the text that the form begins with.
async fn published(story: &Story, body: &str, day: &str) -> madoguchi_testkit::browserless::Client {
    let operator = story.operator_client().await;
    let form = operator.get(&format!("{AT}/new")).await.form().fill("本文", body).fill("発効日", day);
    let preview = form.press("内容を確認する").await;
    assert_eq!(preview.status(), 200, "{:?}", preview.errors());
    let page = preview.form().press("公開する").await;
    assert_eq!((page.status(), page.location()), (303, AT));
    operator
}

on_both_engines! {
    async fn a_version_is_looked_at_and_compared_before_it_is_published(database: TestDatabase) {
        let story = Story::begin(database).await;
        let operator = published(&story, "# 規約\n\n第1条\n\n第2条\n\n第3条", "2026-11-22").await;
        let page = operator.get(AT).await;
        assert!(page.says("利用規約を公開しました。") && page.says("発効中") && page.says("集計前"));
        let new = operator.get(&format!("{AT}/new")).await;
        assert_eq!((new.value_of("本文").trim_end(), new.value_of("発効日").as_str()), ("# 規約\n\n第1条\n\n第2条\n\n第3条", "2026-11-23"));
        let form = new.form().fill("本文", "# 規約\n\n第1条\n\n第2条の2\n\n第3条\n<!-- lang: en -->\n# Terms").fill("発効日", "2027-04-01");
        let preview = form.press("内容を確認する").await;
        assert_eq!(preview.select_texts(".diff__removed del"), ["第2条"]);
        assert!(preview.select_texts(".diff__added ins").contains(&"第2条の2".to_owned()), "{}", preview.text());
        assert_eq!(story.count("SELECT COUNT(*) FROM terms_versions").await, 1, "nothing is published by looking");
        let again = preview.form().press("修正する").await;
        assert!(again.value_of("本文").contains("第2条の2"));
        assert_eq!(preview.form().press("公開する").await.status(), 303);
        assert!(operator.get(AT).await.says("発効前"));
        let page = operator.get(&format!("{AT}/2")).await;
        assert!(page.says("2027年4月1日") && page.says("窓口") && page.says("Terms") && page.says("第1版との比較です。"));
        let trail: Vec<(String, String)> = story.rows("SELECT actor_kind, subject FROM audit_events WHERE action = 'terms.published' ORDER BY subject").await;
        assert_eq!(trail, [("staff".to_owned(), "terms:1".to_owned()), ("staff".to_owned(), "terms:2".to_owned())]);
    }

    async fn what_the_command_refuses_is_refused_here_at_the_field(database: TestDatabase) {
        let story = Story::begin(database).await;
        let operator = published(&story, "# 規約\n第1条", "2026-12-01").await;
        for (body, day, field, words) in [
            ("", "2027-01-01", "body", "本文"),
            ("# 規約\n第1条", "2027-01-01", "body", "最新の版と同じ"),
            ("# 規約\u{7}", "2027-01-01", "body", "制御文字"),
            ("# 新", "2026-11-21", "effective_on", "過ぎています"),
            ("# 新", "2026-11-30", "effective_on", "2026年12月1日"),
            ("# 新", "あした", "effective_on", "2027-04-01"),
        ] {
            let form = operator.get(&format!("{AT}/new")).await.form().fill("本文", body).fill("発効日", day);
            let page = form.press("内容を確認する").await;
            assert_eq!(page.status(), 422, "{body} {day}");
            assert!(page.error_on(field).contains(words), "{body} {day}: {:?}", page.errors());
        }
        assert_eq!(story.count("SELECT COUNT(*) FROM terms_versions").await, 1);
    }

    async fn an_insurer_sees_how_many_of_its_members_agreed_and_publishes_nothing(database: TestDatabase) {
        let story = Story::begin(database).await;
        let _ = published(&story, "# 規約", "2026-11-22").await;
        let account = &story.enrol_registered(&YUI, "yui.fukuda").await;
        let at = At::from(story.portal.clock.now());
        let agree = |work: Work| async move {
            let terms = work.terms_versions().await?.remove(0);
            work.agree_to_terms(account.insurer_id, account.id, &terms, at).await
        };
        story.portal.store.write(agree).await.unwrap();
        let other = story.another_insurer("kaede").await;
        figures::run_once(&story.portal).await.unwrap();
        let manager = story.desk_client(Role::Manager).await;
        let page = manager.get("/desk/sakura/terms").await;
        assert!(page.says("1人") && !page.has_link("新しい版を公開する"));
        assert!(page.click("第1版").await.says("1人（2026年11月22日 10時00分現在）"));
        let elsewhere = story.desk_client_of(&story.staff_at(&other, Role::Manager, false).await).await;
        assert!(elsewhere.get("/desk/kaede/terms/1").await.says("0人（"));
        assert_eq!(manager.get("/desk/sakura/terms/9").await.status(), 404);
        assert_eq!(manager.get(&format!("{AT}/new")).await.status(), 404);
    }
}
