use jiff::{SignedDuration, civil::Date};
use madoguchi_store::{At, Work, terms::TermsVersion};
use madoguchi_testkit::{on_both_engines, people::YUI};

use crate::{
    member::signup::story::{log_in, logged_in},
    testing::Story,
};

async fn publish(story: &Story, version: i64, effective_on: &str) {
    let terms = &TermsVersion {
        version,
        body: format!("# 利用規約の題\n\n## 第1条（目的）\n\n<i>第{version}版</i>です。"),
        body_sha256: vec![u8::try_from(version).unwrap(); 32],
        effective_on: effective_on.parse::<Date>().unwrap().into(),
        published_at: At::from(story.portal.clock.now()),
        published_by: "story".to_owned(),
    };
    story.portal.store.write(|work: Work| async move { work.publish_terms(terms).await }).await.unwrap();
}

on_both_engines! {
    async fn everybody_reads_the_terms_in_force_and_not_the_ones_ahead(database: TestDatabase) {
        let story = Story::begin(database).await;
        assert!(story.client.get("/portal/terms-of-use").await.says("現在、公開している利用規約はありません。"));
        publish(&story, 1, "2026-11-22").await;
        publish(&story, 2, "2026-11-23").await;
        let page = story.client.get("/portal/terms-of-use").await;
        assert!(page.says("<i>第1版</i>です。") && !page.says("利用規約の題") && page.says("2026年11月22日から適用"));
        story.later(SignedDuration::from_hours(14));
        assert!(story.client.get("/portal/terms-of-use").await.says("<i>第2版</i>です。"));
    }
}

on_both_engines! {
    async fn the_first_login_leads_to_the_terms_and_the_tick_to_home(database: TestDatabase) {
        let story = Story::begin(database).await;
        publish(&story, 1, "2026-11-22").await;
        story.enrol(&YUI).await;
        let page = logged_in(&story, &YUI, "yui.fukuda").await;
        assert_eq!((page.address(), page.heading().as_str()), ("/portal/terms", "利用規約"));
        assert_eq!(page.markup_errors(), Vec::<String>::new());
        let page = page.form().tick("利用規約に同意する").press("次へ").await;
        assert_eq!(page.location(), "/portal/home");
        assert_eq!(page.follow().await.heading(), "マイページ");
        assert_eq!(story.client.get("/portal/terms").await.location(), "/portal/home");

        let consents: Vec<(i64, Vec<u8>, i64)> = story.rows("SELECT version, body_sha256, agreed_at FROM consents").await;
        let now = story.portal.clock.now().as_millisecond();
        assert_eq!(consents, [(1, vec![1; 32], now)]);
        let detail = story.rows::<(String,)>("SELECT detail FROM audit_events WHERE action = 'terms.agreed'").await;
        let detail: serde_json::Value = serde_json::from_str(&detail[0].0).unwrap();
        assert_eq!(detail, serde_json::json!({ "version": 1, "sha256": "01".repeat(32) }));
    }
}

on_both_engines! {
    async fn without_the_tick_nothing_is_agreed_to(database: TestDatabase) {
        let story = Story::begin(database).await;
        publish(&story, 1, "2026-11-22").await;
        story.enrol(&YUI).await;
        let page = logged_in(&story, &YUI, "yui.fukuda").await.press("次へ").await;
        assert_eq!(page.status(), 422);
        assert!(page.error_on("agree").contains("印を付けてください"));
        assert_eq!(story.client.get("/portal/home").await.location(), "/portal/terms");
        assert_eq!(story.count("SELECT COUNT(*) FROM consents").await, 0);
    }
}

on_both_engines! {
    async fn who_declines_is_logged_out_and_keeps_the_account(database: TestDatabase) {
        let story = Story::begin(database).await;
        publish(&story, 1, "2026-11-22").await;
        story.enrol(&YUI).await;
        let page = logged_in(&story, &YUI, "yui.fukuda").await.press("同意しない").await;
        assert_eq!(page.location(), "/portal/");
        assert_eq!(story.client.get("/portal/terms").await.location(), "/portal/");
        assert_eq!(story.count("SELECT COUNT(*) FROM sessions").await, 0);
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'terms.declined'").await, 1);
        assert_eq!(log_in(&story, "yui.fukuda").await.address(), "/portal/terms");
    }
}

on_both_engines! {
    async fn a_new_version_is_asked_for_on_the_day_it_takes_effect(database: TestDatabase) {
        let story = Story::begin(database).await;
        publish(&story, 1, "2026-11-22").await;
        publish(&story, 2, "2026-11-23").await;
        story.enrol(&YUI).await;
        logged_in(&story, &YUI, "yui.fukuda").await.form().tick("利用規約に同意する").press("次へ").await;
        assert_eq!(story.client.get("/portal/home").await.status(), 200);
        story.later(SignedDuration::from_hours(14));
        let page = log_in(&story, "yui.fukuda").await;
        assert!(page.says("利用規約を改定しました。") && page.says("<i>第2版</i>です。"));
    }
}

on_both_engines! {
    async fn nobody_agrees_to_a_version_that_they_have_not_seen(database: TestDatabase) {
        let story = Story::begin(database).await;
        publish(&story, 1, "2026-11-22").await;
        story.enrol(&YUI).await;
        let page = logged_in(&story, &YUI, "yui.fukuda").await;
        publish(&story, 2, "2026-11-22").await;
        let page = page.form().tick("利用規約に同意する").press("次へ").await;
        assert_eq!(page.location(), "/portal/terms");
        assert_eq!(story.count("SELECT COUNT(*) FROM consents").await, 0);
        assert!(page.follow().await.says("<i>第2版</i>です。"));
    }
}
