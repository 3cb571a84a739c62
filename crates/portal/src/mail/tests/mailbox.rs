use madoguchi_testkit::{browserless::Client, on_both_engines};

use super::*;

on_both_engines! {
    async fn the_demo_shows_its_mails_newest_first(database: TestDatabase) {
        let directory = tempfile::tempdir().unwrap();
        let folder = directory.path().join("mail");
        let story = Story::begin_with(database, |config| config.mail_dir = folder).await;
        let browser = Client::over(crate::demo_side(story.portal.clone()).0);
        assert!(browser.get("/demo/mailbox").await.text().contains("まだメールはありません"));
        queue(&story, "ken@example.jp", &code_letter(&story)).await;
        story.later(SignedDuration::from_secs(90));
        queue(&story, "k..131@docomo.ne.jp", &Letter::Registered { user_id: "<b>ken</b>".to_owned() }).await;
        assert_eq!(run_once(&story).await.delivered, 2);
        let page = browser.get("/demo/mailbox").await;
        assert_eq!(page.status(), 200);
        let text = page.text();
        for part in ["認証コード: 123456", "ken@example.jp", "<b>ken</b>", "2026年11月22日 10時01分", "さくら健康保険組合：登録が完了しました"] {
            assert!(text.contains(part), "{part} is missing in:\n{text}");
        }
        assert!(text.find("k..131").unwrap() < text.find("123456").unwrap());
    }
}

on_both_engines! {
    async fn no_other_server_has_a_mailbox(database: TestDatabase) {
        let story = Story::begin(database).await;
        assert_eq!(story.client.get("/demo/mailbox").await.status(), 404);
    }
}
