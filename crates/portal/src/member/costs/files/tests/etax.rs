use std::path::Path;

use madoguchi_testkit::{on_both_engines, people::YUI};

use crate::{
    etax::tests::{is_signed, prepare},
    member::costs::tests::{AUGUST, JUNE, NAMELESS, bring},
    testing::Story,
};

const PAGE: &str = "/portal/costs/files?year=2026";
const DATA: &str = "/portal/costs/files/2026/etax.xml";

async fn yui(database: madoguchi_testkit::TestDatabase, folder: &Path) -> Story {
    let story = Story::begin_with(database, |config| prepare(folder, config)).await;
    story.enrol_registered(&YUI, "yui.fukuda").await;
    story.set("services", "costs").await;
    bring(&story, &[(&YUI, JUNE), (&YUI, AUGUST), (&YUI, NAMELESS)], None).await;
    story
}

on_both_engines! {
    async fn where_schema_form_and_key_are_there_a_member_takes_signed_data_for_e_tax(database: TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let story = yui(database, folder.path()).await;
        let client = story.logged_in("yui.fukuda").await;
        let page = client.get(PAGE).await;
        assert!(page.says("医療費通知データ（e-Tax用XML）") && page.says("このデータに入らない行が1行あります"), "{}", page.text());
        let data = page.press("e-Tax用データをダウンロード").await;
        assert_eq!((data.status(), data.header("content-type")), (200, Some("application/xml")));
        let document = String::from_utf8(data.bytes().to_vec()).unwrap();
        assert_eq!(document.matches("<WBD00010>").count(), 2, "the line without a name is left out\n{document}");
        assert!(is_signed(folder.path(), document.as_bytes()).await);
        let details: Vec<(String,)> = story.rows("SELECT detail FROM audit_events WHERE action = 'costs.downloaded'").await;
        assert_eq!(details[0].0, r#"{"kind":"xml","year":2026}"#);
    }

    async fn data_that_the_schema_refuses_does_not_leave_and_the_member_is_told(database: TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let story = yui(database, folder.path()).await;
        std::fs::write(folder.path().join("form.xml"), r#"<TEG700 id="{{ id }}"><INVENTED/></TEG700>"#).unwrap();
        let client = story.logged_in("yui.fukuda").await;
        let page = client.get(DATA).await;
        assert_eq!((page.status(), page.heading().as_str()), (500, "e-Tax用データを作成できませんでした"));
        assert_eq!(page.markup_errors(), Vec::<String>::new());
        assert!(page.says("受付番号") && !page.text().contains("INVENTED"));
        assert_eq!(page.link("書面・データの一覧に戻る"), PAGE);
    }

    async fn without_them_nothing_is_called_usable_for_e_tax(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        story.set("services", "costs").await;
        bring(&story, &[(&YUI, AUGUST)], None).await;
        let client = story.logged_in("yui.fukuda").await;
        assert!(!client.get(PAGE).await.text().contains("e-Tax"));
        assert_eq!(client.get(DATA).await.status(), 404);
    }
}
