use madoguchi_rules::staff::Role;
use madoguchi_testkit::on_both_engines;

use crate::{
    mail::Letter,
    testing::{STAFF_PASSWORD, Story},
};

const NEW_PASSWORD: &str = "minato hibari 45 kumo";

on_both_engines! {
    async fn one_of_a_call_centre_finds_the_insurer_among_a_hundred_and_goes_straight_on_to_an_only_one(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person = story.staff_at(&story.insurer, Role::Clerk, false).await;
        let client = story.desk_client_of(&person).await;
        assert_eq!(client.get("/desk/").await.location(), "/desk/sakura/", "the only one");
        for number in 1..100 {
            let insurer = story.another_insurer(&format!("kenpo-{number:03}")).await;
            story.grant(&insurer, &person, Role::Viewer).await;
        }
        let page = client.get("/desk/").await;
        assert_eq!((page.status(), page.select_texts("tbody tr").len()), (200, 100));
        assert_eq!(page.markup_errors(), Vec::<String>::new());
        let some = page.form().fill("保険者をさがす", "KENPO-04").press("さがす").await;
        assert_eq!(some.select_texts("tbody tr").len(), 10);
        assert_eq!(some.form().fill("保険者をさがす", "kenpo-042").press("さがす").await.location(), "/desk/kenpo-042/");
        assert!(some.form().fill("保険者をさがす", "もみじ").press("さがす").await.says("当てはまる保険者はありません"));
        assert_eq!(client.get("/desk/kenpo-042/").await.status(), 200);
        let stranger = story.another_insurer("kaede").await;
        assert_eq!(client.get(&format!("/desk/{}/", stranger.code)).await.status(), 404);
        assert!(client.get("/desk/kenpo-042/notices/new").await.status() == 404, "each role is its insurer's own");
        assert_eq!(client.get("/desk/sakura/notices/new").await.status(), 200);
    }

    async fn a_new_password_ends_every_other_session_and_is_told(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person = story.staff_at(&story.insurer, Role::Clerk, false).await;
        let elsewhere = story.desk_client_of(&person).await;
        story.later(jiff::SignedDuration::from_secs(30));
        let here = story.desk_client_of(&person).await;
        let page = here.get("/desk/account/password").await;
        let change = async |current: &str, new: &str| {
            page.form().fill("現在のパスワード", current).fill("新しいパスワード", new).press("変更する").await
        };
        assert_eq!(change("chigau password 2026", NEW_PASSWORD).await.status(), 422);
        assert_eq!(change(STAFF_PASSWORD, STAFF_PASSWORD).await.status(), 422);
        assert_eq!(change(STAFF_PASSWORD, "short").await.status(), 422);
        assert_eq!(change(STAFF_PASSWORD, NEW_PASSWORD).await.location(), "/desk/account");
        assert_eq!(here.get("/desk/sakura/").await.status(), 200, "the second factor that was given goes on to count");
        assert_eq!(elsewhere.get("/desk/sakura/").await.location(), "/desk/login");
        assert_eq!(story.letters().await.last().unwrap(), &(person.email.clone(), Letter::StaffPasswordChanged));
    }

    async fn other_devices_are_listed_and_logged_out_and_nobody_elses(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person = story.staff_at(&story.insurer, Role::Clerk, false).await;
        let elsewhere = story.desk_client_of(&person).await;
        story.later(jiff::SignedDuration::from_secs(30));
        let here = story.desk_client_of(&person).await;
        let other = story.desk_client(Role::Viewer).await;
        let page = here.get("/desk/account").await;
        assert_eq!(page.buttons().iter().filter(|button| *button == "終了する").count(), 1, "{:?}", page.buttons());
        let csrf = page.attribute("input[name=csrf]", "value").unwrap();
        let theirs = story.rows::<(i64,)>("SELECT MAX(id) FROM staff_sessions").await[0].0.to_string();
        assert_eq!(here.post("/desk/account/sessions", &[("csrf", &csrf), ("session", &theirs)]).await.status(), 404);
        assert_eq!(here.post("/desk/account/sessions", &[("csrf", &csrf), ("others", "yes")]).await.location(), "/desk/account");
        assert_eq!(elsewhere.get("/desk/account").await.location(), "/desk/login");
        assert_eq!(other.get("/desk/account").await.status(), 200);
    }

    async fn the_last_factor_stays_and_a_spare_goes(database: TestDatabase) {
        let story = Story::begin(database).await;
        let client = story.desk_client(Role::Clerk).await;
        let page = client.get("/desk/factor/remove?factor=totp").await;
        assert!(page.says("最後の認証手段は削除できません"));
        let csrf = page.attribute("input[name=csrf]", "value").unwrap();
        let fields = [("csrf", csrf.as_str()), ("factor", "totp"), ("current_password", STAFF_PASSWORD)];
        assert_eq!(client.post("/desk/factor/remove", &fields).await.status(), 422);
        let mut key = crate::testing::authenticator::Authenticator::at("http://localhost:8082");
        let _ = key.register(&client, "/desk/factor", "/desk/factor/passkey", "予備").await;
        assert_eq!(client.post("/desk/factor/remove", &fields).await.location(), "/desk/factor");
        assert_eq!(story.count("SELECT COUNT(*) FROM totp_secrets").await, 0);
    }
}
