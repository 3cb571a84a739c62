use jiff::SignedDuration;
use madoguchi_store::Work;
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
    people::{PASSWORD, TEPPEI, YUI},
};

use crate::{
    mail::Letter,
    member::signup::story::{log_in, logged_in},
    passwords::Verdict,
    testing::Story,
};

const USER_ID: &str = "yui.fukuda";
const NOT_RIGHT: &str = "ユーザーIDまたはパスワードが正しくありません。";

async fn registered(database: madoguchi_testkit::TestDatabase) -> Story {
    let story = Story::begin(database).await;
    story.enrol(&YUI).await;
    let _ = logged_in(&story, &YUI, USER_ID).await;
    story
}

/// A browser that never saw the portal, at an address of its own.
fn stranger(story: &Story, place: usize) -> Client {
    let peer = format!("198.51.{}.{}:50000", place / 200, place % 200);
    Client::over(crate::member_side(story.portal.clone()).0).from_peer(peer.parse().unwrap())
}

async fn try_login(client: &Client, user_id: &str, password: &str) -> Page {
    let page = client.get("/portal/").await;
    page.form().fill("ユーザーID", user_id).fill("パスワード", password).press("ログイン").await
}

async fn fail(story: &Story, times: usize) {
    for place in 0..times {
        let page = try_login(&stranger(story, place), USER_ID, "Chigau!-2026").await;
        assert_eq!(page.status(), 422);
    }
}

/// What a page says, whoever's it is.
fn said(page: &Page, user_id: &str) -> (u16, String) {
    (page.status(), page.text().replace(user_id, "…"))
}

fn letters_after_failures(letters: &[(String, Letter)]) -> usize {
    letters.iter().filter(|(_, letter)| *letter == Letter::LoginAfterFailures).count()
}

