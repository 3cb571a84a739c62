//! What the page of a person tells besides the roster: mails and what became of them, devices.

use madoguchi_store::outbox::MailEnd;

use super::*;
use crate::mail::stops;

on_both_engines! {
    async fn mails_are_told_with_what_became_of_them_and_a_stop_with_its_end(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol_registered(&YUI, "hanako").await.person_id;
        let clerk = story.desk_client(Role::Clerk).await;
        assert!(look(&clerk, person_id).await.says("送信したメールはありません。"));
        act(&clerk, person_id, "パスワードの再設定を案内する").await;
        let page = look(&clerk, person_id).await;
        let row = |page: &Page| page.select_texts("section[aria-labelledby=mails] tbody td");
        assert_eq!(row(&page)[1..], ["パスワードを設定し直す方法", "example.jp", "送信を待っています"]);
        assert!(!page.select_texts("section[aria-labelledby=mails] tbody")[0].contains("hanako"));

        let mails: Vec<(i64,)> = story.rows("SELECT id FROM outbox").await;
        let (id, at) = (mails[0].0, madoguchi_store::At::from(story.portal.clock.now()));
        story.portal.store.write(|work: Work| async move { work.finish_mail(id, MailEnd::Delivered, at, None).await }).await.unwrap();
        assert_eq!(row(&look(&clerk, person_id).await)[3], "相手のメールサーバーが受け取りました");
        let key = &stops::key_of(&story.portal, &madoguchi_rules::mail_address::MailAddress::parse("hanako@example.jp").unwrap());
        let bounce = |work: Work| async move {
            work.note_bounce(id, "hard", "5.1.1", at).await?;
            work.stop_mail_to(key, "hard", "5.1.1", at).await
        };
        story.portal.store.write(bounce).await.unwrap();
        let page = look(&clerk, person_id).await;
        assert_eq!(row(&page)[3], "届かずに戻りました（5.1.1）");
        assert!(page.says("2026年11月22日 10時00分から停止中（5.1.1）"), "{}", page.text());
        let page = act(&clerk, person_id, "メールの停止を解く").await.follow().await;
        assert!(!page.says("停止中（5.1.1）") && !page.has_link("メールの停止を解く"), "{}", page.text());
    }

    async fn devices_are_told_with_their_login_and_their_last_use(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol_registered(&YUI, "hanako").await.person_id;
        let clerk = story.desk_client(Role::Clerk).await;
        assert!(look(&clerk, person_id).await.says("ログイン中の端末はありません。"));
        let member = story.logged_in("hanako").await;
        story.later(SignedDuration::from_mins(5));
        member.get("/portal/home").await;
        let cells = look(&clerk, person_id).await.select_texts("section[aria-labelledby=sessions] tbody td");
        assert_eq!((cells[1].as_str(), cells[2].as_str()), ("2026年11月22日 10時00分", "2026年11月22日 10時05分"));
        story.later(SignedDuration::from_mins(30));
        let clerk = story.desk_client(Role::Clerk).await;
        assert!(look(&clerk, person_id).await.says("ログイン中の端末はありません。"), "one that ended by itself");
    }
}
