use madoguchi_rules::staff::Role;
use madoguchi_testkit::{browserless::Client, on_both_engines};

use crate::{
    mail::Letter,
    testing::{StaffPerson, Story},
};

const VIEWER: &str = "閲覧：見るだけで、何も変更できません";
const CLERK: &str = "担当：問い合わせの対応、取込、お知らせの作成";
const MANAGER: &str = "管理者：承認、設定、担当者の管理";

/// The token of the forms of the page of somebody.
async fn token(client: &Client, path: &str) -> String {
    client.get(path).await.attribute("input[name=csrf]", "value").unwrap()
}

async fn change(client: &Client, person: &StaffPerson, what: &str, fields: &[(&str, &str)]) -> u16 {
    let path = format!("/desk/sakura/staff/{}", person.id);
    let csrf = token(client, "/desk/sakura/staff").await;
    let fields: Vec<(&str, &str)> = [("csrf", csrf.as_str())].into_iter().chain(fields.iter().copied()).collect();
    client.post(&format!("{path}/{what}"), &fields).await.status()
}

on_both_engines! {
    async fn a_manager_invites_and_the_invitation_goes_by_mail(database: TestDatabase) {
        let story = Story::begin(database).await;
        let client = story.desk_client(Role::Manager).await;
        let page = client.get("/desk/sakura/staff").await;
        let form = page.form().fill("メールアドレス", "hanako@example.jp").tick(CLERK).tick("deputy");
        assert_eq!(form.press("招待する").await.location(), "/desk/sakura/staff");
        assert!(matches!(story.letters().await.last().unwrap(), (to, Letter::StaffInvitation { .. }) if to == "hanako@example.jp"));
        assert!(client.get("/desk/sakura/staff").await.says("招待中"));
        let again = page.form().fill("メールアドレス", "Hanako@example.jp").tick(VIEWER).press("招待する").await;
        assert_eq!((again.status(), again.error_on("email").contains("すでに担当者です")), (422, true));
        let nothing = page.form().fill("メールアドレス", "nobody").press("招待する").await;
        assert_eq!((nothing.status(), nothing.errors().len()), (422, 2));
        let deputy = page.form().fill("メールアドレス", "taro@example.jp").tick(MANAGER).tick("deputy").press("招待する").await;
        assert_eq!(deputy.status(), 422);
    }

    async fn a_role_is_changed_and_taken_away_at_once_and_nobody_changes_their_own(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (boss, clerk) = (story.staff_at(&story.insurer, Role::Manager, false).await, story.staff_at(&story.insurer, Role::Clerk, false).await);
        let (managing, working) = (story.desk_client_of(&boss).await, story.desk_client_of(&clerk).await);
        assert_eq!(working.get("/desk/sakura/staff").await.status(), 404);
        assert_eq!(change(&managing, &clerk, "role", &[("role", "manager")]).await, 303);
        assert_eq!(working.get("/desk/sakura/staff").await.status(), 200);
        for what in ["role", "again", "remove"] {
            assert_eq!(change(&managing, &boss, what, &[("role", "viewer")]).await, 404, "{what}");
        }
        assert_eq!(change(&managing, &clerk, "remove", &[]).await, 303);
        assert_eq!(working.get("/desk/sakura/").await.location(), "/desk/login", "who works nowhere is disabled");
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action LIKE 'staff.role_%'").await, 2);
    }

    async fn who_works_elsewhere_too_keeps_that_and_is_not_invited_again_from_here(database: TestDatabase) {
        let story = Story::begin(database).await;
        let managing = story.desk_client(Role::Manager).await;
        let clerk = story.staff_at(&story.insurer, Role::Clerk, false).await;
        let kaede = story.another_insurer("kaede").await;
        story.grant(&kaede, &clerk, Role::Clerk).await;
        let working = story.desk_client_of(&clerk).await;
        assert_eq!(change(&managing, &clerk, "again", &[]).await, 404);
        assert_eq!(change(&managing, &clerk, "remove", &[]).await, 303);
        assert_eq!(working.get("/desk/sakura/").await.status(), 404);
        assert_eq!(working.get("/desk/kaede/").await.status(), 200);
    }

    async fn who_works_at_another_insurer_only_is_not_found(database: TestDatabase) {
        let story = Story::begin(database).await;
        let managing = story.desk_client(Role::Manager).await;
        let kaede = story.another_insurer("kaede").await;
        let stranger = story.staff_at(&kaede, Role::Clerk, false).await;
        assert_eq!(managing.get(&format!("/desk/sakura/staff/{}", stranger.id)).await.status(), 404);
        for what in ["role", "again", "remove"] {
            assert_eq!(change(&managing, &stranger, what, &[("role", "viewer")]).await, 404, "{what}");
        }
    }

    async fn who_lost_everything_is_invited_again(database: TestDatabase) {
        let story = Story::begin(database).await;
        let managing = story.desk_client(Role::Manager).await;
        let clerk = story.staff_at(&story.insurer, Role::Clerk, false).await;
        let working = story.desk_client_of(&clerk).await;
        assert_eq!(change(&managing, &clerk, "again", &[]).await, 303);
        assert_eq!(working.get("/desk/sakura/").await.location(), "/desk/login");
        assert!(matches!(story.letters().await.last().unwrap(), (to, Letter::StaffInvitation { .. }) if *to == clerk.email));
    }
}