on_both_engines! {
    // When more wait for the hashing than can be served soon, whoever comes is told so at once; nothing is counted against them.
    async fn when_too_many_log_in_the_page_says_busy_and_the_try_is_not_counted(database: TestDatabase) {
        let story = registered(database).await;
        let client = stranger(&story, 1);
        let crowd = story.portal.passwords.crowd();
        for user_id in [USER_ID, "nobody.here"] {
            for _ in 0..12 {
                let page = try_login(&client, user_id, PASSWORD).await;
                assert_eq!((page.status(), page.header("retry-after"), page.heading().as_str()), (503, Some("5"), "ただいま混み合っています"));
                assert!(!page.source().contains(PASSWORD));
            }
        }
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'account.login_failed'").await, 0);
        drop(crowd);
        assert_eq!(try_login(&client, USER_ID, PASSWORD).await.status(), 303, "twelve that were not judged are no failures");
    }

    async fn an_unknown_user_id_is_refused_with_what_was_typed_and_no_password(database: TestDatabase) {
        let story = Story::begin(database).await;
        let page = try_login(&story.client, "sakura.hanako", "wrong-1!").await;
        assert_eq!(page.status(), 422);
        assert_eq!(page.value_of("user_id"), "sakura.hanako");
        assert_eq!(page.value_of("password"), "");
        assert_eq!(page.errors().len(), 1);
    }

    async fn a_form_without_our_token_is_refused(database: TestDatabase) {
        let story = Story::begin(database).await;
        let page = story.client.post("/portal/", &[("user_id", "a"), ("password", "b")]).await;
        assert_eq!(page.status(), 403);
    }

    async fn a_wrong_password_looks_the_same_for_known_unknown_and_stopped_user_ids(database: TestDatabase) {
        let story = registered(database).await;
        let known = said(&try_login(&stranger(&story, 1), USER_ID, "Chigau!-2026").await, USER_ID);
        let unknown = said(&try_login(&stranger(&story, 2), "nobody.here", "Chigau!-2026").await, "nobody.here");
        story.rows::<(i64,)>("UPDATE accounts SET stopped_at = 1 WHERE user_key = 'yui.fukuda' RETURNING id").await;
        let stopped = said(&try_login(&stranger(&story, 3), USER_ID, "Chigau!-2026").await, USER_ID);
        assert!(known.1.contains(NOT_RIGHT));
        assert_eq!(known, unknown);
        assert_eq!(known, stopped);
    }

    async fn every_login_that_fails_is_in_the_trail_known_or_not(database: TestDatabase) {
        let story = registered(database).await;
        let _ = try_login(&stranger(&story, 1), USER_ID, "Chigau!-2026").await;
        let _ = try_login(&stranger(&story, 2), "nobody.here", "Chigau!-2026").await;
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'account.login_failed'").await, 2);
    }

    async fn why_an_account_is_stopped_is_told_after_the_right_password_only(database: TestDatabase) {
        let story = registered(database).await;
        story.rows::<(i64,)>("UPDATE accounts SET stopped_at = 1 WHERE user_key = 'yui.fukuda' RETURNING id").await;
        let page = try_login(&stranger(&story, 1), USER_ID, PASSWORD).await;
        assert_eq!(page.status(), 422);
        assert!(page.says("このアカウントは現在ご利用を停止しています。"));
    }

    async fn who_left_is_told_so_after_the_right_password_only(database: TestDatabase) {
        let story = registered(database).await;
        story.set("after_leaving", "close").await;
        story.rows::<(i64,)>("UPDATE roster_entries SET lost_on = '2026-11-22' RETURNING person_id").await;
        assert!(try_login(&stranger(&story, 1), USER_ID, "Chigau!-2026").await.says(NOT_RIGHT));
        let page = try_login(&stranger(&story, 2), USER_ID, PASSWORD).await;
        assert_eq!(page.status(), 422);
        assert!(page.says("資格を喪失されたため"));
        story.set("after_leaving", "read_only_months:24").await;
        assert_eq!(try_login(&stranger(&story, 3), USER_ID, PASSWORD).await.location(), "/portal/home");
    }

    async fn ten_failures_are_told_with_the_time_they_end_to_the_right_password_and_to_unknown_user_ids_alike(database: TestDatabase) {
        let story = registered(database).await;
        fail(&story, 10).await;
        for place in 0..10 {
            let _ = try_login(&stranger(&story, 20 + place), "nobody.here", "Chigau!-2026").await;
        }
        let owner = try_login(&stranger(&story, 40), USER_ID, PASSWORD).await;
        assert_eq!((owner.status(), owner.header("retry-after")), (429, Some("60")));
        assert!(owner.says("2026年11月22日 10時01分までログインできません。"));
        let nobody = try_login(&stranger(&story, 41), "nobody.here", PASSWORD).await;
        assert_eq!(said(&owner, USER_ID), said(&nobody, "nobody.here"));
        story.later(SignedDuration::from_mins(1));
        assert_eq!(try_login(&stranger(&story, 40), USER_ID, PASSWORD).await.location(), "/portal/home");
    }

    async fn strangers_cannot_keep_the_owner_out_of_a_device_that_logged_in_before(database: TestDatabase) {
        let story = registered(database).await;
        fail(&story, 10).await;
        assert_eq!(try_login(&stranger(&story, 40), USER_ID, PASSWORD).await.status(), 429);
        let own = story.client.clone().from_peer("198.51.9.9:50000".parse().unwrap());
        own.forget_cookies(Some("madoguchi-session"));
        assert_eq!(try_login(&own, USER_ID, PASSWORD).await.location(), "/portal/home");
        own.forget_cookies(Some("madoguchi-session"));
        story.later(SignedDuration::from_hours(24 * 180));
        fail(&story, 1).await;
        assert_eq!(try_login(&own, USER_ID, PASSWORD).await.status(), 429, "after 180 days a device is a stranger's");
    }

    async fn the_cookie_of_a_device_is_of_no_use_for_another_user_id(database: TestDatabase) {
        let story = registered(database).await;
        story.enrol(&TEPPEI).await;
        let other = stranger(&story, 100);
        let device = story.client.cookie("madoguchi-device").unwrap();
        fail(&story, 10).await;
        other.put_cookie(device.clone());
        assert_eq!(try_login(&other, USER_ID, PASSWORD).await.location(), "/portal/home");
        for place in 0..10 {
            let _ = try_login(&stranger(&story, 200 + place), "teppei.okada", "Chigau!-2026").await;
        }
        let thief = stranger(&story, 101);
        thief.put_cookie(device);
        assert_eq!(try_login(&thief, "teppei.okada", PASSWORD).await.status(), 429);
    }

    async fn a_couple_logs_in_on_one_device_and_both_are_known(database: TestDatabase) {
        let story = registered(database).await;
        story.enrol(&TEPPEI).await;
        story.client.forget_cookies(Some("madoguchi-session"));
        story.later(SignedDuration::from_secs(1));
        let _ = logged_in(&story, &TEPPEI, "teppei.okada").await;
        story.client.forget_cookies(Some("madoguchi-session"));
        fail(&story, 10).await;
        assert_eq!(try_login(&story.client, USER_ID, PASSWORD).await.location(), "/portal/home");
    }

    async fn the_owner_hears_of_a_login_after_five_failures_or_from_a_new_device_after_one(database: TestDatabase) {
        let story = registered(database).await;
        fail(&story, 1).await;
        story.client.forget_cookies(Some("madoguchi-session"));
        let _ = log_in(&story, USER_ID).await;
        assert_eq!(letters_after_failures(&story.letters().await), 0, "the device is known and nothing failed on it");
        let _ = try_login(&stranger(&story, 50), USER_ID, PASSWORD).await;
        assert_eq!(letters_after_failures(&story.letters().await), 1, "a new device after a failure");
        let _ = try_login(&stranger(&story, 51), USER_ID, PASSWORD).await;
        assert_eq!(letters_after_failures(&story.letters().await), 1, "the success cleared the failure");
    }

    async fn a_login_renews_every_cookie_and_the_eleventh_session_ends_the_oldest(database: TestDatabase) {
        let story = registered(database).await;
        let before = (story.client.cookie("madoguchi-visit"), story.client.cookie("madoguchi-session"));
        let old = stranger(&story, 60);
        old.put_cookie(before.1.clone().unwrap());
        for _ in 0..9 {
            story.later(SignedDuration::from_secs(61));
            let _ = try_login(&stranger(&story, 61), USER_ID, PASSWORD).await;
        }
        assert_eq!(story.count("SELECT COUNT(*) FROM sessions").await, 10);
        assert_eq!(old.get("/portal/home").await.status(), 200);
        story.later(SignedDuration::from_secs(61));
        let newest = stranger(&story, 62);
        newest.put_cookie(before.0.clone().unwrap());
        assert_eq!(try_login(&newest, USER_ID, PASSWORD).await.location(), "/portal/home");
        assert_ne!(newest.cookie("madoguchi-visit"), before.0);
        assert_eq!(story.count("SELECT COUNT(*) FROM sessions").await, 10);
        assert_eq!(old.get("/portal/home").await.status(), 303, "the oldest ended");
    }

    async fn a_second_login_in_one_browser_ends_the_first_session(database: TestDatabase) {
        let story = registered(database).await;
        let token = story.client.get("/portal/home").await.attribute("input[name=csrf]", "value").unwrap();
        let page = story.client.post("/portal/", &[("csrf", &token), ("user_id", USER_ID), ("password", PASSWORD)]).await;
        assert_eq!(page.location(), "/portal/home");
        assert_eq!(story.count("SELECT COUNT(*) FROM sessions").await, 1);
    }

    async fn a_hash_of_a_lower_cost_is_made_anew_at_the_login(database: TestDatabase) {
        let story = registered(database).await;
        let (portal, insurer_id) = (&story.portal, story.insurer.id);
        let old = &portal.passwords.hash_at((8_192, 1, 1), PASSWORD).await.unwrap();
        assert_eq!(portal.passwords.verify(PASSWORD, Some(old)).await, Ok(Verdict::RightButOld));
        let (account_id,) = story.rows::<(i64,)>("SELECT id FROM accounts").await[0];
        let set = |work: Work| async move { work.set_password_hash(insurer_id, account_id, old, None).await };
        portal.store.write(set).await.unwrap();
        let _ = try_login(&stranger(&story, 1), USER_ID, PASSWORD).await;
        let (stored,) = &story.rows::<(String,)>("SELECT password_hash FROM accounts").await[0];
        assert_eq!(portal.passwords.verify(PASSWORD, Some(stored)).await, Ok(Verdict::Right));
    }
}
