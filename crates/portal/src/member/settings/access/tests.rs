use madoguchi_rules::staff::Role;
use madoguchi_store::{At, Work, audit::AuditEvent};
use madoguchi_testkit::{
    on_both_engines,
    people::{Person, YUI},
};

use crate::testing::Story;

async fn staff_does(story: &Story, action: &str, subject: String) {
    let now = story.portal.clock.now();
    let event = &AuditEvent {
        id: story.portal.random.id(now),
        at: At::from(now),
        insurer_id: Some(story.insurer.id),
        actor_kind: "staff".to_owned(),
        actor: "staff:1".to_owned(),
        action: action.to_owned(),
        subject,
        detail: r#"{"reason":"内部の理由"}"#.to_owned(),
    };
    story.portal.store.write(|work: Work| async move { work.record(event).await }).await.unwrap();
}

on_both_engines! {
    async fn a_member_sees_when_the_desk_looked_at_their_data_and_nobody_elses(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = story.enrol_registered(&YUI, "hanako").await;
        let other = story.enrol_registered(&Person { number: "77", ..YUI }, "teppei").await;
        let client = story.logged_in("hanako").await;
        let page = client.get("/portal/settings").await.click("閲覧・操作の記録").await;
        assert!(page.says("記録はありません。"));
        staff_does(&story, "person.viewed", format!("person:{}", hanako.person_id)).await;
        staff_does(&story, "account.stopped_by_nobody_knows", format!("account:{}", hanako.id)).await;
        staff_does(&story, "person.viewed", format!("person:{}", other.person_id)).await;
        let page = client.get("/portal/settings/access").await;
        assert_eq!(page.select_texts("tbody tr").len(), 2);
        assert!(page.says("2026年11月22日 10時00分") && page.says("登録内容の閲覧") && page.says("その他の操作"), "{}", page.text());
        assert!(!page.text().contains("内部の理由") && !page.text().contains("nobody_knows") && !page.text().contains("staff:1"));
        assert!(page.markup_errors().is_empty(), "{:?}", page.markup_errors());
        let clerk = story.desk_client(Role::Clerk).await;
        assert_eq!(clerk.get("/portal/settings/access").await.status(), 404);
    }

    async fn a_long_record_comes_page_by_page(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = story.enrol_registered(&YUI, "hanako").await;
        for _ in 0..31 {
            staff_does(&story, "person.viewed", format!("person:{}", hanako.person_id)).await;
        }
        let first = story.logged_in("hanako").await.get("/portal/settings/access").await;
        assert_eq!(first.select_texts("tbody tr").len(), 30);
        assert_eq!(first.click("さらに前の記録").await.select_texts("tbody tr").len(), 1);
    }
}
