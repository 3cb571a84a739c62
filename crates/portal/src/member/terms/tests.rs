use jiff::{SignedDuration, civil::Date};
use madoguchi_store::{At, Work, terms::TermsVersion};
use madoguchi_testkit::on_both_engines;

use crate::testing::Story;

async fn publish(story: &Story, version: i64, effective_on: &str) {
    let terms = &TermsVersion {
        version,
        body: format!("# 第{version}版の規約\n\n## 第1条（目的）\n\n<i>本文</i>です。"),
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
        assert!(page.says("第1版の規約") && page.says("<i>本文</i>です。") && page.says("2026年11月22日から適用"));
        story.later(SignedDuration::from_hours(14));
        assert!(story.client.get("/portal/terms-of-use").await.says("第2版の規約"));
    }
}
