//! Second factors of members: set up in ご登録内容, asked for between password and terms, and never skipped.

use jiff::SignedDuration;
use madoguchi_rules::staff::Role;
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
    people::{PASSWORD, TEPPEI, YUI},
};

use crate::{
    mail::Letter,
    testing::{
        Story,
        authenticator::{Authenticator, ask},
    },
    web::{Answer, Declaration, Principal, Purpose, Routes, Side, Visit, page},
};

const USER_ID: &str = "yui.fukuda";
const SETTINGS: &str = "/portal/settings/second-factor";
const PASSKEY: &str = "/portal/login/factor/passkey";
const PORTAL: &str = "http://localhost:8080";

/// An app: what it needs to know to show a number.
struct App(String);

impl App {
    fn number(&self, story: &Story) -> String {
        let secret = totp_rs::Secret::try_from_base32(&self.0).unwrap();
        let second = u64::try_from(story.portal.clock.now().as_second()).unwrap();
        totp_rs::Builder::new().with_secret(secret).build_noncompliant().generate(second).to_string()
    }
}

async fn with_password(story: &Story, user_id: &str) -> Client {
    let client = story.client.another();
    let form = client.get("/portal/").await.form();
    let page = form.fill("ユーザーID", user_id).fill("パスワード", PASSWORD).press("ログイン").await;
    assert_eq!(page.status(), 303, "{}", page.text());
    client
}

/// Sets an app up: the app, and the recovery codes.
async fn set_up_app(story: &Story, client: &Client) -> (App, Vec<String>) {
    let page = client.get(SETTINGS).await.press("認証アプリを登録する").await.follow().await;
    let app = App(page.select_texts(".totp .user-id")[0].replace(' ', ""));
    let page = page.form().fill("code", &app.number(story)).press("登録する").await;
    assert_eq!((page.status(), page.heading().as_str()), (200, "回復コード"), "{}", page.text());
    (app, page.select_texts(".recovery-codes code"))
}

/// A member with an app, at the page that asks for it.
async fn at_factor(story: &Story) -> (Client, App, Vec<String>) {
    story.enrol_registered(&YUI, USER_ID).await;
    let (app, codes) = set_up_app(story, &story.logged_in(USER_ID).await).await;
    // The number that set it up is used.
    story.later(SignedDuration::from_secs(30));
    (with_password(story, USER_ID).await, app, codes)
}

async fn give(client: &Client, number: &str) -> Page {
    client.get("/portal/login/factor").await.form().fill("code", number).press("ログイン").await
}

fn wrong(number: &str) -> String {
    format!("{:06}", (number.parse::<u32>().unwrap() + 500_000) % 1_000_000)
}

