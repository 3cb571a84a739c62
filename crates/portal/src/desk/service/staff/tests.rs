use madoguchi_rules::staff::Role;
use madoguchi_testkit::{browserless::Client, on_both_engines};

use crate::{
    mail::Letter,
    testing::{StaffPerson, Story},
};

const AT: &str = "/desk/service/staff";
const CLERK: &str = "担当：問い合わせの対応、取込、お知らせの作成";
const OPERATOR: &str = "運営担当者（健康に関する情報は見られません）";

async fn change(client: &Client, person: &StaffPerson, what: &str, fields: &[(&str, &str)]) -> u16 {
    let csrf = client.get(AT).await.attribute("input[name=csrf]", "value").unwrap();
    let fields: Vec<(&str, &str)> = [("csrf", csrf.as_str())].into_iter().chain(fields.iter().copied()).collect();
    client.post(&format!("{AT}/{}/{what}", person.id), &fields).await.status()
}

on_both_engines! {
    async fn an_operator_invites_staff_of_any_insurer_and_other_operators(database: TestDatabase) {
        let story = Story::begin(database).await;
        let operator = story.operator_client().await;
        let page = operator.get(AT).await;
        let form = page.form().fill("メールアドレス", "hanako@example.jp").choose("role", CLERK).fill("保険者指定コード", "sakura");
        assert_eq!(form.press("招待する").await.location(), AT);
        assert!(matches!(story.letters().await.last().unwrap(), (to, Letter::StaffInvitation { .. }) if to == "hanako@example.jp"));
        let form = page.form().fill("メールアドレス", "taro@example.jp").choose("role", OPERATOR);
        assert_eq!(form.press("招待する").await.location(), AT);
        let list = operator.get(AT).await;
        assert!(list.says("さくら健康保険組合：担当") && list.says("招待中") && list.says("運営"), "{}", list.text());
        assert!(list.markup_errors().is_empty(), "{:?}", list.markup_errors());
        let trail: Vec<(Option<i64>, String)> =
            story.rows("SELECT insurer_id, detail FROM audit_events WHERE action = 'staff.invited' ORDER BY detail").await;
        assert_eq!((trail.len(), trail[0].0, trail[1].0), (2, Some(story.insurer.id), None), "{trail:?}");

        let again = page.form().fill("メールアドレス", "Hanako@example.jp").choose("role", CLERK).fill("保険者指定コード", "sakura");
        assert!(again.press("招待する").await.error_on("email").contains("すでに担当者です"));
        let unknown = page.form().fill("メールアドレス", "jiro@example.jp").choose("role", CLERK).fill("保険者指定コード", "kaede");
        assert!(unknown.press("招待する").await.error_on("insurer").contains("保険者指定コード"));
        let found = operator.get(&format!("{AT}?q=hanako")).await;
        assert_eq!(found.select_texts("tbody tr").len(), 1);
    }

    async fn access_is_taken_away_at_once_and_nobody_takes_their_own(database: TestDatabase) {
        let story = Story::begin(database).await;
        let boss = story.staff(true).await;
        let operator = story.desk_client_of(&boss).await;
        let clerk = story.staff_at(&story.insurer, Role::Clerk, false).await;
        let kaede = story.another_insurer("kaede").await;
        story.grant(&kaede, &clerk, Role::Clerk).await;
        let working = story.desk_client_of(&clerk).await;
        let page = operator.get(&format!("{AT}/{}", clerk.id)).await;
        assert!(page.markup_errors().is_empty(), "{:?}", page.markup_errors());
        assert_eq!(change(&operator, &clerk, "remove", &[("insurer", "sakura")]).await, 303);
        assert_eq!((working.get("/desk/sakura/").await.status(), working.get("/desk/kaede/").await.status()), (404, 200));
        assert_eq!(change(&operator, &clerk, "remove", &[("insurer", "sakura")]).await, 404, "it is gone already");
        assert_eq!(change(&operator, &clerk, "again", &[]).await, 303);
        assert_eq!(working.get("/desk/kaede/").await.location(), "/desk/login");
        assert!(matches!(story.letters().await.last().unwrap(), (to, Letter::StaffInvitation { .. }) if *to == clerk.email));
        assert_eq!(change(&operator, &clerk, "disable", &[]).await, 303);
        assert!(operator.get(&format!("{AT}/{}", clerk.id)).await.says("停止"));
        for what in ["again", "remove", "disable"] {
            assert_eq!(change(&operator, &boss, what, &[("insurer", "sakura")]).await, 404, "{what}");
        }
        assert!(operator.get(&format!("{AT}/{}", boss.id)).await.says("ご自分の権限は変更できません"));
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action IN ('staff.role_removed', 'staff.disabled', 'staff.invited_again')").await, 3);
    }

    async fn managers_do_not_see_everybody(database: TestDatabase) {
        let story = Story::begin(database).await;
        assert_eq!(story.desk_client(Role::Manager).await.get(AT).await.status(), 404);
    }
}
