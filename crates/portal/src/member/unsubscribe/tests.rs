use madoguchi_store::accounts::NewAccount;
use madoguchi_testkit::{on_both_engines, people::YUI};

use crate::{announcements::unsubscribing, testing::Story};

fn address(story: &Story, account: &NewAccount) -> String {
    let address = unsubscribing::address(&story.portal, account.insurer_id, account.id);
    address.strip_prefix("http://localhost:8080").unwrap().to_owned()
}

async fn wants_notices(story: &Story, account: &NewAccount) -> bool {
    let (insurer_id, id) = (account.insurer_id, account.id);
    story.portal.store.read(|work| async move { work.account(insurer_id, id).await }).await.unwrap().unwrap().notice_mails
}

on_both_engines! {
    async fn a_mail_program_stops_notices_with_one_post_from_anywhere(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = &story.enrol_registered(&YUI, "hanako").await;
        let address = &address(&story, hanako);
        let answer = story.client.another().post_from_elsewhere(address, &[("List-Unsubscribe", "One-Click")]).await;
        assert_eq!((answer.status(), answer.heading().as_str()), (200, "お知らせのメールを停止しました"));
        assert!(!wants_notices(&story, hanako).await);
        assert_eq!(story.client.another().post_from_elsewhere(address, &[]).await.status(), 200);
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'account.notice_mails_off'").await, 1);
    }

    async fn a_person_sees_whose_notices_stop_and_opening_the_page_stops_nothing(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = &story.enrol_registered(&YUI, "hanako").await;
        let page = story.client.get(&address(&story, hanako)).await;
        assert!(page.says("さくら健康保険組合") && !page.text().contains("hanako"), "{}", page.text());
        assert!(page.markup_errors().is_empty(), "{:?}", page.markup_errors());
        assert!(wants_notices(&story, hanako).await);
        let page = page.press("停止する").await;
        assert!(page.says("これからは、お知らせのメールをお送りしません。") && !wants_notices(&story, hanako).await);
    }

    async fn a_token_that_we_did_not_sign_names_nobody(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = &story.enrol_registered(&YUI, "hanako").await;
        let right = address(&story, hanako);
        let other = unsubscribing::address(&story.restarted().await, hanako.insurer_id, hanako.id + 1);
        let (_, token) = other.split_once("token=").unwrap();
        let forged = format!("{}{}", &right[..right.len() - 20], &token[token.len() - 20..]);
        for address in [forged, right[..right.len() - 2].to_owned(), "/portal/unsubscribe".to_owned(), "/portal/unsubscribe?token=%00".to_owned()] {
            assert_eq!(story.client.get(&address).await.status(), 404, "{address}");
            assert_eq!(story.client.post_from_elsewhere(&address, &[]).await.status(), 404, "{address}");
        }
        assert!(wants_notices(&story, hanako).await);
    }

    async fn a_member_chooses_in_the_settings(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = &story.enrol_registered(&YUI, "hanako").await;
        let client = story.logged_in("hanako").await;
        let page = client.get("/portal/settings").await.click("お知らせのメール").await;
        assert!(page.markup_errors().is_empty(), "{:?}", page.markup_errors());
        let page = page.form().untick("お知らせをメールで受け取る").press("変更する").await.follow().await;
        assert!(page.says("お知らせのメールの設定を変更しました。") && !wants_notices(&story, hanako).await);
        page.form().press("変更する").await;
        assert!(!wants_notices(&story, hanako).await, "what stands on the form is what is kept");
        client.get("/portal/settings/notices").await.form().tick("お知らせをメールで受け取る").press("変更する").await;
        assert!(wants_notices(&story, hanako).await);
        for action in ["account.notice_mails_off", "account.notice_mails_on"] {
            let trail: Vec<(String,)> = story.rows("SELECT action FROM audit_events").await;
            assert_eq!(trail.iter().filter(|(found,)| found == action).count(), 1, "{action}");
        }
    }
}
