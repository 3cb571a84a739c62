//! Two openings of one account within a week take two people.

use super::*;

/// The new address is asked for, or given.
async fn new_address(client: &Client, person_id: i64, address: &str, button: &str) -> Page {
    let form = look(client, person_id).await.click("アカウントのメールアドレスを直す").await.form();
    let form = form.fill("新しいメールアドレス", address).fill("理由", "機種変更").fill("本人であることを確かめた方法", "住所と生年月日");
    form.press(button).await
}

on_both_engines! {
    async fn a_second_opening_within_a_week_waits_for_another_manager(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol_registered(&YUI, "hanako").await.person_id;
        let asking = story.desk_client(Role::Manager).await;
        act(&asking, person_id, "パスワードの再設定を案内する").await;
        assert_eq!(new_address(&asking, person_id, "new@example.jp", "承認を依頼する").await.status(), 303);
        let page = look(&asking, person_id).await;
        assert!(page.says("ご自分が依頼した操作です") && page.says("hanako@example.jp"), "nothing has changed");
        assert!(!page.buttons().contains(&"承認して行う".to_owned()), "a manager does not approve what they asked");
        let asked = story.rows::<(i64,)>("SELECT id FROM person_actions WHERE state = 'asked'").await[0].0;
        let door = format!("{}/asked/{asked}", page_of(person_id));
        let csrf = page.attribute("input[name=csrf]", "value").unwrap();
        assert_eq!(asking.post(&door, &[("csrf", &csrf), ("approve", "yes")]).await.status(), 404, "by no door");
        let clerk = story.desk_client(Role::Clerk).await;
        let csrf = look(&clerk, person_id).await.attribute("input[name=csrf]", "value").unwrap();
        assert_eq!(clerk.post(&door, &[("csrf", &csrf), ("approve", "yes")]).await.status(), 404);

        let deputy = story.deputy_client().await;
        assert!(deputy.get("/desk/sakura/people").await.says("承認を待っている操作"));
        let done = look(&deputy, person_id).await.press("承認して行う").await.follow().await;
        assert!(done.says("承認し、操作を行いました") && done.says("new@example.jp") && !done.says("承認を待っている操作"));
        let sealed: Vec<(Option<Vec<u8>>,)> = story.rows("SELECT sealed FROM person_actions WHERE state = 'approved'").await;
        assert_eq!(sealed, [(None,)], "what was typed is wiped");
        let trail = (recorded(&story, "desk.address.asked").await, recorded(&story, "desk.address.approved").await, recorded(&story, "desk.address").await);
        assert_eq!(trail, (1, 1, 1));
    }

    async fn what_is_declined_does_not_happen_and_after_a_week_one_is_enough(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol_registered(&YUI, "hanako").await.person_id;
        let clerk = story.desk_client(Role::Clerk).await;
        act(&clerk, person_id, "パスワードの再設定を案内する").await;
        act(&clerk, person_id, "パスワードの再設定を案内する").await;
        new_address(&clerk, person_id, "new@example.jp", "承認を依頼する").await;
        let manager = story.desk_client(Role::Manager).await;
        let declined = look(&manager, person_id).await.press("承認しない").await.follow().await;
        assert!(declined.says("承認しませんでした") && declined.says("hanako@example.jp"));
        story.later(SignedDuration::from_hours(7 * 24 + 1));
        let clerk = story.desk_client(Role::Clerk).await;
        new_address(&clerk, person_id, "new@example.jp", "直す").await;
        assert!(look(&clerk, person_id).await.says("new@example.jp"));
    }

    async fn what_nobody_approves_in_time_is_void(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol_registered(&YUI, "hanako").await.person_id;
        let clerk = story.desk_client(Role::Clerk).await;
        act(&clerk, person_id, "パスワードの再設定を案内する").await;
        new_address(&clerk, person_id, "new@example.jp", "承認を依頼する").await;
        story.later(SignedDuration::from_hours(7 * 24));
        let manager = story.desk_client(Role::Manager).await;
        assert!(!look(&manager, person_id).await.says("承認を待っている操作"));
        crate::jobs::cleaning::run_once(&story.portal).await.unwrap();
        assert_eq!(story.count("SELECT COUNT(*) FROM person_actions WHERE sealed IS NOT NULL").await, 0);
    }
}
