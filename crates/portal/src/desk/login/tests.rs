use jiff::SignedDuration;
use madoguchi_rules::staff::Role;
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
};

use crate::testing::{
    STAFF_PASSWORD, StaffPerson, Story,
    authenticator::{Authenticator, ask},
};

async fn try_password(client: &Client, email: &str, password: &str) -> Page {
    let form = client.get("/desk/login").await.form();
    form.fill("メールアドレス", email).fill("パスワード", password).press("次へ").await
}

async fn try_code(client: &Client, code: &str) -> Page {
    client.get("/desk/login/factor").await.form().fill("code", code).press("ログイン").await
}

async fn clerk(story: &Story) -> StaffPerson {
    story.staff_at(&story.insurer, Role::Clerk, false).await
}

fn a_wrong_one(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 500_000) % 1_000_000)
}

on_both_engines! {
    async fn password_and_app_open_the_desk_under_a_new_token_each(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (person, client) = (clerk(&story).await, story.desk_stranger());
        assert_eq!(try_password(&client, &person.email.to_uppercase(), STAFF_PASSWORD).await.status(), 303);
        let half = client.cookie("desk_session").unwrap();
        assert_eq!(client.get("/desk/sakura/").await.location(), "/desk/login/factor");
        let page = try_code(&client, &person.totp.code_at(story.portal.clock.now())).await;
        assert_eq!((page.status(), page.location()), (303, "/desk/"));
        assert_ne!(client.cookie("desk_session").unwrap(), half);
        assert!(client.get("/desk/").await.follow().await.says("さくら健康保険組合"));
        let thief = story.desk_stranger();
        thief.put_cookie(half);
        assert_eq!(thief.get("/desk/").await.location(), "/desk/login", "the token of half a login is void");
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'staff.logged_in'").await, 1);
    }

    async fn a_wrong_password_looks_the_same_whoever_is_asked_for(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person = clerk(&story).await;
        let said = async |email: &str, password: &str| {
            let page = try_password(&story.desk_stranger(), email, password).await;
            (page.status(), page.text().replace(email, "…"))
        };
        let wrong = said(&person.email, "chigau password 2026").await;
        assert_eq!(wrong.0, 422);
        assert!(wrong.1.contains("メールアドレスまたはパスワードが正しくありません。"));
        assert_eq!(wrong, said("nobody@example.jp", STAFF_PASSWORD).await);
        assert_eq!(wrong, said("no address", STAFF_PASSWORD).await);
        story.rows::<(i64,)>("UPDATE staff SET state = 'disabled' RETURNING id").await;
        assert_eq!(wrong, said(&person.email, STAFF_PASSWORD).await);
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'staff.login_failed'").await, 4);
    }

    async fn a_code_of_the_app_goes_once_and_a_step_to_either_side(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person = clerk(&story).await;
        let client = story.desk_client_of(&person).await;
        let used = person.totp.code_at(story.portal.clock.now());
        let again = story.desk_stranger();
        let _ = story.give_password(&again, &person).await;
        let page = try_code(&again, &used).await;
        assert_eq!(page.status(), 422);
        assert!(page.says("番号が正しくないか、すでに使われています。"));
        let next = person.totp.code_at(story.portal.clock.now() + SignedDuration::from_secs(30));
        assert_eq!(try_code(&again, &next).await.status(), 303, "a clock that is half a minute ahead");
        assert_eq!(client.get("/desk/sakura/").await.status(), 200, "two sessions of one person");
    }

    async fn ten_wrong_codes_make_wait_whatever_session_tries(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person = clerk(&story).await;
        let wrong = a_wrong_one(&person.totp.code_at(story.portal.clock.now()));
        for _ in 0..10 {
            let client = story.desk_stranger();
            let _ = story.give_password(&client, &person).await;
            assert_eq!(try_code(&client, &wrong).await.status(), 422);
        }
        let client = story.desk_stranger();
        let _ = story.give_password(&client, &person).await;
        let page = try_code(&client, &person.totp.code_at(story.portal.clock.now())).await;
        assert_eq!((page.status(), page.header("retry-after")), (429, Some("60")));
        story.later(SignedDuration::from_mins(1));
        assert_eq!(try_code(&client, &person.totp.code_at(story.portal.clock.now())).await.status(), 303);
    }

    async fn ten_wrong_passwords_are_told_known_or_not(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person = clerk(&story).await;
        let mut said = Vec::new();
        for email in [person.email.as_str(), "nobody@example.jp"] {
            for _ in 0..10 {
                assert_eq!(try_password(&story.desk_stranger(), email, "chigau password 2026").await.status(), 422);
            }
            let page = try_password(&story.desk_stranger(), email, STAFF_PASSWORD).await;
            said.push((page.status(), page.text().replace(email, "…")));
        }
        assert_eq!(said[0].0, 429);
        assert_eq!(said[0], said[1]);
    }

    async fn logging_out_ends_the_session_on_the_server(database: TestDatabase) {
        let story = Story::begin(database).await;
        let client = story.desk_client(Role::Viewer).await;
        let kept = client.cookie("desk_session").unwrap();
        let page = client.get("/desk/sakura/").await.press("ログアウト").await;
        assert_eq!(page.location(), "/desk/login");
        assert_eq!(page.header("clear-site-data"), Some(r#""cache", "storage""#));
        client.put_cookie(kept);
        assert_eq!(client.get("/desk/sakura/").await.location(), "/desk/login");
    }

    async fn who_has_no_second_factor_enrols_one_and_gets_ten_codes_that_work_once(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person = clerk(&story).await;
        story.rows::<(i64,)>("DELETE FROM totp_secrets RETURNING owner_id").await;
        let client = story.desk_stranger();
        let _ = story.give_password(&client, &person).await;
        assert_eq!(client.get("/desk/").await.location(), "/desk/factor");
        let page = client.get("/desk/factor").await.press("認証アプリを登録する").await.follow().await;
        let secret = secret_on(&page);
        let wrong = a_wrong_one(&code_of(&secret, &story));
        assert_eq!(page.form().fill("code", &wrong).press("登録する").await.status(), 422);
        let page = page.form().fill("code", &code_of(&secret, &story)).press("登録する").await;
        assert_eq!((page.status(), page.heading().as_str()), (200, "回復コード"));
        let codes = page.select_texts(".recovery-codes code");
        assert_eq!(codes.len(), 10);
        assert_eq!(client.get("/desk/").await.location(), "/desk/sakura/", "the login is complete");
        for (status, times) in [(303, "the first"), (422, "the second")] {
            let client = story.desk_stranger();
            let _ = story.give_password(&client, &person).await;
            let form = client.get("/desk/login/factor").await.form();
            let page = form.fill("回復コード", &codes[3].to_lowercase()).press("回復コードでログイン").await;
            assert_eq!(page.status(), status, "{times} time");
        }
    }
}

/// The secret that the page of an enrolment shows, as base32.
pub fn secret_on(page: &Page) -> String {
    page.select_texts(".totp .user-id")[0].replace(' ', "")
}

fn code_of(secret: &str, story: &Story) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let second = u64::try_from(story.portal.clock.now().as_second()).unwrap();
    totp_rs::Builder::new().with_secret(secret).build_noncompliant().generate(second).to_string()
}

const DESK: &str = "http://localhost:8082";
const PASSKEY: &str = "/desk/login/passkey";

/// A clerk with a passkey besides the app.
async fn clerk_with_passkey(story: &Story) -> (StaffPerson, Authenticator) {
    let person = clerk(story).await;
    let client = story.desk_client_of(&person).await;
    let mut key = Authenticator::at(DESK);
    let page = key.register(&client, "/desk/factor", "/desk/factor/passkey", "職場のパソコン").await;
    assert_eq!(page.status(), 200, "{}", page.text());
    assert_eq!(page.select_texts(".recovery-codes code").len(), 10, "there were none yet");
    (person, key)
}

on_both_engines! {
    async fn a_passkey_alone_opens_the_desk(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (_, mut key) = clerk_with_passkey(&story).await;
        for _ in 0..2 {
            let client = story.desk_stranger();
            let page = key.log_in(&client, "/desk/login", PASSKEY).await;
            assert_eq!((page.status(), page.location()), (303, "/desk/"), "{}", page.text());
            assert_eq!(client.get("/desk/sakura/").await.status(), 200);
        }
        let logins = "SELECT COUNT(*) FROM audit_events WHERE action = 'staff.logged_in' AND detail = '{\"factor\":\"passkey\"}'";
        assert_eq!(story.count(logins).await, 2);
    }

    async fn a_passkey_is_the_second_factor_after_a_password(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (person, mut key) = clerk_with_passkey(&story).await;
        let client = story.desk_stranger();
        let _ = story.give_password(&client, &person).await;
        let page = key.log_in(&client, "/desk/login/factor", PASSKEY).await;
        assert_eq!((page.status(), page.location()), (303, "/desk/"));
        assert_eq!(story.count("SELECT COUNT(*) FROM staff_sessions").await, 2, "half a login is replaced");
    }

    async fn an_answer_counts_once_in_time_and_in_the_browser_that_was_asked(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (_, mut key) = clerk_with_passkey(&story).await;
        let (client, other) = (story.desk_stranger(), story.desk_stranger());
        let (csrf, options) = ask(&client, "/desk/login", PASSKEY).await;
        let answer = key.get(&options).to_string();
        let (foreign, _) = ask(&other, "/desk/login", PASSKEY).await;
        assert_eq!(other.post(PASSKEY, &[("csrf", &foreign), ("answer", &answer)]).await.status(), 422, "another browser");
        assert_eq!(client.post(PASSKEY, &[("csrf", &csrf), ("answer", &answer)]).await.status(), 303);
        let again = story.desk_stranger();
        let (csrf, _) = ask(&again, "/desk/login", PASSKEY).await;
        assert_eq!(again.post(PASSKEY, &[("csrf", &csrf), ("answer", &answer)]).await.status(), 422, "another question");
        let late = story.desk_stranger();
        let (csrf, options) = ask(&late, "/desk/login", PASSKEY).await;
        let answer = key.get(&options).to_string();
        story.later(SignedDuration::from_mins(5));
        assert_eq!(late.post(PASSKEY, &[("csrf", &csrf), ("answer", &answer)]).await.status(), 422, "five minutes later");
    }

    async fn what_was_answered_elsewhere_or_by_a_copy_of_the_key_is_refused(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (_, mut key) = clerk_with_passkey(&story).await;
        key.origin = "http://localhost:8080".to_owned();
        assert_eq!(key.log_in(&story.desk_stranger(), "/desk/login", PASSKEY).await.status(), 422, "the member's side");
        key.origin = "https://desk.example.jp".to_owned();
        assert_eq!(key.log_in(&story.desk_stranger(), "/desk/login", PASSKEY).await.status(), 422, "a page that looks like ours");
        key.origin = DESK.to_owned();
        assert_eq!(key.log_in(&story.desk_stranger(), "/desk/login", PASSKEY).await.status(), 303);
        key.counter -= 2;
        assert_eq!(key.log_in(&story.desk_stranger(), "/desk/login", PASSKEY).await.status(), 422, "the counter went back");
        let mut unknown = Authenticator::at(DESK);
        let (_, options) = ask(&story.desk_client(Role::Clerk).await, "/desk/factor", "/desk/factor/passkey").await;
        let _ = unknown.create(&options);
        assert_eq!(unknown.log_in(&story.desk_stranger(), "/desk/login", PASSKEY).await.status(), 422, "never registered");
    }

    async fn who_is_disabled_is_not_let_in_by_a_passkey(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (person, mut key) = clerk_with_passkey(&story).await;
        let at = madoguchi_store::At::from(story.portal.clock.now());
        story.portal.store.write(|work: madoguchi_store::Work| async move { work.disable_staff(person.id, at).await }).await.unwrap();
        assert_eq!(key.log_in(&story.desk_stranger(), "/desk/login", PASSKEY).await.status(), 422);
    }

    async fn a_key_is_registered_once_and_in_the_session_that_asked(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (person, mut key) = clerk_with_passkey(&story).await;
        let client = story.desk_client(Role::Clerk).await;
        let (csrf, options) = ask(&client, "/desk/factor", "/desk/factor/passkey").await;
        let answer = key.create(&options).to_string();
        let page = client.post("/desk/factor/passkey", &[("csrf", &csrf), ("passkey_name", ""), ("answer", &answer)]).await;
        assert_eq!(page.status(), 422, "a key that somebody else has registered");
        story.later(SignedDuration::from_secs(30));
        let other = story.desk_client_of(&person).await;
        let (csrf, _) = ask(&other, "/desk/factor", "/desk/factor/passkey").await;
        let mut spare = Authenticator::at(DESK);
        let answer = spare.create(&options).to_string();
        let page = other.post("/desk/factor/passkey", &[("csrf", &csrf), ("passkey_name", ""), ("answer", &answer)]).await;
        assert_eq!(page.status(), 422, "an answer to somebody else's question");
        let page = spare.register(&other, "/desk/factor", "/desk/factor/passkey", "").await;
        assert_eq!(page.status(), 303, "a spare: {}", page.text());
        assert_eq!(spare.log_in(&story.desk_stranger(), "/desk/login", PASSKEY).await.status(), 303);
    }
}
