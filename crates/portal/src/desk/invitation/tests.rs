use jiff::SignedDuration;
use madoguchi_rules::{mail_address::MailAddress, staff::Role};
use madoguchi_store::Work;
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
};

use crate::{
    mail::Letter,
    staff::{self, Access, NewAccess},
    testing::{STAFF_PASSWORD, Story},
};

const ADDRESS: &str = "hanako@example.jp";

async fn invite(story: &Story, access: Access) {
    // Letters of one instant have no order.
    story.later(SignedDuration::from_secs(1));
    let (portal, address, now) = (&story.portal, &MailAddress::parse(ADDRESS).unwrap(), story.portal.clock.now());
    let new = &NewAccess { address, access, by: "story", language: "ja" };
    portal.store.write(|work: Work| async move { staff::invite(portal, &work, new, now).await }).await.unwrap();
}

fn clerk(story: &Story) -> Access {
    Access::Insurer { insurer_id: story.insurer.id, role: Role::Clerk, is_deputy: false }
}

/// The link of the latest invitation.
async fn link(story: &Story) -> String {
    let token = story.letters().await.into_iter().rev().find_map(|(_, letter)| match letter {
        Letter::StaffInvitation { token, .. } => Some(token),
        _ => None,
    });
    format!("/desk/invitation?token={}", token.unwrap())
}

async fn accept(client: &Client, link: &str, name: &str, password: &str) -> Page {
    let page = client.get(link).await;
    page.form().fill("お名前", name).fill("新しいパスワード", password).press("登録して次へ").await
}

on_both_engines! {
    async fn an_invitation_leads_to_name_and_password_and_then_to_nothing_but_the_second_factor(database: TestDatabase) {
        let story = Story::begin(database).await;
        invite(&story, clerk(&story)).await;
        let (client, link) = (story.desk_stranger(), link(&story).await);
        assert!(client.get(&link).await.says(ADDRESS));
        let page = accept(&client, &link, "山田 花子", STAFF_PASSWORD).await;
        assert_eq!((page.status(), page.location()), (303, "/desk/"));
        assert_eq!(client.get("/desk/sakura/").await.location(), "/desk/factor");
        assert_eq!(story.desk_stranger().get(&link).await.status(), 404, "it works once");
        assert_eq!(story.count("SELECT COUNT(*) FROM staff WHERE state = 'active' AND name = '山田 花子'").await, 1);
    }

    async fn a_void_invitation_looks_the_same_whatever_made_it_void(database: TestDatabase) {
        let story = Story::begin(database).await;
        invite(&story, clerk(&story)).await;
        let replaced = link(&story).await;
        invite(&story, clerk(&story)).await;
        let late = link(&story).await;
        let said = async |link: &str| {
            let page = story.desk_stranger().get(link).await;
            (page.status(), page.text())
        };
        let never = said("/desk/invitation?token=nothing").await;
        assert_eq!(never.0, 404);
        assert_eq!(said(&replaced).await, never);
        assert_eq!(story.desk_stranger().get(&late).await.status(), 200);
        story.later(SignedDuration::from_hours(72));
        assert_eq!(said(&late).await, never);
        assert_eq!(said("/desk/invitation").await, never);
    }

    async fn what_is_wrong_is_told_and_costs_nothing(database: TestDatabase) {
        let story = Story::begin(database).await;
        invite(&story, clerk(&story)).await;
        let (client, link) = (story.desk_stranger(), link(&story).await);
        let page = accept(&client, &link, " ", "Kawara-27!").await;
        assert_eq!(page.status(), 422);
        assert!(page.error_on("name").contains("お名前を"));
        assert!(page.error_on("password").contains("15文字以上"), "{}", page.error_on("password"));
        let page = page.form().fill("お名前", "山田 花子").fill("新しいパスワード", "hanako hanako hanako").press("登録して次へ").await;
        assert_eq!(page.status(), 422, "her own address, three times");
        assert_eq!(accept(&client, &link, "山田 花子", STAFF_PASSWORD).await.status(), 303);
    }

    async fn who_is_active_is_told_of_more_access_and_keeps_what_they_have(database: TestDatabase) {
        let story = Story::begin(database).await;
        invite(&story, clerk(&story)).await;
        let client = story.desk_stranger();
        let _ = accept(&client, &link(&story).await, "山田 花子", STAFF_PASSWORD).await;
        let kaede = story.another_insurer("kaede").await;
        invite(&story, Access::Insurer { insurer_id: kaede.id, role: Role::Manager, is_deputy: false }).await;
        let letters = story.letters().await;
        assert_eq!(letters.last().unwrap(), &(ADDRESS.to_owned(), Letter::StaffAccess));
        assert_eq!(story.count("SELECT COUNT(*) FROM staff_grants").await, 2);
        assert_eq!(client.get("/desk/factor").await.status(), 200, "the session goes on");
    }

    async fn who_begins_anew_loses_password_factors_and_sessions_at_once(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person = story.staff_at(&story.insurer, Role::Clerk, false).await;
        let client = story.desk_client_of(&person).await;
        story.later(SignedDuration::from_secs(1));
        let (portal, now) = (&story.portal, story.portal.clock.now());
        let again = |work: Work| async move {
            let row = work.staff_member(person.id).await?.unwrap();
            staff::invite_again(portal, &work, &row, None, "ja", now).await
        };
        portal.store.write(again).await.unwrap();
        assert_eq!(client.get("/desk/").await.location(), "/desk/login");
        assert_eq!(story.count("SELECT COUNT(*) FROM totp_secrets").await, 0);
        let link = link(&story).await;
        assert_eq!(accept(&client, &link, "山田 花子", STAFF_PASSWORD).await.status(), 303);
        assert_eq!(client.get("/desk/sakura/").await.location(), "/desk/factor");
    }
}