on_both_engines! {
    async fn a_login_with_an_app_opens_nothing_before_its_number(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (client, app, _) = at_factor(&story).await;
        let (_, table) = crate::member_side(story.portal.clone());
        let open = |entry: &&crate::web::routes::Entry| !matches!(entry.declaration.principal, Principal::Anyone | Principal::MemberBeforeFactor);
        let flows = |entry: &&crate::web::routes::Entry| !matches!(entry.declaration.principal, Principal::SignupFlow | Principal::RecoveryFlow);
        for entry in table.iter().filter(open).filter(flows) {
            let page = match entry.method.as_str() {
                "GET" => client.get(&entry.example()).await,
                _ => client.post(&entry.example(), &[]).await,
            };
            assert_eq!((page.status(), page.location()), (303, "/portal/login/factor"), "{}", entry.path);
        }
        let half = client.cookie("madoguchi-session").unwrap();
        assert_eq!(give(&client, &wrong(&app.number(&story))).await.status(), 422);
        let page = give(&client, &app.number(&story)).await;
        assert_eq!((page.status(), page.location()), (303, "/portal/home"));
        assert_eq!(client.get("/portal/settings").await.status(), 200);
        let thief = client.another();
        thief.put_cookie(half);
        assert_eq!(thief.get("/portal/home").await.location(), "/portal/", "the token of half a login is void");
    }

    async fn a_number_goes_once_and_ten_wrong_ones_make_wait(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (client, app, _) = at_factor(&story).await;
        assert_eq!(give(&client, &app.number(&story)).await.status(), 303);
        let again = with_password(&story, USER_ID).await;
        assert_eq!(give(&again, &app.number(&story)).await.status(), 422);
        for _ in 0..9 {
            assert_eq!(give(&again, &wrong(&app.number(&story))).await.status(), 422);
        }
        story.later(SignedDuration::from_secs(30));
        let page = give(&again, &app.number(&story)).await;
        assert_eq!((page.status(), page.header("retry-after")), (429, Some("30")));
        story.later(SignedDuration::from_secs(30));
        assert_eq!(give(&again, &app.number(&story)).await.status(), 303);
    }

    async fn a_recovery_code_stands_in_for_a_lost_app_once(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (client, _, codes) = at_factor(&story).await;
        assert_eq!(codes.len(), 10);
        let with_code = async |client: &Client| {
            let form = client.get("/portal/login/factor").await.form();
            form.fill("回復コード", &codes[0].to_lowercase()).press("回復コードでログイン").await.status()
        };
        assert_eq!(with_code(&client).await, 303);
        assert_eq!(with_code(&with_password(&story, USER_ID).await).await, 422);
    }

    async fn a_reset_of_the_password_never_skips_the_second_factor(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (_, _, _) = at_factor(&story).await;
        let client = story.client.another();
        let form = client.get("/portal/recover/password").await.form();
        let page = form.fill("ユーザーID", USER_ID).fill("メールアドレス", "yui.fukuda@example.jp").press("送信する").await.follow().await;
        let page = page.form().fill("認証コード", &story.code().await).press("認証する").await.follow().await;
        assert_eq!(page.form().fill("新しいパスワード", "Komorebi?8-tsubame").press("変更する").await.location(), "/portal/");
        let form = client.get("/portal/").await.form();
        let page = form.fill("ユーザーID", USER_ID).fill("パスワード", "Komorebi?8-tsubame").press("ログイン").await;
        assert_eq!(page.status(), 303);
        assert_eq!(client.get("/portal/home").await.location(), "/portal/login/factor");
    }

    async fn a_passkey_is_the_second_factor_of_its_owner_alone(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, USER_ID).await;
        story.enrol_registered(&TEPPEI, "teppei.okada").await;
        let (mut own, mut other, mut clerks) = (Authenticator::at(PORTAL), Authenticator::at(PORTAL), Authenticator::at("http://localhost:8082"));
        let register = format!("{SETTINGS}/passkey");
        assert_eq!(own.register(&story.logged_in(USER_ID).await, SETTINGS, &register, "電話").await.status(), 200);
        assert_eq!(other.register(&story.logged_in("teppei.okada").await, SETTINGS, &register, "").await.status(), 200);
        assert_eq!(clerks.register(&story.desk_client(Role::Clerk).await, "/desk/factor", "/desk/factor/passkey", "").await.status(), 200);
        let client = with_password(&story, USER_ID).await;
        assert_eq!(other.log_in(&client, "/portal/login/factor", PASSKEY).await.status(), 422);
        clerks.origin = PORTAL.to_owned();
        assert_eq!(clerks.log_in(&client, "/portal/login/factor", PASSKEY).await.status(), 422);
        let page = own.log_in(&client, "/portal/login/factor", PASSKEY).await;
        assert_eq!((page.status(), page.location()), (303, "/portal/home"));
        own.origin = "http://localhost:8082".to_owned();
        assert_eq!(own.log_in(&story.desk_stranger(), "/desk/login", "/desk/login/passkey").await.status(), 422, "a member at the desk");
    }

    async fn what_is_set_up_is_told_by_mail_and_other_sessions_are_asked_for_it(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, USER_ID).await;
        let (here, elsewhere) = (story.logged_in(USER_ID).await, story.logged_in(USER_ID).await);
        let _ = set_up_app(&story, &here).await;
        assert_eq!(story.letters().await.last().unwrap().1, Letter::FactorEnrolled);
        assert_eq!(here.get("/portal/home").await.status(), 200);
        assert_eq!(elsewhere.get("/portal/home").await.location(), "/portal/login/factor");
    }

    async fn nothing_is_set_up_ten_minutes_after_the_password_without_giving_it_again(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, USER_ID).await;
        let client = story.logged_in(USER_ID).await;
        let page = client.get(SETTINGS).await;
        story.later(SignedDuration::from_mins(10));
        assert_eq!(page.press("認証アプリを登録する").await.location(), "/portal/settings/second-factor/confirm");
        let csrf = page.attribute("input[name=csrf]", "value").unwrap();
        assert_eq!(client.post(&format!("{SETTINGS}/passkey/begin"), &[("csrf", &csrf)]).await.status(), 404);
        assert!(!client.get(SETTINGS).await.buttons().contains(&"認証アプリを登録する".to_owned()));
        let confirm = client.get(&format!("{SETTINGS}/confirm")).await;
        assert_eq!(confirm.form().fill("現在のパスワード", "Chigau!-2026").press("確認する").await.status(), 422);
        assert_eq!(confirm.form().fill("現在のパスワード", PASSWORD).press("確認する").await.location(), SETTINGS);
        let _ = set_up_app(&story, &client).await;
    }

    async fn an_app_is_removed_with_the_password_and_its_number_and_the_codes_go_with_the_last_factor(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (client, app, codes) = at_factor(&story).await;
        assert_eq!(give(&client, &app.number(&story)).await.status(), 303);
        story.later(SignedDuration::from_mins(11));
        let page = client.get(SETTINGS).await.click("削除する").await;
        let remove = async |password: &str, code: &str| {
            page.form().fill("current_password", password).fill("factor_code", code).press("削除する").await
        };
        assert_eq!(remove(PASSWORD, &wrong(&app.number(&story))).await.status(), 422);
        assert_eq!(remove("Chigau!-2026", &app.number(&story)).await.status(), 422);
        assert_eq!(remove(PASSWORD, "").await.status(), 422);
        assert_eq!(story.count("SELECT COUNT(*) FROM totp_secrets").await, 1);
        assert_eq!(remove(PASSWORD, &codes[5]).await.location(), SETTINGS);
        assert_eq!(story.count("SELECT COUNT(*) FROM totp_secrets").await, 0);
        assert_eq!(story.count("SELECT COUNT(*) FROM recovery_codes").await, 0);
        assert_eq!(story.letters().await.last().unwrap().1, Letter::FactorRemoved);
        let _ = story.logged_in(USER_ID).await;
    }

    async fn a_factor_of_somebody_else_is_not_found(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, USER_ID).await;
        story.enrol_registered(&TEPPEI, "teppei.okada").await;
        let mut key = Authenticator::at(PORTAL);
        let _ = key.register(&story.logged_in("teppei.okada").await, SETTINGS, &format!("{SETTINGS}/passkey"), "").await;
        let (id,) = story.rows::<(i64,)>("SELECT id FROM passkeys").await[0];
        let client = story.logged_in(USER_ID).await;
        for named in [id.to_string(), "totp".to_owned(), "x".to_owned(), String::new()] {
            assert_eq!(client.get(&format!("{SETTINGS}/remove?factor={named}")).await.status(), 404, "{named}");
        }
        let (csrf, _) = ask(&client, SETTINGS, &format!("{SETTINGS}/passkey")).await;
        let fields = [("csrf", csrf.as_str()), ("factor", &id.to_string()), ("current_password", PASSWORD)];
        assert_eq!(client.post(&format!("{SETTINGS}/remove"), &fields).await.status(), 404);
        assert_eq!(story.count("SELECT COUNT(*) FROM passkeys").await, 1);
    }

    async fn where_the_insurer_asks_for_it_health_data_waits_for_a_second_factor(database: TestDatabase) {
        async fn costs(_visit: Visit) -> Answer {
            Ok(page::json("{}".to_owned()))
        }
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, USER_ID).await;
        story.set("member_second_factor", "required").await;
        let client = story.client.another();
        let form = client.get("/portal/").await.form();
        let page = form.fill("ユーザーID", USER_ID).fill("パスワード", PASSWORD).press("ログイン").await;
        assert_eq!(page.location(), SETTINGS, "the login leads to setting one up");
        assert!(client.get(SETTINGS).await.says("健康に関する情報をご覧になる前に"));
        assert_eq!(client.get("/portal/home").await.status(), 200, "all else is open");
        let health = Declaration::new(Principal::MemberReading, Purpose::OwnData).of_health();
        let (router, _) = Routes::new(story.portal.clone(), Side::Member).get("/portal/costs", health, costs).finish();
        let reading = Client::over(router);
        reading.put_cookie(client.cookie("madoguchi-session").unwrap());
        assert_eq!(reading.get("/portal/costs").await.location(), SETTINGS);
        let _ = set_up_app(&story, &client).await;
        assert_eq!(reading.get("/portal/costs").await.status(), 200);
    }
}
