use jiff::SignedDuration;
use madoguchi_rules::{delivery::DeliveryStatus, mail_address::MailAddress};
use madoguchi_store::{Work, bounces::SentMail};
use madoguchi_testkit::{
    on_both_engines,
    people::{ICHIRO_JUST_LEFT, PASSWORD, YUI},
};

use crate::{
    mail::{self, Addressee, Letter, stops},
    testing::Story,
};

/// A mail to this address comes back with this status.
async fn bounce(story: &Story, address: &str, status: &str) {
    let (portal, now) = (&story.portal, story.portal.clock.now());
    let address = MailAddress::parse(address).unwrap();
    let (key, status) = (&stops::key_of(portal, &address), DeliveryStatus::parse(status).unwrap());
    let to = &Addressee { address, insurer_id: Some(story.insurer.id), account_id: None, language: "ja" };
    portal.store.write(|work: Work| async move { mail::queue(portal, &work, to, &Letter::PasswordChanged, now).await }).await.unwrap();
    let ids: Vec<(i64,)> = story.rows("SELECT id FROM outbox ORDER BY id DESC LIMIT 1").await;
    let mail = &SentMail { id: ids[0].0, insurer_id: Some(story.insurer.id), account_id: None, recipient_key: key.clone(), bounce: None };
    let by = &stops::Actor::service("story");
    portal.store.write(|work: Work| async move { stops::came_back(portal, &work, mail, status, by, now).await }).await.unwrap();
}

on_both_engines! {
    async fn who_gets_no_mail_is_told_why_and_a_code_that_arrives_ends_it(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let client = story.logged_in("hanako").await;
        assert!(!client.get("/portal/home").await.says("メールが届いていません"));
        bounce(&story, "hanako@example.jp", "5.1.1").await;
        for path in ["/portal/home", "/portal/settings"] {
            let page = client.get(path).await;
            assert!(page.says("ご登録のメールアドレスにメールが届いていません") && page.says("2026年11月22日に ha***@example.jp へ"));
            assert_eq!(page.link("メールアドレスの変更"), "/portal/settings/email");
            assert!(page.markup_errors().is_empty(), "{:?}", page.markup_errors());
        }
        let page = client.get("/portal/home").await.press("届くようになった").await;
        assert_eq!(page.location(), "/portal/settings/email/code");
        let page = page.follow().await;
        assert!(page.heading() == "メールが届くかどうかの確認" && page.says("ha***@example.jp へ認証コードをお送りしました"));
        let is_code = |(to, letter): &(String, Letter)| to == "hanako@example.jp" && matches!(letter, Letter::EmailCheckCode { .. });
        assert!(story.letters().await.iter().any(is_code));
        let page = page.form().fill("認証コード", &story.code().await).press("認証する").await.follow().await;
        assert!(page.says("メールが届くことを確認しました。") && page.says("ha***@example.jp"));
        assert!(!page.says("メールが届いていません") && !client.get("/portal/home").await.says("メールが届いていません"));
        assert_eq!(story.letters().await.iter().filter(|(_, letter)| *letter == Letter::EmailChanged).count(), 0);
        for action in ["account.email_checked", "mail.stop_lifted"] {
            let trail: Vec<(String,)> = story.rows("SELECT action FROM audit_events").await;
            assert_eq!(trail.iter().filter(|(found,)| found == action).count(), 1, "{action}");
        }
    }

    async fn another_address_is_written_to_again(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let client = story.logged_in("hanako").await;
        bounce(&story, "hanako@example.jp", "5.1.1").await;
        let form = client.get("/portal/settings/email").await.form();
        let page = form.fill("現在のパスワード", PASSWORD).fill("新しいメールアドレス", "yui@example.jp").press("変更する").await.follow().await;
        page.form().fill("認証コード", &story.code().await).press("認証する").await;
        assert!(!client.get("/portal/home").await.says("メールが届いていません"));
        bounce(&story, "yui@example.jp", "4.2.2").await;
        assert!(!client.get("/portal/home").await.says("メールが届いていません"), "one full mailbox stops nothing");
    }

    async fn a_code_of_a_recovery_shows_that_mail_arrives_too(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        bounce(&story, "hanako@example.jp", "5.2.1").await;
        let form = story.client.get("/portal/recover/password").await.form();
        let page = form.fill("ユーザーID", "hanako").fill("メールアドレス", "hanako@example.jp").press("送信する").await.follow().await;
        page.form().fill("認証コード", &story.code().await).press("認証する").await;
        assert!(!story.logged_in("hanako").await.get("/portal/home").await.says("メールが届いていません"));
    }

    async fn where_nothing_is_stopped_no_code_is_sent(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let client = story.logged_in("hanako").await;
        bounce(&story, "hanako@example.jp", "5.1.1").await;
        let page = client.get("/portal/settings").await;
        bounce_ends(&story).await;
        assert_eq!(page.press("届くようになった").await.location(), "/portal/settings");
        assert!(story.letters().await.iter().all(|(_, letter)| letter.code().is_none()));
    }

    async fn who_left_is_not_asked_to_change_what_cannot_be_changed(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&ICHIRO_JUST_LEFT, "ichiro").await;
        let client = story.logged_in("ichiro").await;
        bounce(&story, "ichiro@example.jp", "5.1.1").await;
        story.later(SignedDuration::from_mins(1));
        for path in ["/portal/home", "/portal/settings"] {
            assert!(!client.get(path).await.says("メールが届いていません"), "{path}");
        }
    }
}

/// The desk lifts the stop while the member looks at the page.
async fn bounce_ends(story: &Story) {
    let (portal, now, insurer_id) = (&story.portal, story.portal.clock.now(), story.insurer.id);
    let by = &stops::Actor { kind: "staff", name: "staff:1".to_owned() };
    let lift = |work: Work| async move {
        let account = work.account_by_user_key("hanako").await?.unwrap();
        assert_eq!(account.insurer_id, insurer_id);
        stops::lift_of_account(portal, &work, &account, by, now).await
    };
    assert!(portal.store.write(lift).await.unwrap());
}
